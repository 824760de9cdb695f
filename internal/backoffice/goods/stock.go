package goods

import (
	"net/http"
	"net/url"
	"slices"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/backoffice"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/httpkit"
	"rialto/internal/ui"
)

const ledgerShown = 50

// place is a row of stock of one product: whose it is, and where.
type place struct{ Seller, Warehouse int64 }

// counted is a form that sets a row, as it was typed.
type counted struct {
	place
	Typed, Refused string
}

// stockView is the stock of one product, row by row, and its ledger.
type stockView struct {
	Product    *catalogv1.Product
	Warehouses backoffice.Names
	Sellers    backoffice.Names
	Rows       []*inventoryv1.StockRow // those there are, then the featured seller's that there could be
	Ledger     []*inventoryv1.LedgerEntry
	Cursor     string
	Next       string
	Form       counted
}

func (s pages) stockOfProduct(p *page.Page) error { return s.stockPage(p, http.StatusOK, counted{}) }

func (s pages) stockPage(p *page.Page, status int, form counted) error {
	product, err := s.product(p)
	if err != nil {
		return err
	}
	v := stockView{Product: product, Form: form, Cursor: p.Query("cursor")}
	rows, err := s.Needs.Inventory.GetStock(p.Ctx, &inventoryv1.GetStockRequest{ProductId: product.GetProductId()})
	if err != nil {
		return err
	}
	ledger, err := s.Needs.Inventory.Ledger(p.Ctx, &inventoryv1.LedgerRequest{
		ProductId: product.GetProductId(), Cursor: v.Cursor, Limit: ledgerShown,
	})
	if errs.Is(err, errs.KindInvalid) && v.Cursor != "" { // a page that is none: from the start
		return p.Redirect(v.href(""))
	}
	if err != nil {
		return err
	}
	var all []*inventoryv1.Warehouse
	v.Warehouses, all = s.Warehouses(p.Ctx)
	v.Sellers, v.Ledger, v.Next = s.Sellers(p.Ctx), ledger.GetEntries(), ledger.GetNextCursor()
	v.Rows = withEmpty(rows.GetRows(), all, product.GetFeatured().GetSellerId())
	return p.Render(status, ui.Frame{Title: "Stock of " + product.GetTitle()}, stockPage(v))
}

// withEmpty adds a row of nothing for each warehouse where the featured seller has none, so that there can be some.
func withEmpty(rows []*inventoryv1.StockRow, all []*inventoryv1.Warehouse, seller int64) []*inventoryv1.StockRow {
	out := slices.Clone(rows)
	for _, w := range all {
		there := slices.ContainsFunc(rows, func(r *inventoryv1.StockRow) bool {
			return r.GetWarehouseId() == w.GetWarehouseId() && r.GetSellerId() == seller
		})
		if !there && seller != 0 {
			out = append(out, &inventoryv1.StockRow{SellerId: seller, WarehouseId: w.GetWarehouseId()})
		}
	}
	return out
}

// typed is what the form of a row holds: what was typed where it was refused, else what is there.
func (v stockView) typed(r *inventoryv1.StockRow) (value string, wrong bool) {
	if v.Form.Refused != "" && v.Form.place == (place{r.GetSellerId(), r.GetWarehouseId()}) {
		return v.Form.Typed, true
	}
	return text(r.GetAvailableQty()), false
}

func (v stockView) href(cursor string) string {
	to := "/admin/inventory/" + text(v.Product.GetProductId())
	if cursor == "" {
		return to
	}
	return to + "?" + url.Values{"cursor": {cursor}}.Encode()
}

func (v stockView) first() string {
	if v.Cursor == "" {
		return ""
	}
	return v.href("")
}

func (v stockView) next() string {
	if v.Next == "" {
		return ""
	}
	return v.href(v.Next)
}

// setStock sets what lies in one warehouse. It is a count, not a delivery: sent twice, it stays the same.
func (s pages) setStock(p *page.Page) error {
	id, err := productOf(p)
	if err != nil {
		return err
	}
	seller, known := number(p.Value("seller_id"))
	warehouse, found := number(p.Value("warehouse_id"))
	form := counted{place{seller, warehouse}, p.Value("available_qty"), ""}
	units, whole := number(form.Typed)
	if !known || !found || !whole {
		form.Refused = "What is on hand must be a whole number of units, 0 or more. Nothing was changed."
		return s.stockPage(p, http.StatusUnprocessableEntity, form)
	}
	_, err = s.Needs.Inventory.SetStock(p.Ctx, &inventoryv1.SetStockRequest{
		ProductId: id, SellerId: seller, WarehouseId: warehouse, AvailableQty: units,
	})
	if said := errs.As(err); said != nil && (said.Kind == errs.KindConflict || said.Kind == errs.KindInvalid) {
		form.Refused = said.Message
		for _, f := range said.Fields {
			form.Refused = "What is on hand " + f.Problem + "."
		}
		return s.stockPage(p, httpkit.Status(said.Kind), form)
	}
	if err != nil {
		return err
	}
	return p.Redirect("/admin/inventory/" + text(id) + "?notice=stock-set")
}

// movements are the kinds of the ledger in words, and what each does to what is on hand.
var movements = map[string]struct{ words, sign string }{
	"received": {"Received", "+"}, "reserved": {"Reserved for an order", ""}, "released": {"Given free again", ""},
	"shipped": {"Shipped", "−"}, "returned": {"Returned", "+"}, "adjusted": {"Counted anew", ""},
}

func moved(e *inventoryv1.LedgerEntry) string {
	if m, known := movements[e.GetKind()]; known {
		return m.words
	}
	return e.GetKind()
}

// change is the number of a line of the ledger, signed where it changes what is on hand.
func change(e *inventoryv1.LedgerEntry) string {
	sign := movements[e.GetKind()].sign
	if e.GetKind() == "adjusted" && e.GetQuantity() > 0 {
		sign = "+"
	}
	return sign + ui.Count(e.GetQuantity())
}
