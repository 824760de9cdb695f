package payment

import (
	"context"
	"errors"
	"fmt"

	busv1 "rialto/gen/rialto/bus/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/bus"
)

// Subscriptions is what the room hears: order.delivered, by which the courier has the money of a cash payment.
func (s *Service) Subscriptions() []bus.Subscription {
	return []bus.Subscription{{Group: "payment", Topics: []string{bus.OrderEvents}, Handle: s.delivered}}
}

// delivered books promised cash as captured. The payment's own status is the inbox: money is received once.
func (s *Service) delivered(ctx context.Context, events []*busv1.Event) error {
	for _, e := range events {
		if e.GetType() != "order.delivered" {
			continue
		}
		var o orderv1.OrderEvent
		if err := bus.Payload(e, &o); err != nil {
			return fmt.Errorf("read event %s: %w", e.GetEventId(), err)
		}
		if !inCash(&o) {
			continue
		}
		if err := s.collected(ctx, Key{commerce.UserID(o.GetUserId()), commerce.OrderID(o.GetOrderId())}); err != nil {
			return fmt.Errorf("book the cash of event %s: %w", e.GetEventId(), err)
		}
	}
	return nil
}

func inCash(o *orderv1.OrderEvent) bool {
	for _, t := range o.GetTenders() {
		if t.GetMethod() == MethodCashOnDelivery {
			return true
		}
	}
	return false
}

// collected books what the courier took. A payment that does not exist never will: the event is only told to the operator.
func (s *Service) collected(ctx context.Context, key Key) error {
	p, err := s.store.Get(ctx, key)
	switch {
	case errors.Is(err, ErrNotFound):
		s.log.Error("an order was delivered for cash that has no payment", "order_id", key.OrderID)
		return nil
	case err != nil:
		return err
	case p.Method != MethodCashOnDelivery:
		s.log.Error("an order was delivered for cash whose payment is another", "order_id", key.OrderID, "method", p.Method)
		return nil
	}
	_, err = s.receive(ctx, p, "")
	return err
}
