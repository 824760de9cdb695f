// Package backofficetest is a back office to try in tests: rooms in memory, an operator who is signed in, and what pages must
// never show.
//
// The one idea: a Town is every room behind the pages, small enough to be read. A test puts facts into its fields, breaks a
// room by name (Down), visits pages through a Desk and looks at what came back.
//
// It asks nothing and publishes nothing. It is for the tests of internal/backoffice and the folders below it.
package backofficetest

import (
	"bytes"
	"crypto/rand"
	"html"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"rialto/internal/backoffice"
	"rialto/internal/door"
	"rialto/internal/page"
	"rialto/internal/platform/ids"
)

// Noon is when all this happens.
var Noon = time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)

// Tokens of sessions that a Town knows.
const (
	Operator = "token-of-the-operator"
	Customer = "token-of-a-customer"
	Guest    = "token-of-a-guest"
)

// Desk is a browser in the back office. Its session is the operator's until Session is changed; "" = none.
type Desk struct {
	t       *testing.T
	handler http.Handler
	Session string
	Cookies []string // "name=value" beside the session's
}

// Option changes how an office is opened.
type Option func(*page.Config, *backoffice.Deps)

// With gives the office switches to break the shop with.
func With(trouble backoffice.Trouble) Option {
	return func(_ *page.Config, d *backoffice.Deps) { d.Trouble = trouble }
}

// WithCrowd gives the office a stage for flash sales.
func WithCrowd(crowd backoffice.Crowd) Option {
	return func(_ *page.Config, d *backoffice.Deps) { d.Crowd = crowd }
}

// Demo lets the sign-in page tell the operator's login.
func Demo(operator, password string) Option {
	return func(c *page.Config, _ *backoffice.Deps) {
		c.Logins = page.Logins{Operator: operator, Password: password}
	}
}

// Open opens an office over a town, with the pages of routes.
func Open(t *testing.T, town *Town, routes func(*backoffice.Office), options ...Option) *Desk {
	t.Helper()
	now := func() time.Time { return Noon }
	quiet := slog.New(slog.DiscardHandler)
	source, err := ids.New(now, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	in, err := door.New(door.Config{RateLimits: door.PresetOff}, door.Needs{Identity: town, Cart: town, Bus: town},
		door.Deps{Now: now, IDs: source, Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	cfg := page.Config{Currency: "USD", Currencies: []string{"USD", "EUR"}}
	deps := backoffice.Deps{Now: now, IDs: source, Rand: rand.Reader, Log: quiet}
	for _, o := range options {
		o(&cfg, &deps)
	}
	office := backoffice.New(cfg, in, town.Needs(), deps)
	routes(office)
	handler, err := office.Handler()
	if err != nil {
		t.Fatal(err)
	}
	return &Desk{t: t, handler: handler, Session: Operator}
}

// Answer is what came back.
type Answer struct {
	t      *testing.T
	asked  string
	Code   int
	Header http.Header
	Body   string
}

// Get visits a page.
func (d *Desk) Get(target string) Answer {
	return d.do(httptest.NewRequest(http.MethodGet, target, nil))
}

// Post sends a form.
func (d *Desk) Post(target string, form url.Values) Answer {
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return d.do(r)
}

// Upload sends a file as browsers do.
func (d *Desk) Upload(target, field string, content []byte) Answer {
	d.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile(field, "picture.jpg")
	if err != nil {
		d.t.Fatal(err)
	}
	if _, err := part.Write(content); err != nil {
		d.t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		d.t.Fatal(err)
	}
	return d.Send(http.MethodPost, target, &body, "Content-Type: "+w.FormDataContentType(), "Referer: http://example.com"+strings.TrimSuffix(target, "/pictures"))
}

// Send asks for anything, with headers "Name: value".
func (d *Desk) Send(method, target string, body io.Reader, headers ...string) Answer {
	r := httptest.NewRequest(method, target, body)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	return d.do(r)
}

func (d *Desk) do(r *http.Request) Answer {
	if d.Session != "" {
		r.AddCookie(&http.Cookie{Name: "rialto_staff", Value: d.Session})
	}
	for _, c := range d.Cookies {
		name, value, _ := strings.Cut(c, "=")
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	return Answer{d.t, r.Method + " " + r.URL.RequestURI(), w.Code, w.Header(), w.Body.String()}
}

// Has requires the status and each of the words, and that those behind a "!" are absent.
func (a Answer) Has(status int, words ...string) {
	a.t.Helper()
	if a.Code != status {
		a.t.Errorf("%s: status %d, want %d", a.asked, a.Code, status)
	}
	for _, w := range words {
		unwanted, absent := strings.CutPrefix(w, "!")
		switch {
		case absent && strings.Contains(a.Body, unwanted):
			a.t.Errorf("%s: %q is there", a.asked, unwanted)
		case !absent && !strings.Contains(a.Body, w):
			a.t.Errorf("%s: %q is missing", a.asked, w)
		}
	}
}

// Leads requires a redirect to an address.
func (a Answer) Leads(to string) {
	a.t.Helper()
	if got := a.Header.Get("Location"); a.Code != http.StatusSeeOther || got != to {
		a.t.Errorf("%s: %d to %q, want 303 to %q", a.asked, a.Code, got, to)
	}
}

// Hidden returns the value of a hidden field of the page.
func (a Answer) Hidden(name string) string {
	a.t.Helper()
	_, rest, found := strings.Cut(a.Body, `<input type="hidden" name="`+name+`" value="`)
	if !found {
		a.t.Fatalf("%s: no hidden field %s", a.asked, name)
	}
	value, _, _ := strings.Cut(rest, `"`)
	return html.UnescapeString(value)
}

// Hostile is a text that breaks out of a page which does not escape it; field tells where it was stored.
func Hostile(field string) string { return `"><script>alert('` + field + `')</script>` }

// Shows requires that each hostile field is on the page, escaped, and that nothing of any is live.
func (a Answer) Shows(fields ...string) {
	a.t.Helper()
	if a.Code != http.StatusOK {
		a.t.Errorf("%s: status %d", a.asked, a.Code)
	}
	if strings.Contains(a.Body, "<script>alert") {
		a.t.Errorf("%s: a stored text is live", a.asked)
	}
	for _, f := range fields {
		if !strings.Contains(a.Body, html.EscapeString(Hostile(f))) {
			a.t.Errorf("%s: %s is not shown", a.asked, f)
		}
	}
}
