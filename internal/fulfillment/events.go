package fulfillment

import (
	"context"
	"fmt"
	"maps"
	"slices"

	busv1 "rialto/gen/rialto/bus/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/bus"
)

// Consumer is the name of this room's consumer group and of its inbox rows.
const Consumer = "fulfillment"

// Subscriptions is what the room hears: order.confirmed opens picks, order.canceled closes those that are still open.
func (s *Service) Subscriptions() []bus.Subscription {
	return []bus.Subscription{{Group: Consumer, Topics: []string{bus.OrderEvents}, Handle: s.handle}}
}

// handle applies a batch with one transaction per warehouse, because a transaction has one distribution key. Within a
// warehouse the order of events is kept. A failure brings the whole batch again, and the inbox drops what was done.
func (s *Service) handle(ctx context.Context, events []*busv1.Event) error {
	changes := map[int64][]Change{}
	for _, e := range events {
		if err := s.sort(e, changes); err != nil {
			return fmt.Errorf("read event %s: %w", e.GetEventId(), err)
		}
	}
	for _, warehouse := range slices.Sorted(maps.Keys(changes)) {
		if err := s.store.Apply(ctx, warehouse, changes[warehouse]); err != nil {
			return fmt.Errorf("apply order events to warehouse %d: %w", warehouse, err)
		}
	}
	return nil
}

// sort puts what an event means into the changes of each warehouse that it concerns.
func (s *Service) sort(e *busv1.Event, changes map[int64][]Change) error {
	if e.GetType() != "order.confirmed" && e.GetType() != "order.canceled" {
		return nil
	}
	var o orderv1.OrderEvent
	if err := bus.Payload(e, &o); err != nil {
		return err
	}
	perWarehouse := map[int64]Change{}
	for _, sh := range o.GetShipments() {
		c := perWarehouse[sh.GetWarehouseId()]
		if e.GetType() == "order.canceled" {
			c.Cancel = append(c.Cancel, sh.GetShipmentId())
		} else if sh.GetStatus() != "canceled" {
			c.Open = append(c.Open, s.open(&o, sh))
		}
		perWarehouse[sh.GetWarehouseId()] = c
	}
	for warehouse, c := range perWarehouse {
		c.EventID, c.At = e.GetEventId(), commerce.Micros(s.now())
		changes[warehouse] = append(changes[warehouse], c)
	}
	return nil
}

// open makes the first version of a shipment.
func (s *Service) open(o *orderv1.OrderEvent, sh *orderv1.Shipment) Shipment {
	now := commerce.Micros(s.now())
	lines := make([]Line, len(sh.GetLines()))
	for i, l := range sh.GetLines() {
		lines[i] = Line{l.GetProductId(), l.GetQuantity()}
	}
	return Shipment{
		WarehouseID: sh.GetWarehouseId(),
		ID:          sh.GetShipmentId(),
		UserID:      o.GetUserId(),
		OrderID:     o.GetOrderId(),
		SellerID:    sh.GetSellerId(),
		Status:      ToPick,
		Method:      o.GetDelivery(),
		Lines:       lines,
		DeliverBy:   o.GetArrivesBy(),
		CreatedAt:   now,
		UpdatedAt:   now,
		Version:     1,
		Plan:        newPlan(now, o.GetArrivesBy(), s.cfg.DemoSpeed),
	}.awaiting(PickStep)
}
