package fulfillment_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	fulfillmentv1 "rialto/gen/rialto/fulfillment/v1"
	"rialto/internal/fulfillment"
	"rialto/internal/fulfillment/fulfillmenttest"
	"rialto/internal/platform/errs"
)

func req(id string) *fulfillmentv1.ShipmentRequest {
	return &fulfillmentv1.ShipmentRequest{ShipmentId: id}
}

func TestAParcelIsPickedHandedOverAndDelivered(t *testing.T) {
	t.Parallel()
	b := setup(t, fulfillment.Config{})
	fulfillmenttest.Add(t, b.store, fulfillmenttest.Sample("s1"))

	picked, err := b.Pick(ctx, req("s1"))
	if err != nil || picked.GetStatus() != "picked" || picked.GetLabelNumber() != "L-s1" || picked.GetTrackingNumber() != "T-s1" {
		t.Fatalf("Pick: %v, %v", picked, err)
	}
	left, err := b.HandOver(ctx, req("s1"))
	if err != nil || left.GetStatus() != "handed_over" {
		t.Fatalf("HandOver: %v, %v", left, err)
	}
	there, err := b.Deliver(ctx, req("s1"))
	if err != nil || there.GetStatus() != "delivered" || there.GetVersion() != 4 {
		t.Fatalf("Deliver: %v, %v", there, err)
	}
	want := []string{
		"Get 7 order-of-s1", "CreateLabel s1 standard from 1 to Portland",
		"Consume order-of-s1 2×17 of 3@1 1×18 of 3@1", "RecordScan s1 picked_up", "RecordScan s1 delivered",
	}
	if !slices.Equal(b.world.Log(), want) {
		t.Fatalf("asked neighbours %q, want %q", b.world.Log(), want)
	}
	if told := b.told(t); !slices.Equal(told, []string{"fulfillment.picked", "fulfillment.handed_over", "fulfillment.delivered"}) {
		t.Fatalf("told %q", told)
	}
}

func TestEachStepMayBeRepeated(t *testing.T) {
	t.Parallel()
	b := setup(t, fulfillment.Config{})
	fulfillmenttest.Add(t, b.store, fulfillmenttest.Sample("s1"))
	steps := []func(context.Context, *fulfillmentv1.ShipmentRequest) (*fulfillmentv1.Shipment, error){b.Pick, b.HandOver, b.Deliver}
	for i, step := range steps {
		for range 2 {
			for _, earlier := range steps[:i] {
				if _, err := earlier(ctx, req("s1")); err != nil {
					t.Fatalf("a late repeat of an earlier step: %v", err)
				}
			}
			sh, err := step(ctx, req("s1"))
			if err != nil || sh.GetVersion() != int64(i+2) {
				t.Fatalf("step %d: %v, %v", i, sh, err)
			}
		}
	}
	if got := len(b.told(t)); got != 3 {
		t.Fatalf("%d events, want 3", got)
	}
}

func TestAStepOutOfOrderIsRefused(t *testing.T) {
	t.Parallel()
	b := setup(t, fulfillment.Config{})
	fulfillmenttest.Add(t, b.store, fulfillmenttest.Sample("s1"))
	if _, err := b.HandOver(ctx, req("s1")); !errs.HasCode(err, "wrong_step") {
		t.Fatalf("HandOver before Pick: %v", err)
	}
	if _, err := b.Deliver(ctx, req("s1")); !errs.HasCode(err, "wrong_step") {
		t.Fatalf("Deliver before Pick: %v", err)
	}
	if len(b.world.Log()) != 0 || len(b.told(t)) != 0 {
		t.Fatalf("a refused step had effects: %q %q", b.world.Log(), b.told(t))
	}
}

func TestAnOrderThatWasCanceledFirstStopsItsParcel(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(bundle) error{
		"at the pick":      func(bundle) error { return nil },
		"at the hand-over": func(b bundle) error { _, err := b.Pick(ctx, req("s1")); return err },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t, fulfillment.Config{})
			fulfillmenttest.Add(t, b.store, fulfillmenttest.Sample("s1"))
			if err := prepare(b); err != nil {
				t.Fatal(err)
			}
			b.world.Cancel("order-of-s1")
			step := b.Pick
			if b.status(t, "s1") == fulfillment.Picked {
				step = b.HandOver
			}
			for range 2 {
				if _, err := step(ctx, req("s1")); !errs.HasCode(err, "shipment_canceled") {
					t.Fatalf("got %v", err)
				}
			}
			if b.status(t, "s1") != fulfillment.Canceled {
				t.Fatalf("status %s", b.status(t, "s1"))
			}
			if told := b.told(t); told[len(told)-1] != "fulfillment.canceled" {
				t.Fatalf("told %q", told)
			}
		})
	}
}

func TestALostAnswerIsRepairedByARepeat(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"Get", "CreateLabel", "Consume", "RecordScan"} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			b := setup(t, fulfillment.Config{})
			fulfillmenttest.Add(t, b.store, fulfillmenttest.Sample("s1"))
			b.world.Fail(method, 1)
			failures := 0
			for _, step := range []func(context.Context, *fulfillmentv1.ShipmentRequest) (*fulfillmentv1.Shipment, error){b.Pick, b.HandOver, b.Deliver} {
				_, err := step(ctx, req("s1"))
				if err != nil {
					if !errs.Unanswered(err) {
						t.Fatalf("the caller must learn that the outcome is unknown: %v", err)
					}
					failures++
					_, err = step(ctx, req("s1"))
				}
				if err != nil {
					t.Fatalf("the repeat: %v", err)
				}
			}
			if failures != 1 || b.status(t, "s1") != fulfillment.Delivered || len(b.told(t)) != 3 {
				t.Fatalf("%d failures, status %s, told %q", failures, b.status(t, "s1"), b.told(t))
			}
		})
	}
}

// racing lets something happen to the shipment while a step asks its neighbours.
type racing struct {
	fulfillment.Store
	before func()
}

func (r *racing) Advance(ctx context.Context, from, to fulfillment.Shipment) (fulfillment.Shipment, error) {
	if r.before != nil {
		before := r.before
		r.before = nil
		before()
	}
	return r.Store.Advance(ctx, from, to)
}

func TestAPickThatLosesToACancelSaysSo(t *testing.T) {
	t.Parallel()
	b := setup(t, fulfillment.Config{})
	fulfillmenttest.Add(t, b.store, fulfillmenttest.Sample("s1"))
	store := &racing{Store: b.store, before: func() {
		if err := b.store.Apply(ctx, 1, []fulfillment.Change{{EventID: "c", Cancel: []string{"s1"}, At: 5}}); err != nil {
			t.Error(err)
		}
	}}
	s, err := fulfillment.New(fulfillment.Config{}, store, b.world, b.world, b.world, fulfillment.Deps{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Pick(ctx, req("s1")); !errs.HasCode(err, "shipment_canceled") {
		t.Fatalf("got %v", err)
	}
}

func TestABadShipmentIDIsRefusedInWords(t *testing.T) {
	t.Parallel()
	b := setup(t, fulfillment.Config{})
	if _, err := b.Pick(ctx, nil); !errs.Is(err, errs.KindInvalid) {
		t.Errorf("nil: %v", err)
	}
	if _, err := b.Pick(ctx, req(strings.Repeat("9", 61))); !errs.Is(err, errs.KindInvalid) {
		t.Errorf("long: %v", err)
	}
	if _, err := b.Pick(ctx, req("nowhere")); !errs.HasCode(err, "shipment_not_found") {
		t.Errorf("unknown: %v", err)
	}
}
