package goods

import (
	"net/http"
	"testing"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/backoffice/backofficetest"
	"rialto/internal/platform/errs"
)

// stocked has three rows: plenty in Seattle, two units and none in Chicago.
func stocked() *backofficetest.Town {
	town := backofficetest.NewTown()
	town.Stock = append(town.Stock,
		&inventoryv1.StockRow{ProductId: 102, SellerId: 8, WarehouseId: backofficetest.Chicago, AvailableQty: 5, ReservedQty: 3},
		&inventoryv1.StockRow{ProductId: 103, SellerId: 8, WarehouseId: backofficetest.Chicago, AvailableQty: 4, ReservedQty: 4})
	return town
}

func TestStockIsListedByWarehouse(t *testing.T) {
	t.Parallel()
	desk := open(t, stocked())
	desk.Get("/admin/inventory").Has(http.StatusOK, "Brass lamp", `src="/drawn/lamp.svg"`, "Lamps &amp; Co", "Seller 8", "Product 102", "Product 103",
		`class="number">40<`, `class="number">38<`, "Only 2", "None", `href="/admin/inventory/101"`, "Show what runs out")
	desk.Get("/admin/inventory?warehouse=1").Has(http.StatusOK, "Brass lamp", "!Product 102", `aria-current="page">Seattle`)
	desk.Get("/admin/inventory?warehouse=2").Has(http.StatusOK, "Product 102", "!Brass lamp")
	desk.Get("/admin/inventory?warehouse=x").Has(http.StatusOK, "Brass lamp", "Product 102", `aria-current="page">All warehouses`)
	desk.Get("/admin/inventory?warehouse=9").Has(http.StatusOK, "No stock is kept here yet.")
}

func TestWhatRunsOut(t *testing.T) {
	t.Parallel()
	desk := open(t, stocked())
	desk.Get("/admin/inventory?low=yes&warehouse=2").Has(http.StatusOK, "Product 102", "Product 103", "at most 5 units sellable", "low=yes&amp;warehouse=1", "Show everything")
	desk.Get("/admin/inventory?low=yes&warehouse=1").Has(http.StatusOK, "Nothing runs out here", "!Brass lamp")
}

func TestStockIsPaged(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	for n := range 2 * stockShown {
		town.Stock = append(town.Stock, &inventoryv1.StockRow{ProductId: int64(1000 + n), SellerId: 8, WarehouseId: 2, AvailableQty: 9})
	}
	desk := open(t, town)
	desk.Get("/admin/inventory?warehouse=2").Has(http.StatusOK, "Product 1049", "!Product 1050", "cursor=50&amp;warehouse=2", "Next page", "!From the start")
	desk.Get("/admin/inventory?warehouse=2&cursor=50").Has(http.StatusOK, "Product 1099", "!Product 1049", "From the start", "!Next page")
	desk.Get("/admin/inventory?warehouse=2&low=1&cursor=garbage").Leads("/admin/inventory?low=yes&warehouse=2")
}

func TestInventoryThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	town := stocked()
	town.Down["inventory"] = errs.Unavailable("down", "The stock is being counted.")
	desk := open(t, town)
	desk.Get("/admin/inventory").Has(http.StatusServiceUnavailable, "The stock is being counted.")
	desk.Get("/admin/inventory/101").Has(http.StatusServiceUnavailable, "The stock is being counted.")
}

func TestHostileInventory(t *testing.T) {
	t.Parallel()
	h := backofficetest.Hostile
	town := stocked()
	town.Products[0].Title, town.Products[0].ImageUrls = h("title"), []string{h("picture")}
	town.Sellers[0].Name, town.Warehouses[0].Name = h("seller"), h("warehouse")
	town.Ledgers[backofficetest.Lamp] = []*inventoryv1.LedgerEntry{{SellerId: 7, WarehouseId: 1, Kind: h("kind"), OrderId: h("order")}}
	desk := open(t, town)
	desk.Get("/admin/inventory").Shows("title", "picture", "seller", "warehouse")
	desk.Get("/admin/inventory/101").Shows("title", "seller", "warehouse", "kind", "order")
	typed := desk.Post("/admin/inventory/101", form("seller_id", "7", "warehouse_id", "1", "available_qty", h("typed")))
	typed.Code = http.StatusOK
	typed.Shows("typed")
}
