package inventory_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/commerce"
	"rialto/internal/inventory"
	"rialto/internal/inventory/inventorytest"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/ids"
)

// bench is a service over memory with its clock in the test's hands, and a count of what reached the store.
type bench struct {
	*testing.T
	*inventory.Service
	at       time.Time
	reserves int
	looks    int
	fail     error // what the store's Release answers, if set
}

// counting lets a test see and disturb what a service asks of its store.
type counting struct {
	inventory.Store
	b *bench
}

func (c counting) Reserve(ctx context.Context, h inventory.Hold) ([]inventory.Allocation, error) {
	c.b.reserves++
	return c.Store.Reserve(ctx, h)
}

func (c counting) Sellable(ctx context.Context, products []commerce.ProductID) ([]inventory.Offer, error) {
	c.b.looks++
	return c.Store.Sellable(ctx, products)
}

func (c counting) Release(ctx context.Context, claim inventory.Claim, to inventory.State, at int64) (bool, error) {
	if c.b.fail != nil {
		return false, c.b.fail
	}
	return c.Store.Release(ctx, claim, to, at)
}

func setup(t *testing.T) *bench { return setupOn(t, inventorytest.NewMemory()) }

func setupOn(t *testing.T, store inventory.Store) *bench {
	t.Helper()
	b := &bench{T: t, at: time.Unix(1_700_000_000, 0)}
	now := func() time.Time { return b.at }
	source, err := ids.New(now, 1, 0)
	b.must(err)
	b.Service, err = inventory.New(inventory.Defaults(), counting{store, b}, now, source)
	b.must(err)
	b.must(b.EnsureWarehouses(t.Context(), inventory.DefaultWarehouses()))
	return b
}

func (b *bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *bench) code(err error, want string) *errs.Error {
	b.Helper()
	e := errs.As(err)
	if e == nil || e.Code != want {
		b.Fatalf("got %v, want code %s", err, want)
	}
	return e
}

func (b *bench) stock(product, quantity int64) {
	b.Helper()
	_, err := b.SetStock(b.Context(), &inventoryv1.SetStockRequest{ProductId: product, SellerId: 5, WarehouseId: 1, AvailableQty: quantity})
	b.must(err)
}

func line(product, quantity int64) *inventoryv1.ReserveLine {
	return &inventoryv1.ReserveLine{ProductId: product, SellerId: 5, Quantity: quantity}
}

func (b *bench) reserve(order string, lines ...*inventoryv1.ReserveLine) (string, error) {
	resp, err := b.Reserve(b.Context(), &inventoryv1.ReserveRequest{
		UserId: 9, OrderId: order, Lines: lines, WarehouseIds: []int64{1, 2, 3}, Deadline: b.at.Add(10 * time.Minute).UnixMicro(),
	})
	out := ""
	for _, a := range resp.GetAllocations() {
		out += fmt.Sprintf("%dx%d@%d ", a.GetQuantity(), a.GetProductId(), a.GetWarehouseId())
	}
	return out, err
}

func (b *bench) release(order string, products ...int64) {
	b.Helper()
	_, err := b.Release(b.Context(), &inventoryv1.ReleaseRequest{UserId: 9, OrderId: order, ProductIds: products, Reason: "released"})
	b.must(err)
}

// columns returns "available/reserved" of the rows of a product.
func (b *bench) columns(product int64) string {
	b.Helper()
	resp, err := b.GetStock(b.Context(), &inventoryv1.GetStockRequest{ProductId: product})
	b.must(err)
	out := ""
	for _, r := range resp.GetRows() {
		out += fmt.Sprintf("%d/%d ", r.GetAvailableQty(), r.GetReservedQty())
	}
	return out
}
