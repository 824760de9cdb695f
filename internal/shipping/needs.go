package shipping

import (
	"context"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
)

// Inventory owns the warehouses.
type Inventory interface {
	ListWarehouses(context.Context, *inventoryv1.ListWarehousesRequest) (*inventoryv1.ListWarehousesResponse, error)
}
