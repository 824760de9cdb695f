package cart

import (
	"context"
	"errors"
	"fmt"
	"sync"

	busv1 "rialto/gen/rialto/bus/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/bus"
)

// atOnce bounds how many carts are changed at a time: enough to share commits, few enough to leave room for shoppers.
const atOnce = 64

// Subscriptions returns what the cart listens to: confirmed orders, whose quantities leave the cart.
func (s *Service) Subscriptions() []bus.Subscription {
	return []bus.Subscription{{Group: "cart", Topics: []string{bus.OrderEvents}, Handle: s.handle}}
}

// handle works on a batch side by side: orders differ, and subtracting commutes.
func (s *Service) handle(ctx context.Context, events []*busv1.Event) error {
	failures := make([]error, len(events))
	slots := make(chan struct{}, atOnce)
	var wg sync.WaitGroup
	for i, e := range events {
		if e.GetType() != "order.confirmed" {
			continue
		}
		slots <- struct{}{}
		wg.Go(func() {
			failures[i] = s.confirmed(ctx, e)
			<-slots
		})
	}
	wg.Wait()
	return errors.Join(failures...)
}

// confirmed subtracts an order from its buyer's cart, once per event.
func (s *Service) confirmed(ctx context.Context, e *busv1.Event) error {
	var order orderv1.OrderEvent
	if err := bus.Payload(e, &order); err != nil {
		return fmt.Errorf("read %s: %w", e.GetEventId(), err)
	}
	var ordered []Line
	for _, i := range order.GetItems() {
		ordered = append(ordered, Line{
			Product: commerce.ProductID(i.GetProductId()), Seller: commerce.SellerID(i.GetSellerId()), Quantity: i.GetQuantity(),
		})
	}
	err := s.store.ChangeOnce(ctx, commerce.UserID(order.GetUserId()), s.now(), e.GetEventId(), func(c *Cart) error {
		c.Subtract(ordered)
		return nil
	})
	if err != nil {
		return fmt.Errorf("subtract order from cart: %w", err)
	}
	return nil
}
