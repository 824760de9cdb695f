package goods

import (
	"net/http"
	"net/url"
	"slices"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
	"rialto/internal/ui"
)

const (
	stockShown  = 50
	ledgerShown = 50
	lowStock    = 5 // units from which the list of what runs out begins
)

// inventoryView is a page of stock rows, of one warehouse or all.
type inventoryView struct {
	Warehouse  int64
	Low        bool
	Cursor     string
	Next       string
	Warehouses map[int64]*inventoryv1.Warehouse
	Order      []*inventoryv1.Warehouse
	Rows       []*inventoryv1.StockRow
	Titles     map[int64]string
}

// inventory lists stock, warehouse by warehouse, or only what runs out.
func (s pages) inventory(p *page.Page) error {
	v := inventoryView{Low: p.Query("low") != "", Cursor: p.Query("cursor")}
	v.Warehouse, _ = number(p.Query("warehouse"))
	var err error
	if v.Order, v.Warehouses, err = s.warehouses(p); err != nil {
		return err
	}
	req := &inventoryv1.ListStockRequest{WarehouseId: v.Warehouse, Cursor: v.Cursor, Limit: stockShown}
	if v.Low {
		most := int64(lowStock)
		req.MaxSellable = &most
	}
	got, err := s.Needs.Inventory.ListStock(p.Ctx, req)
	if err != nil {
		return err
	}
	v.Rows, v.Next = got.GetRows(), got.GetNextCursor()
	v.Titles = s.titles(p, v.Rows)
	return p.Render(http.StatusOK, ui.Frame{Title: "Inventory"}, inventoryPage(v))
}

func (s pages) warehouses(p *page.Page) ([]*inventoryv1.Warehouse, map[int64]*inventoryv1.Warehouse, error) {
	got, err := s.Needs.Inventory.ListWarehouses(p.Ctx, &inventoryv1.ListWarehousesRequest{})
	byID := map[int64]*inventoryv1.Warehouse{}
	for _, w := range got.GetWarehouses() {
		byID[w.GetWarehouseId()] = w
	}
	return got.GetWarehouses(), byID, err
}

// titles names the products of the rows; without the catalogue they are shown by number.
func (s pages) titles(p *page.Page, rows []*inventoryv1.StockRow) map[int64]string {
	var ids []int64
	for _, r := range rows {
		if len(ids) == 0 || ids[len(ids)-1] != r.GetProductId() {
			ids = append(ids, r.GetProductId())
		}
	}
	got, err := s.Needs.Catalog.GetProducts(p.Ctx, &catalogv1.GetProductsRequest{ProductIds: ids})
	if err != nil {
		s.Deps.Log.Warn("name products", "error", err)
	}
	out := map[int64]string{}
	for _, product := range got.GetProducts() {
		out[product.GetProductId()] = product.GetTitle()
	}
	return out
}

func (v inventoryView) href(warehouse int64, low bool, cursor string) string {
	q := url.Values{}
	if warehouse != 0 {
		q.Set("warehouse", text(warehouse))
	}
	if low {
		q.Set("low", "yes")
	}
	if cursor != "" {
		q.Set("cursor", cursor)
	}
	if len(q) == 0 {
		return "/admin/inventory"
	}
	return "/admin/inventory?" + q.Encode()
}

func (v inventoryView) tabs() []ui.Tab {
	tabs := []ui.Tab{{Text: "All warehouses", Href: v.href(0, v.Low, ""), Count: -1, Current: v.Warehouse == 0}}
	for _, w := range v.Order {
		tabs = append(tabs, ui.Tab{Text: w.GetName(), Href: v.href(w.GetWarehouseId(), v.Low, ""), Count: -1, Current: w.GetWarehouseId() == v.Warehouse})
	}
	return tabs
}

func (v inventoryView) first() string {
	if v.Cursor == "" {
		return ""
	}
	return v.href(v.Warehouse, v.Low, "")
}

func (v inventoryView) next() string {
	if v.Next == "" {
		return ""
	}
	return v.href(v.Warehouse, v.Low, v.Next)
}

func titleOf(titles map[int64]string, product int64) string {
	if t := titles[product]; t != "" {
		return t
	}
	return "Product " + text(product)
}

func nameOf(warehouses map[int64]*inventoryv1.Warehouse, id int64) string {
	if w := warehouses[id]; w != nil {
		return w.GetName()
	}
	return "Warehouse " + text(id)
}

// stockView is the stock of one product, row by row, and its ledger.
type stockView struct {
	Product    *catalogv1.Product
	Warehouses map[int64]*inventoryv1.Warehouse
	Order      []*inventoryv1.Warehouse
	Rows       []*inventoryv1.StockRow
	Ledger     []*inventoryv1.LedgerEntry
	Cursor     string
	Next       string
	Refused    string
}

func (s pages) stockOfProduct(p *page.Page) error { return s.stockPage(p, http.StatusOK, "") }

func (s pages) stockPage(p *page.Page, status int, refused string) error {
	product, err := s.product(p)
	if err != nil {
		return err
	}
	v := stockView{Product: product, Refused: refused, Cursor: p.Query("cursor")}
	if v.Order, v.Warehouses, err = s.warehouses(p); err != nil {
		return err
	}
	rows, err := s.Needs.Inventory.GetStock(p.Ctx, &inventoryv1.GetStockRequest{ProductId: product.GetProductId()})
	if err != nil {
		return err
	}
	ledger, err := s.Needs.Inventory.Ledger(p.Ctx, &inventoryv1.LedgerRequest{
		ProductId: product.GetProductId(), Cursor: v.Cursor, Limit: ledgerShown,
	})
	if err != nil {
		return err
	}
	v.Rows, v.Ledger, v.Next = rows.GetRows(), ledger.GetEntries(), ledger.GetNextCursor()
	return p.Render(status, ui.Frame{Title: "Stock of " + product.GetTitle()}, stockPage(v))
}

// ledgerHref is a page of the ledger; "" where there is none.
func (v stockView) ledgerHref(cursor string, there bool) string {
	if !there {
		return ""
	}
	to := "/admin/inventory/" + text(v.Product.GetProductId())
	if cursor == "" {
		return to
	}
	return to + "?" + url.Values{"cursor": {cursor}}.Encode()
}

// setStock sets what lies in one warehouse. It is a count, not a delivery: sent twice, it stays the same.
func (s pages) setStock(p *page.Page) error {
	id, err := productOf(p)
	if err != nil {
		return err
	}
	seller, known := number(p.Value("seller_id"))
	warehouse, found := number(p.Value("warehouse_id"))
	units, counted := number(p.Value("available_qty"))
	if !known || !found || !counted {
		return s.stockPage(p, http.StatusUnprocessableEntity, "The quantity must be a whole number of units, 0 or more.")
	}
	_, err = s.Needs.Inventory.SetStock(p.Ctx, &inventoryv1.SetStockRequest{
		ProductId: id, SellerId: seller, WarehouseId: warehouse, AvailableQty: units,
	})
	if said := errs.As(err); said != nil && (said.Kind == errs.KindConflict || said.Kind == errs.KindInvalid) {
		return s.stockPage(p, http.StatusConflict, said.Message)
	}
	if err != nil {
		return err
	}
	return p.Redirect("/admin/inventory/" + text(id) + "?notice=stock-set")
}

// kept reports a warehouse that has a row of the product.
func kept(rows []*inventoryv1.StockRow, warehouse int64) bool {
	return slices.ContainsFunc(rows, func(r *inventoryv1.StockRow) bool { return r.GetWarehouseId() == warehouse })
}
