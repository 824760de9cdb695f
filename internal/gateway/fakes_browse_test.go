package gateway

import (
	"context"
	"strconv"

	"google.golang.org/protobuf/proto"

	browsev1 "rialto/gen/rialto/browse/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	searchv1 "rialto/gen/rialto/search/v1"
	"rialto/internal/platform/errs"
)

func card(id int64) *browsev1.Card {
	return &browsev1.Card{InStock: proto.Bool(true), Product: &catalogv1.Product{
		ProductId: id, ExternalId: "B0" + strconv.FormatInt(id, 10), Title: "Headphones", Brand: "Acme", FamilyId: id,
		CategoryPath: []string{"Electronics", "Audio"}, Prime: true, AvgRating: 4.5, ReviewCount: 3,
		ImageUrls: []string{"/drawn/audio/over-ear.svg", "https://img.test/1.jpg"},
		Attributes: []*catalogv1.Attribute{
			{Name: "colour", Kind: "text", Text: "<black>"}, {Name: "weight", Kind: "number", Number: 0.25, Unit: "kg"},
			{Name: "wireless", Kind: "yes_no", Yes: true}, {Name: "foldable", Kind: "yes_no"},
		},
		Featured: &catalogv1.Offer{ProductId: id, SellerId: sellerID, Prices: []*commercev1.Money{usd(75864)}},
	}}
}

func noProduct() error { return errs.NotFound("product_not_found", "There is no such product.") }

type fakeBrowse struct{ *shop }

func (f fakeBrowse) SearchPage(_ context.Context, q *browsev1.SearchPageRequest) (*browsev1.SearchPageResponse, error) {
	return answer(f.shop, "SearchPage", q, func() (*browsev1.SearchPageResponse, error) {
		return &browsev1.SearchPageResponse{Items: []*browsev1.Card{card(productID)}, Search: &searchv1.SearchResponse{
			Total: 1, Page: q.GetSearch().GetPage(), Brands: []*searchv1.FacetCount{{Value: "Acme", Count: 1}},
			Prices:  []*searchv1.PriceFacet{{From: 50000, To: 100000, Count: 1}, {From: 100000, Count: 0}},
			Ratings: []*searchv1.RatingFacet{{Value: 4, Count: 1}},
			Hits:    []*searchv1.Hit{{ProductId: productID, Score: 0.75, Terms: map[string]float64{"text": 0.5}}},
		}}, nil
	})
}

func (f fakeBrowse) ProductPage(_ context.Context, q *browsev1.ProductPageRequest) (*browsev1.ProductPageResponse, error) {
	return answer(f.shop, "ProductPage", q, func() (*browsev1.ProductPageResponse, error) {
		if q.GetProductId() != productID {
			return nil, noProduct()
		}
		return &browsev1.ProductPageResponse{Card: card(productID)}, nil
	})
}

func (f fakeBrowse) Products(_ context.Context, q *browsev1.ProductsRequest) (*browsev1.ProductsResponse, error) {
	return answer(f.shop, "Products", q, func() (*browsev1.ProductsResponse, error) {
		return &browsev1.ProductsResponse{Items: each(q.GetProductIds(), card)}, nil
	})
}

type fakeSearch struct{ *shop }

func (f fakeSearch) Suggest(_ context.Context, q *searchv1.SuggestRequest) (*searchv1.SuggestResponse, error) {
	return answer(f.shop, "Suggest", q, func() (*searchv1.SuggestResponse, error) {
		return &searchv1.SuggestResponse{Suggestions: []*searchv1.Suggestion{{Text: "headphones", Kind: "query"}}}, nil
	})
}

type fakeCatalog struct{ *shop }

func (f fakeCatalog) PutProducts(_ context.Context, q *catalogv1.PutProductsRequest) (*catalogv1.PutProductsResponse, error) {
	return answer(f.shop, "PutProducts", q, func() (*catalogv1.PutProductsResponse, error) {
		r := &catalogv1.PutResult{ProductId: productID, SellerId: sellerID, Outcome: "created"}
		switch q.GetProducts()[0].GetExternalId() {
		case "known":
			r.Outcome = "updated"
		case "bad":
			r.Outcome, r.Problem = "refused", "ean is not an EAN"
		}
		return &catalogv1.PutProductsResponse{Results: []*catalogv1.PutResult{r}}, nil
	})
}

func (f fakeCatalog) PatchProduct(_ context.Context, q *catalogv1.PatchProductRequest) (*catalogv1.PatchProductResponse, error) {
	return answer(f.shop, "PatchProduct", q, func() (*catalogv1.PatchProductResponse, error) {
		if q.GetProductId() != productID {
			return nil, noProduct()
		}
		p := card(productID).GetProduct()
		p.Featured.Prices = []*commercev1.Money{q.GetPrice()}
		return &catalogv1.PatchProductResponse{Product: p}, nil
	})
}

func (f fakeCatalog) FindExternal(_ context.Context, q *catalogv1.FindExternalRequest) (*catalogv1.FindExternalResponse, error) {
	return answer(f.shop, "FindExternal", q, func() (*catalogv1.FindExternalResponse, error) {
		out := &catalogv1.FindExternalResponse{}
		if q.GetExternalId() == "B0101" {
			out.Products = append(out.Products, card(productID).GetProduct())
		}
		return out, nil
	})
}

func (f fakeCatalog) GetOffers(_ context.Context, q *catalogv1.GetOffersRequest) (*catalogv1.GetOffersResponse, error) {
	return answer(f.shop, "GetOffers", q, func() (*catalogv1.GetOffersResponse, error) {
		k := q.GetKeys()[0]
		if k.GetProductId() != productID || (k.GetSellerId() != 0 && k.GetSellerId() != sellerID) {
			return &catalogv1.GetOffersResponse{}, nil
		}
		return &catalogv1.GetOffersResponse{Offers: []*catalogv1.OfferDetail{{Offer: card(productID).GetProduct().GetFeatured()}}}, nil
	})
}

func (f fakeCatalog) ListOffers(_ context.Context, q *catalogv1.ListOffersRequest) (*catalogv1.ListOffersResponse, error) {
	return answer(f.shop, "ListOffers", q, func() (*catalogv1.ListOffersResponse, error) {
		out := &catalogv1.ListOffersResponse{}
		if q.GetProductId() == productID {
			out.Offers = append(out.Offers, card(productID).GetProduct().GetFeatured())
		}
		return out, nil
	})
}

func (f fakeCatalog) ListCategories(_ context.Context, q *catalogv1.ListCategoriesRequest) (*catalogv1.ListCategoriesResponse, error) {
	return answer(f.shop, "ListCategories", q, func() (*catalogv1.ListCategoriesResponse, error) {
		return &catalogv1.ListCategoriesResponse{Categories: []*catalogv1.Category{{Path: []string{"Electronics", "Audio"}, ProductCount: 2}}}, nil
	})
}
