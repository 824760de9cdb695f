package analytics

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"golang.org/x/sync/errgroup"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	busv1 "rialto/gen/rialto/bus/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/bus"
)

// Consumer is the name of this room's consumer group and of its inbox rows.
const Consumer = "analytics"

// hands is how many products are counted at a time, so that their commits share one disk flush.
const hands = 32

// Subscriptions is what the room hears.
func (s *Service) Subscriptions() []bus.Subscription {
	return []bus.Subscription{{Group: Consumer, Topics: []string{bus.OrderEvents, bus.UserActivity}, Handle: s.handle}}
}

// handle counts a batch with one transaction per product, because a transaction has one distribution key. Within a
// product the order of events is kept. A failure brings the whole batch again; what was counted stays counted.
func (s *Service) handle(ctx context.Context, events []*busv1.Event) error {
	effects := map[int64][]Effect{}
	for _, e := range events {
		if err := read(e, effects); err != nil {
			return fmt.Errorf("read event %s: %w", e.GetEventId(), err)
		}
	}
	if err := s.rebase(ctx); err != nil {
		return fmt.Errorf("weigh sales anew: %w", err)
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(hands)
	for _, product := range slices.Sorted(maps.Keys(effects)) {
		g.Go(func() error {
			if err := s.store.Apply(ctx, s.basis, product, effects[product]); err != nil {
				return fmt.Errorf("count for product %d: %w", product, err)
			}
			return nil
		})
	}
	return g.Wait()
}

// rebase makes sure that sales are weighed by the configured half-life, from a landmark that is not too far.
func (s *Service) rebase(ctx context.Context) error {
	now := commerce.Micros(s.now())
	if s.basis.fits(s.cfg.HalfLife, now) {
		return nil
	}
	stored, err := s.store.Basis(ctx)
	if err != nil {
		return err
	}
	if !stored.fits(s.cfg.HalfLife, now) {
		stored = Basis{HalfLife: s.cfg.HalfLife.Microseconds(), Landmark: now}
		if err := s.store.Rebase(ctx, stored); err != nil {
			return err
		}
	}
	s.basis = stored
	return nil
}

// read adds what an event does to the effects of each product that it concerns.
func read(e *busv1.Event, effects map[int64][]Effect) error {
	switch {
	case e.GetTopic() == bus.UserActivity:
		return readActivity(e, effects)
	case e.GetType() == "order.confirmed", e.GetType() == "order.canceled":
		return readOrder(e, effects)
	}
	return nil
}

// readOrder merges the lines of one product (two sellers' offers, say). An order that is canceled before it was
// confirmed was never counted, so taking it off does nothing.
func readOrder(e *busv1.Event, effects map[int64][]Effect) error {
	var o orderv1.OrderEvent
	if err := bus.Payload(e, &o); err != nil {
		return err
	}
	kind := Sold
	if e.GetType() == "order.canceled" {
		kind = Unsold
	}
	units := map[int64]int64{}
	for _, i := range o.GetItems() {
		units[i.GetProductId()] += i.GetQuantity()
	}
	for product, n := range units {
		effects[product] = append(effects[product], Effect{
			EventID: e.GetEventId(), Kind: kind, OrderID: o.GetOrderId(), Units: n, At: e.GetOccurredAt(),
		})
	}
	return nil
}

// readActivity counts looks and cart additions per product; searches name no product and are not ours.
func readActivity(e *busv1.Event, effects map[int64][]Effect) error {
	var batch analyticsv1.ActivityBatch
	if err := bus.Payload(e, &batch); err != nil {
		return err
	}
	seen := map[int64]Effect{}
	for _, a := range batch.GetActivities() {
		product := a.GetProductId()
		one := seen[product]
		switch {
		case product <= 0:
			continue
		case a.GetKind() == "view":
			one.Views++
		case a.GetKind() == "add_to_cart":
			one.Carts++
		default:
			continue
		}
		seen[product] = one
	}
	for product, one := range seen {
		one.EventID, one.Kind = e.GetEventId(), Seen
		effects[product] = append(effects[product], one)
	}
	return nil
}
