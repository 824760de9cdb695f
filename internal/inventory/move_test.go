package inventory_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/commerce"
	"rialto/internal/inventory"
	"rialto/internal/inventory/inventorytest"
)

func TestMovesPlannedForAPeakAreMade(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.stock(1, 90)
	plan, err := b.PlanMoves(t.Context(), &inventoryv1.PlanMovesRequest{ProductId: 1, SellerId: 5, Expected: 90, Shares: []*inventoryv1.ForecastShare{
		{WarehouseId: 2, Weight: 2}, {WarehouseId: 3, Weight: 1},
	}})
	b.must(err)
	for range 2 { // a repeat moves nothing
		for i, m := range plan.GetMoves() {
			_, err := b.MoveStock(t.Context(), &inventoryv1.MoveStockRequest{
				MoveId: fmt.Sprint("peak-", i), ProductId: 1, SellerId: 5, FromWarehouseId: m.GetFromWarehouseId(),
				ToWarehouseId: m.GetToWarehouseId(), Quantity: m.GetQuantity(),
			})
			b.must(err)
		}
	}
	if got := b.columns(1); got != "0/0 60/0 30/0 " {
		t.Fatal(got)
	}
	plan, err = b.PlanMoves(t.Context(), &inventoryv1.PlanMovesRequest{ProductId: 1, SellerId: 6, Expected: 90, Shares: []*inventoryv1.ForecastShare{{WarehouseId: 1, Weight: 1}}})
	if err != nil || len(plan.GetMoves()) != 0 {
		t.Fatalf("another seller's units were planned: %v, %v", plan, err)
	}
}

func TestMovesNameEveryBadField(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, c := range []struct {
		fields int
		call   func() error
	}{
		{7, func() error { _, err := b.MoveStock(t.Context(), nil); return err }},
		{2, func() error {
			_, err := b.MoveStock(t.Context(), &inventoryv1.MoveStockRequest{MoveId: "m", ProductId: 1, SellerId: 5, FromWarehouseId: 2, ToWarehouseId: 2, Quantity: -1})
			return err
		}},
		{1, func() error { // no row of PostgreSQL can hold it
			_, err := b.MoveStock(t.Context(), &inventoryv1.MoveStockRequest{MoveId: "\xff\xfe", ProductId: 1, SellerId: 5, FromWarehouseId: 1, ToWarehouseId: 2, Quantity: 1})
			return err
		}},
		{1, func() error {
			_, err := b.MoveStock(t.Context(), &inventoryv1.MoveStockRequest{MoveId: "a\x00b", ProductId: 1, SellerId: 5, FromWarehouseId: 1, ToWarehouseId: 2, Quantity: 1})
			return err
		}},
		{4, func() error { _, err := b.PlanMoves(t.Context(), nil); return err }},
		{4, func() error {
			_, err := b.PlanMoves(t.Context(), &inventoryv1.PlanMovesRequest{ProductId: 1, SellerId: 5, Expected: 1, Shares: []*inventoryv1.ForecastShare{
				{WarehouseId: 1, Weight: 0}, {WarehouseId: 1, Weight: -1}, nil,
			}})
			return err
		}},
	} {
		if e := b.code(c.call(), "validation"); len(e.Fields) != c.fields {
			t.Errorf("named %v", e.Fields)
		}
	}
	b.stock(1, 5)
	_, err := b.MoveStock(t.Context(), &inventoryv1.MoveStockRequest{MoveId: "m", ProductId: 1, SellerId: 5, FromWarehouseId: 1, ToWarehouseId: 2, Quantity: 6})
	b.code(err, "not_enough_to_move")
}

// watched counts what Sources asks of its store, and may fail.
type watched struct {
	inventory.Store
	rows, yards int
	fail        error
}

func (w *watched) Rows(ctx context.Context, products []commerce.ProductID) ([]inventory.Stock, error) {
	w.rows += len(products)
	return w.Store.Rows(ctx, products)
}

func (w *watched) Waiting(ctx context.Context) (map[commerce.WarehouseID]int64, error) {
	if w.yards++; w.fail != nil {
		return nil, w.fail
	}
	return w.Store.Waiting(ctx)
}

func TestSourcesTellWhatEachWarehouseHasAndKeepItForAMoment(t *testing.T) {
	t.Parallel()
	store := &watched{Store: inventorytest.NewMemory()}
	b := setupOn(t, store)
	b.stock(1, 5)
	b.stock(2, 7)
	_, err := b.reserve("o1", line(1, 2))
	b.must(err)
	ask := func() string {
		got, err := b.Sources(t.Context(), &inventoryv1.SourcesRequest{Lines: []*inventoryv1.ReserveLine{
			line(2, 1), line(1, 9), {ProductId: 1, SellerId: 77, Quantity: 1}, line(2, 1), nil,
		}})
		b.must(err)
		out := ""
		for _, s := range got.GetSources() {
			out += fmt.Sprint(s.GetWarehouseId(), ":", s.GetWaiting(), s.GetSellable(), " ")
		}
		return out
	}
	const want = "1:2 [7 3 0 7 0] 2:0 [0 0 0 0 0] 3:0 [0 0 0 0 0] "
	for range 3 {
		if got := ask(); got != want {
			t.Fatalf("got %q", got)
		}
	}
	if store.rows != 3 || store.yards != 1 {
		t.Fatalf("read %d products, looked round %d times", store.rows, store.yards)
	}
	b.stock(2, 8)
	b.at = b.at.Add(2 * time.Second)
	if got := ask(); got != "1:2 [8 3 0 8 0] 2:0 [0 0 0 0 0] 3:0 [0 0 0 0 0] " || store.yards != 2 {
		t.Fatalf("got %q after %d looks", got, store.yards)
	}
	b.at = b.at.Add(time.Minute)
	store.fail = errors.New("the store is gone")
	if _, err := b.Sources(t.Context(), &inventoryv1.SourcesRequest{}); !errors.Is(err, store.fail) {
		t.Fatalf("got %v", err)
	}
	_, err = b.Sources(t.Context(), &inventoryv1.SourcesRequest{Lines: make([]*inventoryv1.ReserveLine, 101)})
	b.code(err, "validation")
}
