// Package catalog owns what is for sale: products, families of variants, sellers' offers with their prices, sellers, and
// the names that files call them by.
//
// The one idea: a product and its offers are one unit with one version. Every change reads the unit, changes it in
// memory and saves it only if nobody else did in between ([Store.Save], [ErrStale]), so an import, a patch and a price
// list may run at once and no value is lost. What did not change is not written: no version, no event.
//
// Reads for pages go through a read-through cache (cache.go); GetOffers, which checkout decides on, never does.
// It asks nothing of neighbours. It publishes catalog.product_changed on catalog-events, in the transaction of the change.
// It never converts currencies, never knows stock, and keeps no order.
package catalog

import (
	"context"
	"errors"

	"rialto/internal/commerce"
)

// TypeProductChanged is the type of the one event that catalog tells.
const TypeProductChanged = "catalog.product_changed"

// ErrStale says that somebody changed one of the rows first: read again and decide again.
var ErrStale = errors.New("changed by somebody else in the meantime")

// Product is one buyable variant with all of its offers.
type Product struct {
	ID           commerce.ProductID
	Source       string // which feed calls it ExternalID
	ExternalID   string
	FamilyID     int64 // shared by variants; its own id where it stands alone
	Title        string
	Description  string
	Brand        string
	CategoryPath []string // outermost first; empty = in no category
	ImageURLs    []string
	Prime        bool
	EAN          string
	Options      map[string]string // "size" → "M"
	Attributes   []Attribute       // in the order given
	Rating       Rating            // what an import said of it, until Rialto collects reviews
	Featured     commerce.SellerID // the seller that routes without a seller mean; has an offer always
	CreatedAt    int64             // UTC microseconds
	UpdatedAt    int64             // UTC microseconds, grows with Version
	Version      int64             // 1 = new; +1 with every change of the product or of one of its offers
	Offers       []Offer           // by seller id, never empty once saved
}

// Seller is somebody who sells.
type Seller struct {
	ID   commerce.SellerID
	Name string // unique
}

// The kinds of things that a file has names for.
const (
	KindProduct = "product"
	KindFamily  = "family"
)

// ExternalID is what a file of a source calls a product or family. (Source, Kind, Name) is unique.
type ExternalID struct {
	Source string
	Kind   string
	Name   string
	ID     int64
}

// Change is a product to be written and which of its offers go with it.
type Change struct {
	Product *Product            // Version is the stored one + 1, or 1
	Offers  []commerce.SellerID // the new and the changed ones
}

// CategoryCount says how many products name exactly this path.
type CategoryCount struct {
	Path  []string
	Count int64
}

// Store keeps the catalogue. What it returns belongs to the caller; it keeps no reference to what it is given.
type Store interface {
	// Products returns those of ids (at most 500) that exist, with all offers, by id. Repeated ids come once.
	Products(ctx context.Context, ids []commerce.ProductID) ([]*Product, error)
	// Page returns up to limit products with an id above after, by id. None = the end.
	Page(ctx context.Context, after commerce.ProductID, limit int) ([]*Product, error)
	// Family returns the lowest limit ids of products in a family; none where the family is unknown.
	Family(ctx context.Context, family int64, limit int) ([]commerce.ProductID, error)
	// ExternalIDs returns what is known of names (at most 1,000) of one kind, in no order. source "" = every
	// source.
	ExternalIDs(ctx context.Context, source, kind string, names []string) ([]ExternalID, error)
	// Save writes changes and new external ids in one transaction, with one catalog.product_changed per change.
	// ErrStale, and nothing written, when a product's stored version is not the one before, or a name is taken.
	Save(ctx context.Context, changes []Change, names []ExternalID) error
	// CountCategories counts products per path, in no order; products without a path are not counted.
	CountCategories(ctx context.Context) ([]CategoryCount, error)
	// Sellers returns up to limit sellers by id.
	Sellers(ctx context.Context, limit int) ([]Seller, error)
	// SellersByID returns those of ids (at most 1,000) that exist, by id.
	SellersByID(ctx context.Context, ids []commerce.SellerID) ([]Seller, error)
	// EnsureSellers returns the sellers with the names of wanted (at most 1,000, a name once), by id, making those that are
	// missing with the id given.
	EnsureSellers(ctx context.Context, wanted []Seller) ([]Seller, error)
}
