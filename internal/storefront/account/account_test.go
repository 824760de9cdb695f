package account_test

import (
	"bytes"
	"crypto/rand"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"rialto/internal/door"
	"rialto/internal/page"
	"rialto/internal/platform/ids"
	"rialto/internal/storefront"
	"rialto/internal/storefront/account"
)

// bench is the account's pages over the registry, and a browser in front: it keeps cookies and sends forms.
type bench struct {
	*registry
	t       *testing.T
	shop    *storefront.Shop
	handler http.Handler
	log     bytes.Buffer
	cookies map[string]string
}

type setting struct {
	pages page.Config
	door  door.Config
}

func setup(t *testing.T, change ...func(*setting)) *bench {
	t.Helper()
	b := &bench{t: t, registry: newRegistry(), cookies: map[string]string{}}
	with := setting{door: door.Config{RateLimits: door.PresetOff}}
	for _, c := range change {
		c(&with)
	}
	log := slog.New(slog.NewTextHandler(&b.log, nil))
	now := func() time.Time { return today }
	source, err := ids.New(now, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	in, err := door.New(with.door, door.Needs{Identity: b, Cart: b, Bus: b}, door.Deps{Now: now, IDs: source, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	b.shop = storefront.New(with.pages, in, storefront.Needs{Catalog: b, Cart: b, Identity: b, Payment: b},
		storefront.Deps{Now: now, IDs: source, Rand: rand.Reader, Log: log})
	account.Routes(b.shop)
	b.shop.Handle("GET /", page.Rule{Access: door.Open}, empty)
	b.shop.Handle("GET /become-guest", page.Rule{Access: door.Open}, func(p *page.Page) error {
		if _, err := p.Door().Guest(p.Ctx, p.Visit); err != nil {
			return err
		}
		return empty(p)
	})
	if b.handler, err = b.shop.Handler(); err != nil {
		t.Fatal(err)
	}
	return b
}

func empty(p *page.Page) error { p.W.WriteHeader(http.StatusNoContent); return nil }

// demo is a shop whose logins everybody knows.
func demo(s *setting) {
	s.pages = page.Config{Demo: true, Logins: page.Logins{Shopper: annMail, Operator: "boss@example.org", Password: annWords}}
}

// answer is a page as a person sees it.
type answer struct {
	t      *testing.T
	Code   int
	To     string // of a redirect
	Body   string
	Header http.Header
}

func (b *bench) send(method, target string, fields url.Values) answer {
	b.t.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(fields.Encode()))
	if fields != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if b.cookies[c.Name] = c.Value; c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		}
	}
	return answer{b.t, w.Code, w.Header().Get("Location"), w.Body.String(), w.Header()}
}

func (b *bench) get(target string) answer { b.t.Helper(); return b.send("GET", target, nil) }

func (b *bench) post(target string, fields ...string) answer {
	b.t.Helper()
	return b.send("POST", target, form(fields...))
}

func form(fields ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		v.Add(fields[i], fields[i+1])
	}
	return v
}

// as is somebody who is signed in already: "ann", or a token that is nobody's.
func (b *bench) as(token string) *bench {
	b.cookies = map[string]string{"rialto_session": token}
	return b
}

// asGuest is somebody with a cart and without an account; the answer is who.
func (b *bench) asGuest(units int64) (user int64) {
	b.cookies = map[string]string{}
	b.get("/become-guest")
	user = b.sessions[b.cookies["rialto_cart"]]
	b.units[user] = units
	return user
}

// who is the owner of the browser's session; 0 = nobody.
func (b *bench) who() int64 { return b.sessions[b.cookies["rialto_session"]] }

func (a answer) is(code int) answer {
	a.t.Helper()
	if a.Code != code {
		a.t.Fatalf("answered %d to %q, want %d\n%s", a.Code, a.To, code, a.text())
	}
	return a
}

func (a answer) leads(code int, to string) answer {
	a.t.Helper()
	if a.Code != code || a.To != to {
		a.t.Fatalf("answered %d to %q, want %d to %q\n%s", a.Code, a.To, code, to, a.text())
	}
	return a
}

var (
	tags   = regexp.MustCompile(`(?s)<(svg|select|datalist|head)\b.*?</(svg|select|datalist|head)>|<[^>]*>`)
	spaces = regexp.MustCompile(`\s+`)
	inputs = regexp.MustCompile(`<input [^>]*name="([^"]*)"[^>]*>`)
	value  = regexp.MustCompile(` value="([^"]*)"`)
	mains  = regexp.MustCompile(`(?s)<main.*</main>`)
)

// text is what the page says.
func (a answer) text() string {
	return spaces.ReplaceAllString(html.UnescapeString(tags.ReplaceAllString(a.Body, " ")), " ")
}

func (a answer) says(words ...string) answer {
	a.t.Helper()
	for _, w := range words {
		if text := a.text(); !strings.Contains(text, w) {
			a.t.Errorf("the page does not say %q:\n%s", w, text)
		}
	}
	return a
}

func (a answer) has(parts ...string) answer {
	a.t.Helper()
	for _, part := range parts {
		if !strings.Contains(a.Body, part) {
			a.t.Errorf("the page has no %s", part)
		}
	}
	return a
}

func (a answer) hasNo(parts ...string) answer {
	a.t.Helper()
	for _, part := range parts {
		if strings.Contains(a.Body, part) {
			a.t.Errorf("the page has %s", part)
		}
	}
	return a
}

// form reads the fields of the page's own forms, as a browser would send them.
func (a answer) form() url.Values {
	out := url.Values{}
	for _, m := range inputs.FindAllStringSubmatch(mains.FindString(a.Body), -1) {
		text := ""
		if v := value.FindStringSubmatch(m[0]); v != nil {
			text = html.UnescapeString(v[1])
		}
		out.Add(html.UnescapeString(m[1]), text)
	}
	return out
}

const hostile = `"><script>alert(1)</script><img src=x onerror=alert(2)>`

// calm fails where hostile text became part of the page.
func (a answer) calm() answer {
	a.t.Helper()
	return a.hasNo("<script>alert", "<img src=x")
}

func TestGuestsAndNobodiesSignInToSeeTheirOwn(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/account", "/addresses"} {
		b := setup(t)
		b.get(path).leads(303, "/signin?next="+url.QueryEscape(path))
		b.asGuest(2)
		b.get(path).leads(303, "/signin?next="+url.QueryEscape(path))
		b.as("over").get(path).leads(303, "/signin?next="+url.QueryEscape(path))
		if b.cookies["rialto_session"] != "" {
			t.Error("the cookie of a session that is over stays")
		}
	}
}

func TestTheAccountTellsWhatIsKnown(t *testing.T) {
	t.Parallel()
	b := setup(t)
	a := b.as("ann").get("/account").is(200).says("Ann Arbor", annMail, "2 Mar 2026", "until 2 Mar 2027")
	a.has(`href="/orders"`, `href="/addresses"`, `action="/signout"`, `content="noindex"`)
	if got := a.Header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control is %q", got)
	}
	b.users[ann].MemberUntil = 0
	b.get("/account").says("Not a member")
	b.users[ann].Name, b.users[ann].Email = hostile, hostile+"@example.org"
	b.get("/account").is(200).says(hostile).calm()
}
