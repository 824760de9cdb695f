package goods

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	browsev1 "rialto/gen/rialto/browse/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	"rialto/internal/backoffice/backofficetest"
	"rialto/internal/platform/errs"
)

func TestProductsAreListed(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	lamp, yes, no := town.Products[0], true, false
	unpriced := &catalogv1.Product{ProductId: 102, Title: "Oak desk"}
	town.Found = []*browsev1.Card{{Product: lamp, InStock: &yes}, {Product: unpriced, InStock: &no}, {Product: &catalogv1.Product{ProductId: 103, Title: "Chair"}}}
	desk := open(t, town)
	desk.Get("/admin/products").Has(http.StatusOK, "3 products, variants of one counted once", `href="/admin/products/101"`, `src="/drawn/lamp.svg"`, "Corte",
		"Lamps &amp; Co", "$20.00", "In stock", "Sold out", "Not known", `href="/admin/inventory/102"`, "–")
	desk.Cookies = []string{"rialto_currency=EUR"}
	desk.Get("/admin/products").Has(http.StatusOK, "!$20.00", "–")
}

func TestProductsAreFound(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	desk := open(t, town)
	desk.Get("/admin/products?q=brass+lamp").Has(http.StatusOK, "1 product found", "Brass lamp", `value="brass lamp"`)
	desk.Get("/admin/products?q=sofa").Has(http.StatusOK, "Nothing matches “sofa”", "Show all products", "New product")
	desk.Get("/admin/products?q=101").Leads("/admin/products/101")
	desk.Get("/admin/products?q=+L-1+").Leads("/admin/products/101")
	desk.Get("/admin/products?q=0").Has(http.StatusOK, "Nothing matches")
	desk.Get("/admin/products?q=999").Has(http.StatusOK, "Nothing matches")
	town.Products = append(town.Products, &catalogv1.Product{ProductId: 102, ExternalId: "L-1", Title: "Another L-1"})
	desk.Get("/admin/products?q=L-1").Has(http.StatusOK, "Another L-1") // two of that name: the words decide
	town.Products = nil
	desk.Get("/admin/products").Has(http.StatusOK, "Make the first product here")
}

func TestProductsArePaged(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	for n := range 2*productsShown + 1 {
		town.Found = append(town.Found, &browsev1.Card{Product: &catalogv1.Product{ProductId: int64(1000 + n), Title: fmt.Sprintf("Thing %03d", n)}})
	}
	desk := open(t, town)
	desk.Get("/admin/products?q=thing+x").Has(http.StatusOK, "Thing 049", "!Thing 050", "page=2&amp;q=thing+x", "!Previous")
	desk.Get("/admin/products?page=3").Has(http.StatusOK, "Thing 100", "!Thing 099", "!Next")
	for _, wrong := range []string{"0", "-1", "x", "201", "99999999999"} {
		desk.Get("/admin/products?page="+wrong).Has(http.StatusOK, "Thing 000")
	}
}

func TestASearchThatCannotBe(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	desk := open(t, town)
	town.Down["browse"] = errs.InvalidFields(errs.Field{Name: "q", Problem: "is too long"})
	desk.Get("/admin/products?q=a+b").Has(http.StatusUnprocessableEntity, "Nothing can be looked for by this.", `value="a b"`)
	town.Down["browse"] = errs.Unavailable("search_down", "Search is being repaired.")
	desk.Get("/admin/products").Has(http.StatusServiceUnavailable, "Search is being repaired.")
	town.Down["catalog"] = errs.Unavailable("catalog_down", "The catalogue is being repaired.")
	desk.Get("/admin/products?q=101").Has(http.StatusServiceUnavailable, "The catalogue is being repaired.")
	desk.Get("/admin/products?q=L-1").Has(http.StatusServiceUnavailable, "The catalogue is being repaired.")
}

func TestHostileProductsInTheList(t *testing.T) {
	t.Parallel()
	h := backofficetest.Hostile
	town := backofficetest.NewTown()
	p := town.Products[0]
	p.Title, p.Brand, p.Featured.SellerName, p.ImageUrls = h("title"), h("brand"), h("seller"), []string{h("picture")}
	p.Featured.Prices = []*commercev1.Money{{Amount: 1, Currency: "USD"}}
	desk := open(t, town)
	desk.Get("/admin/products").Shows("title", "brand", "seller", "picture")
	desk.Get("/admin/products?q=" + url.QueryEscape(h("q x"))).Shows("q x")
	if got := desk.Get("/admin/products?q=" + url.QueryEscape("x "+strings.Repeat("é", 400))); got.Code != http.StatusOK {
		t.Errorf("a long search: %d", got.Code)
	}
}
