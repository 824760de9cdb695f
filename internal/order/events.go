package order

import (
	"context"
	"fmt"

	busv1 "rialto/gen/rialto/bus/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/outbox"
)

// Subscriptions returns what order listens to.
func (s *Service) Subscriptions() []bus.Subscription {
	return []bus.Subscription{
		{Group: "order-payments", Topics: []string{bus.PaymentEvents}, Handle: s.paymentMoved},
		{Group: "order-shipments", Topics: []string{bus.FulfillmentEvents}, Handle: s.track},
	}
}

// paymentMoved wakes the sagas that wait for the gateway or the buyer. It only wakes: the saga asks payment itself, so a
// late, repeated or reordered event can do no harm. What comes and goes by hand, long after the saga is over, is followed.
func (s *Service) paymentMoved(ctx context.Context, events []*busv1.Event) error {
	woken := false
	for _, e := range events {
		var change paymentv1.PaymentChanged
		if err := bus.Payload(e, &change); err != nil {
			return err
		}
		woke, err := limited(ctx, func(ctx context.Context) (bool, error) { return s.moved(ctx, &change) })
		if err != nil {
			return fmt.Errorf("payment of order %s: %w", change.GetOrderId(), err)
		}
		woken = woken || woke
	}
	if woken {
		s.wakeSweeper()
	}
	return nil
}

func (s *Service) moved(ctx context.Context, c *paymentv1.PaymentChanged) (woke bool, err error) {
	if wakes(c) {
		key := SagaKey{commerce.UserID(c.GetUserId()), commerce.OrderID(c.GetOrderId()), Placing, ""}
		if err := s.store.Wake(ctx, key, s.micros()); err != nil {
			return false, fmt.Errorf("wake: %w", err)
		}
		woke = true
	}
	return woke, s.follow(ctx, c)
}

// wakes names the states that a saga which is asleep has waited for. The others are what a running saga did itself.
func wakes(c *paymentv1.PaymentChanged) bool {
	switch c.GetStatus() {
	case "authorized", "declined", "voided":
		return true
	case "captured": // a transfer goes there in one step, when staff has seen the money
		return Method(c.GetMethod()) == BankTransfer
	}
	return false
}

// event reports the order as it is now; its version is the order's.
func event(o *Order, what string) (*busv1.Event, error) {
	payload := &orderv1.OrderEvent{
		OrderId: string(o.ID), UserId: int64(o.UserID), Status: string(o.Status), Currency: o.Currency, Total: o.Total,
		ArrivesBy: o.ArrivesBy, Delivery: o.Delivery, PlacedAt: o.CreatedAt,
		Items: itemsToProto(o.Items), Shipments: shipmentsToProto(o.Shipments),
		Subtotal: o.Subtotal, Discount: o.Discount, Tax: o.Tax, Shipping: o.Shipping,
		Tenders: tendersToProto(o.Tenders), Refunds: refundsToProto(o.Refunds),
	}
	e, err := outbox.Event(bus.OrderEvents, what, string(o.ID), string(o.ID), o.Version, o.UpdatedAt, payload)
	if err != nil {
		return nil, err
	}
	e.UserId = int64(o.UserID)
	return e, nil
}
