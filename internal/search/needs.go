package search

import (
	"context"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
)

// Catalog has the truth about products. Events say which to read; a rebuild reads all.
type Catalog interface {
	GetProducts(context.Context, *catalogv1.GetProductsRequest) (*catalogv1.GetProductsResponse, error)
	Export(context.Context, *catalogv1.ExportRequest) (*catalogv1.ExportResponse, error)
}

// Inventory has the truth about stock. An event tells of one warehouse; whether any other still has units, only inventory knows.
type Inventory interface {
	Availability(context.Context, *inventoryv1.AvailabilityRequest) (*inventoryv1.AvailabilityResponse, error)
}

// Analytics has every product's signals, for a rebuild. Afterwards signal-events carry them.
type Analytics interface {
	Signals(context.Context, *analyticsv1.SignalsRequest) (*analyticsv1.SignalsResponse, error)
}
