package importer

import (
	"context"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
)

// Catalog takes products and prices and knows what files call its products.
type Catalog interface {
	PutProducts(context.Context, *catalogv1.PutProductsRequest) (*catalogv1.PutProductsResponse, error)
	SetPrices(context.Context, *catalogv1.SetPricesRequest) (*catalogv1.SetPricesResponse, error)
	MapExternal(context.Context, *catalogv1.MapExternalRequest) (*catalogv1.MapExternalResponse, error)
}

// Inventory takes stock of offers.
type Inventory interface {
	SpreadStock(context.Context, *inventoryv1.SpreadStockRequest) (*inventoryv1.SpreadStockResponse, error)
}

// Analytics takes purchases of another system.
type Analytics interface {
	ImportHistory(context.Context, *analyticsv1.ImportHistoryRequest) (*analyticsv1.ImportHistoryResponse, error)
}

// Needs are the rooms that an import feeds.
type Needs struct {
	Catalog   Catalog
	Inventory Inventory
	Analytics Analytics
}
