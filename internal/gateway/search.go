package gateway

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	browsev1 "rialto/gen/rialto/browse/v1"
	searchv1 "rialto/gen/rialto/search/v1"
	"rialto/internal/door"
	"rialto/internal/platform/errs"
)

const maxPage = 200

func (g *Gateway) searchRoutes() {
	route(g, huma.Operation{
		OperationID: "search", Method: http.MethodGet, Path: "/v1/search", Tags: []string{"browse"},
		Summary: "Find products: words, filters, facets, ranking",
	}, rule{access: door.Open, class: door.Searching}, g.search)
	route(g, huma.Operation{
		OperationID: "suggest", Method: http.MethodGet, Path: "/v1/suggest", Tags: []string{"browse"},
		Summary: "Complete what a shopper has typed so far",
	}, rule{access: door.Open, class: door.Browsing}, g.suggest)
}

type searchInput struct {
	Q         string            `query:"q" maxLength:"300"`
	Brand     []string          `query:"brand,explode" maxItems:"50" maxLength:"200" doc:"Repeat for any of several brands."`
	PriceMin  optional[int64]   `query:"price_min" minimum:"0" doc:"Minor units of currency, inclusive."`
	PriceMax  optional[int64]   `query:"price_max" minimum:"0"`
	RatingMin optional[float64] `query:"rating_min" minimum:"0" maximum:"5"`
	Prime     optional[bool]    `query:"prime"`
	Category  string            `query:"category" maxLength:"500" doc:"\"A > B\": that category and everything below it."`
	Seller    id                `query:"seller"`
	InStock   optional[bool]    `query:"in_stock"`
	Sort      string            `query:"sort" enum:"relevance,price_asc,price_desc,rating,newest,best_selling"`
	Page      int64             `query:"page" default:"1" doc:"1 to 200."`
	Limit     int32             `query:"limit" minimum:"1" maximum:"100" default:"48" doc:"Products a page."`
	Explain   bool              `query:"explain" doc:"Show each term of the ranking. Operators only."`
	InCurrency
}

// found is a product of a search answer, with its ranking where an operator asked for it.
type found struct {
	Product
	Score *float64           `json:"score,omitempty"`
	Terms map[string]float64 `json:"terms,omitempty"`
}

// searchAnswer is one page. Lists that were late or empty are [], never absent.
type searchAnswer struct {
	Total      int64     `json:"total"`
	Page       int32     `json:"page"`
	Items      []found   `json:"items"`
	Facets     facets    `json:"facets"`
	Sponsored  []Product `json:"sponsored"`
	AlsoViewed []Product `json:"also_viewed"`
	Notes      []string  `json:"notes" doc:"What the query was understood as."`
}

type facets struct {
	Brand    []facetCount  `json:"brand"`
	Category []facetCount  `json:"category"`
	Price    []priceFacet  `json:"price"`
	Rating   []ratingFacet `json:"rating"`
}

type facetCount struct {
	Value string `json:"value"`
	Count int64  `json:"count"`
}

// priceFacet is a range in minor units of the asked currency; to is exclusive, null where the range is open.
type priceFacet struct {
	From  int64  `json:"from"`
	To    *int64 `json:"to"`
	Count int64  `json:"count"`
}

type ratingFacet struct {
	Value int32 `json:"value" doc:"This many stars and up."`
	Count int64 `json:"count"`
}

// check refuses what a schema cannot express.
func (in *searchInput) check(who door.Visitor) error {
	switch {
	case in.Page < 1 || in.Page > maxPage:
		return withStatus(http.StatusBadRequest, errs.Invalid("page_out_of_range", "page must be between 1 and %d.", maxPage))
	case in.Explain && !who.Operator():
		return errs.Forbidden("Only operators may ask for explain.")
	case in.RatingMin.set && !(in.RatingMin.Value >= 0): // NaN
		return errs.InvalidFields(errs.Field{Name: "rating_min", Problem: "must be a number"})
	case in.PriceMin.set && in.PriceMax.set && in.PriceMin.Value > in.PriceMax.Value:
		return errs.InvalidFields(errs.Field{Name: "price_min", Problem: "must not be above price_max"})
	}
	return nil
}

// search gives browse the whole question and says who asks, for the personal part of the ranking.
func (g *Gateway) search(ctx context.Context, v *door.Visit, in *searchInput) (*output[searchAnswer], error) {
	if err := in.check(v.Who); err != nil {
		return nil, err
	}
	currency := g.currency(in.InCurrency)
	got, err := g.needs.Browse.SearchPage(ctx, &browsev1.SearchPageRequest{Search: &searchv1.SearchRequest{
		Q: in.Q, Brands: in.Brand, PriceMin: in.PriceMin.pointer(), PriceMax: in.PriceMax.pointer(),
		RatingMin: in.RatingMin.pointer(), Prime: in.Prime.pointer(), Category: in.Category, SellerId: in.Seller.int64(),
		InStock: in.InStock.pointer(), Sort: in.Sort, Page: int32(in.Page), PageSize: in.Limit, Currency: currency,
		Explain: in.Explain, UserId: v.Who.UserID(),
	}})
	if err != nil {
		return nil, err
	}
	g.door.Activity.Search(v.Who.UserID(), in.Q)
	s := got.GetSearch()
	out := searchAnswer{
		Total: s.GetTotal(), Page: s.GetPage(), Items: g.foundOf(got, currency, in.Explain), Facets: facetsOf(s),
		Sponsored: g.productsOf(got.GetSponsored(), currency), AlsoViewed: g.productsOf(got.GetAlsoViewed(), currency),
		Notes: append([]string{}, s.GetNotes()...),
	}
	return &output[searchAnswer]{out}, nil
}

// foundOf joins the cards with their ranking. Cards may be fewer than hits: a product can go while its page is made.
func (g *Gateway) foundOf(page *browsev1.SearchPageResponse, currency string, explain bool) []found {
	out := each(page.GetItems(), func(c *browsev1.Card) found { return found{Product: g.productOf(c, currency)} })
	if !explain {
		return out
	}
	hits := map[id]*searchv1.Hit{}
	for _, h := range page.GetSearch().GetHits() {
		hits[idOf(h.GetProductId())] = h
	}
	for i := range out {
		if h := hits[out[i].ProductID]; h != nil {
			score := h.GetScore()
			out[i].Score, out[i].Terms = &score, h.GetTerms()
		}
	}
	return out
}

// facetsOf keeps the order that search gives them.
func facetsOf(s *searchv1.SearchResponse) facets {
	count := func(f *searchv1.FacetCount) facetCount { return facetCount{f.GetValue(), f.GetCount()} }
	return facets{
		Brand: each(s.GetBrands(), count), Category: each(s.GetCategories(), count),
		Price: each(s.GetPrices(), func(f *searchv1.PriceFacet) priceFacet {
			out := priceFacet{From: f.GetFrom(), Count: f.GetCount()}
			if to := f.GetTo(); to != 0 {
				out.To = &to
			}
			return out
		}),
		Rating: each(s.GetRatings(), func(f *searchv1.RatingFacet) ratingFacet { return ratingFacet{f.GetValue(), f.GetCount()} }),
	}
}

type suggestInput struct {
	Q     string `query:"q" maxLength:"300"`
	Limit int32  `query:"limit" minimum:"1" maximum:"20" default:"8"`
}

type suggestion struct {
	Text      string `json:"text"`
	Kind      string `json:"kind" enum:"query,product,brand,category"`
	ProductID id     `json:"product_id,omitempty"`
}

func (g *Gateway) suggest(ctx context.Context, _ *door.Visit, in *suggestInput) (*output[list[suggestion]], error) {
	got, err := g.needs.Search.Suggest(ctx, &searchv1.SuggestRequest{Q: in.Q, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return &output[list[suggestion]]{listOf(got.GetSuggestions(), func(s *searchv1.Suggestion) suggestion {
		return suggestion{s.GetText(), s.GetKind(), idOf(s.GetProductId())}
	}, "")}, nil
}
