package gateway

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/door"
)

func (g *Gateway) adminWarehouseRoutes() {
	route(g, huma.Operation{
		OperationID: "list-warehouses", Method: http.MethodGet, Path: "/v1/admin/warehouses", Tags: []string{"admin"},
		Summary: "Every warehouse",
	}, rule{access: door.Operator}, g.listWarehouses)
	route(g, huma.Operation{
		OperationID: "create-warehouse", Method: http.MethodPost, Path: "/v1/admin/warehouses", Tags: []string{"admin"},
		DefaultStatus: http.StatusCreated, Summary: "Open a warehouse",
		Responses: map[string]*huma.Response{"409": problemResponse("warehouse_exists")},
	}, rule{access: door.Operator}, g.createWarehouse)
}

// Site is where a warehouse stands. (Embedded, hence exported: Huma reads exported fields only.)
type Site struct {
	Name      string  `json:"name" minLength:"1" maxLength:"100"`
	City      string  `json:"city" minLength:"1" maxLength:"200"`
	Region    string  `json:"region,omitempty" maxLength:"200"`
	Country   string  `json:"country" pattern:"^[A-Z]{2}$" patternDescription:"a two-letter code such as US"`
	Latitude  float64 `json:"latitude" minimum:"-90" maximum:"90"`
	Longitude float64 `json:"longitude" minimum:"-180" maximum:"180"`
}

type warehouse struct {
	WarehouseID id `json:"warehouse_id"`
	Site
}

func warehouseOf(w *inventoryv1.Warehouse) warehouse {
	return warehouse{idOf(w.GetWarehouseId()), Site{
		w.GetName(), w.GetCity(), w.GetRegion(), w.GetCountry(), w.GetLatitude(), w.GetLongitude(),
	}}
}

func (g *Gateway) listWarehouses(ctx context.Context, _ *door.Visit, _ *nothing) (*output[list[warehouse]], error) {
	got, err := g.needs.Inventory.ListWarehouses(ctx, &inventoryv1.ListWarehousesRequest{})
	if err != nil {
		return nil, err
	}
	return &output[list[warehouse]]{listOf(got.GetWarehouses(), warehouseOf, "")}, nil
}

type warehouseInput struct {
	Body Site
}

func (g *Gateway) createWarehouse(ctx context.Context, _ *door.Visit, in *warehouseInput) (*created[warehouse], error) {
	w := in.Body
	got, err := g.needs.Inventory.CreateWarehouse(ctx, &inventoryv1.CreateWarehouseRequest{Warehouse: &inventoryv1.Warehouse{
		Name: w.Name, City: w.City, Region: w.Region, Country: w.Country, Latitude: w.Latitude, Longitude: w.Longitude,
	}})
	if err != nil {
		return nil, err
	}
	return &created[warehouse]{Location: "/v1/admin/warehouses", Body: warehouseOf(got.GetWarehouse())}, nil
}
