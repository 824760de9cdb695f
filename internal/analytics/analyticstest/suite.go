// Package analyticstest holds the suite that every analytics store passes, a store in memory that passes it too, and
// sample values.
//
// The suite has one case per sentence of analytics.Store. Nothing here is part of the product.
package analyticstest

import (
	"context"
	"fmt"
	"maps"
	"math"
	"reflect"
	"sync"
	"testing"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/internal/analytics"
	"rialto/internal/platform/bus"
)

// Stand is a fresh store under test.
type Stand struct {
	Store  analytics.Store
	Second analytics.Store                   // another handle on the same data, as a second process has
	Events func(t *testing.T) []*busv1.Event // every event so far, in the order they are relayed
}

// TestStore runs the suite.
func TestStore(t *testing.T, open func(t *testing.T) Stand) {
	cases := map[string]func(*testing.T, Stand){
		"sales and looks add up, weighed by the basis":              addUp,
		"a sale is counted once per order":                          soldOnce,
		"a look is counted once per event":                          seenOnce,
		"a canceled order takes off what it added, once":            unsoldOnce,
		"canceling what was never sold changes nothing":             unsoldUnknown,
		"an unknown kind of effect undoes the whole call":           allOrNone,
		"two handles that count lose nothing":                       concurrent,
		"the basis is zero at first and then remembered":            basis,
		"a rebase weighs every sale anew and leaves canceled ones":  rebased,
		"Unsettled lists what changed until it is settled":          unsettled,
		"a change between look and settle stays unsettled":          changedMeanwhile,
		"signals that moved get the next version and one event":     told,
		"a tally whose version changed is left alone":               toldTwice,
		"without anything that moved there is no event":             quiet,
		"Page lists told products by id":                            page,
		"Peak is the highest score of live and history":             peak,
		"history is kept once per source and row":                   historyOnce,
		"history reads back by row":                                 historyPages,
		"more history than one statement takes":                     historyMany,
		"folding weighs a purchase by the newest one of its source": folded,
		"folding again gives the same":                              foldedAgain,
		"the summary adds up":                                       summary,
	}
	maps.Copy(cases, salesCases())
	for name, run := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(t, open(t))
		})
	}
}

var ctx = context.Background()

// base halves a sale's weight every 100 µs; one sold at 1,000 µs weighs 1.
var base = analytics.Basis{HalfLife: 100, Landmark: 1_000}

// soldIn is the effect of a confirmed order.
func soldIn(order string, units, at int64) analytics.Effect {
	return analytics.Effect{EventID: order + "/confirmed", Kind: analytics.Sold, OrderID: order, Units: units, At: at}
}

func unsoldIn(order string) analytics.Effect {
	return analytics.Effect{EventID: order + "/canceled", Kind: analytics.Unsold, OrderID: order}
}

func seen(event string, views, carts int64) analytics.Effect {
	return analytics.Effect{EventID: event, Kind: analytics.Seen, Views: views, Carts: carts}
}

// apply counts for a product.
func apply(t *testing.T, s analytics.Store, product int64, effects ...analytics.Effect) {
	t.Helper()
	if err := s.Apply(ctx, base, product, effects); err != nil {
		t.Fatalf("apply: %v", err)
	}
}

func unsettledOf(t *testing.T, s analytics.Store) []analytics.Tally {
	t.Helper()
	got, err := s.Unsettled(ctx, 1_000)
	if err != nil {
		t.Fatalf("unsettled: %v", err)
	}
	return got
}

// one returns the only tally there is.
func one(t *testing.T, s analytics.Store) analytics.Tally {
	t.Helper()
	got := unsettledOf(t, s)
	if len(got) != 1 {
		t.Fatalf("%d tallies, want 1", len(got))
	}
	return got[0]
}

func wantTally(t *testing.T, got, want analytics.Tally) {
	t.Helper()
	if math.Abs(got.Live-want.Live) > 1e-9 || math.Abs(got.History-want.History) > 1e-9 {
		t.Fatalf("scores %v and %v, want %v and %v", got.Live, got.History, want.Live, want.History)
	}
	got.Live, got.History, got.Touched = want.Live, want.History, want.Touched
	want.Told.ProductID = want.ProductID
	if got != want {
		t.Fatalf("got  %+v\nwant %+v", got, want)
	}
}

func addUp(t *testing.T, s Stand) {
	apply(t, s.Store, 17, soldIn("o1", 2, 1_000), seen("v1", 3, 1), soldIn("o2", 1, 1_100))
	apply(t, s.Second, 17, soldIn("o3", 4, 900), seen("v2", 0, 5))
	wantTally(t, one(t, s.Store), analytics.Tally{
		ProductID: 17, Live: 2 + 2 + 2, LiveUnits: 7, Purchases: 3, Views: 3, Carts: 6,
	})
}

func soldOnce(t *testing.T, s Stand) {
	apply(t, s.Store, 17, soldIn("o1", 2, 1_000), soldIn("o1", 2, 1_000))
	apply(t, s.Second, 17, soldIn("o1", 2, 1_000))
	before := one(t, s.Store)
	wantTally(t, before, analytics.Tally{ProductID: 17, Live: 2, LiveUnits: 2, Purchases: 1})
	if before.Touched != 1 {
		t.Fatalf("repeats count as changes: touched %d times", before.Touched)
	}
}

func seenOnce(t *testing.T, s Stand) {
	apply(t, s.Store, 17, seen("v1", 1, 0), seen("v1", 1, 0))
	apply(t, s.Second, 17, seen("v1", 1, 0))
	apply(t, s.Second, 18, seen("v1", 1, 0)) // one event may be about two products
	if got := unsettledOf(t, s.Store); len(got) != 2 || got[0].Views != 1 || got[1].Views != 1 {
		t.Fatalf("got %+v", got)
	}
}

func unsoldOnce(t *testing.T, s Stand) {
	apply(t, s.Store, 17, soldIn("o1", 2, 1_050), soldIn("o2", 1, 1_000))
	apply(t, s.Store, 17, unsoldIn("o1"), unsoldIn("o1"))
	apply(t, s.Second, 17, unsoldIn("o1"), soldIn("o1", 2, 1_050)) // late repeats of both
	wantTally(t, one(t, s.Store), analytics.Tally{ProductID: 17, Live: 1, LiveUnits: 1, Purchases: 1})
}

func unsoldUnknown(t *testing.T, s Stand) {
	apply(t, s.Store, 17, unsoldIn("declined"))
	if got := unsettledOf(t, s.Store); len(got) != 0 {
		t.Fatalf("got %+v", got)
	}
}

func allOrNone(t *testing.T, s Stand) {
	err := s.Store.Apply(ctx, base, 17, []analytics.Effect{soldIn("o1", 2, 1_000), seen("v1", 1, 0), {EventID: "x", Kind: 99}})
	if err == nil {
		t.Fatal("kind 99 was accepted")
	}
	if got := unsettledOf(t, s.Store); len(got) != 0 {
		t.Fatalf("left behind %+v", got)
	}
	apply(t, s.Store, 17, soldIn("o1", 2, 1_000), seen("v1", 1, 0))
	wantTally(t, one(t, s.Store), analytics.Tally{ProductID: 17, Live: 2, LiveUnits: 2, Purchases: 1, Views: 1})
}

func concurrent(t *testing.T, s Stand) {
	var wg sync.WaitGroup
	for i := range 40 {
		store := s.Store
		if i%2 == 1 {
			store = s.Second
		}
		wg.Go(func() {
			order := fmt.Sprint("o", i/2) // each order is counted by both handles
			if err := store.Apply(ctx, base, 17, []analytics.Effect{soldIn(order, 1, 1_000)}); err != nil {
				t.Errorf("apply: %v", err)
			}
		})
	}
	wg.Wait()
	wantTally(t, one(t, s.Store), analytics.Tally{ProductID: 17, Live: 20, LiveUnits: 20, Purchases: 20})
}

func rebase(t *testing.T, s analytics.Store, b analytics.Basis) {
	t.Helper()
	if err := s.Rebase(ctx, b); err != nil {
		t.Fatalf("rebase: %v", err)
	}
}

func basis(t *testing.T, s Stand) {
	if b, err := s.Store.Basis(ctx); err != nil || b != (analytics.Basis{}) {
		t.Fatalf("at first %+v, %v", b, err)
	}
	for _, want := range []analytics.Basis{base, {HalfLife: 50, Landmark: 2_000}} {
		rebase(t, s.Store, want)
		if b, err := s.Second.Basis(ctx); err != nil || b != want {
			t.Fatalf("got %+v, %v; want %+v", b, err, want)
		}
	}
}

func rebased(t *testing.T, s Stand) {
	apply(t, s.Store, 17, soldIn("o1", 2, 1_000), soldIn("o2", 3, 1_200), soldIn("gone", 5, 1_000), unsoldIn("gone"), seen("v1", 4, 0))
	apply(t, s.Store, 18, soldIn("gone", 5, 1_000), unsoldIn("gone"))
	rebase(t, s.Store, analytics.Basis{HalfLife: 200, Landmark: 1_200})
	got := unsettledOf(t, s.Store)
	if len(got) != 2 {
		t.Fatalf("got %+v", got)
	}
	wantTally(t, got[0], analytics.Tally{ProductID: 17, Live: 1 + 3, LiveUnits: 5, Purchases: 2, Views: 4})
	wantTally(t, got[1], analytics.Tally{ProductID: 18})
}

// settle settles everything that is unsettled, telling the products named.
func settle(t *testing.T, s analytics.Store, at int64, moved ...int64) []analytics.Verdict {
	t.Helper()
	var verdicts []analytics.Verdict
	for _, tally := range unsettledOf(t, s) {
		v := analytics.Verdict{Tally: tally, Signal: analytics.Signal{
			ProductID: tally.ProductID, Velocity: 0.5, Conversion: 0.25, UnitsSold: tally.LiveUnits, Version: tally.Told.Version,
		}}
		for _, product := range moved {
			v.Moved = v.Moved || product == tally.ProductID
		}
		verdicts = append(verdicts, v)
	}
	settleThose(t, s, at, verdicts)
	return verdicts
}

func settleThose(t *testing.T, s analytics.Store, at int64, verdicts []analytics.Verdict) {
	t.Helper()
	if err := s.Settle(ctx, verdicts, at); err != nil {
		t.Fatalf("settle: %v", err)
	}
}

func unsettled(t *testing.T, s Stand) {
	for _, product := range []int64{19, 17, 18} {
		apply(t, s.Store, product, seen("v", 1, 0))
	}
	if got, err := s.Store.Unsettled(ctx, 2); err != nil || len(got) != 2 || got[0].ProductID != 17 || got[1].ProductID != 18 {
		t.Fatalf("got %+v, %v", got, err)
	}
	settle(t, s.Store, 1, 17)
	if got := unsettledOf(t, s.Second); len(got) != 0 {
		t.Fatalf("still %+v", got)
	}
	apply(t, s.Store, 18, seen("w", 1, 0))
	if got := one(t, s.Store); got.ProductID != 18 {
		t.Fatalf("got %+v", got)
	}
}

func changedMeanwhile(t *testing.T, s Stand) {
	apply(t, s.Store, 17, seen("v", 1, 0))
	apply(t, s.Store, 18, seen("v", 1, 0))
	looked := unsettledOf(t, s.Store)
	apply(t, s.Second, 17, seen("w", 1, 0))
	apply(t, s.Second, 18, seen("w", 1, 0))
	settleThose(t, s.Store, 1, []analytics.Verdict{
		{Tally: looked[0], Moved: true, Signal: analytics.Signal{ProductID: 17}}, {Tally: looked[1]},
	})
	if got := unsettledOf(t, s.Store); len(got) != 2 {
		t.Fatalf("forgotten: left are %+v", got)
	}
}

func told(t *testing.T, s Stand) {
	for _, product := range []int64{18, 17, 19} {
		apply(t, s.Store, product, soldIn("o1", 2, 1_000))
	}
	settle(t, s.Store, 5_000, 18, 17)
	events := s.Events(t)
	if len(events) != 1 {
		t.Fatalf("%d events, want 1", len(events))
	}
	e := events[0]
	if e.GetTopic() != bus.SignalEvents || e.GetType() != "signal.changed" || e.GetKey() != "17" || e.GetEventId() != "signal-events/17/1" || e.GetOccurredAt() != 5_000 {
		t.Fatalf("event %v", e)
	}
	var changed analyticsv1.SignalChanged
	if err := bus.Payload(e, &changed); err != nil {
		t.Fatal(err)
	}
	if len(changed.GetSignals()) != 2 {
		t.Fatalf("signals %v", changed.GetSignals())
	}
	for i, sig := range changed.GetSignals() {
		if sig.GetProductId() != int64(17+i) || sig.GetVersion() != 1 || sig.GetSalesVelocity() != 0.5 || sig.GetConversion() != 0.25 || sig.GetUnitsSold() != 2 {
			t.Fatalf("signal %v", sig)
		}
	}
	apply(t, s.Store, 17, soldIn("o2", 1, 1_000))
	settle(t, s.Store, 4_000, 17) // the clock stepped back
	events = s.Events(t)
	if len(events) != 2 || events[1].GetVersion() != 2 || events[1].GetOccurredAt() != 5_001 {
		t.Fatalf("events %v", events)
	}
}

func toldTwice(t *testing.T, s Stand) {
	apply(t, s.Store, 17, soldIn("o1", 2, 1_000))
	apply(t, s.Store, 18, soldIn("o1", 2, 1_000))
	verdicts := settle(t, s.Store, 5_000, 17, 18)
	settleThose(t, s.Second, 6_000, verdicts)
	if events := s.Events(t); len(events) != 1 {
		t.Fatalf("events %v", events)
	}
}

func quiet(t *testing.T, s Stand) {
	apply(t, s.Store, 17, soldIn("o1", 2, 1_000))
	settle(t, s.Store, 5_000)
	settleThose(t, s.Store, 5_000, nil)
	if events := s.Events(t); len(events) != 0 {
		t.Fatalf("events %v", events)
	}
}

func page(t *testing.T, s Stand) {
	for _, product := range []int64{20, 17, 19, 18} {
		apply(t, s.Store, product, soldIn("o1", 2, 1_000))
	}
	settle(t, s.Store, 5_000, 20, 17, 19)
	first, err := s.Store.Page(ctx, 0, 2)
	if err != nil || len(first) != 2 || first[0].ProductID != 17 || first[1].ProductID != 19 {
		t.Fatalf("first page %+v, %v", first, err)
	}
	want := analytics.Signal{ProductID: 17, Velocity: 0.5, Conversion: 0.25, UnitsSold: 2, Version: 1}
	if first[0].Told != want || first[0].Settled != first[0].Touched {
		t.Fatalf("told %+v, want %+v", first[0], want)
	}
	rest, err := s.Store.Page(ctx, 19, 2)
	if err != nil || len(rest) != 1 || rest[0].ProductID != 20 {
		t.Fatalf("rest %+v, %v", rest, err)
	}
}

func peak(t *testing.T, s Stand) {
	if got, err := s.Store.Peak(ctx, 1); err != nil || got != 0 {
		t.Fatalf("nothing sold: %v, %v", got, err)
	}
	apply(t, s.Store, 17, soldIn("o1", 8, 1_000))
	add(t, s.Store, "till", bought(1, 18, 5, 100))
	fold(t, s.Store)
	for decay, want := range map[float64]float64{1: 8, 0.5: 5, 0: 5} {
		if got, err := s.Store.Peak(ctx, decay); err != nil || got != want {
			t.Fatalf("decay %v: %v, %v; want %v", decay, got, err, want)
		}
	}
}

// bought is a purchase of an imported source.
func bought(row, product, quantity, at int64) analytics.Purchase {
	return analytics.Purchase{
		Row: row, Basket: fmt.Sprint("basket ", row), Buyer: "b1", ProductID: product, Quantity: quantity, UnitPrice: 250, Currency: "USD", OrderedAt: at,
	}
}

// add imports purchases and returns how many were new.
func add(t *testing.T, s analytics.Store, source string, purchases ...analytics.Purchase) int {
	t.Helper()
	added, err := s.AddHistory(ctx, source, purchases)
	if err != nil {
		t.Fatalf("add history: %v", err)
	}
	return added
}

// fold halves the weight every 100 µs.
func fold(t *testing.T, s analytics.Store) {
	t.Helper()
	if err := s.FoldHistory(ctx, func(age int64) float64 { return math.Exp2(-float64(age) / 100) }); err != nil {
		t.Fatalf("fold: %v", err)
	}
}

func historyOnce(t *testing.T, s Stand) {
	if added := add(t, s.Store, "till", bought(1, 17, 1, 100), bought(2, 18, 1, 100), bought(2, 18, 1, 100)); added != 2 {
		t.Fatalf("added %d, want 2", added)
	}
	if added := add(t, s.Second, "till", bought(2, 99, 9, 100), bought(3, 19, 1, 100)); added != 1 {
		t.Fatalf("added %d, want 1", added)
	}
	if added := add(t, s.Store, "web", bought(1, 17, 1, 100)); added != 1 {
		t.Fatalf("another source added %d, want 1", added)
	}
	got, err := s.Store.History(ctx, "till", 1, 1)
	if err != nil || len(got) != 1 || got[0] != bought(2, 18, 1, 100) {
		t.Fatalf("the first content of a row stays: %+v, %v", got, err)
	}
}

func historyPages(t *testing.T, s Stand) {
	anonymous := bought(5, 17, 1, 300)
	anonymous.Buyer = ""
	want := []analytics.Purchase{bought(2, 18, 2, 200), bought(3, 17, 1, 100), anonymous}
	add(t, s.Store, "till", anonymous, want[0], want[1])
	got, err := s.Second.History(ctx, "till", 0, 2)
	if err != nil || !reflect.DeepEqual(got, want[:2]) {
		t.Fatalf("first page %+v, %v", got, err)
	}
	got, err = s.Second.History(ctx, "till", 3, 2)
	if err != nil || !reflect.DeepEqual(got, want[2:]) {
		t.Fatalf("rest %+v, %v", got, err)
	}
	if got, err := s.Store.History(ctx, "unknown", 0, 2); err != nil || len(got) != 0 {
		t.Fatalf("unknown source: %+v, %v", got, err)
	}
}

func historyMany(t *testing.T, s Stand) {
	const rows = 1_234
	var purchases []analytics.Purchase
	for i := range int64(rows) {
		purchases = append(purchases, bought(i+1, i%700+1, 1, 100))
	}
	if added := add(t, s.Store, "till", purchases...); added != rows {
		t.Fatalf("added %d", added)
	}
	fold(t, s.Store)
	got := unsettledOf(t, s.Store)
	if len(got) != 700 {
		t.Fatalf("%d products, want 700", len(got))
	}
	for _, tally := range got {
		want := int64(1)
		if tally.ProductID <= rows-700 {
			want = 2
		}
		if tally.HistoryUnits != want || tally.History != float64(want) {
			t.Fatalf("product %d: %+v", tally.ProductID, tally)
		}
	}
}

func folded(t *testing.T, s Stand) {
	apply(t, s.Store, 17, soldIn("o1", 3, 1_000))
	add(t, s.Store, "old till", bought(1, 17, 4, 100), bought(2, 18, 1, 200)) // newest 200
	add(t, s.Store, "web", bought(1, 17, 8, 9_000), bought(2, 19, 1, 9_300))  // newest 9,300
	fold(t, s.Store)
	got := unsettledOf(t, s.Store)
	if len(got) != 3 {
		t.Fatalf("got %+v", got)
	}
	wantTally(t, got[0], analytics.Tally{ProductID: 17, Live: 3, LiveUnits: 3, Purchases: 1, History: 2 + 1, HistoryUnits: 12})
	wantTally(t, got[1], analytics.Tally{ProductID: 18, History: 1, HistoryUnits: 1})
	wantTally(t, got[2], analytics.Tally{ProductID: 19, History: 1, HistoryUnits: 1})
}

func foldedAgain(t *testing.T, s Stand) {
	add(t, s.Store, "till", bought(1, 17, 4, 100), bought(2, 17, 1, 200))
	fold(t, s.Store)
	fold(t, s.Second)
	wantTally(t, one(t, s.Store), analytics.Tally{ProductID: 17, History: 3, HistoryUnits: 5})
}

func summary(t *testing.T, s Stand) {
	if sum, err := s.Store.Summary(ctx); err != nil || sum != (analytics.Summary{}) {
		t.Fatalf("at first %+v, %v", sum, err)
	}
	apply(t, s.Store, 17, soldIn("o1", 2, 1_000), soldIn("o2", 2, 1_000), unsoldIn("o2"), seen("v1", 3, 1))
	apply(t, s.Store, 18, soldIn("o1", 1, 1_000), seen("v1", 4, 0))
	add(t, s.Store, "till", bought(1, 17, 4, 100), bought(2, 17, 1, 200))
	add(t, s.Store, "web", bought(1, 17, 4, 100))
	want := analytics.Summary{HistoryLines: 3, OrderLines: 2, Views: 7, Products: 2}
	if sum, err := s.Second.Summary(ctx); err != nil || sum != want {
		t.Fatalf("got %+v, %v; want %+v", sum, err, want)
	}
}
