package sim

import (
	"sync"
	"time"

	orderv1 "rialto/gen/rialto/order/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/inventory"
	"rialto/internal/order"
	"rialto/internal/payment"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/outbox"
)

// books is what the simulator writes down itself, to hold the shop to it afterwards: what people were told, what staff put
// on the shelves, which events were marked as published.
type books struct {
	w *world

	mu        sync.Mutex
	published map[string]bool
	payments  []payment.Key // in the order of their first write
	known     map[payment.Key]bool
	puts      map[inventory.Place]int  // how often staff changed a row
	firstTry  map[string]time.Duration // quote → when it was first to be bought at
	answers   []answer
	seenAt    map[string]time.Duration // order → when the world first knew it was confirmed
	parcels   map[string]bool          // news of parcels that the order room has not taken yet
	heard     map[string]bool          // group and event that it has taken
	wires     map[payment.Key]*wire    // transfers that came to the shop's account
	holders   map[order.SagaKey]int64  // the newest attempt that was given a saga
}

// answer is what a buyer was told.
type answer struct {
	user    int64
	key     string
	quote   *pricingv1.Quote
	order   string
	status  string
	settled bool
	problem string
}

func newBooks(w *world) *books {
	return &books{
		w: w, published: map[string]bool{}, known: map[payment.Key]bool{}, puts: map[inventory.Place]int{},
		firstTry: map[string]time.Duration{}, seenAt: map[string]time.Duration{}, parcels: map[string]bool{}, heard: map[string]bool{}, wires: map[payment.Key]*wire{}, holders: map[order.SagaKey]int64{},
	}
}

func (b *books) isPublished(e event) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.published[e.GetEventId()]
}

func (b *books) publish(rows []outbox.Row) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range rows {
		b.published[r.Event.GetEventId()] = true
	}
}

// touched remembers that a payment was written to.
func (b *books) touched(key payment.Key) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.known[key] {
		b.known[key] = true
		b.payments = append(b.payments, key)
	}
}

// paymentEvents are all events of the payment room.
func (b *books) paymentEvents() (all []event) {
	b.mu.Lock()
	keys := b.payments[:len(b.payments):len(b.payments)]
	b.mu.Unlock()
	for _, k := range keys {
		all = append(all, b.w.payments.Events(k)...)
	}
	return all
}

// putIn remembers a change of stock by staff.
func (b *books) putIn(p inventory.Place) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.puts[p]++
}

// tried remembers when somebody first meant to buy at a quote.
func (b *books) tried(quote string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, before := b.firstTry[quote]; !before {
		b.firstTry[quote] = b.w.since()
	}
}

// answered remembers what a buyer was told, and that the same key was never told of another order.
func (b *books) answered(user int64, key string, q *pricingv1.Quote, got *orderv1.PlaceResponse) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.answers = append(b.answers, answer{
		user: user, key: key, quote: q, order: got.GetOrder().GetOrderId(), status: got.GetOrder().GetStatus(),
		settled: got.GetSettled(), problem: got.GetProblem().GetCode(),
	})
}

func (b *books) confirmed(order string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, known := b.seenAt[order]; !known {
		b.seenAt[order] = b.w.since()
	}
}

// sent remembers news of a parcel until the order room has taken it.
func (b *books) sent(e event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.parcels[e.GetEventId()] = true
}

// expected counts the news of parcels that are not taken.
func (b *books) expected() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.parcels)
}

func (b *books) arrived(group string, events []event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, e := range events {
		b.heard[group+" "+e.GetEventId()] = true
		if group == "order-shipments" {
			delete(b.parcels, e.GetEventId())
		}
	}
}

// hasHeard reports whether a group has taken an event of those that it hears.
func (b *books) hasHeard(group string, e event) bool {
	if group == "payment" && e.GetTopic() != bus.OrderEvents {
		return true
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.heard[group+" "+e.GetEventId()]
}

// claimed remembers who holds a saga.
func (b *books) claimed(saga *order.Saga) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.holders[saga.SagaKey()] = max(b.holders[saga.SagaKey()], saga.Attempt)
}

// advanced watches the fence: a worker whose saga was taken over must not be able to write.
func (b *books) advanced(saga *order.Saga, attempt int64) {
	if saga == nil {
		return
	}
	b.mu.Lock()
	newest := b.holders[saga.SagaKey()]
	b.mu.Unlock()
	if attempt < newest {
		b.w.broken("I17", "attempt %d wrote to the saga of order %s, which attempt %d had taken over", attempt, saga.OrderID, newest)
	}
}

// placed counts the orders that buyers know of.
func (b *books) placed() int {
	orders := map[string]bool{}
	for _, a := range b.answers {
		orders[a.order] = true
	}
	return len(orders)
}

// beforeRelease watches that compensations go in reverse: units that were held for an order are given back only when its
// money is let go.
func (b *books) beforeRelease(c inventory.Claim) {
	charge := b.w.bank.charge(payment.Key{UserID: c.UserID, OrderID: c.OrderID})
	if charge.State == payment.ChargeAuthorized {
		b.w.broken("I17", "stock of order %s is given back while its money is %s", c.OrderID, charge.State)
	}
}
