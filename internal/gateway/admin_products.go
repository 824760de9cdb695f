package gateway

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	browsev1 "rialto/gen/rialto/browse/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/commerce"
	"rialto/internal/door"
	"rialto/internal/platform/errs"
)

// adminSource is the import that products made by hand belong to.
const adminSource = "admin"

func (g *Gateway) adminProductRoutes() {
	route(g, huma.Operation{
		OperationID: "put-product", Method: http.MethodPost, Path: "/v1/admin/products", Tags: []string{"admin"},
		DefaultStatus: http.StatusCreated,
		Summary:       "Create a product from import columns, or update the one with this external id (200)",
		Responses:     map[string]*huma.Response{"200": g.productResponse("Updated")},
	}, rule{access: door.Operator}, g.putProduct)
	route(g, huma.Operation{
		OperationID: "patch-product", Method: http.MethodPatch, Path: "/v1/admin/products/{product_id}", Tags: []string{"admin"},
		Summary: "Change a product or its price; what is not given stays",
	}, rule{access: door.Operator}, g.patchProduct)
}

func (g *Gateway) productResponse(description string) *huma.Response {
	return &huma.Response{Description: description, Content: map[string]*huma.MediaType{
		"application/json": {Schema: &huma.Schema{Ref: "#/components/schemas/Product"}},
	}}
}

type putProductInput struct {
	Body productColumns
}

// productColumns are the columns of `rialto import products`, and attributes.
type productColumns struct {
	ProductID    string  `json:"product_id" minLength:"1" maxLength:"200" doc:"Becomes the external id."`
	Title        string  `json:"title" minLength:"1" maxLength:"500"`
	Description  string  `json:"description,omitempty" maxLength:"20000"`
	Brand        string  `json:"brand,omitempty" maxLength:"200"`
	CategoryPath string  `json:"category_path,omitempty" maxLength:"500"`
	Price        decimal `json:"price,omitempty" doc:"Decimal in currency, as a number or text: 12.50."`
	Currency     string  `json:"currency,omitempty" pattern:"^[A-Z]{3}$" patternDescription:"a currency code such as USD"`
	Seller       string  `json:"seller,omitempty" maxLength:"200" doc:"Name; default: the house seller."`
	ImageURL     string  `json:"image_url,omitempty" maxLength:"2000"`
	Prime        *bool   `json:"prime,omitempty"`
	EAN          string  `json:"ean,omitempty" maxLength:"20"`
	Stock        *int64  `json:"stock,omitempty" minimum:"0" maximum:"1000000000" doc:"Units of this seller, spread over the warehouses."`
	Source       string  `json:"source,omitempty" maxLength:"100" doc:"The import it belongs to; default: admin."`

	Attributes []attribute `json:"attributes,omitempty" maxItems:"50" doc:"Empty keeps those of a known product."`
}

// decimal is a number as it was written, because a price is never rounded by a float.
type decimal string

// UnmarshalJSON keeps the text; parsing it is the handler's, which knows the currency.
func (d *decimal) UnmarshalJSON(text []byte) error {
	if len(text) > 0 && text[0] == '"' {
		return json.Unmarshal(text, (*string)(d))
	}
	*d = decimal(text)
	return nil
}

// Schema documents that both forms are fine.
func (decimal) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{AnyOf: []*huma.Schema{{Type: huma.TypeString}, {Type: huma.TypeNumber}}, Examples: []any{"12.50"}}
}

func (c *productColumns) proto(shopCurrency string) (*catalogv1.ProductInput, error) {
	attributes, err := attributesProto(c.Attributes)
	if err != nil {
		return nil, err
	}
	out := &catalogv1.ProductInput{
		ExternalId: c.ProductID, Title: c.Title, Description: c.Description, Brand: c.Brand,
		CategoryPath: categoryParts(c.CategoryPath), Seller: c.Seller, Prime: c.Prime, Ean: c.EAN, Attributes: attributes,
	}
	if c.ImageURL != "" {
		out.ImageUrls = []string{c.ImageURL}
	}
	if c.Price == "" || c.Price == "null" {
		return out, nil
	}
	if c.Currency != "" {
		shopCurrency = c.Currency
	}
	price, err := commerce.ParseMoney(string(c.Price), shopCurrency)
	if err != nil {
		return nil, errs.InvalidFields(errs.Field{Name: "price", Problem: "is wrong: " + err.Error()})
	}
	out.Price = &commercev1.Money{Amount: price.Amount, Currency: price.Currency}
	return out, nil
}

type putProductAnswer struct {
	Status   int
	Location string `header:"Location"`
	Body     Product
}

// putProduct makes the product first and its stock second: both may be repeated, so a failure between them is mended by
// sending the same again.
func (g *Gateway) putProduct(ctx context.Context, _ *door.Visit, in *putProductInput) (*putProductAnswer, error) {
	input, err := in.Body.proto(g.cfg.Currency)
	if err != nil {
		return nil, err
	}
	source := strings.TrimSpace(in.Body.Source)
	if source == "" {
		source = adminSource
	}
	put, err := g.needs.Catalog.PutProducts(ctx, &catalogv1.PutProductsRequest{
		Source: source, Products: []*catalogv1.ProductInput{input},
	})
	if err != nil {
		return nil, err
	}
	if len(put.GetResults()) != 1 {
		return nil, errs.Internal(nil)
	}
	row := put.GetResults()[0]
	if row.GetOutcome() == "refused" {
		return nil, errs.Invalid("product_refused", "The product was refused: %s.", row.GetProblem())
	}
	if in.Body.Stock != nil {
		if _, err := g.needs.Inventory.SpreadStock(ctx, &inventoryv1.SpreadStockRequest{Stocks: []*inventoryv1.OfferStock{
			{ProductId: row.GetProductId(), SellerId: row.GetSellerId(), Quantity: *in.Body.Stock},
		}}); err != nil {
			return nil, err
		}
	}
	out := &putProductAnswer{Status: http.StatusOK}
	if row.GetOutcome() == "created" {
		out.Status, out.Location = http.StatusCreated, "/v1/products/"+string(idOf(row.GetProductId()))
	}
	out.Body, err = g.oneProduct(ctx, row.GetProductId())
	return out, err
}

// oneProduct reads a product as the API shows it.
func (g *Gateway) oneProduct(ctx context.Context, product int64) (Product, error) {
	got, err := g.needs.Browse.Products(ctx, &browsev1.ProductsRequest{ProductIds: []int64{product}})
	if err != nil {
		return Product{}, err
	}
	if len(got.GetItems()) != 1 {
		return Product{}, errs.NotFound("product_not_found", "There is no such product.")
	}
	return g.productOf(got.GetItems()[0], g.cfg.Currency), nil
}

type patchProductInput struct {
	ProductID id `path:"product_id"`
	Body      productPatch
}

// productPatch tells absent from empty with pointers: absent keeps, an empty description empties. For lists empty keeps.
type productPatch struct {
	Title        *string  `json:"title,omitempty" minLength:"1" maxLength:"500"`
	Description  *string  `json:"description,omitempty" maxLength:"20000"`
	Brand        *string  `json:"brand,omitempty" maxLength:"200"`
	CategoryPath string   `json:"category_path,omitempty" maxLength:"500"`
	Prime        *bool    `json:"prime,omitempty"`
	Price        *money   `json:"price,omitempty"`
	SellerID     id       `json:"seller_id,omitempty" doc:"Whose price; default: the featured offer's."`
	ImageURLs    []string `json:"image_urls,omitempty" maxItems:"10" maxLength:"2000"`

	Attributes []attribute `json:"attributes,omitempty" maxItems:"50" doc:"All of them; they replace those there are."`
}

// patchProduct shows the price in the currency that was just set. Stock is not asked for: in_stock is null in this answer.
func (g *Gateway) patchProduct(ctx context.Context, _ *door.Visit, in *patchProductInput) (*output[Product], error) {
	attributes, err := attributesProto(in.Body.Attributes)
	if err != nil {
		return nil, err
	}
	got, err := g.needs.Catalog.PatchProduct(ctx, &catalogv1.PatchProductRequest{
		ProductId: in.ProductID.int64(), Title: in.Body.Title, Description: in.Body.Description, Brand: in.Body.Brand,
		CategoryPath: categoryParts(in.Body.CategoryPath), Prime: in.Body.Prime, Price: in.Body.Price.proto(),
		SellerId: in.Body.SellerID.int64(), ImageUrls: in.Body.ImageURLs, Attributes: attributes,
	})
	if err != nil {
		return nil, err
	}
	currency := g.cfg.Currency
	if in.Body.Price != nil {
		currency = in.Body.Price.Currency
	}
	return &output[Product]{g.productOf(&browsev1.Card{Product: got.GetProduct()}, currency)}, nil
}
