package demo

import (
	"context"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/platform/errs"
)

// warehouses are those that a demo has beside the three of every new shop, so that all of America and much of Europe is
// near one.
func warehouses() []*inventoryv1.Warehouse {
	return []*inventoryv1.Warehouse{
		{Name: "Los Angeles", City: "Los Angeles", Region: "CA", Country: "US", Latitude: 34.05, Longitude: -118.24},
		{Name: "Dallas", City: "Dallas", Region: "TX", Country: "US", Latitude: 32.78, Longitude: -96.80},
		{Name: "Atlanta", City: "Atlanta", Region: "GA", Country: "US", Latitude: 33.75, Longitude: -84.39},
		{Name: "Rotterdam", City: "Rotterdam", Country: "NL", Latitude: 51.92, Longitude: 4.48},
	}
}

func (s *Service) openWarehouses(ctx context.Context) error {
	for _, w := range warehouses() {
		_, err := s.needs.Inventory.CreateWarehouse(ctx, &inventoryv1.CreateWarehouseRequest{Warehouse: w})
		if err != nil && !errs.HasCode(err, "warehouse_exists") {
			return err
		}
	}
	return nil
}
