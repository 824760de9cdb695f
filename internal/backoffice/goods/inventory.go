package goods

import (
	"net/http"
	"net/url"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/backoffice"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
	"rialto/internal/ui"
)

const (
	stockShown = 50
	lowStock   = 5 // units from which the list of what runs out begins
)

// inventoryView is a page of stock rows, of one warehouse or all.
type inventoryView struct {
	Warehouse  int64
	Low        bool
	Cursor     string
	Next       string
	Warehouses backoffice.Names
	Order      []*inventoryv1.Warehouse
	Sellers    backoffice.Names
	Products   backoffice.Shelf
	Rows       []*inventoryv1.StockRow
}

// inventory lists stock, warehouse by warehouse, or only what runs out.
func (s pages) inventory(p *page.Page) error {
	v := inventoryView{Low: p.Query("low") != "", Cursor: p.Query("cursor")}
	v.Warehouse, _ = number(p.Query("warehouse"))
	req := &inventoryv1.ListStockRequest{WarehouseId: v.Warehouse, Cursor: v.Cursor, Limit: stockShown}
	if v.Low {
		most := int64(lowStock)
		req.MaxSellable = &most
	}
	got, err := s.Needs.Inventory.ListStock(p.Ctx, req)
	if errs.Is(err, errs.KindInvalid) && v.Cursor != "" { // a page that is none: from the start
		return p.Redirect(v.href(v.Warehouse, v.Low, ""))
	}
	if err != nil {
		return err
	}
	v.Rows, v.Next = got.GetRows(), got.GetNextCursor()
	v.Warehouses, v.Order = s.Warehouses(p.Ctx)
	v.Sellers, v.Products = s.Sellers(p.Ctx), s.Products(p.Ctx, productsIn(v.Rows))
	return p.Render(http.StatusOK, ui.Frame{Title: "Inventory"}, inventoryPage(v))
}

func productsIn(rows []*inventoryv1.StockRow) []int64 {
	var ids []int64
	for _, r := range rows {
		ids = append(ids, r.GetProductId())
	}
	return ids
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

func (v inventoryView) lede() string {
	if v.Low {
		return "What runs out: at most " + ui.Counted(lowStock, "unit", "units") + " sellable in a warehouse."
	}
	return "What lies where, warehouse by warehouse. A product's page counts it anew and has its ledger."
}

// nothing says why the list is empty.
func (v inventoryView) nothing() string {
	if v.Low {
		return "Nothing runs out here: every row has more than " + ui.Counted(lowStock, "unit", "units") + "."
	}
	return "No stock is kept here yet."
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

// sellable is what of a row may still be sold.
func sellable(r *inventoryv1.StockRow) int64 { return r.GetAvailableQty() - r.GetReservedQty() }
