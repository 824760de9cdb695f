package analytics_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	"rialto/internal/analytics"
	"rialto/internal/analytics/analyticstest"
	"rialto/internal/platform/bus"
)

// running starts the telling loop in a synctest bubble; stop ends it and must be called.
func running(t *testing.T) (b bundle, stop func()) {
	t.Helper()
	b = setup(t)
	return b, start(t, b)
}

func start(t *testing.T, b bundle) (stop func()) {
	run, cancel := context.WithCancel(ctx)
	done := make(chan error)
	go func() { done <- b.Run(run) }()
	return func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("run: %v", err)
		}
	}
}

// pass lets time of the bubble go by.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

func TestASaleIsToldWithinASecond(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b, stop := running(t)
		defer stop()
		b.hear(t, confirmed(t, "o1", 9, 17), confirmed(t, "o2", 2, 18), activity(t, 1, "view"))
		if got := b.signals(t); len(got) != 0 {
			t.Fatalf("told at once: %v", got)
		}
		pass(1100 * time.Millisecond)
		got := b.signals(t)
		if len(got) != 2 || got[17].GetSalesVelocity() != 1 || got[17].GetUnitsSold() != 9 || got[17].GetVersion() != 1 {
			t.Fatalf("told %v", got)
		}
		if v := got[18].GetSalesVelocity(); v < 0.4 || v > 0.6 { // ln 3 / ln 10
			t.Fatalf("velocity of 18: %v", v)
		}
		if c := got[17].GetConversion(); c < 0.095 || c > 0.096 { // 2 of 21
			t.Fatalf("conversion of 17: %v", c)
		}
		if events := b.store.Events(t); len(events) != 1 {
			t.Fatalf("%d events, want one for both products", len(events))
		}
	})
}

func TestAFlashSaleIsToldOncePerSecond(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b, stop := running(t)
		defer stop()
		for i := range 50 {
			b.hear(t, confirmed(t, fmt.Sprint("o", i), 1, 17))
			pass(100 * time.Millisecond)
		}
		pass(time.Second)
		if n := len(b.store.Events(t)); n < 2 || n > 6 {
			t.Fatalf("%d events in five seconds", n)
		}
	})
}

func TestWhatDoesNotMoveIsNotTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b, stop := running(t)
		defer stop()
		b.hear(t, confirmed(t, "o1", 1_000, 17))
		pass(2 * time.Second)
		b.hear(t, confirmed(t, "o2", 1, 17))
		pass(2 * time.Second)
		// One unit more of a thousand and one purchase more: only the conversion moves, by two hundredths.
		b.hear(t, activity(t, 1, "search"))
		pass(2 * time.Second)
		told := len(b.store.Events(t))
		if told != 2 {
			t.Fatalf("%d events, want 2", told)
		}
		pass(25 * time.Minute) // two sweeps
		if got := len(b.store.Events(t)); got != told {
			t.Fatalf("%d events more although nothing happened", got-told)
		}
	})
}

func TestWhatFadesIsToldByASweep(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		cfg := analytics.Defaults()
		cfg.TellEvery, cfg.SweepEvery = time.Hour, 6*time.Hour // few ticks in a month
		b := on(t, analyticstest.NewMemory(), cfg)
		defer start(t, b)()
		b.hear(t, confirmed(t, "o1", 100, 17), confirmed(t, "o2", 50, 18))
		pass(2 * time.Hour)
		before := b.signals(t)[18].GetSalesVelocity()
		pass(28 * 24 * time.Hour) // two half-lives: 25 against 12.5 units
		after := b.signals(t)
		if after[17].GetSalesVelocity() != 1 || after[18].GetSalesVelocity() >= before-0.02 {
			t.Fatalf("velocity of 17 is %v, of 18 it went from %v to %v", after[17].GetSalesVelocity(), before, after[18].GetSalesVelocity())
		}
	})
}

func TestANewBestsellerPutsTheOthersInTheirPlace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b, stop := running(t)
		defer stop()
		b.hear(t, confirmed(t, "o1", 10, 17))
		pass(2 * time.Second)
		b.hear(t, confirmed(t, "o2", 900, 18))
		pass(11 * time.Minute)
		got := b.signals(t)
		if got[18].GetSalesVelocity() != 1 || got[17].GetSalesVelocity() > 0.4 || got[17].GetVersion() != 2 {
			t.Fatalf("told %v", got)
		}
	})
}

func TestAnEventCarriesAtMostFiveHundredSignals(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b, stop := running(t)
		defer stop()
		products := make([]int64, 1_200)
		for i := range products {
			products[i] = int64(i + 1)
		}
		b.hear(t, confirmed(t, "o1", 1, products...))
		pass(2 * time.Second)
		total := 0
		for _, e := range b.store.Events(t) {
			var changed analyticsv1.SignalChanged
			if err := bus.Payload(e, &changed); err != nil {
				t.Fatal(err)
			}
			if n := len(changed.GetSignals()); n > 500 {
				t.Fatalf("%d signals in one event", n)
			}
			total += len(changed.GetSignals())
		}
		if total != 1_200 {
			t.Fatalf("%d signals told", total)
		}
	})
}

func TestAfterARestartTheOldPeakStillCounts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := analyticstest.NewMemory()
		first := on(t, store, analytics.Defaults())
		stop := start(t, first)
		first.hear(t, confirmed(t, "o1", 900, 17))
		pass(2 * time.Second)
		stop()
		second := on(t, store, analytics.Defaults())
		defer start(t, second)()
		second.hear(t, confirmed(t, "o2", 10, 18))
		pass(2 * time.Second)
		if v := second.signals(t)[18].GetSalesVelocity(); v > 0.4 {
			t.Fatalf("velocity %v as if nothing had sold before", v)
		}
	})
}
