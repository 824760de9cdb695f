package analytics

import (
	"math"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC).UnixMicro()

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

func TestALiveUnitIsWorthHalfAfterOneHalfLife(t *testing.T) {
	t.Parallel()
	b := Basis{HalfLife: (14 * day).Microseconds(), Landmark: noon}
	for _, sold := range []time.Duration{0, 3 * day, -20 * day, 900 * day} {
		at := noon + sold.Microseconds()
		tally := Tally{Live: b.Weight(8, at)}
		for _, halves := range []int64{0, 1, 3} {
			now := at + halves*b.HalfLife
			if got, want := tally.raw(b.decay(now)), 8/math.Exp2(float64(halves)); !near(got, want) {
				t.Errorf("sold %s from the landmark, %d half-lives later: %v, want %v", sold, halves, got, want)
			}
		}
	}
}

func TestOrderOfSalesDoesNotMatterAndCancelingLeavesNothing(t *testing.T) {
	t.Parallel()
	b := Basis{HalfLife: (14 * day).Microseconds(), Landmark: noon}
	early, late := b.Weight(3, noon), b.Weight(5, noon+(40*day).Microseconds())
	if early+late != late+early {
		t.Fatal("addition must commute")
	}
	left := Tally{Live: early + late - early - late}
	if got := left.raw(b.decay(noon + (41 * day).Microseconds())); got > 1e-9 {
		t.Fatalf("left after canceling: %v", got)
	}
}

func TestABasisFitsUntilItsWeightsGetTooLarge(t *testing.T) {
	t.Parallel()
	b := Basis{HalfLife: day.Microseconds(), Landmark: noon}
	at := func(days int) int64 { return noon + (time.Duration(days) * day).Microseconds() }
	if !b.fits(day, noon) || !b.fits(day, at(511)) || b.fits(day, at(512)) || b.fits(2*day, noon) || (Basis{}).fits(day, noon) {
		t.Fatal("fits is wrong")
	}
	if w := b.Weight(1_000_000, at(513)); math.IsInf(w, 0) || b.decay(at(513))*w < 999_999 {
		t.Fatalf("weight %v at the border", w)
	}
}

func TestVelocityIsZeroToOneAndKeepsTheOrder(t *testing.T) {
	t.Parallel()
	last := -1.0
	for _, v := range []float64{0, 0.1, 1, 10, 999, 1_000} {
		got := velocity(v, 1_000)
		if got < 0 || got > 1 || got <= last {
			t.Errorf("velocity(%v) = %v after %v", v, got, last)
		}
		last = got
	}
	if velocity(1_000, 1_000) != 1 || velocity(0, 0) != 0 || velocity(5, 0) != 0 || velocity(-1e-12, 5) != 0 || velocity(6, 5) != 1 {
		t.Fatal("borders are wrong")
	}
	if got := velocity(10, 1_000); !near(got, math.Log(11)/math.Log(1_001)) {
		t.Fatalf("got %v", got)
	}
}

func TestConversionStartsAtTheAverageAndLearns(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		views, purchases int64
		want             float64
	}{
		{0, 0, 0.05}, {80, 0, 0.01}, {80, 19, 0.2}, {0, 20, 0.525}, {0, 1_000_000, 0.99998}, {5, -1, 0.04},
	} {
		got := Tally{Views: c.views, Purchases: c.purchases}.conversion()
		if math.Abs(got-c.want) > 1e-5 || got <= 0 || got >= 1 {
			t.Errorf("%d purchases in %d views: %v, want %v", c.purchases, c.views, got, c.want)
		}
	}
}

func TestOnlyNoticeableMovesAreTold(t *testing.T) {
	t.Parallel()
	told := Signal{Velocity: 0.5, Conversion: 0.05, UnitsSold: 1_000, Version: 3}
	for name, c := range map[string]struct {
		change func(*Signal)
		want   bool
	}{
		"nothing":            {func(*Signal) {}, false},
		"a hair of velocity": {func(s *Signal) { s.Velocity += 0.0049 }, false},
		"velocity":           {func(s *Signal) { s.Velocity -= 0.0051 }, true},
		"conversion":         {func(s *Signal) { s.Conversion += 0.0051 }, true},
		"a few units":        {func(s *Signal) { s.UnitsSold += 20 }, false},
		"more units":         {func(s *Signal) { s.UnitsSold += 21 }, true},
		"fewer units":        {func(s *Signal) { s.UnitsSold -= 21 }, true},
	} {
		now := told
		c.change(&now)
		if got := moved(told, now); got != c.want {
			t.Errorf("%s: moved = %v", name, got)
		}
	}
	if !moved(Signal{}, Signal{}) {
		t.Error("a first signal is always told")
	}
}
