package fulfillment

import (
	"context"
	"fmt"

	fulfillmentv1 "rialto/gen/rialto/fulfillment/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
)

// Pick marks a shipment picked and packed, and books its label. Errors: not_found, conflict shipment_canceled.
func (s *Service) Pick(ctx context.Context, req *fulfillmentv1.ShipmentRequest) (*fulfillmentv1.Shipment, error) {
	return answer(s.take(ctx, req.GetShipmentId(), s.picking()))
}

func (s *Service) picking() verb {
	return verb{name: "be picked", from: ToPick, to: Picked, do: s.bookLabel}
}

// bookLabel asks order for the address only now: it is not ours to keep. An order that is canceled already gets no
// label; its order.canceled may still be on the way.
func (s *Service) bookLabel(ctx context.Context, sh Shipment) (Shipment, error) {
	o, err := s.orders.Get(ctx, &orderv1.GetRequest{UserId: sh.UserID, OrderId: sh.OrderID})
	if err != nil {
		return sh, fmt.Errorf("get order: %w", err)
	}
	if o.GetStatus() == "canceled" {
		return sh, errCanceled(sh.ID)
	}
	label, err := s.carrier.CreateLabel(ctx, &shippingv1.CreateLabelRequest{
		UserId:      sh.UserID,
		OrderId:     sh.OrderID,
		ShipmentId:  sh.ID,
		WarehouseId: sh.WarehouseID,
		Method:      sh.Method,
		Address:     o.GetAddress(),
	})
	if err != nil {
		return sh, fmt.Errorf("book label: %w", err)
	}
	sh.Label, sh.Tracking = label.GetLabelNumber(), label.GetTrackingNumber()
	return sh, nil
}
