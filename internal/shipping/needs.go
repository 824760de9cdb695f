package shipping

import (
	"context"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
)

// Inventory owns the warehouses and knows what is in them.
type Inventory interface {
	Sources(context.Context, *inventoryv1.SourcesRequest) (*inventoryv1.SourcesResponse, error)
	ListWarehouses(context.Context, *inventoryv1.ListWarehousesRequest) (*inventoryv1.ListWarehousesResponse, error)
}
