package search

import (
	"strings"

	"rialto/internal/commerce"
)

// Sort is the order of hits. Products without any price come last in every order; equal ones go by product id.
type Sort string

const (
	ByRelevance   Sort = "relevance"
	ByPriceAsc    Sort = "price_asc"
	ByPriceDesc   Sort = "price_desc"
	ByRating      Sort = "rating" // average, then number of reviews
	ByNewest      Sort = "newest"
	ByBestSelling Sort = "best_selling" // sales velocity
)

// Sorts lists every order, the default first.
var sorts = []Sort{ByRelevance, ByPriceAsc, ByPriceDesc, ByRating, ByNewest, ByBestSelling}

// ParseSort reads a sort name; "" is relevance.
func ParseSort(name string) (Sort, bool) {
	if name == "" {
		return ByRelevance, true
	}
	for _, s := range sorts {
		if string(s) == name {
			return s, true
		}
	}
	return "", false
}

// Query is one question to the index.
//
// A product matches when it has every word of Text (see [Words]) in its title, brand, category or description. If no product
// at all has every word, whatever the filters say, one word is enough. Without words everything matches.
type Query struct {
	Text     string
	Filter   Filter
	Sort     Sort   // "" = relevance
	Currency string // products priced only in others are not in results
	Limit    int    // hits wanted; total and facets always count all
	Explain  bool
}

// Filter narrows a query; zero values do not. Text compares without case.
type Filter struct {
	Brands    []string // any of them
	PriceMin  *int64   // minor units of the query's currency, inclusive
	PriceMax  *int64   // inclusive
	RatingMin *float64 // average rating, inclusive
	Prime     *bool
	Category  []string          // this category and everything below it
	SellerID  commerce.SellerID // has an offer of this seller
	InStock   *bool
}

// Facets counts matching families by value. Each facet ignores its own filter and obeys all others, so that picking a brand
// does not empty the brand facet. Values without a match are left out.
type Facets struct {
	Brands []Count // most frequent first, then by name, at most MaxFacetValues
	// Categories holds, likewise ordered, the outermost categories and the children of every category on the filter's path.
	// A family counts in its category and in each one above it.
	Categories []Count
	Prices     []PriceCount // ascending
	Ratings    []StarCount  // 4, 3, 2, 1
}

// Count is how many families have a value.
type Count struct {
	Value string
	N     int
}

// PriceCount is how many families cost From (inclusive) to To (exclusive, 0 = open) in minor units of the query's currency.
type PriceCount struct {
	From, To int64
	N        int
}

// StarCount is how many families are rated Stars or better.
type StarCount struct {
	Stars int
	N     int
}

const pathSeparator = " > "

// JoinPath writes a category path as shoppers read it: "A > B > C".
func JoinPath(path []string) string { return strings.Join(path, pathSeparator) }

// SplitPath reads "A > B > C", forgiving spaces and empty steps.
func SplitPath(path string) []string {
	var steps []string
	for step := range strings.SplitSeq(path, ">") {
		if step = strings.TrimSpace(step); step != "" {
			steps = append(steps, step)
		}
	}
	return steps
}
