// Package storefront is the shop that people see: pages for browsing (shelf), buying (till) and the account.
//
// The one idea: a page is the same without JavaScript. Links and forms do everything, an address holds the whole state of
// what it shows, and every POST answers 303; scripts (internal/ui) only fetch the same addresses earlier and put the parts
// in place. This package holds what all pages share: the rooms they ask (needs.go), and the frame round them, with the
// visitor's name, the size of their cart and the categories. The pages are one folder below, one file per page.
//
// It asks rooms by contract, decides nothing about stock, prices or money, and keeps nothing but a minute of categories.
package storefront

import (
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"rialto/internal/door"
	"rialto/internal/page"
	"rialto/internal/platform/ids"
	"rialto/internal/ui"
)

// Deps are what the shop takes from the process around it.
type Deps struct {
	Now    func() time.Time
	IDs    *ids.Source
	Rand   io.Reader
	Log    *slog.Logger
	Closed func() error    // why the shop is not open yet; nil = open
	Ending <-chan struct{} // closed when the process stops
}

// Shop is the site that the folders below add their pages to.
type Shop struct {
	*page.Site
	Needs Needs
	Deps  Deps

	// Resume shows the sign-in form with what a form had, and sends both on. Set by the account's pages.
	Resume func(p *page.Page, next string) error

	shelves *shelves
}

// New returns the shop without its pages.
func New(cfg page.Config, in *door.Door, needs Needs, deps Deps) *Shop {
	s := &Shop{Needs: needs, Deps: deps, shelves: &shelves{catalog: needs.Catalog, now: deps.Now, log: deps.Log}}
	s.Site = page.New(cfg, in, page.Deps{
		Log: deps.Log, Rand: deps.Rand, Frame: s.frame, SignIn: s.askToSignIn, Closed: deps.Closed, Ending: deps.Ending,
		Layout: func(f ui.Frame) templ.Component { return ui.Shop(f) },
	})
	return s
}

// askToSignIn sends somebody unknown to the sign-in page and back. What a form had is not lost: it is sent again after
// signing in.
func (s *Shop) askToSignIn(p *page.Page) error {
	next := page.Local(p.R.URL.RequestURI(), "/")
	if p.R.Method == http.MethodPost && s.Resume != nil {
		return s.Resume(p, next)
	}
	return p.Redirect("/signin?next=" + escape(next))
}
