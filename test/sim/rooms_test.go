package sim

import (
	"time"

	"rialto/internal/inventory"
	"rialto/internal/order"
	"rialto/internal/payment"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/outbox"
	"rialto/internal/pricing"
)

// The limits of the simulated shop: short enough that a schedule ends soon, in the same proportion as the real ones.
const (
	hold      = 100 * time.Second
	buyerWait = 20 * time.Second
	// No multiple of another pause, so that no two things are due in one instant.
	sweepEvery = 61*time.Second + 7*time.Millisecond
	secret     = "whsec_0123456789abcdef"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func bootOrder(l *life) {
	w := l.p.w
	needs := order.Needs{
		Cart: w.market, Identity: w.market, Pricing: pricingLink{l, w.pricing}, Inventory: watchedStock{stockLink{l, w.inventory}, w},
		Payment: payLink{l, w.payment}, Drops: w.drops.link(l), GiftCards: cardLink{l, w.giftcards},
	}
	if w.mutant.needs != nil {
		needs = w.mutant.needs(w, needs)
	}
	box := newBox(l, func() []event { return w.orders.Events() })
	store := order.Store(w.orders)
	if w.mutant.orders != nil {
		store = w.mutant.orders(w, store)
	}
	cfg := order.Config{Hold: hold, BuyerWait: buyerWait, Workers: 8, TransferDays: 1}
	l.order = must(order.New(cfg, orderStore{store, box, l}, needs, order.Deps{Now: l.p.now, IDs: l.source(1), Log: w.log}))
	l.relay(box)
	go l.order.Run(l.ctx)
	l.hear(l.order.Subscriptions())
}

func bootInventory(l *life) {
	w := l.p.w
	store := inventory.Store(w.stock)
	if w.mutant.stock != nil {
		store = w.mutant.stock(w, store)
	}
	l.inventory = must(inventory.New(inventory.Defaults(), stockStore{store, l}, l.p.now, l.source(2)))
}

func bootPayment(l *life) {
	w := l.p.w
	box := newBox(l, w.books.paymentEvents)
	store := payment.Store(w.payments)
	if w.mutant.payments != nil {
		store = w.mutant.payments(w, store)
	}
	gateway := payment.Gateway(bankLink{w.bank, l})
	if w.mutant.gateway != nil {
		gateway = w.mutant.gateway(w, gateway)
	}
	if w.ledger != nil {
		gateway = openBank{gateway, bankLink{w.bank, l}}
	}
	cfg := payment.Config{WebhookSecrets: []string{secret}, SweepEvery: sweepEvery}
	l.payment = must(payment.New(cfg, payStore{store, box, l}, gateway, payment.Deps{Now: l.p.now, IDs: l.source(3), Log: w.log}))
	l.relay(box)
	go l.payment.Run(l.ctx)
	l.hear(l.payment.Subscriptions())
}

func bootPricing(l *life) {
	w := l.p.w
	store := pricing.Store(w.prices)
	if w.mutant.prices != nil {
		store = w.mutant.prices(w, store)
	}
	deps := pricing.Deps{Now: l.p.now, IDs: l.source(4), Rand: w.market}
	l.pricing = must(pricing.New(pricing.Config{}, priceStore{store, l}, w.market, w.market, deps))
}

// hear consumes what the room has subscribed to.
func (l *life) hear(subs []bus.Subscription) {
	w := l.p.w
	for _, sub := range subs {
		go bus.Consume(l.ctx, &consumer{w.bus, w, l, nil}, sub, w.log)
	}
}

// relay runs the real outbox relay over the room's box.
func (l *life) relay(b *box) {
	var from outbox.Box = b
	if m := l.p.w.mutant.box; m != nil {
		from = m(l, b)
	}
	r := outbox.NewBoxRelay(from, publisher{l}, l.p.now, l.p.w.log)
	go r.Run(l.ctx)
}
