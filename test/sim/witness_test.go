package sim

import (
	"context"
	"fmt"
	"sync"
	"time"

	busv1 "rialto/gen/rialto/bus/v1"
	fulfillmentv1 "rialto/gen/rialto/fulfillment/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/outbox"
)

// witness is a consumer with an inbox. It sees what the log brings, and has some of the confirmed orders packed.
type witness struct {
	w    *world
	mu   sync.Mutex
	seen map[string]int // event → how often its effect was made
}

func newWitness(w *world) *witness {
	return &witness{w: w, seen: map[string]int{}}
}

// listen consumes until the world ends.
func (v *witness) listen() {
	topics := []string{bus.OrderEvents, bus.PaymentEvents, bus.GiftCardEvents}
	go bus.Consume(v.w.ctx, &consumer{v.w.bus, v.w, nil, nil}, bus.Subscription{Group: "witness", Topics: topics, Handle: v.handle}, v.w.log)
}

func (v *witness) handle(_ context.Context, events []*busv1.Event) error {
	for _, e := range events {
		if !v.sees(e) {
			continue
		}
		v.w.say("witness sees %s %s", e.GetEventId(), e.GetType())
		if e.GetType() == "order.confirmed" {
			v.pack(e)
		}
	}
	return nil
}

// sees applies an event once.
func (v *witness) sees(e *busv1.Event) (first bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.seen[e.GetEventId()] > 0 {
		return false
	}
	v.seen[e.GetEventId()]++
	return true
}

// times is how often an event was applied.
func (v *witness) times(e string) int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.seen[e]
}

// pack hands some parcels over, in a race with the buyer's cancel, and tells so.
func (v *witness) pack(e *busv1.Event) {
	var o orderv1.OrderEvent
	if err := bus.Payload(e, &o); err != nil {
		v.w.broken("I19", "event %s cannot be read: %v", e.GetEventId(), err)
		return
	}
	v.w.books.confirmed(o.GetOrderId())
	d := v.w.actor("packer " + o.GetOrderId())
	if d.chance(2500) {
		staff := v.w.actor("refund " + o.GetOrderId())
		v.w.spawn(func() { v.giveBack(staff, &o) })
	}
	for _, sh := range o.GetShipments() {
		if !d.chance(4000) {
			continue
		}
		hand := v.w.actor("packer " + sh.GetShipmentId())
		v.w.spawn(func() { v.handOver(hand, &o, sh) })
	}
}

// giveBack is staff who refund a part, or two, in a race with everything else.
func (v *witness) giveBack(d *dice, o *orderv1.OrderEvent) {
	for i := range 1 + d.n(2) {
		time.Sleep(d.between(10*time.Millisecond, 5*time.Second))
		req := &orderv1.RefundRequest{
			UserId: o.GetUserId(), OrderId: o.GetOrderId(), IdempotencyKey: fmt.Sprintf("refund-%s-%d", o.GetOrderId(), i),
			Amount: 1 + int64(d.n(int(o.GetTotal()))), Reason: "a scratch",
		}
		insist(v.w, d, 1+d.n(5), func() error {
			_, err := orderLink{nil, v.w.order}.Refund(v.w.ctx, req)
			return err
		})
	}
}

func (v *witness) handOver(d *dice, o *orderv1.OrderEvent, sh *orderv1.Shipment) {
	time.Sleep(d.between(100*time.Millisecond, 5*time.Second))
	req := &inventoryv1.ConsumeRequest{UserId: o.GetUserId(), OrderId: o.GetOrderId()}
	if d.chance(5000) {
		req.ShipmentId = sh.GetShipmentId()
	}
	for _, l := range sh.GetLines() {
		req.Allocations = append(req.Allocations, &inventoryv1.Allocation{
			ProductId: l.GetProductId(), SellerId: sh.GetSellerId(), WarehouseId: sh.GetWarehouseId(), Quantity: l.GetQuantity(),
		})
	}
	err := insist(v.w, d, 50, func() error {
		_, err := stockLink{nil, v.w.inventory}.Consume(v.w.ctx, req)
		return err
	})
	if err != nil {
		if !errs.HasCode(err, "reservation_canceled") {
			v.w.broken("I7", "order %s was confirmed, but its parcel cannot leave: %v", o.GetOrderId(), err)
		}
		return
	}
	states := []string{"handed_over", "delivered"}
	if d.chance(2000) {
		states[0], states[1] = states[1], states[0]
	}
	for i, status := range states[:1+d.n(2)] {
		time.Sleep(d.between(time.Millisecond, 2*time.Second))
		e := must(outbox.Event(bus.FulfillmentEvents, "shipment.changed", sh.GetShipmentId(), o.GetOrderId(), int64(i+1), int64(v.w.since()),
			&fulfillmentv1.ShipmentChanged{UserId: o.GetUserId(), OrderId: o.GetOrderId(), ShipmentId: sh.GetShipmentId(), Status: status}))
		v.w.books.sent(e)
		must(v.w.bus.Publish(v.w.ctx, &busv1.PublishRequest{Events: []*busv1.Event{e}}))
	}
}
