package page_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"

	identityv1 "rialto/gen/rialto/identity/v1"
	"rialto/internal/door"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
	"rialto/internal/ui"
)

// identity knows a customer by the token "ann" and an operator by "boss".
type identity struct{ door.Identity }

func (identity) Authenticate(_ context.Context, q *identityv1.AuthenticateRequest) (*identityv1.AuthenticateResponse, error) {
	switch q.GetToken() {
	case "ann":
	case "boss":
		return &identityv1.AuthenticateResponse{User: &identityv1.User{UserId: 1, Kind: "operator", Name: "Boss"}}, nil
	default:
		return nil, errs.Unauthenticated("Unknown token.")
	}
	return &identityv1.AuthenticateResponse{User: &identityv1.User{UserId: 11, Kind: "customer", Name: "Ann"}}, nil
}

type bench struct {
	*page.Site
	log    bytes.Buffer
	closed error
}

func setup(t *testing.T, change ...func(*page.Deps, *door.Config)) *bench {
	t.Helper()
	b := &bench{}
	log := slog.New(slog.NewTextHandler(&b.log, nil))
	deps := page.Deps{
		Log: log, Rand: rand.Reader, Layout: func(f ui.Frame) templ.Component { return ui.Shop(f) },
		Closed: func() error { return b.closed },
	}
	cfg := door.Config{RateLimits: door.PresetOff}
	for _, c := range change {
		c(&deps, &cfg)
	}
	in, err := door.New(cfg, door.Needs{Identity: identity{}}, door.Deps{Now: time.Now, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	b.Site = page.New(page.Config{Currencies: []string{"USD", "EUR"}}, in, deps)
	return b
}

func text(s string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	})
}

func (b *bench) do(t *testing.T, method, target string, form url.Values, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	h, err := b.Handler()
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func hello(p *page.Page) error {
	return p.Render(http.StatusOK, ui.Frame{Title: "Hello"}, text("<p>hello "+p.Currency+"</p>"))
}

func TestAPageHasAStrictPolicyWithAFreshNonce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Handle("GET /hello", page.Rule{Access: door.Open}, hello)
	seen := map[string]bool{}
	for range 3 {
		w := b.do(t, "GET", "/hello", nil)
		policy := w.Header().Get("Content-Security-Policy")
		_, after, found := strings.Cut(policy, "script-src 'nonce-")
		nonce, _, _ := strings.Cut(after, "'")
		if !found || len(nonce) < 20 || seen[nonce] || !strings.Contains(w.Body.String(), `nonce="`+nonce+`"`) {
			t.Errorf("nonce %q in %q", nonce, policy)
		}
		seen[nonce] = true
		if strings.Contains(policy, "unsafe") {
			t.Errorf("policy %q", policy)
		}
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
			"Content-Type": "text/html; charset=utf-8", "Strict-Transport-Security": "", "Cache-Control": "private, no-cache",
		} {
			if got := w.Header().Get(name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
	}
}

func TestHTTPSIsKept(t *testing.T) {
	t.Parallel()
	b := setup(t, func(_ *page.Deps, c *door.Config) { c.PublicURL = "https://shop.test" })
	if w := b.do(t, "GET", "/nowhere", nil); w.Header().Get("Strict-Transport-Security") == "" || w.Code != 404 {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}

func TestAForeignPageChangesNothing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, header string
		want         int
	}{
		{"our own form", "Sec-Fetch-Site: same-origin", 303},
		{"a program", "X-Nothing: here", 303},
		{"another site", "Sec-Fetch-Site: cross-site", 403},
		{"another host of the same site", "Sec-Fetch-Site: same-site", 403},
		{"an old browser on another site", "Origin: https://evil.test", 403},
		{"a sandboxed frame", "Origin: null", 403},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.Handle("POST /change", page.Rule{Access: door.Open}, func(p *page.Page) error { return p.Redirect("/done") })
			if w := b.do(t, "POST", "/change", url.Values{"a": {"b"}}, c.header); w.Code != c.want {
				t.Errorf("got %d, want %d", w.Code, c.want)
			}
		})
	}
}

func TestErrorsAreWholePagesInWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		err    error
		status int
		has    string
	}{
		{"what a room said", errs.Conflict("out_of_stock", "Brass lamp is sold out."), 409, "Brass lamp is sold out."},
		{"what is not there", errs.NotFound("product_not_found", "There is no such product."), 404, "There is no such product."},
		{"a text of somebody else's", errs.Invalid("odd", "%s", "<script>alert(1)</script>"), 422, "&lt;script&gt;"},
		{"a neighbour that is down", errs.Unavailable("down", "Search cannot be reached."), 503, "Search cannot be reached."},
		{"an error that is ours", errors.New("secret: dsn=postgres://x"), 500, "Something went wrong"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.Handle("GET /fails", page.Rule{Access: door.Open}, func(*page.Page) error { return c.err })
			w := b.do(t, "GET", "/fails", nil)
			body := w.Body.String()
			if w.Code != c.status || !strings.Contains(body, c.has) || !strings.Contains(body, "</html>") {
				t.Errorf("%d %s", w.Code, body)
			}
			if strings.Contains(body, "secret") || strings.Contains(body, "<script>alert") {
				t.Errorf("the page tells %s", body)
			}
			if c.status == 500 && !strings.Contains(b.log.String(), "secret") {
				t.Error("nothing is logged")
			}
		})
	}
}

func TestHalfAPageIsNeverSent(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Handle("GET /half", page.Rule{Access: door.Open}, func(p *page.Page) error {
		return p.Render(http.StatusOK, ui.Frame{}, templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
			io.WriteString(w, "first half")
			return errors.New("no second half")
		}))
	})
	if w := b.do(t, "GET", "/half", nil); w.Code != 500 || strings.Contains(w.Body.String(), "first half") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestAClosedShopSaysWhy(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.closed = errs.Unavailable("shop_opening", "The shop is being set up: 7,000 of 20,000 products.")
	b.Handle("GET /hello", page.Rule{Access: door.Open}, hello)
	w := b.do(t, "GET", "/hello", nil)
	if w.Code != 503 || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), "7,000 of 20,000") {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
}

func TestFormsAreBounded(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Handle("POST /form", page.Rule{Access: door.Open}, func(p *page.Page) error {
		return p.Render(http.StatusOK, ui.Frame{}, text("["+p.Value("a")+"]"))
	})
	if w := b.do(t, "POST", "/form", url.Values{"a": {"  b "}}); !strings.Contains(w.Body.String(), "[b]") {
		t.Errorf("%s", w.Body)
	}
	if w := b.do(t, "POST", "/form", url.Values{"a": {strings.Repeat("b", 70<<10)}}); w.Code != 422 || !strings.Contains(w.Body.String(), "64 kB") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	r := b.do(t, "POST", "/form", nil, "Content-Type: multipart/form-data")
	if r.Code != 422 {
		t.Errorf("a broken form got %d", r.Code)
	}
}

func TestWhatIsNoTextIsRefusedBeforeAnybodyReadsIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Handle("GET /hello/{name}", page.Rule{Access: door.Open}, hello)
	b.Handle("POST /hello", page.Rule{Access: door.Open}, hello)
	b.Handle("GET /staff", page.Rule{Access: door.Operator, Staff: true}, hello)
	for _, target := range []string{"/hello/a%00", "/hello/%ff", "/staff?q=a%00b", "/staff?q=%ff%fe", "/staff?%00=1"} {
		if w := b.do(t, "GET", target, nil, "Cookie: rialto_staff=boss"); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "cannot be read as text") {
			t.Errorf("%s: %d", target, w.Code)
		}
	}
	for _, value := range []string{"a\x00b", "\xff\xfe"} {
		if w := b.do(t, "POST", "/hello", url.Values{"name": {value}}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("a form with %q: %d", value, w.Code)
		}
	}
	if w := b.do(t, "POST", "/hello", url.Values{"name": {"straße\r\n\tü"}}); w.Code != http.StatusOK {
		t.Errorf("a form with text: %d %s", w.Code, w.Body)
	}
}

func TestWhoIsNobodySignsInFirst(t *testing.T) {
	t.Parallel()
	b := setup(t, func(d *page.Deps, _ *door.Config) {
		d.SignIn = func(p *page.Page) error { return p.Redirect("/signin?next=" + url.QueryEscape(p.R.URL.Path)) }
	})
	b.Handle("GET /mine", page.Rule{Access: door.Shopper}, hello)
	if w := b.do(t, "GET", "/mine", nil); w.Code != 303 || w.Header().Get("Location") != "/signin?next=%2Fmine" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	w := b.do(t, "GET", "/mine", nil, "Cookie: rialto_session=ann; rialto_currency=EUR")
	if w.Code != 200 || w.Header().Get("Cache-Control") != "no-store" || !strings.Contains(w.Body.String(), "hello EUR") {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
}

// TestWhatWaitsForSigningInIsAFormAndNoFile: fields wait, a file is let go by to its end.
// TestWhereThereIsNoPageASiteKnowsItsOwnPeopleOnly: a shopper is a stranger behind the counter, also on a page that is not there.
func TestWhereThereIsNoPageASiteKnowsItsOwnPeopleOnly(t *testing.T) {
	t.Parallel()
	for _, staff := range []bool{false, true} {
		b := setup(t, func(d *page.Deps, _ *door.Config) {
			d.Frame = func(p *page.Page, f ui.Frame) ui.Frame {
				f.SignedIn, f.UserName = p.Who.Known(), p.Who.User.GetName()
				return f
			}
		})
		b.Handle("GET /here", page.Rule{Access: door.Operator, Staff: staff}, hello)
		for cookie, known := range map[string]bool{"rialto_session=ann": !staff, "rialto_staff=boss": staff} {
			w := b.do(t, "GET", "/nowhere", nil, "Cookie: "+cookie)
			named := strings.Contains(w.Body.String(), "Ann") || strings.Contains(w.Body.String(), "Boss")
			if w.Code != 404 || named != known {
				t.Errorf("staff's site %v, %s: %d, known %v", staff, cookie, w.Code, named)
			}
		}
	}
}

func TestWhatWaitsForSigningInIsAFormAndNoFile(t *testing.T) {
	t.Parallel()
	var waits url.Values
	b := setup(t, func(d *page.Deps, _ *door.Config) {
		d.SignIn = func(p *page.Page) error {
			waits = p.R.PostForm
			return p.Redirect("/signin")
		}
	})
	b.Handle("POST /mine", page.Rule{Access: door.Shopper, Body: 10 << 20}, hello)
	file := "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n" + strings.Repeat("x", 5<<20) + "\r\n--b--\r\n"
	for name, c := range map[string]struct {
		kind, body string
		waits      bool
	}{
		"a form":       {"application/x-www-form-urlencoded", "a=1", true},
		"a large form": {"application/x-www-form-urlencoded", "a=" + strings.Repeat("x", 1<<20), false},
		"a file":       {"multipart/form-data; boundary=b", file, false},
	} {
		waits = nil
		r := httptest.NewRequest("POST", "/mine", strings.NewReader(c.body))
		r.Header.Set("Content-Type", c.kind)
		w := httptest.NewRecorder()
		h, err := b.Handler()
		if err != nil {
			t.Fatal(err)
		}
		h.ServeHTTP(w, r)
		left, err := io.ReadAll(r.Body)
		if w.Code != 303 || (waits.Get("a") == "1") != c.waits || len(waits) > 0 != c.waits || r.MultipartForm != nil {
			t.Errorf("%s: %d, %v waits", name, w.Code, waits)
		}
		if name == "a file" && (len(left) > 0 || err != nil) {
			t.Errorf("%s: %d bytes are left, %v", name, len(left), err)
		}
	}
}

func TestACurrencyThatTheShopLacksIsIgnored(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Handle("GET /hello", page.Rule{Access: door.Open}, hello)
	if w := b.do(t, "GET", "/hello", nil, "Cookie: rialto_currency=XXX; rialto_theme=<x>"); !strings.Contains(w.Body.String(), "hello USD") {
		t.Errorf("%s", w.Body)
	}
}

func TestPagesAreCompressedForWhoTakesIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Handle("GET /long", page.Rule{Access: door.Open}, func(p *page.Page) error {
		return p.Render(http.StatusOK, ui.Frame{}, text(strings.Repeat("<p>all the same</p>", 2000)))
	})
	plain := b.do(t, "GET", "/long", nil)
	small := b.do(t, "GET", "/long", nil, "Accept-Encoding: br, gzip")
	if small.Header().Get("Content-Encoding") != "gzip" || small.Body.Len() > plain.Body.Len()/5 {
		t.Fatalf("%d of %d bytes, %v", small.Body.Len(), plain.Body.Len(), small.Header())
	}
	r, err := gzip.NewReader(small.Body)
	if err != nil {
		t.Fatal(err)
	}
	if whole, err := io.ReadAll(r); err != nil || strings.Count(string(whole), "all the same") != 2000 {
		t.Errorf("%v", err)
	}
	if w := b.do(t, "GET", "/long", nil, "Accept-Encoding: gzip;q=0"); w.Header().Get("Content-Encoding") != "" {
		t.Error("compressed for who refuses it")
	}
}

// TestAPageWhoseTimeIsUpSaysSo: the error page itself has time enough, and tells a reader from a doer.
func TestAPageWhoseTimeIsUpSaysSo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		wait := func(p *page.Page) error {
			<-p.Ctx.Done()
			return fmt.Errorf("ask a room: %w", p.Ctx.Err())
		}
		b.Handle("GET /slow", page.Rule{Access: door.Open}, wait)
		b.Handle("POST /slow", page.Rule{Access: door.Open}, wait)
		for method, want := range map[string]string{"GET": "Please try again in a moment", "POST": "look whether it happened"} {
			w := b.do(t, method, "/slow", url.Values{})
			if w.Code != 503 || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), want) || !strings.Contains(w.Body.String(), "<html") {
				t.Errorf("%s: %d %.300s", method, w.Code, w.Body)
			}
		}
		if strings.Contains(b.log.String(), "level=ERROR") {
			t.Errorf("logged as a fault of the program: %s", b.log.String())
		}
	})
}

func TestLocalLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/cart": "/cart", "/p/1?a=b": "/p/1?a=b", "": "/", "//evil.test": "/", `/\evil.test`: "/", "https://evil.test": "/",
		"evil": "/", "/a\r\nSet-Cookie: x": "/", "/" + strings.Repeat("a", 600): "/", "javascript:alert(1)": "/",
		"/a\x00b": "/", "/a\x0bb": "/", "/\x7f": "/", "/\u0085": "/", "/\xff": "/", "/\t/evil.test": "/", "/straße?q=%0d%0a": "/straße?q=%0d%0a",
	} {
		if got := page.Local(path, "/"); got != want {
			t.Errorf("%q leads to %q", path, got)
		}
	}
}

func TestAStreamSendsHTMLLineByLine(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Handle("GET /news", page.Rule{Access: door.Open, Long: true}, func(p *page.Page) error {
		s, err := p.Stream()
		if err != nil {
			return err
		}
		if err := s.Send("order", text("<p>one</p>\n<p>two</p>")); err != nil {
			return err
		}
		if err := s.Beat(); err != nil {
			return err
		}
		return s.Send("end", nil)
	})
	w := b.do(t, "GET", "/news", nil)
	want := "event: order\ndata: <p>one</p>\ndata: <p>two</p>\n\n: still here\n\nevent: end\ndata: \n\n"
	if w.Body.String() != want || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/event-stream") {
		t.Errorf("got %q", w.Body)
	}
}
