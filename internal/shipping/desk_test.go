package shipping

import (
	"context"
	"testing"
	"time"

	commercev1 "rialto/gen/rialto/commerce/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/ids"
)

// tuesday is a business day before the cutoff hour.
var tuesday = time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)

// buildings is an inventory that knows warehouses and what a test puts into them, and counts how often it is asked.
type buildings struct {
	sources []*inventoryv1.Source
	silent  error // what Sources answers, if set
	late    bool  // Sources answers when the caller has gone
	looked  []*inventoryv1.SourcesRequest
	list    []*inventoryv1.Warehouse
	asked   int
	fail    error
}

func (b *buildings) ListWarehouses(context.Context, *inventoryv1.ListWarehousesRequest) (*inventoryv1.ListWarehousesResponse, error) {
	b.asked++
	return &inventoryv1.ListWarehousesResponse{Warehouses: b.list}, b.fail
}

func (b *buildings) Sources(ctx context.Context, req *inventoryv1.SourcesRequest) (*inventoryv1.SourcesResponse, error) {
	b.looked = append(b.looked, req)
	if b.late {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return &inventoryv1.SourcesResponse{Sources: b.sources}, b.silent
}

func threeBuildings() *buildings {
	return &buildings{list: []*inventoryv1.Warehouse{
		{WarehouseId: 1, Latitude: 47.61, Longitude: -122.33}, {WarehouseId: 2, Latitude: 41.88, Longitude: -87.63},
		{WarehouseId: 3, Latitude: 40.71, Longitude: -74.01},
	}}
}

// desk is a service with its clock and neighbour in the test's hands.
type desk struct {
	*testing.T
	*Service
	at        time.Time
	buildings *buildings
}

func setup(t *testing.T, store Store) *desk {
	t.Helper()
	d := &desk{T: t, at: tuesday, buildings: threeBuildings()}
	now := func() time.Time { return d.at }
	source, err := ids.New(now, 1, 0)
	if err == nil {
		d.Service, err = New(Defaults(), store, d.buildings, now, source)
	}
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *desk) code(err error, want string) *errs.Error {
	d.Helper()
	e := errs.As(err)
	if e == nil || e.Code != want {
		d.Fatalf("got %v, want code %s", err, want)
	}
	return e
}

func address(country, region string) *commercev1.Address {
	return &commercev1.Address{Name: "Ada", Line1: "1 Main St", City: "Here", Region: region, Country: country}
}

func rate(country, region string) *shippingv1.RateRequest {
	return &shippingv1.RateRequest{Address: address(country, region), Currency: "USD", Units: 1}
}
