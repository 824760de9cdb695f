package inventory_test

import (
	"testing"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/inventory"
)

func TestWarehousesAreMadeOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.must(b.EnsureWarehouses(t.Context(), inventory.DefaultWarehouses()))
	made, err := b.CreateWarehouse(t.Context(), &inventoryv1.CreateWarehouseRequest{Warehouse: &inventoryv1.Warehouse{
		Name: "Reno", City: "Reno", Region: "NV", Country: "US", Latitude: 39.53, Longitude: -119.81,
	}})
	b.must(err)
	list, err := b.ListWarehouses(t.Context(), nil)
	b.must(err)
	if n := len(list.GetWarehouses()); n != 4 || list.GetWarehouses()[3].GetWarehouseId() != made.GetWarehouse().GetWarehouseId() {
		t.Fatalf("got %v", list)
	}
	_, err = b.CreateWarehouse(t.Context(), &inventoryv1.CreateWarehouseRequest{Warehouse: &inventoryv1.Warehouse{Name: "Reno", Country: "US"}})
	b.code(err, "warehouse_exists")
	_, err = b.CreateWarehouse(t.Context(), &inventoryv1.CreateWarehouseRequest{Warehouse: &inventoryv1.Warehouse{Latitude: 91, Longitude: 200}})
	if e := b.code(err, "validation"); len(e.Fields) != 4 {
		t.Fatalf("named %v", e.Fields)
	}
}

func TestSetStockRefusesNonsense(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, req := range []*inventoryv1.SetStockRequest{
		nil, {ProductId: 1, SellerId: 1, WarehouseId: 1, AvailableQty: -1}, {ProductId: 1, SellerId: 1, WarehouseId: 1, AvailableQty: 1<<63 - 1},
		{ProductId: -1, SellerId: 1, WarehouseId: 1}, {ProductId: 1, SellerId: 1},
	} {
		_, err := b.SetStock(t.Context(), req)
		b.code(err, "validation")
	}
	_, err := b.SetStock(t.Context(), &inventoryv1.SetStockRequest{ProductId: 1, SellerId: 1, WarehouseId: 77})
	b.code(err, "warehouse_not_found")
	b.stock(1, 5)
	_, err = b.reserve("o1", line(1, 4))
	b.must(err)
	_, err = b.SetStock(t.Context(), &inventoryv1.SetStockRequest{ProductId: 1, SellerId: 5, WarehouseId: 1, AvailableQty: 3})
	b.code(err, "below_reserved")
	_, err = b.GetStock(t.Context(), nil)
	b.code(err, "validation")
}

func TestSpreadStockTakesTheLastOfTwins(t *testing.T) {
	t.Parallel()
	b := setup(t)
	offer := func(quantity int64) *inventoryv1.OfferStock {
		return &inventoryv1.OfferStock{ProductId: 1, SellerId: 5, Quantity: quantity}
	}
	got, err := b.SpreadStock(t.Context(), &inventoryv1.SpreadStockRequest{Stocks: []*inventoryv1.OfferStock{offer(3), offer(6)}})
	b.must(err)
	if got.GetChanged() != 1 || b.columns(1) != "2/0 2/0 2/0 " {
		t.Fatalf("%d changed, %s", got.GetChanged(), b.columns(1))
	}
	_, err = b.SpreadStock(t.Context(), &inventoryv1.SpreadStockRequest{Stocks: []*inventoryv1.OfferStock{nil, offer(-1)}})
	if e := b.code(err, "validation"); len(e.Fields) != 3 {
		t.Fatalf("named %v", e.Fields)
	}
	_, err = b.SpreadStock(t.Context(), &inventoryv1.SpreadStockRequest{Stocks: make([]*inventoryv1.OfferStock, 501)})
	b.code(err, "validation")
	_, err = b.SpreadStock(t.Context(), nil)
	b.must(err)
}

func TestAvailability(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.stock(1, 5)
	b.stock(2, 1)
	_, err := b.reserve("o1", line(2, 1))
	b.must(err)
	_, err = b.reserve("o2", line(2, 1)) // from here on memory knows that 2 is sold out
	b.code(err, "out_of_stock")
	for _, c := range []struct {
		ask         []int64
		want, looks int
		soldOut     int
	}{
		{[]int64{1, 2, 3}, 1, 1, 1}, {[]int64{2}, 0, 1, 1}, {[]int64{1, 3}, 1, 1, 0}, {nil, 0, 0, 0},
	} {
		b.looks = 0
		got, err := b.Availability(t.Context(), &inventoryv1.AvailabilityRequest{ProductIds: c.ask})
		b.must(err)
		if len(got.GetSellable()) != c.want || b.looks != c.looks {
			t.Errorf("%v: %v after %d looks", c.ask, got, b.looks)
		}
		b.looks = 0
		out, err := b.SoldOut(t.Context(), &inventoryv1.SoldOutRequest{ProductIds: c.ask})
		b.must(err)
		if len(out.GetProductIds()) != c.soldOut || b.looks != 0 {
			t.Errorf("%v: sold out %v after %d looks", c.ask, out.GetProductIds(), b.looks)
		}
	}
	_, err = b.Availability(t.Context(), &inventoryv1.AvailabilityRequest{ProductIds: make([]int64, 201)})
	b.code(err, "validation")
}
