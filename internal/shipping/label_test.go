package shipping_test

import (
	"context"
	"strings"
	"testing"
	"time"

	commercev1 "rialto/gen/rialto/commerce/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/ids"
	"rialto/internal/shipping"
	"rialto/internal/shipping/shippingtest"
)

func service(t *testing.T) *shipping.Service {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC) }
	source, err := ids.New(now, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	s, err := shipping.New(shipping.Defaults(), &shippingtest.Memory{}, nil, now, source)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func label(shipment string) *shippingv1.CreateLabelRequest {
	return &shippingv1.CreateLabelRequest{
		UserId: 9, OrderId: "o1", ShipmentId: shipment, WarehouseId: 2, Method: "standard",
		Address: &commercev1.Address{Name: "Ada", Line1: "1 Pike St", City: "Seattle", Region: "WA", Country: "US"},
	}
}

func TestALabelIsBookedOncePerShipment(t *testing.T) {
	t.Parallel()
	s := service(t)
	first, err := s.CreateLabel(t.Context(), label("s1"))
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.CreateLabel(t.Context(), label("s1"))
	if err != nil || again.String() != first.String() {
		t.Fatalf("%v, then %v, %v", first, again, err)
	}
	next, err := s.CreateLabel(t.Context(), label("s2"))
	if err != nil || next.GetTrackingNumber() == first.GetTrackingNumber() || next.GetLabelNumber() == first.GetLabelNumber() {
		t.Fatalf("two shipments share a number: %v, %v", next, err)
	}
	if first.GetCarrier() != "Rialto Post" || !strings.HasPrefix(first.GetLabelNumber(), "RL") || !strings.HasPrefix(first.GetTrackingNumber(), "RP") {
		t.Fatalf("got %v", first)
	}
	stray := label("s1")
	stray.OrderId = "o2"
	if _, err := s.CreateLabel(t.Context(), stray); !errs.HasCode(err, "shipment_differs") {
		t.Fatalf("got %v", err)
	}
}

func TestATrackTellsItsScansOldestFirst(t *testing.T) {
	t.Parallel()
	s := service(t)
	ctx := t.Context()
	if _, err := s.CreateLabel(ctx, label("s1")); err != nil {
		t.Fatal(err)
	}
	const later = int64(1_900_000_000_000_000)
	for _, scan := range []*shippingv1.RecordScanRequest{
		{What: "delivered", At: later + 2, Place: "Seattle"}, {What: "out_for_delivery", At: later + 2}, {What: "in_transit", At: later + 1},
		{What: "picked_up"}, {What: "delivered", At: later + 9},
	} {
		_, err := s.RecordScan(ctx, &shippingv1.RecordScanRequest{UserId: 9, OrderId: "o1", ShipmentId: "s1", What: scan.What, At: scan.At, Place: scan.Place})
		if err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Track(ctx, &shippingv1.TrackRequest{UserId: 9, OrderId: "o1"})
	if err != nil || len(got.GetParcels()) != 1 {
		t.Fatalf("got %v, %v", got, err)
	}
	var way []string
	for _, scan := range got.GetParcels()[0].GetScans() {
		way = append(way, scan.GetWhat())
	}
	if strings.Join(way, " ") != "label_created picked_up in_transit out_for_delivery delivered" {
		t.Fatalf("got %v", way)
	}
	for _, foreign := range []*shippingv1.TrackRequest{{UserId: 8, OrderId: "o1"}, {UserId: 9, OrderId: "o2"}} {
		if got, err := s.Track(ctx, foreign); err != nil || len(got.GetParcels()) != 0 {
			t.Fatalf("%v sees %v, %v", foreign, got, err)
		}
	}
}

func TestLabelsAndScansRefuseNonsense(t *testing.T) {
	t.Parallel()
	s := service(t)
	ctx := t.Context()
	spoiled := func(spoil func(r *shippingv1.CreateLabelRequest)) func(context.Context) error {
		return func(ctx context.Context) error {
			req := label("s9")
			spoil(req)
			_, err := s.CreateLabel(ctx, req)
			return err
		}
	}
	for name, call := range map[string]func(context.Context) error{
		"label nil":     func(ctx context.Context) error { _, err := s.CreateLabel(ctx, nil); return err },
		"label method":  spoiled(func(r *shippingv1.CreateLabelRequest) { r.Method = "catapult" }),
		"label address": spoiled(func(r *shippingv1.CreateLabelRequest) { r.Address.Line1 = "" }),
		"label country": spoiled(func(r *shippingv1.CreateLabelRequest) { r.Address.Country = "XX" }),
		"label state":   spoiled(func(r *shippingv1.CreateLabelRequest) { r.Address.Region = "ZZ" }),
		"label id":      spoiled(func(r *shippingv1.CreateLabelRequest) { r.ShipmentId = strings.Repeat("s", 65) }),
		"scan nil":      func(ctx context.Context) error { _, err := s.RecordScan(ctx, nil); return err },
		"scan what": func(ctx context.Context) error {
			_, err := s.RecordScan(ctx, &shippingv1.RecordScanRequest{UserId: 9, OrderId: "o1", ShipmentId: "s1", What: "lost"})
			return err
		},
		"track nil": func(ctx context.Context) error { _, err := s.Track(ctx, nil); return err },
	} {
		if err := call(ctx); !errs.HasCode(err, "validation") {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := s.RecordScan(ctx, &shippingv1.RecordScanRequest{UserId: 9, OrderId: "o1", ShipmentId: "s1", What: "delivered"})
	if !errs.HasCode(err, "shipment_not_found") {
		t.Errorf("got %v", err)
	}
}
