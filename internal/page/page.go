// Package page is the frame of every HTML page: what comes before a page is made and what happens to it afterwards.
//
// The one idea: a page is a function of a Page that returns an error. Everything that no page may forget happens around
// it: the door, a deadline, limits on what a form may send, a fresh nonce and the strict policy that names it, a whole
// page or a whole error page (nothing is sent before it is complete), compression, and POST → 303 → GET.
//
// It asks internal/door who somebody is and internal/ui how a page looks. It knows no room and no rule of the shop; what an
// error means to a person is what the room said (errs), with ways on that fit its kind.
package page

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/a-h/templ"

	"rialto/internal/door"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/httpkit"
	"rialto/internal/ui"
)

// Config is what an operator may set, and what the shop says of itself.
type Config struct {
	// Timeout is the deadline of a page. Default 15s.
	Timeout time.Duration `yaml:"timeout"`

	Currency   string   `yaml:"-"` // the shop's default
	Currencies []string `yaml:"-"` // those a visitor may choose from
	Demo       bool     `yaml:"-"` // pages say that nothing is delivered
	Logins     Logins   `yaml:"-"` // of a demo, where everybody may know them
}

// Logins are a demo's accounts, for its sign-in pages to tell. They have one password; without one there are none to tell.
type Logins struct{ Shopper, Operator, Password string }

// WithDefaults fills what is zero.
func (c Config) WithDefaults() Config {
	if c.Timeout == 0 {
		c.Timeout = 15 * time.Second
	}
	if c.Currency == "" {
		c.Currency = "USD"
	}
	if len(c.Currencies) == 0 {
		c.Currencies = []string{c.Currency}
	}
	return c
}

// Deps are what a site takes from the process around it.
type Deps struct {
	Log  *slog.Logger
	Rand io.Reader
	// Frame completes the frame of a page with what it shows of the visitor and the shop. It may leave parts out, never fail.
	Frame func(*Page, ui.Frame) ui.Frame
	// Layout puts the frame round the content.
	Layout func(ui.Frame) templ.Component
	// SignIn sends a visitor who is nobody to sign in and back to where they were. nil: they get an error page.
	SignIn func(*Page) error
	// Home is where an error page leads. Default "/".
	Home string
	// Ending is closed when the process stops: streams end then. nil = never.
	Ending <-chan struct{}
	// Closed says why there are no pages yet, as an unavailable error; nil = open. It is asked before every page.
	Closed func() error
}

// Site is a set of pages with one look: the shop, or the back office. Safe for concurrent use.
type Site struct {
	cfg  Config
	door *door.Door
	deps Deps
	mux  *http.ServeMux

	anyone Rule // who is looked for where there is no page
}

// New returns a site without pages.
func New(cfg Config, in *door.Door, deps Deps) *Site {
	s := &Site{cfg: cfg.WithDefaults(), door: in, deps: deps, mux: http.NewServeMux(), anyone: Rule{Access: door.Open}}
	s.mux.HandleFunc("/", s.nowhere)
	return s
}

// Handler answers every request of the site, with its headers, and refuses what another site's page makes a browser change.
func (s *Site) Handler() (http.Handler, error) {
	guard, err := s.door.CrossOrigin(s.crossOrigin)
	if err != nil {
		return nil, err
	}
	return httpkit.Secured(s.door.HTTPS(), httpkit.Recover(s.deps.Log, guard(s.mux))), nil
}

// Rule is what stands before a page.
type Rule struct {
	Access door.Access
	Class  door.Class
	Staff  bool  // the back office: its own cookie, and no budget
	Body   int64 // bytes a form may have; 0 = 64 KiB
	Long   bool  // the answer is a stream without deadline
}

const formBytes = 64 << 10

// Page is one visit while its answer is made. It ends with the request.
type Page struct {
	*door.Visit
	Site     *Site
	Ctx      context.Context
	Nonce    string
	Currency string // what the visitor chose
	Theme    string // light | dark | "" (as the system)
}

// Handle adds a page at a pattern of http.ServeMux, such as "GET /cart".
func (s *Site) Handle(pattern string, rule Rule, serve func(*Page) error) {
	if rule.Body == 0 {
		rule.Body = formBytes
	}
	if rule.Staff { // a site of staff knows nobody by a shopper's cookie
		s.anyone = Rule{Access: door.Operator, Staff: true}
	}
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		if !rule.Long {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, s.cfg.Timeout)
			defer cancel()
		}
		p := s.page(ctx, w, r)
		if err := s.serve(p, rule, serve); err != nil {
			p.Fail(err)
		}
	})
}

// serve is the order of checks: cheap ones first, the form last.
func (s *Site) serve(p *Page, rule Rule, serve func(*Page) error) error {
	if err := s.closed(); err != nil {
		return err
	}
	if err := s.enter(p, rule); err != nil {
		if errs.Is(err, errs.KindUnauthenticated) {
			p.readWaiting(rule.Body)
		}
		return err
	}
	if err := p.readForm(rule.Body); err != nil {
		return err
	}
	if !p.isText(rule.Staff) {
		return errs.Invalid("not_text", "Something in the address or in the form cannot be read as text.")
	}
	return serve(p)
}

func (s *Site) closed() error {
	if s.deps.Closed == nil {
		return nil
	}
	return s.deps.Closed()
}

func (s *Site) enter(p *Page, rule Rule) error {
	if rule.Staff {
		if rule.Access == door.Unasked {
			return s.door.Enter(p.Ctx, p.Visit, door.Unasked, rule.Class)
		}
		return s.door.EnterStaff(p.Ctx, p.Visit)
	}
	return s.door.Enter(p.Ctx, p.Visit, rule.Access, rule.Class)
}

func (s *Site) page(ctx context.Context, w http.ResponseWriter, r *http.Request) *Page {
	p := &Page{Visit: &door.Visit{W: w, R: r}, Site: s, Ctx: ctx, Currency: s.cfg.Currency}
	p.Theme = oneOf(p.cookie(themeName), "light", "dark")
	if chosen := oneOf(p.cookie(currencyName), s.cfg.Currencies...); chosen != "" {
		p.Currency = chosen
	}
	var random [16]byte
	if _, err := io.ReadFull(s.deps.Rand, random[:]); err == nil {
		p.Nonce = base64.RawURLEncoding.EncodeToString(random[:])
	}
	return p
}

// Ending is closed when the process stops.
func (s *Site) Ending() <-chan struct{} { return s.deps.Ending }

// Door returns the way in, for pages that sign people in or count what they do.
func (p *Page) Door() *door.Door { return p.Site.door }

// Render sends a whole page: the content within the layout, or nothing of it.
func (p *Page) Render(status int, f ui.Frame, content templ.Component) error {
	f.Nonce, f.Path, f.Theme, f.Currency, f.Currencies, f.Demo = p.Nonce, p.R.URL.Path, p.Theme, p.Currency, p.Site.cfg.Currencies, p.Site.cfg.Demo
	if f.Notice.Text == "" {
		f.Notice = noticeOf(p.R.URL.Query().Get("notice"))
	}
	if p.Site.deps.Frame != nil {
		f = p.Site.deps.Frame(p, f)
	}
	return p.send(status, p.Site.deps.Layout(f), content)
}

// Fragment sends a part of a page, for a script that puts it in place.
func (p *Page) Fragment(content templ.Component) error {
	return p.send(http.StatusOK, content, nil)
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func (p *Page) send(status int, layout, content templ.Component) error {
	out := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(out)
	out.Reset()
	ctx := p.Ctx
	if content != nil {
		ctx = templ.WithChildren(ctx, content)
	}
	if err := layout.Render(ctx, out); err != nil {
		return errs.Internal(fmt.Errorf("make the page: %w", err))
	}
	p.policy()
	h := p.W.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "private, no-cache")
	}
	p.write(status, out.Bytes())
	return nil
}

// Redirect answers a form: the browser gets the page anew. to is a path of this site.
func (p *Page) Redirect(to string) error {
	http.Redirect(p.W, p.R, to, http.StatusSeeOther)
	return nil
}

// Local returns a path of this site that somebody gave (a next=…), or fallback where it leads elsewhere: it must begin with
// one slash, browsers read a backslash as one, and no control character belongs into an address or a header.
func Local(path, fallback string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.Contains(path, "\\") || len(path) > 500 ||
		strings.ContainsFunc(path, unicode.IsControl) || !utf8.ValidString(path) {
		return fallback
	}
	return path
}

// readWaiting reads the form of somebody who must sign in first, to be sent again then. A file cannot be: it is let go by,
// so that nobody unknown fills the memory, and the browser gets to read the answer.
func (p *Page) readWaiting(most int64) {
	if p.R.Method == http.MethodPost && p.withFiles() {
		io.Copy(io.Discard, http.MaxBytesReader(p.W, p.R.Body, most)) // whether all of it came is nobody's matter
		return
	}
	if p.readForm(min(most, formBytes)) != nil {
		p.R.PostForm = nil // what cannot be read cannot be sent again
	}
}

func (p *Page) withFiles() bool {
	return strings.HasPrefix(p.R.Header.Get("Content-Type"), "multipart/form-data")
}

func (p *Page) readForm(most int64) error {
	if p.R.Method != http.MethodPost {
		return nil
	}
	p.R.Body = http.MaxBytesReader(p.W, p.R.Body, most)
	var err error
	if p.withFiles() {
		err = p.R.ParseMultipartForm(most)
	} else {
		err = p.R.ParseForm()
	}
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		return errs.Invalid("form_too_large", "That was more than the %d kB this form takes.", most>>10)
	case err != nil:
		return errs.Invalid("form_unreadable", "The form could not be read. Please go back and send it again.")
	}
	return nil
}

// isText reports whether path and form hold nothing that no row could: NUL and bytes that are not UTF-8. What follows the path
// is read by staff's pages as it is, and tidied by those for shoppers, who search for anything.
func (p *Page) isText(query bool) bool {
	ok := func(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }
	read := []url.Values{p.R.PostForm}
	if query {
		read = append(read, p.R.URL.Query())
	}
	for _, fields := range read {
		for name, values := range fields {
			if !ok(name) || !ok(strings.Join(values, "")) {
				return false
			}
		}
	}
	return ok(p.R.URL.Path)
}

// Value returns a form's field without the blanks around it.
func (p *Page) Value(name string) string { return strings.TrimSpace(p.R.PostFormValue(name)) }

// Query returns a parameter of the address.
func (p *Page) Query(name string) string { return p.R.URL.Query().Get(name) }

// Logins are what a demo tells everybody.
func (s *Site) Logins() Logins { return s.cfg.Logins }

// Currencies are those that prices can have here.
func (s *Site) Currencies() []string { return s.cfg.Currencies }
