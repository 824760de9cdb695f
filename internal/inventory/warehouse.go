package inventory

import (
	"context"
	"errors"
	"fmt"
	"math"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/commerce"
)

// DefaultWarehouses are the three that a new shop starts with.
func DefaultWarehouses() []Warehouse {
	return []Warehouse{
		{ID: 1, Name: "Seattle", City: "Seattle", Region: "WA", Country: "US", Latitude: 47.61, Longitude: -122.33},
		{ID: 2, Name: "Chicago", City: "Chicago", Region: "IL", Country: "US", Latitude: 41.88, Longitude: -87.63},
		{ID: 3, Name: "New York", City: "New York", Region: "NY", Country: "US", Latitude: 40.71, Longitude: -74.01},
	}
}

// EnsureWarehouses adds those that are missing, by id and name. app calls it at every start.
func (s *Service) EnsureWarehouses(ctx context.Context, defaults []Warehouse) error {
	have, err := s.store.Warehouses(ctx)
	if err != nil {
		return fmt.Errorf("list warehouses: %w", err)
	}
	known := map[commerce.WarehouseID]bool{}
	for _, w := range have {
		known[w.ID] = true
	}
	for _, w := range defaults {
		if known[w.ID] {
			continue
		}
		// Another process may start at the same moment, or an operator may have used the name: either way it exists.
		if err := s.store.AddWarehouse(ctx, w); err != nil && !errors.Is(err, ErrWarehouseExists) {
			return fmt.Errorf("add warehouse %s: %w", w.Name, err)
		}
	}
	return nil
}

// ListWarehouses implements the contract.
func (s *Service) ListWarehouses(ctx context.Context, _ *inventoryv1.ListWarehousesRequest) (*inventoryv1.ListWarehousesResponse, error) {
	list, err := s.store.Warehouses(ctx)
	if err != nil {
		return nil, fmt.Errorf("list warehouses: %w", err)
	}
	return &inventoryv1.ListWarehousesResponse{Warehouses: protos(list)}, nil
}

// CreateWarehouse implements the contract. The id is made here, whatever the request says.
func (s *Service) CreateWarehouse(ctx context.Context, req *inventoryv1.CreateWarehouseRequest) (*inventoryv1.CreateWarehouseResponse, error) {
	in := req.GetWarehouse()
	w := Warehouse{
		ID: commerce.WarehouseID(s.ids.Next()), Name: in.GetName(), City: in.GetCity(), Region: in.GetRegion(),
		Country: in.GetCountry(), Latitude: in.GetLatitude(), Longitude: in.GetLongitude(),
	}
	if err := w.check(); err != nil {
		return nil, err
	}
	if err := s.store.AddWarehouse(ctx, w); err != nil {
		return nil, fmt.Errorf("add warehouse: %w", err)
	}
	return &inventoryv1.CreateWarehouseResponse{Warehouse: w.proto()}, nil
}

func (w Warehouse) check() error {
	var bad problems
	bad.check(w.Name != "" && len(w.Name) <= 100, "warehouse.name", "must be 1 to 100 bytes")
	bad.check(len(w.City) <= 100, "warehouse.city", "must be at most 100 bytes")
	bad.check(len(w.Region) <= 20, "warehouse.region", "must be a code such as WA")
	bad.check(len(w.Country) == 2, "warehouse.country", "must be a two-letter code such as US")
	bad.check(math.Abs(w.Latitude) <= 90, "warehouse.latitude", "must be between -90 and 90 degrees")
	bad.check(math.Abs(w.Longitude) <= 180, "warehouse.longitude", "must be between -180 and 180 degrees")
	return bad.err()
}
