package browse

import (
	"context"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	searchv1 "rialto/gen/rialto/search/v1"
)

// Needs are the neighbours of the room.
type Needs struct {
	Search    Search
	Catalog   Catalog
	Inventory Inventory
}

// Search finds ids; a results page cannot do without.
type Search interface {
	Search(context.Context, *searchv1.SearchRequest) (*searchv1.SearchResponse, error)
}

// Catalog knows the products; no page can do without.
type Catalog interface {
	GetProducts(context.Context, *catalogv1.GetProductsRequest) (*catalogv1.GetProductsResponse, error)
	ListFamily(context.Context, *catalogv1.ListFamilyRequest) (*catalogv1.ListFamilyResponse, error)
}

// Inventory knows the stock; every page can do without.
type Inventory interface {
	Availability(context.Context, *inventoryv1.AvailabilityRequest) (*inventoryv1.AvailabilityResponse, error)
}
