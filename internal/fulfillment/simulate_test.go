package fulfillment_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	busv1 "rialto/gen/rialto/bus/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/fulfillment"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/outbox"
)

// hour is a simulated hour at a speed of 3,600.
const hour = time.Second

// running starts the simulation in a synctest bubble; stop ends it and must be called.
func running(t *testing.T, speed float64) (b bundle, stop func()) {
	t.Helper()
	b = setup(t, fulfillment.Config{DemoSpeed: speed})
	run, cancel := context.WithCancel(ctx)
	done := make(chan error)
	go func() { done <- b.Run(run) }()
	return b, func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("run: %v", err)
		}
	}
}

// promised is a confirmed order of one parcel that is to arrive within d of simulated time.
func promised(t *testing.T, id string, d time.Duration) *busv1.Event {
	t.Helper()
	now := time.Now()
	e, err := outbox.Event(bus.OrderEvents, "order.confirmed", id, id, 2, now.UnixMicro(), &orderv1.OrderEvent{
		OrderId: id, UserId: 7, Delivery: "standard", ArrivesBy: now.Add(d).UnixMicro(),
		Shipments: []*orderv1.Shipment{{ShipmentId: "s-" + id, SellerId: 3, WarehouseId: 1,
			Lines: []*orderv1.ShipmentLine{{ProductId: 17, Quantity: 1}}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// pass lets time go by and everything that is due happen. The bubble's clock moves, the real one does not.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

func TestSimulatedPeopleDeliverByThePromisedDay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b, stop := running(t, 3600)
		defer stop()
		b.hear(t, promised(t, "o", 48*time.Hour))
		for _, then := range []struct {
			hours float64 // since the step before
			want  fulfillment.Status
			calls int
		}{
			{0.9, fulfillment.ToPick, 0},
			{0.4, fulfillment.Picked, 2},          // after 1 h
			{1.5, fulfillment.Picked, 2},          // 2.8 h
			{0.5, fulfillment.HandedOver, 4},      // after 3 h: stock, scan
			{11.5, fulfillment.HandedOver, 5},     // after 14.25 h: in transit
			{22.5, fulfillment.HandedOver, 6},     // after 36.75 h: out for delivery
			{48 - 37.3, fulfillment.Delivered, 7}, // before 48 h
		} {
			pass(time.Duration(then.hours * float64(hour)))
			if got, calls := b.status(t, "s-o"), b.world.Log(); got != then.want || len(calls) != then.calls {
				t.Fatalf("%v hours on: %s after %q; want %s after %d calls", then.hours, got, calls, then.want, then.calls)
			}
		}
		want := []string{"RecordScan s-o picked_up", "RecordScan s-o in_transit", "RecordScan s-o out_for_delivery", "RecordScan s-o delivered"}
		if got := b.world.Log()[3:]; !slices.Equal(got, want) {
			t.Fatalf("track %q", got)
		}
	})
}

func TestAFailedStepIsTriedAgainLater(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b, stop := running(t, 3600)
		defer stop()
		b.hear(t, promised(t, "o", 48*time.Hour))
		b.world.Fail("CreateLabel", 2)
		pass(hour + 300*time.Millisecond)
		sh, err := b.store.Get(ctx, "s-o")
		if err != nil || sh.Status != fulfillment.ToPick || sh.Attempt != 1 || sh.DueAt <= time.Now().UnixMicro() {
			t.Fatalf("after one failure: %+v, %v", sh, err)
		}
		pass(4 * time.Second)
		if got := b.status(t, "s-o"); got == fulfillment.ToPick {
			t.Fatal("it was never tried again")
		}
		if sh, _ := b.store.Get(ctx, "s-o"); sh.Attempt != 0 {
			t.Fatalf("attempt %d after success", sh.Attempt)
		}
	})
}

func TestACanceledParcelIsLeftAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b, stop := running(t, 3600)
		defer stop()
		b.hear(t, promised(t, "o", 48*time.Hour))
		pass(2 * hour)
		b.world.Cancel("o")
		pass(100 * hour)
		if got := b.status(t, "s-o"); got != fulfillment.Canceled {
			t.Fatalf("status %s", got)
		}
		if told := b.told(t); !slices.Equal(told, []string{"fulfillment.picked", "fulfillment.canceled"}) {
			t.Fatalf("told %q", told)
		}
	})
}

func TestWithoutSpeedNobodyWorks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b, stop := running(t, 0)
		defer stop()
		b.hear(t, promised(t, "o", time.Hour))
		pass(1000 * time.Hour)
		if got := b.status(t, "s-o"); got != fulfillment.ToPick {
			t.Fatalf("status %s", got)
		}
	})
}

func TestTwoProcessesDoEachStepOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b, stop := running(t, 36_000)
		defer stop()
		run, cancel := context.WithCancel(ctx)
		done := make(chan error)
		go func() { done <- b.Run(run) }()
		for i := range 50 {
			b.hear(t, promised(t, fmt.Sprint("o", i), 24*time.Hour))
		}
		pass(time.Minute)
		cancel()
		<-done
		for i := range 50 {
			if got := b.status(t, fmt.Sprint("s-o", i)); got != fulfillment.Delivered {
				t.Fatalf("parcel %d is %s", i, got)
			}
		}
		if told := len(b.told(t)); told != 150 {
			t.Fatalf("%d events, want 150", told)
		}
	})
}
