// Package search finds products: words, filters, facets and ranking in one query. It answers with ids and counts; who shows
// them hydrates them.
//
// The one idea: the index is a projection. Everything in it is owned by another room (text and prices by catalog, stock by
// inventory, signals by analytics) and can be read from there again, so a lost or corrupt index costs a rebuild, never a fact.
// [Index] is the contract, searchindex keeps it in memory, searchtest is the suite that every implementation passes.
//
// It asks catalog, inventory and analytics for the truth (needs.go), and only when an event or a rebuild calls for it: a query
// touches no neighbour. It consumes catalog-events, inventory-events and signal-events (events.go) and publishes nothing.
// After an unclean stop the last snapshot serves at once and a rebuild from the truth runs behind it (rebuild.go).
// It never returns prices, titles or stock levels, and never keeps who asked.
package search

import (
	"context"

	"rialto/internal/commerce"
)

const (
	// MaxHits is how many hits of one query are kept as its id list; pages are cut from it.
	MaxHits = 1000
	// MaxPage is the last page a shopper may ask for.
	MaxPage = 200
	// MaxPageSize bounds one page.
	MaxPageSize = 100
	// MaxFacetValues bounds each of the brand and category facets, the most frequent values first.
	MaxFacetValues = 100
	// MaxCurrencies is how many prices the index keeps per product.
	MaxCurrencies = 4
)

// Document is what the index knows of one product from the catalogue. The index keeps no reference to it.
type Document struct {
	ProductID commerce.ProductID
	// FamilyID groups variants: one hit per family. 0 or ProductID: it stands alone, unless others name it.
	FamilyID    int64
	Version     int64 // of the product in the catalogue; older ones are ignored
	Title       string
	Brand       string
	Category    []string // outermost first
	Description string
	SellerIDs   []commerce.SellerID
	// Prices holds one price per currency. None at all: browsable, listed after everything with a price.
	// Some, but not in the asked currency: not in results.
	Prices      []commerce.Money
	AvgRating   float64 // 0..5, 0 where nobody rated
	ReviewCount int
	Prime       bool
	CreatedAt   int64 // UTC microseconds
}

// Stock says whether any unit of a product can be sold now. It may arrive before the product's document.
type Stock struct {
	ProductID commerce.ProductID
	InStock   bool
}

// Signal is what people's behaviour says of a product. It may arrive before the product's document.
type Signal struct {
	ProductID  commerce.ProductID
	Velocity   float64 // 0..1, rank of sales among all products
	Conversion float64 // 0..1, purchases per view
	Version    int64   // older ones are ignored
}

// Writer changes an index. Every change is visible to the next query; repeats change nothing.
type Writer interface {
	// Upsert inserts or replaces documents. One with a version at or below the version seen is ignored,
	// also where that was a Delete.
	Upsert(ctx context.Context, docs []Document) error
	// Delete takes a product out, unless a newer version was seen. Unknown products are remembered as deleted.
	Delete(ctx context.Context, product commerce.ProductID, version int64) error
	// SetStock notes availability; the last call wins.
	SetStock(ctx context.Context, stocks []Stock) error
	// SetSignals notes behaviour; an older version than seen is ignored.
	SetSignals(ctx context.Context, signals []Signal) error
}

// Index answers queries over documents.
type Index interface {
	Writer
	// Search runs one query: ranked hits, total and facets in the same pass. No match is an empty result.
	Search(ctx context.Context, q Query) (Result, error)
	// Suggest completes a prefix with at most limit queries, brands, categories and products.
	Suggest(ctx context.Context, prefix string, limit int) ([]Suggestion, error)
	// Status reports size and generation.
	Status(ctx context.Context) (Status, error)
	// Rebuild gives fill an empty index and, once fill returns nil, puts it in place of the current one without a stop.
	// Changes that arrive through the Index meanwhile go into both. An error leaves the current one as it was.
	Rebuild(ctx context.Context, fill func(fresh Writer) error) (Status, error)
}

// Result is the answer to one query.
type Result struct {
	Total  int // families with at least one match
	Hits   []Hit
	Facets Facets
	// AnyWord is set when no product has all words, so that those with any of them were taken.
	AnyWord bool
	// Changes is the index's count of changes (see Status) when it answered; a cache compares it.
	Changes int64
}

// Hit is the best variant of one family.
type Hit struct {
	ProductID commerce.ProductID
	Score     float64
	Terms     *Terms // only with Query.Explain
}

// Suggestion completes what was typed. Kind is query, product, brand or category.
type Suggestion struct {
	Text      string
	Kind      string
	ProductID commerce.ProductID // of a product
}

// Status describes an index.
type Status struct {
	Documents  int64
	Bytes      int64 // estimated memory
	Generation int64 // grows with every Rebuild
	Changes    int64 // grows with every document inserted, changed or deleted and stock that came or went, not with signals
	Stale      bool  // changes acknowledged in an earlier life may be missing: Rebuild
}
