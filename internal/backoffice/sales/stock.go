package sales

import (
	"slices"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/page"
)

// stockLine is a line of the stock ledger that names this order.
type stockLine struct {
	*inventoryv1.LedgerEntry
	Product int64
	Title   string
}

// Limits of what one page asks of the ledger: the first products of the order, and some pages of each, newest first, back to
// when the order was placed. Of what sells by the thousand the oldest lines may be missing.
const (
	stockedProducts = 20
	ledgerPages     = 5
	ledgerLines     = 200
)

// stockOf reads the ledgers of what was ordered and keeps the lines that name the order, by time.
func (s pages) stockOf(p *page.Page, o *orderv1.Order) ([]stockLine, error) {
	var out []stockLine
	seen := map[int64]bool{}
	for _, item := range o.GetItems() {
		if seen[item.GetProductId()] || len(seen) == stockedProducts {
			continue
		}
		seen[item.GetProductId()] = true
		lines, err := s.ledgerOf(p, o, item)
		if err != nil {
			return nil, err
		}
		out = append(out, lines...)
	}
	slices.SortStableFunc(out, func(a, b stockLine) int { return int(a.GetAt() - b.GetAt()) })
	return out, nil
}

func (s pages) ledgerOf(p *page.Page, o *orderv1.Order, item *orderv1.OrderItem) ([]stockLine, error) {
	var out []stockLine
	cursor := ""
	for range ledgerPages {
		got, err := s.Needs.Inventory.Ledger(p.Ctx, &inventoryv1.LedgerRequest{ProductId: item.GetProductId(), Cursor: cursor, Limit: ledgerLines})
		if err != nil {
			return nil, err
		}
		for _, e := range slices.Backward(got.GetEntries()) {
			if e.GetOrderId() == o.GetOrderId() {
				out = append(out, stockLine{e, item.GetProductId(), item.GetTitle()})
			}
		}
		entries := got.GetEntries()
		cursor = got.GetNextCursor()
		if cursor == "" || len(entries) == 0 || entries[len(entries)-1].GetAt() < o.GetCreatedAt() {
			break
		}
	}
	return out, nil
}
