// Package backoffice is what operators see, under /admin: orders and mail (sales), products, stock and coupons (goods), and
// what goes on inside (engine): events, consumers, and the switches that make the demo fail on purpose.
//
// The one idea: the back office shows the rooms' own books, nothing it keeps itself, so that what an operator reads is what
// `rialto verify` would check. It has its own session: a strict cookie that shoppers' pages never look at. This package
// holds what all pages share; the pages are one folder below, one file per page.
//
// It asks rooms by contract (needs.go). It never changes an order but by the rooms' own calls.
package backoffice

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"rialto/internal/door"
	"rialto/internal/flashsale"
	"rialto/internal/page"
	"rialto/internal/platform/ids"
	"rialto/internal/ui"
)

// Deps are what the back office takes from the process around it.
type Deps struct {
	Now     func() time.Time
	IDs     *ids.Source
	Rand    io.Reader
	Log     *slog.Logger
	Trouble Trouble         // nil where nothing may be broken on purpose: outside the demo
	Crowd   Crowd           // nil where no crowd may be let in on purpose: outside the demo
	Ending  <-chan struct{} // closed when the process stops
}

// Trouble are switches that break a part of the shop on purpose.
type Trouble interface {
	// Switches lists them as they are.
	Switches() []Switch
	// Set turns one to a position; it falls back by itself. An unknown one is invalid.
	Set(ctx context.Context, name, position string) error
}

// Crowd runs a flash sale against this very shop, one at a time.
type Crowd interface {
	// Start lets one begin. Errors: invalid, conflict sale_running.
	Start(opts flashsale.Options) error
	// Standing is how far it is, or how the last one ended.
	Standing() flashsale.Standing
}

// Switch is one of them.
type Switch struct {
	Name      string // payments | mail | search
	Position  string // the one it is in
	Positions []Position
	Until     time.Time // when it falls back; zero = it is where it belongs
}

// Position is what a switch can be turned to.
type Position struct{ Name, Text string }

// Office is the site that the folders below add their pages to.
type Office struct {
	*page.Site
	Needs Needs
	Deps  Deps
}

// New returns the back office without its pages.
func New(cfg page.Config, in *door.Door, needs Needs, deps Deps) *Office {
	o := &Office{Needs: needs, Deps: deps}
	o.Site = page.New(cfg, in, page.Deps{
		Log: deps.Log, Rand: deps.Rand, Frame: o.frame, SignIn: o.askToSignIn, Home: "/admin", Ending: deps.Ending,
		Layout: func(f ui.Frame) templ.Component { return ui.Office(f, o.nav()) },
	})
	o.signInPages()
	return o
}

// nav is the way round the office.
func (o *Office) nav() []ui.Link {
	links := []ui.Link{
		{Text: "Dashboard", Href: "/admin"}, {Text: "Orders", Href: "/admin/orders"}, {Text: "Products", Href: "/admin/products"},
		{Text: "Inventory", Href: "/admin/inventory"}, {Text: "Coupons", Href: "/admin/coupons"}, {Text: "Drops", Href: "/admin/drops"},
		{Text: "Gift cards", Href: "/admin/gift-cards"}, {Text: "Payments", Href: "/admin/payments"}, {Text: "Books", Href: "/admin/books"},
		{Text: "Checkouts", Href: "/admin/sagas"}, {Text: "Mailbox", Href: "/admin/mailbox"},
		{Text: "Events", Href: "/admin/events"},
	}
	if o.Deps.Crowd != nil {
		links = append(links, ui.Link{Text: "Flash sale", Href: "/admin/flash-sale"})
	}
	if o.Deps.Trouble != nil {
		links = append(links, ui.Link{Text: "Fault panel", Href: "/admin/faults"})
	}
	return links
}

// frame says who is working. A changed currency leads back to the same list; from a form's answer, to the dashboard, since
// not every form's address is a page.
func (o *Office) frame(p *page.Page, f ui.Frame) ui.Frame {
	f.UserName, f.SignedIn, f.NoIndex, f.Here = p.Who.User.GetName(), p.Who.Known(), true, "/admin"
	if p.R.Method == http.MethodGet {
		f.Here = p.R.URL.RequestURI()
	}
	return f
}

// Staff is the rule of every page but sign-in.
var Staff = page.Rule{Access: door.Operator, Staff: true}
