package shipping

import (
	"context"
	"fmt"
	"slices"

	shippingv1 "rialto/gen/rialto/shipping/v1"
	"rialto/internal/commerce"
)

// RecordScan implements the contract. Without a time the scan counts as made now.
func (s *Service) RecordScan(ctx context.Context, req *shippingv1.RecordScanRequest) (*shippingv1.RecordScanResponse, error) {
	var bad problems
	bad.parcel(req.GetUserId(), req.GetOrderId(), req.GetShipmentId())
	bad.check(slices.Contains(stages, req.GetWhat()), "what", "must be one of %v", stages)
	bad.check(req.GetAt() >= 0, "at", "must be a time in UTC microseconds")
	bad.check(len(req.GetPlace()) <= 100, "place", "must be at most 100 bytes")
	if err := bad.err(); err != nil {
		return nil, err
	}
	scan := Scan{What: req.GetWhat(), At: req.GetAt(), Place: req.GetPlace()}
	if scan.At == 0 {
		scan.At = commerce.Micros(s.now())
	}
	err := s.store.AddScan(ctx, commerce.UserID(req.GetUserId()), commerce.OrderID(req.GetOrderId()), req.GetShipmentId(), scan)
	if err != nil {
		return nil, fmt.Errorf("record scan %s: %w", scan.What, err)
	}
	return &shippingv1.RecordScanResponse{}, nil
}

// Track implements the contract. An order without parcels, or of another user, has an empty track.
func (s *Service) Track(ctx context.Context, req *shippingv1.TrackRequest) (*shippingv1.TrackResponse, error) {
	var bad problems
	bad.order(req.GetUserId(), req.GetOrderId())
	if err := bad.err(); err != nil {
		return nil, err
	}
	parcels, err := s.store.Parcels(ctx, commerce.UserID(req.GetUserId()), commerce.OrderID(req.GetOrderId()))
	if err != nil {
		return nil, fmt.Errorf("read parcels: %w", err)
	}
	resp := &shippingv1.TrackResponse{}
	for _, p := range parcels {
		resp.Parcels = append(resp.Parcels, p.proto())
	}
	return resp, nil
}

func (p Parcel) proto() *shippingv1.Parcel {
	out := &shippingv1.Parcel{ShipmentId: p.ShipmentID, TrackingNumber: p.Tracking, Carrier: Carrier}
	sortScans(p.Scans)
	for _, s := range p.Scans {
		out.Scans = append(out.Scans, &shippingv1.Scan{At: s.At, What: s.What, Place: s.Place})
	}
	return out
}
