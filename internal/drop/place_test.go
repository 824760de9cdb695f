package drop_test

import (
	"math"
	"slices"
	"testing"

	"rialto/internal/drop"
)

func TestArrivalsAreServedInOrderWhateverTheClockDoes(t *testing.T) {
	t.Parallel()
	places := drop.Arrivals(t, 0, 0, 5, 5, 3, -100, 6, 1<<41, 1<<60, math.MaxInt64, math.MaxInt64, 0)
	if !slices.IsSorted(places) || len(slices.Compact(slices.Clone(places))) != len(places) {
		t.Fatalf("places %v", places)
	}
	for _, p := range places {
		if p.Early() {
			t.Fatalf("place %d is among the early ones", p)
		}
	}
	if first, later := drop.Arrivals(t, 5), drop.Arrivals(t, 6); later[0]-first[0] < 1_000_000 {
		t.Fatal("a microsecond has less than a million places")
	}
}
