package shelf

import (
	"context"
	"math"
	"net/url"
	"strings"
	"sync"
	"time"

	browsev1 "rialto/gen/rialto/browse/v1"
	searchv1 "rialto/gen/rialto/search/v1"
	"rialto/internal/commerce"
	"rialto/internal/storefront"
	"rialto/internal/ui"
)

const (
	dressed  = 30 * time.Second       // how long the shop windows stay as they are
	halfDone = 2 * time.Second        // and how long where a shelf of them came late
	outlast  = 15 * time.Minute       // and how long whole ones stay in the place of such
	dressing = 400 * time.Millisecond // how long a shelf may take to be filled
	perShelf = 12
	ofAKind  = 2 // products of one category on a shelf of the front page
	maxAisle = 12
)

// windows are what the front page shows, the same for everybody. By currency, of which a shop has at most four.
type windows struct {
	mu sync.Mutex
	by map[string]*window
}

type window struct {
	mu    sync.Mutex // held while dressing: who comes meanwhile waits for it instead of asking too
	until time.Time
	shown front
	whole time.Time // when it was dressed without a gap
}

// front is the front page: categories with a picture, and shelves.
type front struct {
	Aisles  []ui.Card
	Shelves []shelf
}

// shelf is a row of products. More leads to all of them.
type shelf struct {
	ID, Title string
	More      ui.Link
	Cards     []ui.Card
}

func (w *windows) of(currency string) *window {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.by == nil {
		w.by = map[string]*window{}
	}
	if w.by[currency] == nil {
		w.by[currency] = &window{}
	}
	return w.by[currency]
}

// front returns the windows in a currency, at most half a minute old while search answers in time. While it does not, those
// of before are better than empty ones.
func (s *pages) front(ctx context.Context, currency string) front {
	w := s.windows.of(currency)
	w.mu.Lock()
	defer w.mu.Unlock()
	if s.shop.Deps.Now().Before(w.until) {
		return w.shown
	}
	shown, whole := s.dress(context.WithoutCancel(ctx), currency) // others wait for it too
	now := s.shop.Deps.Now()
	w.until = now.Add(halfDone)
	if whole {
		w.until, w.whole = now.Add(dressed), now
	}
	if whole || !now.Before(w.whole.Add(outlast)) {
		w.shown = shown
	}
	return w.shown
}

// wish is a shelf before it is filled.
type wish struct {
	shelf
	question *searchv1.SearchRequest
}

// dress asks for everything at once. A shelf that is late or failed is left out; whole is false then.
func (s *pages) dress(ctx context.Context, currency string) (shown front, whole bool) {
	aisles := s.aisles(ctx, currency)
	wishes := shelves(currency)
	ctx, cancel := context.WithTimeout(ctx, dressing)
	defer cancel()
	asked := make([]part[[]*browsev1.Card], 0, len(aisles)+len(wishes))
	for _, w := range append(aisles, wishes...) {
		asked = append(asked, s.askList(ctx, w.ID, w.question))
	}
	whole = true
	for i, w := range append(aisles, wishes...) {
		found, ok := asked[i].wait(ctx)
		whole = whole && ok
		switch {
		case i < len(aisles):
			shown.Aisles = append(shown.Aisles, ui.Card{Title: w.Title, Href: w.More.Href, Picture: pictureOf(found), Options: w.More.Text})
		case len(found) > 0:
			w.Cards = cards(varied(found), currency, "")
			shown.Shelves = append(shown.Shelves, w.shelf)
		}
	}
	shown.Aisles = eager(shown.Aisles)
	return shown, whole
}

// varied takes a shelf's worth of products, in their order but few of a kind: the front page shows how much there is.
// The rest fills it up where the shop has no more kinds.
func varied(found []*browsev1.Card) []*browsev1.Card {
	var shown, rest []*browsev1.Card
	kinds := map[string]int{}
	for _, c := range found {
		kind := strings.Join(c.GetProduct().GetCategoryPath(), " > ")
		if kinds[kind]++; kinds[kind] > ofAKind {
			rest = append(rest, c)
			continue
		}
		shown = append(shown, c)
	}
	shown = append(shown, rest...)
	return shown[:min(len(shown), perShelf)]
}

// askList asks for a row of products that a page can do without.
func (s *pages) askList(ctx context.Context, what string, q *searchv1.SearchRequest) part[[]*browsev1.Card] {
	return ask(ctx, s.shop.Deps.Log, what, func(ctx context.Context) ([]*browsev1.Card, error) {
		found, err := s.shop.Needs.Browse.SearchPage(ctx, &browsev1.SearchPageRequest{Search: q})
		return found.GetItems(), err
	})
}

// aisles are the outermost categories, each with what sells best in it for a picture.
func (s *pages) aisles(ctx context.Context, currency string) []wish {
	var out []wish
	for _, c := range s.shop.Categories(ctx) {
		if len(c.GetPath()) != 1 || len(out) == maxAisle {
			continue
		}
		name := c.GetPath()[0]
		out = append(out, wish{
			shelf{ID: "aisle", Title: name, More: ui.Link{Text: ui.Counted(c.GetProductCount(), "product", "products"), Href: storefront.CategoryHref(c.GetPath())}},
			&searchv1.SearchRequest{Category: name, Sort: "best_selling", PageSize: 1, Currency: currency},
		})
	}
	return out
}

func pictureOf(found []*browsev1.Card) ui.Image {
	if len(found) == 0 {
		return ui.Image{}
	}
	return ui.Image{Src: firstPicture(found[0].GetProduct().GetImageUrls())}
}

// shelves are the rows of the front page.
func shelves(currency string) []wish {
	bargain, four := little(currency), 4.0
	under := list{currency: currency}.money(bargain)
	row := func(id, title, query string, q *searchv1.SearchRequest) wish {
		q.PageSize, q.Currency = 5*perShelf, currency // to choose from
		return wish{shelf{ID: id, Title: title, More: ui.Link{Text: "See all", Href: "/search?" + query}}, q}
	}
	return []wish{
		row("best-sellers", "Best sellers", "sort=best_selling", &searchv1.SearchRequest{Sort: "best_selling"}),
		row("top-rated", "Top rated under "+under, url.Values{
			"price_max": {major(&bargain, currency)}, "rating_min": {"4"}, "sort": {"rating"},
		}.Encode(), &searchv1.SearchRequest{Sort: "rating", RatingMin: &four, PriceMax: &bargain}),
		row("new", "Just arrived", "sort=newest", &searchv1.SearchRequest{Sort: "newest"}),
	}
}

// little is a small price: 50 of the larger unit, 5,000 where there is no smaller one.
func little(currency string) int64 {
	if digits := commerce.MinorDigits(currency); digits > 0 {
		return 50 * int64(math.Pow10(digits))
	}
	return 5_000
}
