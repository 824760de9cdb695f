// Package fulfillmenttest holds the suite that every shipment store passes, a store in memory that passes it too, sample
// values, and neighbours that remember what they were asked.
//
// The suite has one case per sentence of fulfillment.Store. Nothing here is part of the product.
package fulfillmenttest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"

	busv1 "rialto/gen/rialto/bus/v1"
	fulfillmentv1 "rialto/gen/rialto/fulfillment/v1"
	"rialto/internal/fulfillment"
	"rialto/internal/platform/bus"
)

// Stand is a fresh store under test.
type Stand struct {
	Store  fulfillment.Store
	Second fulfillment.Store                 // another handle on the same data, as a second process has
	Events func(t *testing.T) []*busv1.Event // every event so far, in the order they are relayed
}

// TestStore runs the suite.
func TestStore(t *testing.T, open func(t *testing.T) Stand) {
	for name, run := range map[string]func(*testing.T, Stand){
		"an opened shipment reads back as it was":                   readsBack,
		"an event is applied once":                                  appliedOnce,
		"another event about an existing shipment changes nothing":  existingStays,
		"an event that cancels closes open shipments and tells":     cancelTells,
		"a shipment that has left is not canceled":                  leftStays,
		"changes of one batch happen in their order":                batchOrder,
		"a missing shipment is ErrMissing":                          missing,
		"Advance moves the row and tells with the same version":     advanceTells,
		"Advance of a row that moved is ErrStale and tells nothing": advanceStale,
		"of two handles that advance the same row one wins":         oneWins,
		"time grows with the version although the clock stands":     timeGrows,
		"Reschedule keeps the version and tells nothing":            rescheduled,
		"Reschedule leaves a row alone that moved on":               rescheduledLate,
		"Due lists what is due, the longest due first":              due,
		"List pages through one warehouse, oldest first":            listPages,
		"List without a warehouse shows all":                        listAll,
		"Scan pages by id and warehouse":                            scanPages,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(t, open(t))
		})
	}
}

var ctx = context.Background()

// Sample returns a shipment to pick: two products from warehouse 1, opened at 1,000 µs.
func Sample(id string) fulfillment.Shipment {
	return fulfillment.Shipment{
		WarehouseID: 1, ID: id, UserID: 7, OrderID: "order-of-" + id, SellerID: 3, Status: fulfillment.ToPick, Method: "standard",
		Lines:     []fulfillment.Line{{ProductID: 17, Quantity: 2}, {ProductID: 18, Quantity: 1}},
		DeliverBy: 9_000, CreatedAt: 1_000, UpdatedAt: 1_000, Version: 1,
		Plan: fulfillment.Plan{fulfillment.PickStep: 2_000, fulfillment.HandOverStep: 3_000}, Next: fulfillment.PickStep, DueAt: 2_000,
	}
}

// Add opens shipments by one event per shipment.
func Add(t *testing.T, s fulfillment.Store, shipments ...fulfillment.Shipment) {
	t.Helper()
	for _, sh := range shipments {
		apply(t, s, sh.WarehouseID, fulfillment.Change{EventID: "open-" + sh.ID, Open: []fulfillment.Shipment{sh}, At: sh.CreatedAt})
	}
}

func apply(t *testing.T, s fulfillment.Store, warehouse int64, changes ...fulfillment.Change) {
	t.Helper()
	if err := s.Apply(ctx, warehouse, changes); err != nil {
		t.Fatalf("apply: %v", err)
	}
}

func get(t *testing.T, s fulfillment.Store, id string) fulfillment.Shipment {
	t.Helper()
	sh, err := s.Get(ctx, id)
	if err != nil {
		t.Fatalf("get %s: %v", id, err)
	}
	return sh
}

// pickedFrom is what Pick makes of a shipment.
func pickedFrom(sh fulfillment.Shipment) fulfillment.Shipment {
	sh.Status, sh.Label, sh.Tracking, sh.UpdatedAt = fulfillment.Picked, "L1", "T1", 5_000
	sh.Next, sh.DueAt = fulfillment.HandOverStep, 3_000
	return sh
}

func advance(t *testing.T, s fulfillment.Store, from, to fulfillment.Shipment) fulfillment.Shipment {
	t.Helper()
	moved, err := s.Advance(ctx, from, to)
	if err != nil {
		t.Fatalf("advance %s: %v", from.ID, err)
	}
	return moved
}

func wantEvents(t *testing.T, s Stand, want ...string) {
	t.Helper()
	var got []string
	for _, e := range s.Events(t) {
		got = append(got, e.GetType()+" "+e.GetEventId())
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("events %q, want %q", got, want)
	}
}

func wantIDs(t *testing.T, got []fulfillment.Shipment, err error, want ...string) {
	t.Helper()
	var ids []string
	for _, sh := range got {
		ids = append(ids, sh.ID)
	}
	if err != nil || fmt.Sprint(ids) != fmt.Sprint(want) {
		t.Fatalf("got %q, %v; want %q", ids, err, want)
	}
}

func readsBack(t *testing.T, s Stand) {
	want := Sample("a")
	Add(t, s.Store, want)
	if got := get(t, s.Second, "a"); !reflect.DeepEqual(got, want) {
		t.Fatalf("got  %+v\nwant %+v", got, want)
	}
	plain := Sample("b")
	plain.Plan, plain.DueAt = nil, 0
	Add(t, s.Store, plain)
	if got := get(t, s.Store, "b"); !reflect.DeepEqual(got, plain) {
		t.Fatalf("without a plan: got %+v", got)
	}
	wantEvents(t, s)
}

func appliedOnce(t *testing.T, s Stand) {
	open := fulfillment.Change{EventID: "e1", Open: []fulfillment.Shipment{Sample("a")}}
	apply(t, s.Store, 1, open)
	cancel := fulfillment.Change{EventID: "e2", Cancel: []string{"a"}, At: 5_000}
	apply(t, s.Store, 1, cancel)
	apply(t, s.Second, 1, open, cancel)
	if got := get(t, s.Store, "a"); got.Status != fulfillment.Canceled || got.Version != 2 {
		t.Fatalf("a repeat changed the shipment: %+v", got)
	}
}

func existingStays(t *testing.T, s Stand) {
	Add(t, s.Store, Sample("a"))
	other := Sample("a")
	other.Method, other.CreatedAt = "two_day", 77
	apply(t, s.Store, 1, fulfillment.Change{EventID: "another", Open: []fulfillment.Shipment{other}})
	if got := get(t, s.Store, "a"); !reflect.DeepEqual(got, Sample("a")) {
		t.Fatalf("it became %+v", got)
	}
}

func cancelTells(t *testing.T, s Stand) {
	a, b := Sample("a"), Sample("b")
	Add(t, s.Store, a, b)
	advance(t, s.Store, b, pickedFrom(b))
	apply(t, s.Store, 1, fulfillment.Change{EventID: "c", Cancel: []string{"a", "b", "unknown"}, At: 6_000})
	for id, version := range map[string]int64{"a": 2, "b": 3} {
		got := get(t, s.Store, id)
		if got.Status != fulfillment.Canceled || got.Version != version || got.DueAt != 0 || got.Next != fulfillment.NoStep {
			t.Fatalf("%s is %+v", id, got)
		}
	}
	wantEvents(t, s, "fulfillment.picked fulfillment-events/b/2",
		"fulfillment.canceled fulfillment-events/a/2", "fulfillment.canceled fulfillment-events/b/3")
}

func leftStays(t *testing.T, s Stand) {
	sh := Sample("a")
	Add(t, s.Store, sh)
	left := pickedFrom(sh)
	left.Status = fulfillment.HandedOver
	left = advance(t, s.Store, sh, left)
	apply(t, s.Store, 1, fulfillment.Change{EventID: "c", Cancel: []string{"a"}, At: 6_000})
	if got := get(t, s.Store, "a"); !reflect.DeepEqual(got, left) {
		t.Fatalf("it became %+v", got)
	}
}

func batchOrder(t *testing.T, s Stand) {
	apply(t, s.Store, 1,
		fulfillment.Change{EventID: "e1", Open: []fulfillment.Shipment{Sample("a")}},
		fulfillment.Change{EventID: "e2", Cancel: []string{"a"}, At: 2_000})
	if got := get(t, s.Store, "a"); got.Status != fulfillment.Canceled {
		t.Fatalf("status %s", got.Status)
	}
}

func missing(t *testing.T, s Stand) {
	if _, err := s.Store.Get(ctx, "nowhere"); !errors.Is(err, fulfillment.ErrMissing) {
		t.Fatalf("got %v", err)
	}
	if _, err := s.Store.Advance(ctx, Sample("nowhere"), Sample("nowhere")); !errors.Is(err, fulfillment.ErrStale) {
		t.Fatalf("advance of a missing row: %v", err)
	}
}

func advanceTells(t *testing.T, s Stand) {
	sh := Sample("a")
	sh.Attempt = 3
	Add(t, s.Store, sh)
	want := pickedFrom(sh)
	want.Version, want.Attempt = 2, 0
	if got := advance(t, s.Store, sh, pickedFrom(sh)); !reflect.DeepEqual(got, want) {
		t.Fatalf("got  %+v\nwant %+v", got, want)
	}
	if got := get(t, s.Second, "a"); !reflect.DeepEqual(got, want) {
		t.Fatalf("stored %+v", got)
	}
	events := s.Events(t)
	if len(events) != 1 {
		t.Fatalf("%d events, want 1", len(events))
	}
	e := events[0]
	if e.GetType() != "fulfillment.picked" || e.GetKey() != sh.OrderID || e.GetAggregate() != "a" || e.GetVersion() != 2 || e.GetUserId() != 7 {
		t.Fatalf("event %v", e)
	}
	var told fulfillmentv1.ShipmentChanged
	if err := bus.Payload(e, &told); err != nil {
		t.Fatal(err)
	}
	if told.GetStatus() != "picked" || told.GetTrackingNumber() != "T1" || told.GetVersion() != 2 || told.GetAt() != 5_000 {
		t.Fatalf("told %v", &told)
	}
}

func advanceStale(t *testing.T, s Stand) {
	sh := Sample("a")
	Add(t, s.Store, sh)
	advance(t, s.Store, sh, pickedFrom(sh))
	if _, err := s.Second.Advance(ctx, sh, pickedFrom(sh)); !errors.Is(err, fulfillment.ErrStale) {
		t.Fatalf("the second time: %v", err)
	}
	wantEvents(t, s, "fulfillment.picked fulfillment-events/a/2")
}

func oneWins(t *testing.T, s Stand) {
	sh := Sample("a")
	Add(t, s.Store, sh)
	var wins sync.Map
	var wg sync.WaitGroup
	for i := range 16 {
		store := s.Store
		if i%2 == 1 {
			store = s.Second
		}
		wg.Go(func() {
			_, err := store.Advance(ctx, sh, pickedFrom(sh))
			if err == nil {
				wins.Store(i, true)
			} else if !errors.Is(err, fulfillment.ErrStale) {
				t.Errorf("advance: %v", err)
			}
		})
	}
	wg.Wait()
	won := 0
	wins.Range(func(any, any) bool { won++; return true })
	if won != 1 {
		t.Fatalf("%d won", won)
	}
	wantEvents(t, s, "fulfillment.picked fulfillment-events/a/2")
}

func timeGrows(t *testing.T, s Stand) {
	sh := Sample("a")
	Add(t, s.Store, sh)
	next := pickedFrom(sh)
	next.UpdatedAt = sh.UpdatedAt - 500
	moved := advance(t, s.Store, sh, next)
	if moved.UpdatedAt != sh.UpdatedAt+1 {
		t.Fatalf("updated at %d after %d", moved.UpdatedAt, sh.UpdatedAt)
	}
	apply(t, s.Store, 1, fulfillment.Change{EventID: "c", Cancel: []string{"a"}, At: 1})
	if got := get(t, s.Store, "a"); got.UpdatedAt != moved.UpdatedAt+1 {
		t.Fatalf("updated at %d after %d", got.UpdatedAt, moved.UpdatedAt)
	}
}

func rescheduled(t *testing.T, s Stand) {
	sh := Sample("a")
	Add(t, s.Store, sh)
	again := sh
	again.DueAt, again.Attempt = 7_000, 1
	if err := s.Store.Reschedule(ctx, sh, again); err != nil {
		t.Fatal(err)
	}
	if got := get(t, s.Store, "a"); !reflect.DeepEqual(got, again) {
		t.Fatalf("got %+v", got)
	}
	wantEvents(t, s)
}

func rescheduledLate(t *testing.T, s Stand) {
	sh := Sample("a")
	Add(t, s.Store, sh)
	moved := advance(t, s.Store, sh, pickedFrom(sh))
	again := sh
	again.DueAt, again.Attempt = 7_000, 1
	if err := s.Store.Reschedule(ctx, sh, again); err != nil {
		t.Fatal(err)
	}
	if got := get(t, s.Store, "a"); !reflect.DeepEqual(got, moved) {
		t.Fatalf("it became %+v", got)
	}
}

func due(t *testing.T, s Stand) {
	late, soon, never, then := Sample("late"), Sample("soon"), Sample("never"), Sample("then")
	late.DueAt, soon.DueAt, never.DueAt, then.DueAt = 10, 20, 0, 31
	soon.WarehouseID = 2
	Add(t, s.Store, soon, late, never, then)
	got, err := s.Store.Due(ctx, 30, 10)
	wantIDs(t, got, err, "late", "soon")
	got, err = s.Store.Due(ctx, 30, 1)
	wantIDs(t, got, err, "late")
}

// listed opens five shipments: four of warehouse 1, of which c is delivered, and one of warehouse 2.
func listed(t *testing.T, s Stand) {
	for i, id := range []string{"e", "d", "c", "b"} {
		sh := Sample(id)
		sh.CreatedAt = int64(100 * (i/2 + 1)) // e and d at 100, c and b at 200
		Add(t, s.Store, sh)
	}
	other := Sample("other")
	other.WarehouseID, other.CreatedAt = 2, 50
	Add(t, s.Store, other)
	c := get(t, s.Store, "c")
	arrived := c
	arrived.Status = fulfillment.Delivered
	advance(t, s.Store, c, arrived)
}

func listPages(t *testing.T, s Stand) {
	listed(t, s)
	f := fulfillment.Filter{WarehouseID: 1, Statuses: fulfillment.OpenStatuses(), Limit: 2}
	got, err := s.Store.List(ctx, f)
	wantIDs(t, got, err, "d", "e")
	f.After = fulfillment.Position{CreatedAt: 100, ID: "e"}
	got, err = s.Store.List(ctx, f)
	wantIDs(t, got, err, "b")
	f = fulfillment.Filter{WarehouseID: 1, Statuses: []fulfillment.Status{fulfillment.Delivered}, Limit: 2}
	got, err = s.Store.List(ctx, f)
	wantIDs(t, got, err, "c")
}

func listAll(t *testing.T, s Stand) {
	listed(t, s)
	got, err := s.Store.List(ctx, fulfillment.Filter{Statuses: fulfillment.OpenStatuses(), Limit: 10})
	wantIDs(t, got, err, "other", "d", "e", "b")
}

func scanPages(t *testing.T, s Stand) {
	a, b := Sample("a"), Sample("b")
	twin := Sample("a")
	twin.WarehouseID = 2
	Add(t, s.Store, b, a)
	apply(t, s.Store, 2, fulfillment.Change{EventID: "twin", Open: []fulfillment.Shipment{twin}})
	got, err := s.Store.Scan(ctx, "", 0, 2)
	wantIDs(t, got, err, "a", "a")
	got, err = s.Store.Scan(ctx, "a", 2, 2)
	wantIDs(t, got, err, "b")
}
