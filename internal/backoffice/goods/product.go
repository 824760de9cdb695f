package goods

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
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

// productForm is what the form of a product holds, as it was typed.
type productForm struct {
	ExternalID, Title, Description, Brand, Category, Seller string
	Prime                                                   bool
	Prices                                                  map[string]string // by currency
	Attributes                                              string            // one a line: "weight: 1.2 kg"
	Currencies                                              []string

	Problems map[string]string
	Refused  string
}

// productView is a product's page: the form, and what else is known.
type productView struct {
	Product *catalogv1.Product
	Form    productForm
	Refused string // of a picture
}

func (s pages) newProduct(p *page.Page) error {
	form := productForm{Prices: map[string]string{}, Currencies: s.Currencies()}
	return p.Render(http.StatusOK, ui.Frame{Title: "New product"}, newProductPage(form))
}

func (s pages) createProduct(p *page.Page) error {
	form := s.readForm(p)
	if form.ExternalID == "" {
		form.ExternalID = "hand-" + s.Deps.IDs.Text()
	}
	prices, attributes := form.prices(), form.attributes()
	if form.Title == "" {
		form.Problems["title"] = "is required"
	}
	if len(form.Problems) > 0 {
		return p.Render(http.StatusUnprocessableEntity, ui.Frame{Title: "New product"}, newProductPage(form))
	}
	in := &catalogv1.ProductInput{
		ExternalId: form.ExternalID, Title: form.Title, Description: form.Description, Brand: form.Brand, Seller: form.Seller,
		CategoryPath: path(form.Category), Prime: &form.Prime, Attributes: attributes,
	}
	if len(prices) > 0 {
		in.Price, in.MorePrices = prices[0], prices[1:]
	}
	got, err := s.Needs.Catalog.PutProducts(p.Ctx, &catalogv1.PutProductsRequest{Source: adminSource, Products: []*catalogv1.ProductInput{in}})
	if err != nil {
		return s.refused(p, form, err)
	}
	made := got.GetResults()[0]
	if made.GetOutcome() == "refused" {
		form.Refused = "The product was refused: " + made.GetProblem() + "."
		return p.Render(http.StatusUnprocessableEntity, ui.Frame{Title: "New product"}, newProductPage(form))
	}
	return p.Redirect("/admin/products/" + text(made.GetProductId()) + "?notice=product-saved")
}

func (s pages) refused(p *page.Page, form productForm, err error) error {
	fields, said, told := problems(err)
	if !told {
		return err
	}
	maps.Copy(form.Problems, fields)
	form.Refused = said
	return p.Render(http.StatusUnprocessableEntity, ui.Frame{Title: "New product"}, newProductPage(form))
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
	prices, attributes := form.prices(), form.attributes()
	if len(form.Problems) > 0 {
		return s.productPage(p, http.StatusUnprocessableEntity, productView{Product: product, Form: form})
	}
	_, err = s.Needs.Catalog.PatchProduct(p.Ctx, &catalogv1.PatchProductRequest{
		ProductId: product.GetProductId(), Title: &form.Title, Description: &form.Description, Brand: &form.Brand,
		CategoryPath: path(form.Category), Prime: &form.Prime, Attributes: attributes,
	})
	if err == nil && len(prices) > 0 {
		_, err = s.Needs.Catalog.SetPrices(p.Ctx, &catalogv1.SetPricesRequest{Prices: offers(product, prices)})
	}
	if err != nil {
		fields, said, told := problems(err)
		if !told {
			return err
		}
		maps.Copy(form.Problems, fields)
		form.Refused = said
		return s.productPage(p, http.StatusUnprocessableEntity, productView{Product: product, Form: form})
	}
	return p.Redirect("/admin/products/" + text(product.GetProductId()) + "?notice=product-saved")
}

func offers(product *catalogv1.Product, prices []*commercev1.Money) []*catalogv1.OfferPrice {
	var out []*catalogv1.OfferPrice
	for _, m := range prices {
		out = append(out, &catalogv1.OfferPrice{ProductId: product.GetProductId(), Price: m})
	}
	return out
}

func (s pages) readForm(p *page.Page) productForm {
	f := productForm{
		ExternalID: p.Value("external_id"), Title: p.Value("title"), Description: p.Value("description"), Brand: p.Value("brand"),
		Category: p.Value("category_path"), Seller: p.Value("seller"), Prime: p.Value("prime") != "",
		Attributes: p.Value("attributes"), Prices: map[string]string{}, Currencies: s.Currencies(), Problems: map[string]string{},
	}
	for _, code := range f.Currencies {
		f.Prices[code] = p.Value("price_" + code)
	}
	return f
}

func (s pages) formOf(product *catalogv1.Product) productForm {
	f := productForm{
		ExternalID: product.GetExternalId(), Title: product.GetTitle(), Description: product.GetDescription(), Brand: product.GetBrand(),
		Category: strings.Join(product.GetCategoryPath(), " > "), Seller: product.GetFeatured().GetSellerName(), Prime: product.GetPrime(),
		Prices: map[string]string{}, Currencies: s.Currencies(),
	}
	for _, m := range product.GetFeatured().GetPrices() {
		f.Prices[m.GetCurrency()] = decimal(commerce.Money{Amount: m.GetAmount(), Currency: m.GetCurrency()})
	}
	var lines []string
	for _, a := range product.GetAttributes() {
		lines = append(lines, a.GetName()+": "+valueOf(a))
	}
	f.Attributes = strings.Join(lines, "\n")
	return f
}

// prices reads what was filled in; a price that is none is noted at its field.
func (f productForm) prices() []*commercev1.Money {
	var out []*commercev1.Money
	for _, code := range f.Currencies {
		if f.Prices[code] == "" {
			continue
		}
		m, err := commerce.ParseMoney(f.Prices[code], code)
		if err != nil || m.Amount < 0 {
			f.Problems["price_"+code] = "must be an amount such as 12.50"
			continue
		}
		out = append(out, &commercev1.Money{Amount: m.Amount, Currency: code})
	}
	return out
}

// attributes reads the lines "name: value". yes and no are what they say, a number may have a unit behind it.
func (f productForm) attributes() []*catalogv1.Attribute {
	var out []*catalogv1.Attribute
	for n, line := range slices.Collect(strings.Lines(f.Attributes)) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		name, value, found := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		if !found || value == "" {
			f.Problems["attributes"] = fmt.Sprintf("line %d is not of the form name: value", n+1)
			return nil
		}
		out = append(out, attributeOf(strings.TrimSpace(name), value))
	}
	return out
}

func attributeOf(name, value string) *catalogv1.Attribute {
	if value == "yes" || value == "no" {
		return &catalogv1.Attribute{Name: name, Kind: "yes_no", Yes: value == "yes"}
	}
	first, unit, _ := strings.Cut(value, " ")
	if n, err := strconv.ParseFloat(first, 64); err == nil && len(unit) <= 20 {
		return &catalogv1.Attribute{Name: name, Kind: "number", Number: n, Unit: strings.TrimSpace(unit)}
	}
	return &catalogv1.Attribute{Name: name, Kind: "text", Text: value}
}

// valueOf writes an attribute as attributeOf reads it.
func valueOf(a *catalogv1.Attribute) string {
	switch a.GetKind() {
	case "yes_no":
		if a.GetYes() {
			return "yes"
		}
		return "no"
	case "number":
		return strings.TrimSpace(strconv.FormatFloat(a.GetNumber(), 'f', -1, 64) + " " + a.GetUnit())
	}
	return a.GetText()
}

// path reads "A > B > C".
func path(category string) []string {
	var out []string
	for name := range strings.SplitSeq(category, ">") {
		if name = strings.TrimSpace(name); name != "" {
			out = append(out, name)
		}
	}
	return out
}
