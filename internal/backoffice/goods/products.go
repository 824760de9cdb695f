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
	"rialto/internal/platform/errs"
	"rialto/internal/ui"
)

const (
	productsShown = 50
	mostPages     = 200 // of one search, as far as search goes
)

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
	if n, err := strconv.Atoi(p.Query("page")); err == nil && n >= 1 && n <= mostPages {
		v.Page = n
	}
	if id, err := s.byNumber(p, v.Q); err != nil {
		return err
	} else if id != 0 {
		return p.Redirect("/admin/products/" + text(id))
	}
	got, err := s.Needs.Browse.SearchPage(p.Ctx, &browsev1.SearchPageRequest{Search: &searchv1.SearchRequest{
		Q: v.Q, Page: int32(v.Page), PageSize: productsShown, Currency: p.Currency,
	}})
	status := http.StatusOK
	switch {
	case errs.Is(err, errs.KindInvalid):
		v.Problem, status = "Nothing can be looked for by this. Try fewer or other words.", http.StatusUnprocessableEntity
	case err != nil:
		return err
	}
	v.Total, v.Cards = got.GetSearch().GetTotal(), got.GetItems()
	return p.Render(status, ui.Frame{Title: "Products"}, productsPage(v))
}

// byNumber finds the one product of a number, ours or that of a file; 0 where there is none, or more than one.
func (s pages) byNumber(p *page.Page, q string) (int64, error) {
	if q == "" || strings.Contains(q, " ") {
		return 0, nil
	}
	if id, ok := number(q); ok && id != 0 {
		got, err := s.Needs.Catalog.GetProducts(p.Ctx, &catalogv1.GetProductsRequest{ProductIds: []int64{id}})
		if err != nil || len(got.GetProducts()) > 0 {
			return id, err
		}
	}
	got, err := s.Needs.Catalog.FindExternal(p.Ctx, &catalogv1.FindExternalRequest{ExternalId: q})
	if errs.Is(err, errs.KindInvalid) || err == nil && len(got.GetProducts()) != 1 {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return got.GetProducts()[0].GetProductId(), nil
}

func (v productsView) pages() ui.Pages {
	last := min(int((v.Total+productsShown-1)/productsShown), mostPages)
	return ui.Pages{Page: v.Page, Last: last, Href: func(n int) string {
		q := url.Values{"page": {strconv.Itoa(n)}}
		if v.Q != "" {
			q.Set("q", v.Q)
		}
		return "/admin/products?" + q.Encode()
	}}
}

// counted says what the list is a list of: search shows one variant of each family.
func (v productsView) counted() string {
	switch {
	case v.Total == 0:
		return ""
	case v.Q != "":
		return ui.Counted(v.Total, "product", "products") + " found, variants of one counted once"
	}
	return ui.Counted(v.Total, "product", "products") + ", variants of one counted once"
}

// nothing says why the list is empty.
func (v productsView) nothing() string {
	if v.Q == "" {
		return "Make the first product here, or import a file: rialto import products FILE."
	}
	return "Nothing matches “" + v.Q + "”, as words, product number or external id."
}

func (v productsView) ways() []ui.Link {
	ways := []ui.Link{{Text: "New product", Href: "/admin/products/new"}}
	if v.Q != "" {
		ways = append(ways, ui.Link{Text: "Show all products", Href: "/admin/products"})
	}
	return ways
}

// priceIn is what the featured offer costs in a currency; "–" where it has no price there.
func priceIn(product *catalogv1.Product, currency string) string {
	for _, m := range product.GetFeatured().GetPrices() {
		if m.GetCurrency() == currency {
			return ui.Money(commerce.MoneyOf(m))
		}
	}
	return "–"
}

func stockWord(card *browsev1.Card) string {
	switch {
	case card.InStock == nil:
		return "Not known"
	case card.GetInStock():
		return "In stock"
	}
	return "Sold out"
}

func pictureOf(product *catalogv1.Product) string {
	if pictures := product.GetImageUrls(); len(pictures) > 0 {
		return pictures[0]
	}
	return ""
}
