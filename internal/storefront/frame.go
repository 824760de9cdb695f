package storefront

import (
	"cmp"
	"context"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"time"

	cartv1 "rialto/gen/rialto/cart/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/page"
	"rialto/internal/ui"
)

// frameWait is how long the frame of a page may ask for what it can do without.
const frameWait = 100 * time.Millisecond

// EmptyCart is the count of a cart that a page knows to be empty; with 0 the frame asks.
const EmptyCart = -1

// frame completes the frame with who is there and what is in their cart. A cart that does not answer in time is left out.
func (s *Shop) frame(p *page.Page, f ui.Frame) ui.Frame {
	f.SignedIn = p.Who.User.GetKind() != "guest" && p.Who.Known()
	f.UserName = cmp.Or(p.Who.User.GetName(), p.Who.User.GetEmail())
	if s.Deps.Closed == nil || s.Deps.Closed() == nil { // a tree that is still growing is not worth a minute
		f.Categories = s.shelves.top(p.Ctx)
	}
	switch {
	case f.CartCount == EmptyCart:
		f.CartCount = 0
	case f.CartCount == 0 && p.Who.Known():
		f.CartCount = s.cartCount(p)
	}
	return f
}

func (s *Shop) cartCount(p *page.Page) int64 {
	ctx, cancel := context.WithTimeout(p.Ctx, frameWait)
	defer cancel()
	got, err := s.Needs.Cart.GetCart(ctx, &cartv1.GetCartRequest{UserId: p.Who.UserID()})
	if err != nil {
		return 0
	}
	return CountItems(got)
}

// CountItems returns the number of units in a cart, as the header shows it.
func CountItems(c *cartv1.Cart) int64 {
	n := int64(0)
	for _, i := range c.GetItems() {
		n += i.GetQuantity()
	}
	return n
}

// shelves keeps the tree of categories for a minute: every page shows its top.
type shelves struct {
	catalog Catalog
	now     func() time.Time
	log     *slog.Logger

	mu    sync.Mutex
	until time.Time
	all   []*catalogv1.Category
}

const shelvesLast = time.Minute

// Categories returns the tree, at most a minute old; an old one where the catalogue does not answer.
func (s *Shop) Categories(ctx context.Context) []*catalogv1.Category { return s.shelves.get(ctx) }

func (s *shelves) get(ctx context.Context) []*catalogv1.Category {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	if now.Before(s.until) {
		return s.all
	}
	s.until = now.Add(shelvesLast / 20) // a catalogue that is down is not asked for every page
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), frameWait*5)
	defer cancel()
	got, err := s.catalog.ListCategories(ctx, &catalogv1.ListCategoriesRequest{})
	if err != nil {
		s.log.Warn("list categories", "error", err)
		return s.all
	}
	s.all = got.GetCategories()
	if len(s.all) > 0 {
		s.until = now.Add(shelvesLast)
	}
	return s.all
}

// topCategories is how many the navigation shows, the first of the tree.
const topCategories = 12

func (s *shelves) top(ctx context.Context) []ui.Link {
	var links []ui.Link
	for _, c := range s.get(ctx) {
		if len(c.GetPath()) == 1 && len(links) < topCategories {
			links = append(links, ui.Link{Text: c.GetPath()[0], Href: CategoryHref(c.GetPath())})
		}
	}
	return links
}

// CategoryHref returns the page of a category: /c/Home/Kitchen, each name escaped.
func CategoryHref(path []string) string {
	parts := make([]string, len(path))
	for i, name := range path {
		parts[i] = url.PathEscape(name)
	}
	return "/c/" + strings.Join(parts, "/")
}

func escape(text string) string { return url.QueryEscape(text) }
