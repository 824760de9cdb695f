package goods

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	browsev1 "rialto/gen/rialto/browse/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	searchv1 "rialto/gen/rialto/search/v1"
	"rialto/internal/commerce"
	"rialto/internal/page"
	"rialto/internal/ui"
)

const productsShown = 50

// productsView is a page of products, found by words or by number.
type productsView struct {
	Q        string
	Page     int
	Currency string
	Total    int64
	Cards    []*browsev1.Card
	Problem  string
}

// listProducts finds by words as shoppers do, or by the number of a product here or in the file it came from.
func (s pages) listProducts(p *page.Page) error {
	v := productsView{Q: strings.TrimSpace(p.Query("q")), Page: 1, Currency: p.Currency}
	if n, err := strconv.Atoi(p.Query("page")); err == nil && n >= 1 && n <= 200 {
		v.Page = n
	}
	if id, known, err := s.byNumber(p, v.Q); err != nil || known {
		if err != nil {
			return err
		}
		return p.Redirect("/admin/products/" + text(id))
	}
	got, err := s.Needs.Browse.SearchPage(p.Ctx, &browsev1.SearchPageRequest{Search: &searchv1.SearchRequest{
		Q: v.Q, Page: int32(v.Page), PageSize: productsShown, Currency: p.Currency,
	}})
	if _, said, told := problems(err); told {
		v.Problem = said
	} else if err != nil {
		return err
	}
	v.Total, v.Cards = got.GetSearch().GetTotal(), got.GetItems()
	return p.Render(http.StatusOK, ui.Frame{Title: "Products"}, productsPage(v))
}

func (s pages) byNumber(p *page.Page, q string) (int64, bool, error) {
	if q == "" || strings.Contains(q, " ") {
		return 0, false, nil
	}
	if id, ok := number(q); ok {
		got, err := s.Needs.Catalog.GetProducts(p.Ctx, &catalogv1.GetProductsRequest{ProductIds: []int64{id}})
		if err != nil || len(got.GetProducts()) > 0 {
			return id, err == nil, err
		}
	}
	got, err := s.Needs.Catalog.FindExternal(p.Ctx, &catalogv1.FindExternalRequest{ExternalId: q})
	if _, _, told := problems(err); told || err == nil && len(got.GetProducts()) != 1 {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, err
	}
	return got.GetProducts()[0].GetProductId(), true, nil
}

func (v productsView) pages() ui.Pages {
	last := min(int((v.Total+productsShown-1)/productsShown), 200)
	return ui.Pages{Page: v.Page, Last: last, Href: func(n int) string {
		return "/admin/products?" + url.Values{"q": {v.Q}, "page": {strconv.Itoa(n)}}.Encode()
	}}
}

// priceIn is what the featured offer costs in a currency; "–" where it has no price there.
func priceIn(product *catalogv1.Product, currency string) string {
	for _, m := range product.GetFeatured().GetPrices() {
		if m.GetCurrency() == currency {
			return ui.Money(commerce.Money{Amount: m.GetAmount(), Currency: m.GetCurrency()})
		}
	}
	return "–"
}

func stockWord(card *browsev1.Card) string {
	switch {
	case card.InStock == nil:
		return "not known"
	case card.GetInStock():
		return "in stock"
	}
	return "sold out"
}
