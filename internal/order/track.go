package order

import (
	"context"
	"fmt"

	busv1 "rialto/gen/rialto/bus/v1"
	fulfillmentv1 "rialto/gen/rialto/fulfillment/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/errs"
)

var shipmentStatuses = map[string]ShipmentStatus{
	"picked": Picked, "handed_over": ShipmentShipped, "delivered": ShipmentDelivered, "canceled": ShipmentCanceled,
}

// track takes what fulfilment tells about parcels. A shipment only moves forward, so repeats and stragglers change
// nothing and no inbox is needed.
func (s *Service) track(ctx context.Context, events []*busv1.Event) error {
	for _, e := range events {
		var change fulfillmentv1.ShipmentChanged
		if err := bus.Payload(e, &change); err != nil {
			return err
		}
		if err := s.trackOne(ctx, &change); err != nil {
			return fmt.Errorf("shipment %s: %w", change.GetShipmentId(), err)
		}
	}
	return nil
}

func (s *Service) trackOne(ctx context.Context, c *fulfillmentv1.ShipmentChanged) error {
	to, known := shipmentStatuses[c.GetStatus()]
	if !known {
		return nil // a state that a newer fulfilment has and this order does not care for
	}
	_, err := s.store.Update(ctx, commerce.UserID(c.GetUserId()), commerce.OrderID(c.GetOrderId()), nil, func(o *Order) error {
		shipment, err := o.shipment(c.GetShipmentId())
		if err != nil {
			return err
		}
		if !shipment.advance(to, c.GetTrackingNumber()) {
			return nil
		}
		if status := o.derived(); status != o.Status {
			return o.MoveTo(status, "order."+string(status), s.micros())
		}
		return o.Record("order.shipment_changed", s.micros())
	})
	if errs.Is(err, errs.KindNotFound) {
		s.log.Warn("news of a shipment that no order has", "shipment", c.GetShipmentId(), "order", c.GetOrderId())
		return nil
	}
	return err
}
