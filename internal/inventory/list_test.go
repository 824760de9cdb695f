package inventory_test

import (
	"fmt"
	"testing"

	"google.golang.org/protobuf/proto"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
)

// listed walks all pages of a listing and shows "product@warehouse" of every row.
func (b *bench) listed(req *inventoryv1.ListStockRequest) (out string, pages int) {
	b.Helper()
	for {
		resp, err := b.ListStock(b.Context(), req)
		b.must(err)
		for _, r := range resp.GetRows() {
			out += fmt.Sprintf("%d@%d ", r.GetProductId(), r.GetWarehouseId())
		}
		pages++
		if req.Cursor = resp.GetNextCursor(); req.Cursor == "" {
			return out, pages
		}
	}
}

func TestListStockWalksTheShelves(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for product := int64(1); product <= 4; product++ {
		b.stock(product, product)
	}
	_, err := b.SpreadStock(t.Context(), &inventoryv1.SpreadStockRequest{Stocks: []*inventoryv1.OfferStock{{ProductId: 9, SellerId: 5, Quantity: 2}}})
	b.must(err)
	_, err = b.reserve("o1", line(1, 1))
	b.must(err)
	for _, c := range []struct {
		name  string
		req   *inventoryv1.ListStockRequest
		want  string
		pages int
	}{
		{"all in one page", &inventoryv1.ListStockRequest{}, "1@1 2@1 3@1 4@1 9@1 9@2 ", 1},
		{"pages of four, the last one not full", &inventoryv1.ListStockRequest{Limit: 4}, "1@1 2@1 3@1 4@1 9@1 9@2 ", 2},
		{"full pages are not followed by an empty one", &inventoryv1.ListStockRequest{Limit: 3}, "1@1 2@1 3@1 4@1 9@1 9@2 ", 2},
		{"one warehouse", &inventoryv1.ListStockRequest{WarehouseId: 2}, "9@2 ", 1},
		{"sold out", &inventoryv1.ListStockRequest{MaxSellable: proto.Int64(0)}, "1@1 ", 1},
		{"running low in one warehouse", &inventoryv1.ListStockRequest{MaxSellable: proto.Int64(2), WarehouseId: 1, Limit: 1}, "1@1 2@1 9@1 ", 3},
	} {
		if got, pages := b.listed(c.req); got != c.want || pages != c.pages {
			t.Errorf("%s: %q on %d pages, want %q on %d", c.name, got, pages, c.want, c.pages)
		}
	}
}

func TestListStockHasFiftyRowsUnlessAsked(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for product := int64(1); product <= 60; product++ {
		b.stock(product, 1)
	}
	first, err := b.ListStock(t.Context(), nil)
	b.must(err)
	if len(first.GetRows()) != 50 || first.GetNextCursor() == "" {
		t.Errorf("%d rows, next %q", len(first.GetRows()), first.GetNextCursor())
	}
}

func TestListStockNamesEveryBadField(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, err := b.ListStock(t.Context(), &inventoryv1.ListStockRequest{WarehouseId: -1, MaxSellable: proto.Int64(-1), Limit: 201, Cursor: "1.2"})
	if e := b.code(err, "validation"); len(e.Fields) != 4 {
		t.Fatalf("named %v", e.Fields)
	}
	for _, cursor := range []string{"x", "1.2.3.4", "1.2.3 ", "01.2.3", "1.2.99999999999999999999", "1..3"} {
		_, err := b.ListStock(t.Context(), &inventoryv1.ListStockRequest{Cursor: cursor})
		if e := b.code(err, "validation"); e.Fields[0].Name != "cursor" {
			t.Errorf("%q: %v", cursor, e.Fields)
		}
	}
}
