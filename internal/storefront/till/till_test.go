package till

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

	"google.golang.org/protobuf/proto"

	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/door"
	"rialto/internal/page"
	"rialto/internal/platform/ids"
	"rialto/internal/storefront"
	"rialto/internal/storefront/account"
)

func clone(o *orderv1.Order) *orderv1.Order { return proto.Clone(o).(*orderv1.Order) }

// bench is the shop's pages over the town, and a browser in front: it keeps cookies and fills in forms.
type bench struct {
	*town
	t       *testing.T
	handler http.Handler
	log     bytes.Buffer
	cookies map[string]string
	ending  chan struct{}
}

func setup(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, town: newTown(time.Now), cookies: map[string]string{}, ending: make(chan struct{})}
	log := slog.New(slog.NewTextHandler(&b.log, nil))
	source, err := ids.New(time.Now, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	in, err := door.New(door.Config{RateLimits: door.PresetOff}, door.Needs{Identity: b.town, Cart: b.town, Bus: b.town}, door.Deps{Now: time.Now, IDs: source, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	shop := storefront.New(page.Config{Demo: true}, in, storefront.Needs{
		Browse: b.town, Search: b.town, Catalog: b.town, Cart: b.town, Order: b.town, Pricing: b.town, Identity: b.town, Shipping: b.town,
		Payment: b.town, GiftCards: b.town, Drops: b.town, Stock: b.town,
	}, storefront.Deps{Now: time.Now, IDs: source, Rand: rand.Reader, Log: log, Ending: b.ending})
	Routes(shop)
	account.Routes(shop)
	if b.handler, err = shop.Handler(); err != nil {
		t.Fatal(err)
	}
	return b
}

// as signs in: "ann", "bob", "" for nobody.
func (b *bench) as(who string) *bench {
	b.cookies = map[string]string{}
	if who != "" {
		b.cookies["rialto_session"] = who
	}
	return b
}

// answer is a page as a person sees it.
type answer struct {
	t    *testing.T
	Code int
	To   string // of a redirect
	Body string
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
	return answer{b.t, w.Code, w.Header().Get("Location"), w.Body.String()}
}

func (b *bench) get(target string) answer { b.t.Helper(); return b.send("GET", target, nil) }

func (b *bench) post(target string, fields ...string) answer {
	b.t.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		v.Set(fields[i], fields[i+1])
	}
	return b.send("POST", target, v)
}

// add puts units of a product into the visitor's cart.
func (b *bench) add(product string, units string) {
	b.t.Helper()
	b.post("/cart/items", "product_id", product, "quantity", units).redirects("/cart?notice=added")
}

func (a answer) redirects(to string) answer {
	a.t.Helper()
	if a.Code != http.StatusSeeOther || a.To != to {
		a.t.Fatalf("answered %d to %q, want 303 to %q\n%s", a.Code, a.To, to, a.text())
	}
	return a
}

func (a answer) is(code int) answer {
	a.t.Helper()
	if a.Code != code {
		a.t.Fatalf("answered %d to %q, want %d\n%s", a.Code, a.To, code, a.text())
	}
	return a
}

var (
	tags   = regexp.MustCompile(`(?s)<(svg|select|datalist|head)\b.*?</(svg|select|datalist|head)>|<[^>]*>`)
	spaces = regexp.MustCompile(`\s+`)
)

// text is what the page says.
func (a answer) text() string {
	return spaces.ReplaceAllString(html.UnescapeString(tags.ReplaceAllString(a.Body, " ")), " ")
}

func (a answer) says(words ...string) answer {
	a.t.Helper()
	text := a.text()
	for _, w := range words {
		if !strings.Contains(text, w) {
			a.t.Errorf("the page does not say %q:\n%s", w, text)
		}
	}
	return a
}

func (a answer) silent(words ...string) answer {
	a.t.Helper()
	text := a.text()
	for _, w := range words {
		if strings.Contains(text, w) {
			a.t.Errorf("the page says %q:\n%s", w, text)
		}
	}
	return a
}

func (a answer) has(parts ...string) answer {
	a.t.Helper()
	for _, part := range parts {
		if !strings.Contains(a.Body, part) {
			a.t.Errorf("the page has no %s; it says:\n%s", part, a.text())
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

var (
	forms    = regexp.MustCompile(`(?s)<form id="checkout".*?</form>`)
	inputs   = regexp.MustCompile(`<input [^>]*>`)
	selects  = regexp.MustCompile(`(?s)<select id="[^"]*" name="([^"]*)".*?</select>`)
	selected = regexp.MustCompile(`<option value="([^"]*)" selected`)
	attrs    = regexp.MustCompile(`([a-z-]+)(?:="([^"]*)")?`)
)

// form reads the checkout's fields as a browser would send them.
func (a answer) form() url.Values {
	a.t.Helper()
	body := forms.FindString(a.Body)
	if body == "" {
		a.t.Fatalf("the page has no checkout:\n%s", a.text())
	}
	out := url.Values{}
	for _, tag := range inputs.FindAllString(body, -1) {
		at := map[string]string{}
		for _, m := range attrs.FindAllStringSubmatch(strings.TrimPrefix(tag, "<input"), -1) {
			at[m[1]] = html.UnescapeString(m[2])
			if m[2] == "" && !strings.Contains(m[0], "=") {
				at[m[1]] = "yes"
			}
		}
		if kind := at["type"]; (kind == "radio" || kind == "checkbox") && at["checked"] == "" {
			continue
		}
		out.Set(at["name"], at["value"])
	}
	for _, m := range selects.FindAllStringSubmatch(body, -1) {
		if chosen := selected.FindStringSubmatch(m[0]); chosen != nil {
			out.Set(m[1], html.UnescapeString(chosen[1]))
		}
	}
	return out
}

// filled is a form with some fields typed anew.
func filledIn(v url.Values, fields ...string) url.Values {
	out := url.Values{}
	for name, values := range v {
		out[name] = values
	}
	for i := 0; i+1 < len(fields); i += 2 {
		out.Set(fields[i], fields[i+1])
	}
	return out
}

// guestAddress is what a guest types.
var guestAddress = []string{
	"email", "gus@example.org", "name", "Gus Guest", "line1", "2 Main St", "city", "Portland", "region", "Oregon", "postal_code", "97201", "country", "US",
}

const hostile = `"><script>alert(1)</script><img src=x onerror=alert(2)>`

// calm fails where hostile text became part of the page.
func (a answer) calm() answer {
	a.t.Helper()
	return a.hasNo("<script>alert", "<img src=x")
}
