package gateway

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	browsev1 "rialto/gen/rialto/browse/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/door"
	"rialto/internal/platform/errs"
)

// Product is PRODUCT. price is the featured offer's in the asked currency, null where it has none; in_stock is null
// while nobody knows.
type Product struct {
	ProductID    id       `json:"product_id"`
	ExternalID   string   `json:"external_id" doc:"What the imported file calls it."`
	Title        string   `json:"title"`
	Brand        string   `json:"brand"`
	Price        *money   `json:"price"`
	AvgRating    float64  `json:"avg_rating" doc:"1 to 5; 0 where nobody rated."`
	ReviewCount  int32    `json:"review_count"`
	Prime        bool     `json:"prime"`
	CategoryPath string   `json:"category_path" example:"Electronics > Audio > Headphones"`
	SellerID     id       `json:"seller_id" doc:"Of the featured offer."`
	ImageURLs    []string `json:"image_urls"`
	InStock      *bool    `json:"in_stock"`
}

// TransformSchema documents that the price may be null.
func (Product) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema { return priceOrNull(s) }

// priceOrNull says of a property what Huma cannot say of an object: it may be null.
func priceOrNull(s *huma.Schema) *huma.Schema {
	s.Properties["price"] = &huma.Schema{
		AnyOf:       []*huma.Schema{{Ref: s.Properties["price"].Ref}, {Type: "null"}},
		Description: "Null where the offer has no price in the currency.",
	}
	return s
}

// productOf shows a card. Paths of pictures that the shop serves itself become addresses: who reads this API is elsewhere.
func (g *Gateway) productOf(card *browsev1.Card, currency string) Product {
	p := card.GetProduct()
	return Product{
		ProductID: idOf(p.GetProductId()), ExternalID: p.GetExternalId(), Title: p.GetTitle(), Brand: p.GetBrand(),
		Price: priceIn(p.GetFeatured().GetPrices(), currency), AvgRating: p.GetAvgRating(), ReviewCount: p.GetReviewCount(),
		Prime: p.GetPrime(), CategoryPath: categoryText(p.GetCategoryPath()), SellerID: idOf(p.GetFeatured().GetSellerId()),
		ImageURLs: each(p.GetImageUrls(), g.address), InStock: card.InStock,
	}
}

// address puts the shop's public address in front of a path.
func (g *Gateway) address(url string) string {
	if strings.HasPrefix(url, "/") {
		return strings.TrimSuffix(g.cfg.PublicURL, "/") + url
	}
	return url
}

func (g *Gateway) productsOf(cards []*browsev1.Card, currency string) []Product {
	return each(cards, func(c *browsev1.Card) Product { return g.productOf(c, currency) })
}

// productDetail is PRODUCT with what its own page shows.
type productDetail struct {
	Product
	Description string            `json:"description"`
	EAN         string            `json:"ean"`
	FamilyID    id                `json:"family_id"`
	Options     map[string]string `json:"options" doc:"What tells this variant from the others of its family."`
	Attributes  []attribute       `json:"attributes" doc:"What is told of it beside its options."`
	Variants    []Product         `json:"variants"`
}

// offer is what one seller asks.
type offer struct {
	SellerID     id     `json:"seller_id"`
	SellerName   string `json:"seller_name"`
	Price        *money `json:"price"`
	HandlingDays int32  `json:"handling_days"`
}

// TransformSchema documents that the price may be null.
func (offer) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema { return priceOrNull(s) }

// InCurrency is the parameter of everything that shows prices.
type InCurrency struct {
	Currency string `query:"currency" pattern:"^[A-Z]{3}$" patternDescription:"a currency code such as USD" doc:"Default: the shop's."`
}

// currency returns the asked currency, or the shop's.
func (g *Gateway) currency(asked InCurrency) string {
	if asked.Currency == "" {
		return g.cfg.Currency
	}
	return asked.Currency
}

func (g *Gateway) productRoutes() {
	route(g, huma.Operation{
		OperationID: "find-products", Method: http.MethodGet, Path: "/v1/products", Tags: []string{"browse"},
		Summary: "Find products by what an imported file calls them",
	}, rule{access: door.Open, class: door.Browsing}, g.findProducts)
	route(g, huma.Operation{
		OperationID: "get-product", Method: http.MethodGet, Path: "/v1/products/{product_id}", Tags: []string{"browse"},
		Summary: "One product with its variants",
	}, rule{access: door.Open, class: door.Browsing}, g.getProduct)
	route(g, huma.Operation{
		OperationID: "list-offers", Method: http.MethodGet, Path: "/v1/products/{product_id}/offers", Tags: []string{"browse"},
		Summary: "Who sells a product, the featured offer first",
	}, rule{access: door.Open, class: door.Browsing}, g.listOffers)
}

type productInput struct {
	ProductID id `path:"product_id"`
	InCurrency
}

// getProduct counts as a view only when there was something to see.
func (g *Gateway) getProduct(ctx context.Context, v *door.Visit, in *productInput) (*output[productDetail], error) {
	page, err := g.needs.Browse.ProductPage(ctx, &browsev1.ProductPageRequest{ProductId: in.ProductID.int64()})
	if err != nil {
		return nil, err
	}
	g.door.Activity.View(v.Who.UserID(), in.ProductID.int64())
	currency, p := g.currency(in.InCurrency), page.GetCard().GetProduct()
	out := productDetail{
		Product: g.productOf(page.GetCard(), currency), Description: p.GetDescription(), EAN: p.GetEan(),
		FamilyID: idOf(p.GetFamilyId()), Options: p.GetOptions(),
		Attributes: each(p.GetAttributes(), attributeOf), Variants: g.productsOf(page.GetVariants(), currency),
	}
	if out.Options == nil {
		out.Options = map[string]string{}
	}
	return &output[productDetail]{out}, nil
}

type findInput struct {
	ExternalID string `query:"external_id" required:"true" maxLength:"200"`
	Source     string `query:"source" maxLength:"100" doc:"The import that knows it by this id. Default: any."`
	InCurrency
}

// findProducts answers a list: several sources may call different products by the same id.
func (g *Gateway) findProducts(ctx context.Context, _ *door.Visit, in *findInput) (*output[list[Product]], error) {
	found, err := g.needs.Catalog.FindExternal(ctx, &catalogv1.FindExternalRequest{ExternalId: in.ExternalID, Source: in.Source})
	if err != nil {
		return nil, err
	}
	ids := each(found.GetProducts(), func(p *catalogv1.Product) int64 { return p.GetProductId() })
	cards := &browsev1.ProductsResponse{}
	if len(ids) > 0 {
		if cards, err = g.needs.Browse.Products(ctx, &browsev1.ProductsRequest{ProductIds: ids}); err != nil {
			return nil, err
		}
	}
	return &output[list[Product]]{list[Product]{Items: g.productsOf(cards.GetItems(), g.currency(in.InCurrency))}}, nil
}

func (g *Gateway) listOffers(ctx context.Context, _ *door.Visit, in *productInput) (*output[list[offer]], error) {
	got, err := g.needs.Catalog.ListOffers(ctx, &catalogv1.ListOffersRequest{ProductId: in.ProductID.int64()})
	if err != nil {
		return nil, err
	}
	if len(got.GetOffers()) == 0 { // every product has one
		return nil, errs.NotFound("product_not_found", "There is no such product.")
	}
	currency := g.currency(in.InCurrency)
	return &output[list[offer]]{listOf(got.GetOffers(), func(o *catalogv1.Offer) offer {
		return offer{idOf(o.GetSellerId()), o.GetSellerName(), priceIn(o.GetPrices(), currency), o.GetHandlingDays()}
	}, "")}, nil
}
