package sim

import (
	"cmp"
	"context"
	"fmt"
	"time"

	cartv1 "rialto/gen/rialto/cart/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/commerce"
	"rialto/internal/payment"
	"rialto/internal/platform/errs"
)

// buyer buys once: with a twin perhaps, with patience or without.
type buyer struct {
	w     *world
	d     *dice
	name  string // also the idempotency key
	user  int64
	token string // "": no card
	hand  string // how else: bank_transfer or cash_on_delivery
	card  int    // 1: a gift card pays what it can, 2: it must pay all
	quote *pricingv1.Quote
	shop  orderLink
}

var tokens = []string{"tok_approve", "tok_decline", "tok_3ds", "tok_late_webhook"}

func newBuyer(w *world, user int64, i int) *buyer {
	b := &buyer{w: w, name: fmt.Sprintf("buyer-%d-%d", user, i), user: user, shop: orderLink{nil, w.order}}
	b.d = w.actor(b.name)
	b.token = tokens[b.d.pick(60, 12, 16, 12)]
	b.card = b.d.pick(4, 5, 1)
	if hand := []string{"", "bank_transfer", "cash_on_delivery"}[b.d.pick(76, 12, 12)]; hand != "" {
		b.token, b.hand = "", hand
	}
	return b
}

func (b *buyer) act() {
	time.Sleep(b.d.between(time.Millisecond, 3*time.Second))
	if b.quote = b.ask(); b.quote == nil {
		return
	}
	time.Sleep(b.d.between(time.Millisecond, 800*time.Millisecond))
	b.twin()
	order := b.place(b.d, b.name)
	if order == nil {
		return
	}
	b.answerBank(order)
	if b.d.chance(2000) {
		time.Sleep(b.d.between(time.Millisecond, 3*time.Second))
		b.place(b.d, b.name) // the page is sent again
	}
	if b.d.chance(3500) {
		time.Sleep(b.d.between(time.Millisecond, 4*time.Second))
		b.cancel(order.GetOrderId())
	}
}

func (b *buyer) items() (items []*cartv1.CartItem) {
	first := b.d.n(b.w.market.products)
	for i := range min(1+b.d.pick(3, 1), b.w.market.products) {
		product := (first+i)%b.w.market.products + 1
		items = append(items, &cartv1.CartItem{ProductId: int64(product), SellerId: seller, Quantity: int64(1 + b.d.pick(4, 1))})
	}
	return items
}

// ask fills the cart and gets a quote.
func (b *buyer) ask() (q *pricingv1.Quote) {
	b.w.market.fill(b.user, b.items()...)
	req := &orderv1.QuoteRequest{UserId: b.user, Address: address(b.user)}
	if len(b.w.market.coupons) > 0 && b.d.chance(6000) {
		req.Coupon = b.w.market.coupons[0]
	}
	err := insist(b.w, b.d, 4, func() (err error) {
		q, err = b.shop.Quote(b.w.ctx, req)
		return err
	})
	if err != nil {
		return nil
	}
	return q
}

// twin sends the same purchase from a second window: with the same key, or with one of its own.
func (b *buyer) twin() {
	key := b.name
	switch b.d.pick(70, 18, 12) {
	case 0:
		return
	case 2:
		key += "-too"
	}
	d := b.w.actor(b.name + "-twin")
	b.w.spawn(func() {
		time.Sleep(d.between(time.Millisecond, time.Second))
		b.place(d, key)
	})
}

// place orders, and asks again with the same key until there is an answer or the buyer has had enough.
func (b *buyer) place(d *dice, key string) (o *orderv1.Order) {
	b.w.books.tried(b.quote.GetQuoteId())
	insist(b.w, d, 1+d.n(6), func() error {
		ctx := b.w.ctx
		if d.chance(500) {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, d.between(time.Millisecond, 2*time.Second))
			defer cancel()
		}
		got, err := b.shop.Place(ctx, &orderv1.PlaceRequest{
			UserId: b.user, IdempotencyKey: key, QuoteToken: b.quote.GetQuoteId(), WaitMs: int32(200 + d.n(3000)), Again: true,
			Tenders: b.tenders(),
		})
		if err == nil {
			o = got.GetOrder()
			b.w.books.answered(b.user, key, b.quote, got)
		}
		return err
	})
	return o
}

func (b *buyer) tenders() []*orderv1.Tender {
	card, gift := &orderv1.Tender{Method: cmp.Or(b.hand, "card"), Token: b.token}, &orderv1.Tender{Method: "gift_card", Code: b.w.market.card}
	switch {
	case b.w.market.card == "" || b.card == 0:
		return []*orderv1.Tender{card}
	case b.card == 1:
		return []*orderv1.Tender{gift, card}
	}
	return []*orderv1.Tender{gift}
}

// answerBank is the buyer before the bank's page: they say yes, they say no, or they never come back.
func (b *buyer) answerBank(o *orderv1.Order) {
	for range 8 {
		if o.GetPayment().GetStatus() == "requires_action" || o.GetStatus() != "pending" {
			break
		}
		time.Sleep(b.d.between(100*time.Millisecond, 900*time.Millisecond))
		if now, err := b.shop.Get(b.w.ctx, &orderv1.GetRequest{UserId: b.user, OrderId: o.GetOrderId()}); err == nil {
			o = now
		}
	}
	if o.GetPayment().GetStatus() != "requires_action" {
		return
	}
	key := payment.Key{UserID: commerce.UserID(b.user), OrderID: commerce.OrderID(o.GetOrderId())}
	if b.hand == "bank_transfer" {
		b.transfer(key, o)
		return
	}
	time.Sleep(b.d.between(10*time.Millisecond, 6*time.Second))
	if answer := b.d.pick(60, 15, 25); answer < 2 {
		b.w.bank.decide(key, answer == 0)
		time.Sleep(b.d.between(10*time.Millisecond, 2*time.Second))
	}
}

func (b *buyer) cancel(order string) {
	insist(b.w, b.d, 1+b.d.n(6), func() error {
		_, err := b.shop.Cancel(b.w.ctx, &orderv1.CancelRequest{UserId: b.user, OrderId: order, IdempotencyKey: b.name + "-cancel"})
		if errs.HasCode(err, "order_in_progress") {
			return errs.UnknownOutcome(err, "cancel") // ask again
		}
		return err
	})
}
