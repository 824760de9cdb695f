package analytics_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/internal/analytics"
	"rialto/internal/analytics/analyticstest"
	"rialto/internal/platform/bus"
)

func (b bundle) tally(t *testing.T, product int64) analytics.Tally {
	t.Helper()
	tallies, err := b.store.Unsettled(ctx, 1_000)
	if err != nil {
		t.Fatal(err)
	}
	for _, tally := range tallies {
		if tally.ProductID == product {
			return tally
		}
	}
	return analytics.Tally{}
}

func TestTheRoomHearsOrdersAndActivity(t *testing.T) {
	t.Parallel()
	subs := setup(t).Subscriptions()
	if len(subs) != 1 || subs[0].Group != "analytics" || !slices.Equal(subs[0].Topics, []string{bus.OrderEvents, bus.UserActivity}) {
		t.Fatalf("subscriptions %+v", subs)
	}
}

func TestEventsAreCountedOnceHoweverOftenTheyAreHeard(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := []*busv1.Event{
		confirmed(t, "o1", 2, 17, 18, 17), // one product in two lines
		activity(t, 1, "view", "search", "view", "add_to_cart"),
		confirmed(t, "o2", 1, 17), canceled(t, "o2", 1, 17),
		canceled(t, "declined", 9, 17), // it never was confirmed
		orderEvent(t, "order.placed", "o3", 1, 5, []int64{17}),
	}
	for range 3 {
		b.hear(t, append(batch, batch...)...)
	}
	got := b.tally(t, 17)
	if got.LiveUnits != 4 || got.Purchases != 1 || got.Views != 2 || got.Carts != 1 {
		t.Fatalf("product 17: %+v", got)
	}
	if got := b.tally(t, 18); got.LiveUnits != 2 || got.Purchases != 1 || got.Views != 0 {
		t.Fatalf("product 18: %+v", got)
	}
	if got := b.tally(t, 0); got.Touched != 0 {
		t.Fatalf("no product: %+v", got)
	}
}

func TestAnUnreadablePayloadIsNotSkipped(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, e := range []*busv1.Event{confirmed(t, "o1", 1, 17), activity(t, 1, "view")} {
		e.Payload = "{"
		if err := b.Subscriptions()[0].Handle(ctx, []*busv1.Event{e}); err == nil {
			t.Errorf("%s would be lost without a word", e.GetType())
		}
	}
}

func TestAnotherHalfLifeWeighsOldSalesAnew(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := analyticstest.NewMemory()
		before := on(t, store, analytics.Defaults())
		before.hear(t, confirmed(t, "o1", 8, 17))
		<-time.After(48 * time.Hour)
		cfg := analytics.Defaults()
		cfg.HalfLife = 24 * time.Hour
		after := on(t, store, cfg)
		after.hear(t, confirmed(t, "o2", 1, 17))
		basis, err := store.Basis(ctx)
		if err != nil || basis.HalfLife != cfg.HalfLife.Microseconds() {
			t.Fatalf("basis %+v, %v", basis, err)
		}
		// Eight units two half-lives ago and one now; the landmark is now.
		if got := after.tally(t, 17); got.Live != 3 {
			t.Fatalf("live score %v, want 3", got.Live)
		}
	})
}

func TestTheBasisIsKeptOverARestart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := analyticstest.NewMemory()
		on(t, store, analytics.Defaults()).hear(t, confirmed(t, "o1", 8, 17))
		was, _ := store.Basis(ctx)
		<-time.After(time.Hour)
		on(t, store, analytics.Defaults()).hear(t, confirmed(t, "o2", 1, 17))
		if is, err := store.Basis(ctx); err != nil || is != was {
			t.Fatalf("basis %+v became %+v, %v", was, is, err)
		}
	})
}
