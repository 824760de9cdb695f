package ledger

import (
	"fmt"

	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/commerce"
)

// witness is what the three sides say of one order.
type witness struct {
	order  *orderv1.Order // nil = there is no such order
	book   Book
	charge Charge // zero = there is none
}

// wanted is what an order says about its money.
type wanted struct {
	sold                      bool
	total, refunds, refunded  int64
	gateway, giftCard         int64 // what both tenders should have kept
	gatewayOpen, giftCardOpen int64 // of it on the way back: it may be gone already, or not yet
	promised                  bool  // cash that the courier still has to bring
}

// gatewayMethod is how the part that no gift card pays is paid. An order from before there were tenders was paid by card.
func gatewayMethod(o *orderv1.Order) (method string, amount int64) {
	for _, t := range o.GetTenders() {
		if t.GetMethod() != "gift_card" {
			return t.GetMethod(), t.GetAmount()
		}
	}
	if len(o.GetTenders()) == 0 && o.GetTotal() > 0 {
		return "card", o.GetTotal()
	}
	return "", 0
}

// wantedOf reads an order. What was canceled after it was sold has refunds; what never was sold has none.
func wantedOf(o *orderv1.Order) (w wanted) {
	switch o.GetStatus() {
	case "confirmed", "shipped", "delivered", "returned":
		w.sold = true
	case "canceled":
		w.sold = len(o.GetRefunds()) > 0
	}
	if !w.sold {
		return w
	}
	_, w.gateway = gatewayMethod(o)
	for _, t := range o.GetTenders() {
		if t.GetMethod() == "gift_card" {
			w.giftCard += t.GetAmount()
		}
	}
	w.total, w.refunds = o.GetTotal(), int64(len(o.GetRefunds()))
	for _, r := range o.GetRefunds() {
		w.refunded += r.GetAmount()
		w.gateway, w.giftCard = w.gateway-r.GetGateway(), w.giftCard-r.GetGiftCard()
		if r.GetStatus() == "unknown" {
			w.gatewayOpen, w.giftCardOpen = w.gatewayOpen+r.GetGateway(), w.giftCardOpen+r.GetGiftCard()
		}
	}
	w.promised = o.GetPayment().GetStatus() == "promised"
	return w
}

// kept reports whether what was kept of a tender is what it should be: want, or up to open more while refunds are on the way.
func kept(have, want, open int64) bool { return have >= want && have <= want+open }

// problems compares the three sides. A disagreement may be a moment's: who calls this waits for it to last.
func (w witness) problems() (out []Problem) {
	want := wantedOf(w.order)
	out = append(out, w.chargeProblems(want)...)
	say := func(format string, args ...any) {
		out = append(out, Problem{BookBehind, fmt.Sprintf(format, args...)})
	}
	book := w.book
	in, gift := book.Captured-book.PaidBack, book.Gift-book.GiftBack
	switch {
	case book.Total != want.total || book.Refunds != want.refunds || book.Refunded != want.refunded:
		say("the order is %d with %d refunds of %d, booked are %d with %d refunds of %d",
			want.total, want.refunds, want.refunded, book.Total, book.Refunds, book.Refunded)
	case !kept(in, want.gateway, want.gatewayOpen) && !want.uncollected(in):
		say("of the payment %d should be kept, booked are %d", want.gateway, in)
	case !kept(gift, want.giftCard, want.giftCardOpen):
		say("of the gift card %d should be kept, booked are %d", want.giftCard, gift)
	}
	return out
}

// uncollected says that nothing is there because the courier has not been there.
func (w wanted) uncollected(have int64) bool { return w.promised && have == 0 }

// chargeProblems compares what the order says with what the gateway (by card) or payment (any other way) says.
func (w witness) chargeProblems(want wanted) []Problem {
	c := w.charge
	net := c.Captured - c.Refunded
	one := func(kind, format string, args ...any) []Problem {
		return []Problem{{kind, fmt.Sprintf(format, args...)}}
	}
	switch over := w.order == nil || w.order.GetStatus() == "canceled"; {
	case want.uncollected(net):
		return nil
	case over && c.State == "authorized":
		return one(ChargeWithoutOrder, "the gateway holds %d %s for an order that is over or never was", c.Amount, c.Currency)
	case w.order == nil && net > 0:
		return one(ChargeWithoutOrder, "%d %s were taken, there is no such order", net, c.Currency)
	case !want.sold && net > 0:
		return one(ChargeWithoutOrder, "%d %s were taken, the order is %s", net, c.Currency, w.order.GetStatus())
	case want.gateway > 0 && c.Captured == 0:
		return one(OrderWithoutCharge, "the order is %s and should have been paid %d, nothing was taken", w.order.GetStatus(), want.gateway)
	case !kept(net, want.gateway, want.gatewayOpen):
		return one(AmountsDiffer, "%d were taken and %d given back, %d should be kept", c.Captured, c.Refunded, want.gateway)
	case net > 0 && c.Currency != w.order.GetCurrency():
		return one(AmountsDiffer, "the order is in %s, %s were taken", w.order.GetCurrency(), c.Currency)
	}
	return nil
}

// keyOf reads the two ids that name an order.
func keyOf(o interface {
	GetUserId() int64
	GetOrderId() string
}) Key {
	return Key{commerce.UserID(o.GetUserId()), commerce.OrderID(o.GetOrderId())}
}
