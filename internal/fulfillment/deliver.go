package fulfillment

import (
	"context"
	"fmt"

	fulfillmentv1 "rialto/gen/rialto/fulfillment/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
	"rialto/internal/commerce"
)

// Deliver records that the parcel arrived. Errors: not_found, conflict wrong_step before HandOver, conflict
// shipment_canceled.
func (s *Service) Deliver(ctx context.Context, req *fulfillmentv1.ShipmentRequest) (*fulfillmentv1.Shipment, error) {
	return answer(s.take(ctx, req.GetShipmentId(), s.delivering()))
}

func (s *Service) delivering() verb {
	return verb{name: "be delivered", from: HandedOver, to: Delivered, do: func(ctx context.Context, sh Shipment) (Shipment, error) {
		return sh, s.scan(ctx, sh, "delivered", "Delivery address")
	}}
}

// scan adds one event to the parcel's track; the carrier keeps the first of each kind.
func (s *Service) scan(ctx context.Context, sh Shipment, what, place string) error {
	_, err := s.carrier.RecordScan(ctx, &shippingv1.RecordScanRequest{
		UserId:     sh.UserID,
		OrderId:    sh.OrderID,
		ShipmentId: sh.ID,
		What:       what,
		At:         commerce.Micros(s.now()),
		Place:      place,
	})
	if err != nil {
		return fmt.Errorf("record scan %s: %w", what, err)
	}
	return nil
}
