package order_test

import (
	"fmt"
	"testing"
	"time"

	orderv1 "rialto/gen/rialto/order/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/order/ordertest"
	"rialto/internal/platform/errs"
)

func other(q *pricingv1.Quote) { // one unit less of product 11
	q.Lines[0].Quantity, q.Lines[0].Subtotal, q.Lines[0].Discount = 1, 1000, 0
	q.Subtotal, q.Discount, q.Total = 1500, 50, 1500-50+225+499
}

func turned(q *pricingv1.Quote) { q.Lines[0], q.Lines[1] = q.Lines[1], q.Lines[0] }

func TestTheSameBasketOnceMoreIsAskedAbout(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		first  string // token
		after  time.Duration
		change func(*pricingv1.Quote)
		again  bool
		asked  bool
	}{
		"a moment later":          {ordertest.Approve, time.Minute, nil, false, true},
		"in another order":        {ordertest.Approve, time.Minute, turned, false, true},
		"while the first waits":   {ordertest.Ask, time.Minute, nil, false, true},
		"the buyer means it":      {ordertest.Approve, time.Minute, nil, true, false},
		"ten minutes later":       {ordertest.Approve, 10 * time.Minute, nil, false, false},
		"the first was declined":  {ordertest.Decline, time.Minute, nil, false, false},
		"another quantity":        {ordertest.Approve, time.Minute, other, false, false},
		"a second before the ten": {ordertest.Approve, 10*time.Minute - time.Second, nil, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(b *bundle) {
				b.quote("q")
				start, first := time.Now(), b.place(tc.first)
				time.Sleep(tc.after)
				changes := []func(*pricingv1.Quote){}
				if tc.change != nil {
					changes = append(changes, tc.change)
				}
				b.quote("q2", changes...)
				req := placing("k2", "q2", ordertest.Approve)
				req.Again = tc.again
				got, err := b.Place(b.Context(), req)
				if !tc.asked {
					if err != nil || got.GetOrder().GetStatus() != "confirmed" {
						t.Errorf("got %v, %v", got, err)
					}
					return
				}
				e := errs.As(err)
				if !errs.HasCode(err, "duplicate_order") || e.Meta["order_id"] != first.GetOrder().GetOrderId() || e.Meta["placed_at"] != start.UTC().Format(time.RFC3339Nano) {
					t.Fatalf("got %v, %v", got, err)
				}
				again, err := b.Place(b.Context(), meant(req))
				if err != nil || again.GetOrder().GetStatus() != "confirmed" || again.GetReplayed() {
					t.Errorf("the buyer means it: %v, %v", again, err)
				}
			})
		})
	}
}

func TestATwinIsNotAskedWhetherItMeansIt(t *testing.T) {
	t.Parallel()
	for name, key := range map[string]string{"the same key": "k", "another key for the quote": "k2"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(b *bundle) {
				b.quote("q")
				first := b.place(ordertest.Approve)
				got, err := b.Place(b.Context(), placing(key, "q", ordertest.Approve))
				if err != nil || got.GetOrder().GetOrderId() != first.GetOrder().GetOrderId() {
					t.Errorf("got %v, %v", got, err)
				}
			})
		})
	}
}

func TestADropLetsInWhoseTurnItIs(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.shop.Drops.Queue(11)
		b.quote("q")
		req := placing("k", "q", ordertest.Approve)
		for _, ticket := range []string{"", "forged"} {
			req.Ticket = ticket
			if _, err := b.Place(b.Context(), req); !errs.HasCode(err, "waiting_room") || errs.As(err).Meta["product_id"] != "11" {
				t.Errorf("ticket %q: %v", ticket, err)
			}
		}
		if b.events() != "" {
			t.Errorf("events: %s", b.events())
		}
		req.Ticket = ordertest.Ticket
		if got, err := b.Place(b.Context(), req); err != nil || got.GetOrder().GetStatus() != "confirmed" {
			t.Errorf("got %v, %v", got, err)
		}
		b.line.BreakNext("Admit", ordertest.FailBefore)
		b.quote("q2")
		if _, err := b.Place(b.Context(), placing("k2", "q2", ordertest.Approve)); !errs.Is(err, errs.KindUnavailable) {
			t.Errorf("a drop that does not answer: %v", err)
		}
		b.balanced()
	})
}

func TestALimitHoldsForUserCardAndAddress(t *testing.T) {
	t.Parallel()
	moved := func(q *pricingv1.Quote) { q.Address.Line1 = "2 Lake Ave" }
	shouted := func(q *pricingv1.Quote) { q.Address.Line1, q.Address.Name = "1, PIKE st.", "Bob" }
	for name, tc := range map[string]struct {
		user   int64
		tender *orderv1.Tender
		change func(*pricingv1.Quote)
		code   string
	}{
		"the same user":            {buyer, inCash, moved, "purchase_limit"},
		"the same card":            {8, byCard, moved, "purchase_limit"},
		"the same address, louder": {8, inCash, shouted, "purchase_limit"},
		"somebody else":            {8, inCash, moved, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(b *bundle) {
				b.drop()
				b.shop.Stock.Put(11, 1, 1, 10)
				b.shop.Stock.Put(12, 1, 1, 10)
				first := b.paid(byCard).GetOrderId()
				if state, _ := b.shop.Drops.State(11, first); state != "kept" {
					t.Errorf("the first has %q", state)
				}
				b.shop.Prices.Add(tc.user, "q2", time.Now().Add(time.Hour).UnixMicro(), tc.change)
				req := meant(placing("k2", "q2", ""))
				req.UserId, req.Tenders = tc.user, []*orderv1.Tender{tc.tender}
				got, err := b.Place(b.Context(), req)
				b.must(err)
				if got.GetProblem().GetCode() != tc.code || tc.code != "" && fmt.Sprint(got.GetProblem().GetProductIds()) != "[11]" {
					t.Errorf("got %v", got)
				}
				want := map[bool]string{true: "kept", false: "given"}[tc.code == ""]
				if state, _ := b.shop.Drops.State(12, got.GetOrder().GetOrderId()); state != want {
					t.Errorf("the second has %q of product 12, want %q", state, want)
				}
			})
		})
	}
}

func TestWhatALimitIsToldNamesNobody(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.drop()
		_, told := b.shop.Drops.State(11, b.paid(byCard).GetOrderId())
		if told.GetQuantity() != 2 || len(told.GetPayment()) != 32 || len(told.GetAddress()) != 32 {
			t.Errorf("told %v", told)
		}
	})
}
