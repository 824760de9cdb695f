package shipping

import (
	"context"
	"fmt"
	"slices"

	shippingv1 "rialto/gen/rialto/shipping/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// CreateLabel implements the contract. The address is checked and goes to the carrier's label only; it is not kept. The parcel's
// track starts with the scan label_created.
func (s *Service) CreateLabel(ctx context.Context, req *shippingv1.CreateLabelRequest) (*shippingv1.CreateLabelResponse, error) {
	if err := s.checkLabel(req); err != nil {
		return nil, err
	}
	now := commerce.Micros(s.now())
	kept, err := s.store.AddParcel(ctx, Parcel{
		UserID: commerce.UserID(req.GetUserId()), OrderID: commerce.OrderID(req.GetOrderId()), ShipmentID: req.GetShipmentId(),
		WarehouseID: commerce.WarehouseID(req.GetWarehouseId()), Method: req.GetMethod(),
		Label: number("RL", s.ids.Next()), Tracking: number("RP", s.ids.Next()), CreatedAt: now,
		Scans: []Scan{{What: LabelCreated, At: now, Place: Carrier}},
	})
	if err != nil {
		return nil, fmt.Errorf("keep parcel: %w", err)
	}
	if string(kept.OrderID) != req.GetOrderId() {
		return nil, errs.Conflict("shipment_differs", "This shipment already has a label for another order.")
	}
	return &shippingv1.CreateLabelResponse{LabelNumber: kept.Label, TrackingNumber: kept.Tracking, Carrier: Carrier}, nil
}

func (s *Service) checkLabel(req *shippingv1.CreateLabelRequest) error {
	var bad problems
	bad.parcel(req.GetUserId(), req.GetOrderId(), req.GetShipmentId())
	bad.check(req.GetWarehouseId() > 0, "warehouse_id", "must be a positive id")
	bad.check(slices.Contains(methods, req.GetMethod()), "method", "must be one of %v", methods)
	for _, p := range commerce.AddressOf(req.GetAddress()).Problems() {
		bad.check(false, "address."+p.Field, "%s", p.Problem)
	}
	if err := bad.err(); err != nil {
		return err
	}
	_, err := s.centroids.of(req.GetAddress().GetCountry(), req.GetAddress().GetRegion())
	return err
}

// number writes an id as a carrier's number: two letters, 19 digits and a check digit, all of one length.
func number(prefix string, id int64) string {
	digits := fmt.Sprintf("%019d", id)
	return prefix + digits + string(checkDigit(digits))
}

// checkDigit is Luhn's: it finds any wrong digit and nearly every swap of two neighbours.
func checkDigit(digits string) byte {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			d = d*2/10 + d*2%10
		}
		sum += d
	}
	return byte('0' + (10-sum%10)%10)
}
