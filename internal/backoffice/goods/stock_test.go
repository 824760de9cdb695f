package goods

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/backoffice/backofficetest"
	"rialto/internal/platform/errs"
)

const lampStock = "/admin/inventory/101"

func row(warehouse, units string) url.Values {
	return form("seller_id", "7", "warehouse_id", warehouse, "available_qty", units)
}

func TestStockOfAProduct(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	town.Ledgers[backofficetest.Lamp] = append(town.Ledgers[backofficetest.Lamp],
		&inventoryv1.LedgerEntry{SellerId: 7, WarehouseId: 1, Kind: "shipped", Quantity: 3, OrderId: "4999", At: 1},
		&inventoryv1.LedgerEntry{SellerId: 7, WarehouseId: 1, Kind: "adjusted", Quantity: -5, At: 1},
		&inventoryv1.LedgerEntry{SellerId: 7, WarehouseId: 1, Kind: "adjusted", Quantity: 40, At: 1})
	got := open(t, town).Get(lampStock)
	got.Has(http.StatusOK, "Brass lamp", "Seattle", "Chicago", "Lamps &amp; Co", `value="40"`, `value="0"`, `aria-label="Units on hand in Chicago, Lamps &amp; Co"`,
		"Reserved for an order", `href="/admin/orders/5001"`, "Shipped", "−3", "Counted anew", "−5", "+40", "12:00:00 UTC", "!Nothing has moved")
	if n := strings.Count(got.Body, `name="available_qty"`); n != 2 {
		t.Errorf("%d rows to count, want one for each warehouse", n)
	}
}

func TestStockIsSetNotAdded(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	desk := open(t, town)
	for range 2 { // a double click
		desk.Post(lampStock, row("1", "50")).Leads(lampStock + "?notice=stock-set")
		desk.Post(lampStock, row("2", " 7 ")).Leads(lampStock + "?notice=stock-set")
	}
	if len(town.Stock) != 2 || town.Stock[0].GetAvailableQty() != 50 || town.Stock[1].GetAvailableQty() != 7 {
		t.Errorf("stock %v", town.Stock)
	}
	desk.Get(lampStock+"?notice=stock-set").Has(http.StatusOK, "The stock is set and booked in the ledger.", `value="50"`, `value="7"`)
}

// TestACountThatCannotBe comes back at its row, as it was typed; the others show what is there.
func TestACountThatCannotBe(t *testing.T) {
	t.Parallel()
	for _, s := range []struct {
		name, warehouse, units string
		status                 int
		words                  []string
	}{
		{"words", "1", "many", 422, []string{"Seattle: What is on hand must be a whole number", `value="many"`}},
		{"nothing", "1", "", 422, []string{"Seattle: What is on hand must be a whole number"}},
		{"a part of a unit", "2", "1.5", 422, []string{"Chicago: What is on hand must be a whole number", `value="1.5"`, `value="40"`}},
		{"less than none", "1", "-1", 422, []string{`value="-1"`}},
		{"more than there can be", "1", "99999999999999999999", 422, []string{`value="99999999999999999999"`}},
		{"less than is reserved", "1", "1", 409, []string{"Seattle: Stock cannot be set below what is reserved.", `value="1"`}},
	} {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			town := backofficetest.NewTown()
			got := open(t, town).Post(lampStock, row(s.warehouse, s.units))
			got.Has(s.status, append(s.words, `aria-invalid="true"`, "Ledger, newest first")...)
			if n := strings.Count(got.Body, `aria-invalid="true"`); n != 1 || town.Stock[0].GetAvailableQty() != 40 {
				t.Errorf("%d rows are marked, stock %v", n, town.Stock)
			}
		})
	}
}

func TestARoomsNoToACount(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	desk := open(t, town)
	town.Refuse = errs.InvalidFields(errs.Field{Name: "available_qty", Problem: "must be at most 1,000,000,000"})
	desk.Post(lampStock, row("1", "2000000000")).Has(422, "What is on hand must be at most 1,000,000,000.", `value="2000000000"`)
	town.Refuse = errs.NotFound("warehouse_not_found", "There is no such warehouse.")
	desk.Post(lampStock, row("9", "1")).Has(404, "There is no such warehouse.")
	town.Refuse = errs.Unavailable("down", "The stock is being counted.")
	desk.Post(lampStock, row("1", "1")).Has(503, "The stock is being counted.")
}

func TestTheLedgerIsPaged(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	town.Ledgers[backofficetest.Lamp] = nil
	for n := range ledgerShown + 3 {
		town.Ledgers[backofficetest.Lamp] = append(town.Ledgers[backofficetest.Lamp], &inventoryv1.LedgerEntry{Kind: "reserved", OrderId: fmt.Sprint(6000 + n)})
	}
	desk := open(t, town)
	desk.Get(lampStock).Has(http.StatusOK, "6049", "!6050", "Older", "cursor=50", "!Newest")
	desk.Get(lampStock+"?cursor=50").Has(http.StatusOK, "6052", "!6049", "Newest", "!Older")
	desk.Get(lampStock + "?cursor=garbage").Leads(lampStock)
}

func TestAProductThatNobodySells(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	town.Products[0].Featured, town.Stock, town.Ledgers = nil, nil, nil
	open(t, town).Get(lampStock).Has(http.StatusOK, "Nobody sells this product yet", "Nothing has moved yet.", "!available_qty")
}
