package flashsale

import (
	"context"
	"fmt"
	"time"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
)

// state is a product's stock as the shop has it now.
type state struct {
	sellable, held int64 // held: reserved and not sold yet
}

// state reads the stock rows and the ledger: what was reserved and neither given back nor sold is held.
func (s *Sale) state(ctx context.Context, a article, bought int64) (state, error) {
	got, err := s.needs.Inventory.GetStock(ctx, &inventoryv1.GetStockRequest{ProductId: int64(a.id)})
	if err != nil {
		return state{}, err
	}
	var st state
	for _, row := range got.GetRows() {
		st.sellable += row.GetAvailableQty() - row.GetReservedQty()
	}
	st.held = s.opts.Stock - st.sellable - bought
	return st, nil
}

// book is what the stock ledger says of the product.
type book struct {
	reserved, released, shipped int64
}

// ledger folds the product's stock ledger.
func (s *Sale) ledger(ctx context.Context, a article) (book, error) {
	var b book
	for cursor := ""; ; {
		got, err := s.needs.Inventory.Ledger(ctx, &inventoryv1.LedgerRequest{ProductId: int64(a.id), Cursor: cursor, Limit: 200})
		if err != nil {
			return b, err
		}
		for _, e := range got.GetEntries() {
			switch e.GetKind() {
			case "reserved":
				b.reserved += e.GetQuantity()
			case "released":
				b.released += e.GetQuantity()
			case "shipped":
				b.shipped += e.GetQuantity()
			}
		}
		if cursor = got.GetNextCursor(); cursor == "" {
			return b, nil
		}
	}
}

// prove reads the books once the sale is over: what the ledger says was sold, and what the gateway says was charged.
func (s *Sale) prove(ctx context.Context, sh shelf, crowd []*buyer, r *Report) error {
	b, err := s.settled(ctx, sh.product)
	if err != nil {
		return err
	}
	r.Sold = b.reserved - b.released
	r.Oversold = max(0, r.Sold-s.opts.Stock)
	r.Undersold = max(0, min(s.opts.Stock, r.demand())-r.Sold)
	charges, err := s.charges(ctx, r.Began.Add(-time.Minute))
	if err != nil {
		return err
	}
	r.judge(crowd, charges)
	return nil
}

// settled waits until nothing moves any more, at most 5 s: what a failed payment held must be free by then.
func (s *Sale) settled(ctx context.Context, a article) (book, error) {
	until := s.now().Add(5 * time.Second)
	for before := (book{}); ; {
		b, err := s.ledger(ctx, a)
		if err != nil || b == before || !s.now().Before(until) {
			return b, err
		}
		before = b
		if err := pause(ctx, 500*time.Millisecond); err != nil {
			return b, err
		}
	}
}

// charges lists what the gateway itself has taken since a time, less what it gave back, by order.
func (s *Sale) charges(ctx context.Context, since time.Time) (map[string]taken, error) {
	out := map[string]taken{}
	for cursor := ""; ; {
		got, err := s.needs.Payment.Report(ctx, &paymentv1.ReportRequest{Since: since.UnixMicro(), Cursor: cursor, Limit: 1_000})
		if err != nil {
			return nil, err
		}
		for _, c := range got.GetCharges() {
			t := out[c.GetOrderId()]
			t.amount += c.GetCaptured() - c.GetRefunded()
			t.price = c.GetAmount().GetAmount()
			out[c.GetOrderId()] = t
		}
		s.tell("proof", int64(len(out)), int64(len(out)))
		if cursor = got.GetNextCursor(); cursor == "" {
			return out, nil
		}
	}
}

// taken is the money of one order that the gateway has; price is what it was asked for.
type taken struct{ amount, price int64 }

// judge compares what buyers were told with what the gateway has.
func (r *Report) judge(crowd []*buyer, charges map[string]taken) {
	for _, b := range crowd {
		t, known := charges[b.order]
		switch {
		case !known && b.outcome != confirmed:
		case !known:
			r.UnpaidOrders++
		case t.amount > t.price:
			r.ChargedTwice++
		case b.outcome == confirmed && t.amount != t.price:
			r.UnpaidOrders++
		case b.outcome != confirmed && t.amount != 0:
			r.ChargedForNothing++
		}
	}
	r.check("sold more than there was", r.Oversold)
	r.check("left unsold though there were buyers", r.Undersold)
	r.check("charged twice", r.ChargedTwice)
	r.check("charged without an order", r.ChargedForNothing)
	r.check("confirmed without money", r.UnpaidOrders)
	r.check("buyers without an answer", int64(r.Outcomes[unclear]))
	if sold := int64(r.Outcomes[confirmed]); sold != r.Sold {
		r.Problems = append(r.Problems, fmt.Sprintf("%d buyers were told that they have one, the stock ledger sold %d", sold, r.Sold))
	}
	if share := float64(r.Faults) / float64(max(1, len(crowd))); share > 0.001 {
		r.Problems = append(r.Problems, fmt.Sprintf("%.2f %% of answers were 5xx or broken; 0.1 %% is allowed", 100*share))
	}
}

func (r *Report) check(what string, n int64) {
	if n != 0 {
		r.Problems = append(r.Problems, fmt.Sprintf("%d %s", n, what))
	}
}
