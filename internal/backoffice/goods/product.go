package goods

import (
	"context"
	"net/http"
	"strings"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	"rialto/internal/commerce"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
	"rialto/internal/ui"
)

// adminSource is the import that products made by hand belong to, here as at the API.
const adminSource = "admin"

// productView is a product's page: the form, and what else is known.
type productView struct {
	Product *catalogv1.Product
	Form    productForm
	Picture refusal // of an upload
}

func (s pages) newProduct(p *page.Page) error {
	form := productForm{Made: "hand-" + s.Deps.IDs.Text(), Prices: map[string]string{}, Currencies: s.Currencies()}
	return s.newPage(p, http.StatusOK, form)
}

func (s pages) newPage(p *page.Page, status int, form productForm) error {
	for _, name := range s.Sellers(p.Ctx).ByID {
		form.Sellers = append(form.Sellers, name)
	}
	return p.Render(status, ui.Frame{Title: "New product"}, newProductPage(form))
}

// createProduct makes a product under the id that was typed, else under the one the form came with: sent twice, it is one.
func (s pages) createProduct(p *page.Page) error {
	form := s.readForm(p)
	id := form.ExternalID
	if id == "" {
		id = form.Made
	}
	if _, known := number(strings.TrimPrefix(id, "hand-")); !known && form.ExternalID == "" {
		form.Made = "hand-" + s.Deps.IDs.Text()
		form.Said = "This form was not one of ours. Look at it again, and send it once more."
	}
	in := &catalogv1.ProductInput{
		ExternalId: id, Title: form.Title, Description: form.Description, Brand: form.Brand, Seller: form.Seller,
		CategoryPath: path(form.Category), Prime: &form.Prime, Attributes: form.attributes(nil), MorePrices: form.prices(),
	}
	if form.refused() {
		return s.newPage(p, http.StatusUnprocessableEntity, form)
	}
	made, err := s.put(p.Ctx, in)
	switch {
	case err != nil && form.read(err, form.named):
		return s.newPage(p, form.status, form)
	case err != nil:
		return err
	case made.GetOutcome() == "refused":
		form.Said = "The product was refused: " + made.GetProblem() + "."
		return s.newPage(p, http.StatusUnprocessableEntity, form)
	}
	return p.Redirect("/admin/products/" + text(made.GetProductId()) + "?notice=product-saved")
}

func (s pages) put(ctx context.Context, in *catalogv1.ProductInput) (*catalogv1.PutResult, error) {
	got, err := s.Needs.Catalog.PutProducts(ctx, &catalogv1.PutProductsRequest{Source: adminSource, Products: []*catalogv1.ProductInput{in}})
	if err != nil {
		return nil, err
	}
	if len(got.GetResults()) != 1 {
		return nil, errs.UnknownOutcome(nil, "save the product")
	}
	return got.GetResults()[0], nil
}

// named is the form's field for one of the catalogue's; prices come in the order of the currencies that were filled in.
func (f *productForm) named(field string) string {
	switch field {
	case "title", "description", "brand", "category_path", "attributes", "external_id", "seller":
		return field
	}
	for n, m := range f.prices() {
		if field == "prices["+text(int64(n))+"].price" {
			return "price_" + m.GetCurrency()
		}
	}
	return ""
}

func (s pages) showProduct(p *page.Page) error {
	product, err := s.product(p)
	if err != nil {
		return err
	}
	return s.productPage(p, http.StatusOK, productView{Product: product, Form: s.formOf(product)})
}

func (s pages) productPage(p *page.Page, status int, v productView) error {
	return p.Render(status, ui.Frame{Title: v.Product.GetTitle()}, productPage(v))
}

func (s pages) product(p *page.Page) (*catalogv1.Product, error) {
	id, err := productOf(p)
	if err != nil {
		return nil, err
	}
	got, err := s.Needs.Catalog.GetProducts(p.Ctx, &catalogv1.GetProductsRequest{ProductIds: []int64{id}})
	if err != nil {
		return nil, err
	}
	if len(got.GetProducts()) == 0 {
		return nil, errs.NotFound("product_not_found", "There is no such product.")
	}
	return got.GetProducts()[0], nil
}

// changeProduct patches the product, then the featured offer's price in each currency that was filled in.
func (s pages) changeProduct(p *page.Page) error {
	product, err := s.product(p)
	if err != nil {
		return err
	}
	form := s.readForm(p)
	form.keeps(s.formOf(product))
	prices, attributes := form.prices(), form.attributes(product.GetAttributes())
	if form.refused() {
		return s.productPage(p, http.StatusUnprocessableEntity, productView{Product: product, Form: form})
	}
	_, err = s.Needs.Catalog.PatchProduct(p.Ctx, &catalogv1.PatchProductRequest{
		ProductId: product.GetProductId(), Title: &form.Title, Description: &form.Description, Brand: &form.Brand,
		CategoryPath: path(form.Category), Prime: &form.Prime, Attributes: attributes,
	})
	if err == nil && len(prices) > 0 {
		_, err = s.Needs.Catalog.SetPrices(p.Ctx, &catalogv1.SetPricesRequest{Prices: offered(product, prices)})
	}
	switch {
	case err != nil && form.read(err, form.named):
		return s.productPage(p, form.status, productView{Product: product, Form: form})
	case err != nil:
		return err
	}
	return p.Redirect("/admin/products/" + text(product.GetProductId()) + "?notice=product-saved")
}

// offered are prices of the offer that is featured now: were another one featured meanwhile, it would keep its own.
func offered(product *catalogv1.Product, prices []*commercev1.Money) []*catalogv1.OfferPrice {
	var out []*catalogv1.OfferPrice
	for _, m := range prices {
		out = append(out, &catalogv1.OfferPrice{ProductId: product.GetProductId(), SellerId: product.GetFeatured().GetSellerId(), Price: m})
	}
	return out
}

// facts are what the form does not change.
func facts(product *catalogv1.Product) []ui.Term {
	terms := []ui.Term{
		{Name: "Product number", Text: text(product.GetProductId())},
		{Name: "External id", Text: product.GetExternalId() + " (from " + product.GetSource() + ")"},
	}
	if product.GetFamilyId() != product.GetProductId() {
		terms = append(terms, ui.Term{Name: "Family", Text: text(product.GetFamilyId())})
	}
	if product.GetEan() != "" {
		terms = append(terms, ui.Term{Name: "EAN", Text: product.GetEan()})
	}
	if n := product.GetReviewCount(); n > 0 {
		terms = append(terms, ui.Term{Name: "Rating", Content: ui.Stars(product.GetAvgRating(), int64(n))})
	}
	return append(terms, ui.Term{Name: "Added", Content: ui.OnDay(commerce.FromMicros(product.GetCreatedAt()))})
}

// asked is what an offer costs, in each currency.
func asked(o *catalogv1.Offer) string {
	var out []string
	for _, m := range o.GetPrices() {
		out = append(out, ui.Money(commerce.MoneyOf(m)))
	}
	if len(out) == 0 {
		return "no price: it can be looked at, not bought"
	}
	return strings.Join(out, ", ")
}
