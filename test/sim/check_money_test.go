package sim

import (
	"context"
	"encoding/json"
	"fmt"

	"rialto/internal/commerce"
	"rialto/internal/order"
	"rialto/internal/payment"
	"rialto/internal/pricing"
)

// checkMoney: who has an order has paid for it once, exactly (I8, I10), who has none has paid nothing (I9), refunds stay
// within what was taken (I12), and the payment room says the same as the bank.
func (w *world) checkMoney(f *facts) {
	for id, charges := range f.charges {
		held := 0
		for _, c := range charges {
			if c.Captured > 0 || c.State == payment.ChargeAuthorized {
				held++
			}
			if c.Refunded > c.Captured {
				w.broken("I12", "the bank gave back %d of %d for order %s", c.Refunded, c.Captured, id)
			}
			if f.byID[id] == nil && c.Captured > c.Refunded {
				w.broken("I9", "the bank took %d for order %s, which does not exist", c.Captured-c.Refunded, id)
			}
		}
		if held > 1 {
			w.broken("I10", "order %s was charged %d times", id, held)
		}
	}
	for _, a := range f.orders {
		w.checkPaid(f, a.Order)
	}
	for id, p := range f.payments {
		var given int64
		for _, r := range p.Refunds {
			if r.Status == payment.RefundDone || r.Status == payment.RefundOwed {
				given += r.Amount
			}
		}
		if given != p.Refunded+p.Waived || p.Refunded+p.Refunding > p.Captured {
			w.broken("I12", "payment of order %s: captured %d, refunded %d, refunding %d, refunds %d", id, p.Captured, p.Refunded, p.Refunding, given)
		}
	}
}

func (w *world) checkPaid(f *facts, o *order.Order) {
	if t := o.Tenders; len(t) > 0 && (t[len(t)-1].Method == order.BankTransfer || t[len(t)-1].Method == order.CashOnDelivery) {
		w.checkByHand(o, f.payments[string(o.ID)], t[len(t)-1].Method)
		return
	}
	var captured, refunded, open int64
	for _, c := range f.charges[string(o.ID)] {
		captured, refunded = captured+c.Captured, refunded+c.Refunded
		switch c.State {
		case payment.ChargeAuthorized, payment.ChargeProcessing, payment.ChargeRequiresAction:
			open++
		}
	}
	p := f.payments[string(o.ID)]
	if p.Captured != captured || p.Refunded != refunded {
		w.broken("I8", "order %s: the payment room says captured %d, refunded %d; the bank %d and %d", o.ID, p.Captured, p.Refunded, captured, refunded)
	}
	_, want := paidBy(o)
	switch {
	case o.Status == order.Canceled && (captured != refunded || open > 0):
		w.broken("I9", "order %s is canceled; the bank took %d, gave back %d and has %d charges open", o.ID, captured, refunded, open)
	case o.Status == order.Pending || o.Status == order.Canceled:
	case captured-refunded != want:
		w.broken("I8", "order %s is %s and costs %d; the bank took %d and gave back %d, the order says it has %d", o.ID, o.Status, o.Total, captured,
			refunded, want)
	}
}

// checkCoupons: never more redemptions than there are, each of an order that came to be (I25).
func (w *world) checkCoupons(f *facts) {
	ctx := context.Background()
	for _, c := range must(w.prices.PageCoupons(ctx, 0, 10)) {
		live := int64(0)
		for _, a := range f.orders {
			state := w.redemption(c.Coupon.ID, a.Order)
			if !state.Counts() {
				continue
			}
			live++
			if a.Order.Status == order.Canceled || state == pricing.StateHeld {
				w.broken("I25", "order %s is %s and its coupon is %s", a.Order.ID, a.Order.Status, state)
			}
		}
		if live > c.Coupon.MaxRedemptions || live != c.Coupon.Redeemed {
			w.broken("I25", "coupon %s was used %d times of %d, it counts %d", c.Coupon.Code, live, c.Coupon.MaxRedemptions, c.Coupon.Redeemed)
		}
	}
}

func (w *world) redemption(id pricing.CouponID, o *order.Order) pricing.State {
	return must(w.prices.CouponFor(context.Background(), pricing.Redemption{Coupon: id, User: o.UserID, Order: o.ID})).State
}

// finalState is a number for everything that is left.
func (w *world) finalState() uint64 {
	f := w.facts()
	sum := uint64(0)
	for _, a := range f.orders {
		sum = mix(sum ^ hash(string(must(json.Marshal(a.Order)))))
	}
	for _, b := range f.books {
		sum = mix(sum ^ hash(fmt.Sprint(b.Rows)))
	}
	for _, p := range must(w.payments.Page(context.Background(), payment.Key{}, 1000)) {
		sum = mix(sum ^ hash(fmt.Sprintf("%+v", p)))
	}
	for _, p := range commerceIDs(w.market.products) {
		for _, e := range must(w.stock.Ledger(context.Background(), p, nil, 1000)) {
			sum = mix(sum ^ hash(fmt.Sprintf("%+v", e)))
		}
	}
	return sum
}

func commerceIDs(n int) (ids []commerce.ProductID) {
	for i := range n {
		ids = append(ids, commerce.ProductID(i+1))
	}
	return ids
}
