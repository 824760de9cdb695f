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

// heard is what a batch of events does, by the key of the transaction that will do it.
type heard struct {
	effects  map[int64][]Effect  // by product
	receipts map[int64][]Receipt // by day
}

// handle counts a batch with one transaction per product and one per day, because a transaction has one distribution
// key. Within each the order of events is kept. A failure brings the whole batch again; what was counted stays counted.
func (s *Service) handle(ctx context.Context, events []*busv1.Event) error {
	h := heard{map[int64][]Effect{}, map[int64][]Receipt{}}
	for _, e := range events {
		if err := h.read(e); err != nil {
			return fmt.Errorf("read event %s: %w", e.GetEventId(), err)
		}
	}
	if err := s.rebase(ctx); err != nil {
		return fmt.Errorf("weigh sales anew: %w", err)
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(hands)
	for _, product := range slices.Sorted(maps.Keys(h.effects)) {
		g.Go(func() error {
			if err := s.store.Apply(ctx, s.basis, product, h.effects[product]); err != nil {
				return fmt.Errorf("count for product %d: %w", product, err)
			}
			return nil
		})
	}
	for _, day := range slices.Sorted(maps.Keys(h.receipts)) {
		g.Go(func() error {
			if err := s.store.CountOrders(ctx, day, h.receipts[day]); err != nil {
				return fmt.Errorf("count orders of day %d: %w", day, err)
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

// read notes what an event does.
func (h heard) read(e *busv1.Event) error {
	switch {
	case e.GetTopic() == bus.UserActivity:
		return h.readActivity(e)
	case e.GetType() == "order.confirmed", e.GetType() == "order.canceled":
		return h.readOrder(e)
	}
	return nil
}

// readOrder merges the lines of one product (two sellers' offers, say). An order that is canceled before it was
// confirmed was never counted, so taking it off does nothing.
func (h heard) readOrder(e *busv1.Event) error {
	var o orderv1.OrderEvent
	if err := bus.Payload(e, &o); err != nil {
		return err
	}
	r := receiptOf(&o, e.GetType() == "order.canceled")
	kind := Sold
	if r.Canceled {
		kind = Unsold
	}
	for _, line := range r.Lines {
		h.effects[line.ProductID] = append(h.effects[line.ProductID], Effect{
			EventID: e.GetEventId(), Kind: kind, OrderID: o.GetOrderId(), Units: line.Units, At: e.GetOccurredAt(),
		})
	}
	placed := dayOf(o.GetPlacedAt())
	h.receipts[placed] = append(h.receipts[placed], r)
	return nil
}

// readActivity counts looks and cart additions per product; searches name no product and are not ours.
func (h heard) readActivity(e *busv1.Event) error {
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
		h.effects[product] = append(h.effects[product], one)
	}
	return nil
}
