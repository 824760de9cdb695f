package catalog_test

import (
	"math"
	"testing"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/catalog"
)

func TestARatingComesWithARowAndStays(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	row := lamp("a")
	id := b.put(row)[0].GetProductId()
	if p := b.get(id); p.GetAvgRating() != 0 || p.GetReviewCount() != 0 {
		t.Errorf("rated by nobody: %v", p)
	}
	for i, step := range []struct {
		rating  *catalogv1.Rating
		outcome string
		average float64
		count   int32
	}{
		{&catalogv1.Rating{Average: 4.37, Count: 1_200}, "updated", 4.37, 1_200},
		{&catalogv1.Rating{Average: 4.37, Count: 1_200}, "unchanged", 4.37, 1_200},
		{nil, "unchanged", 4.37, 1_200},
		{&catalogv1.Rating{Average: 4.37, Count: 1_201}, "updated", 4.37, 1_201},
		{&catalogv1.Rating{Average: 5, Count: math.MaxInt32}, "updated", 5, math.MaxInt32},
		{&catalogv1.Rating{}, "updated", 0, 0},
	} {
		row.Rating = step.rating
		r := b.put(row)[0]
		if p := b.get(id); r.GetOutcome() != step.outcome || p.GetAvgRating() != step.average || p.GetReviewCount() != step.count {
			t.Errorf("step %d: %s, %v of %d", i, r.GetOutcome(), p.GetAvgRating(), p.GetReviewCount())
		}
	}
	if p := b.get(id); p.GetVersion() != 5 || len(b.store.Events()) != 5 {
		t.Errorf("version %d, %d events for 5 changes", p.GetVersion(), len(b.store.Events()))
	}
}

func TestRatingsThatCannotBe(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	for want, rating := range map[string]*catalogv1.Rating{
		"rating must have an average between 0 and 5, not 5.1":  {Average: 5.1, Count: 1},
		"rating must have an average between 0 and 5, not -1":   {Average: -1, Count: 1},
		"rating must have an average between 0 and 5, not NaN":  {Average: math.NaN(), Count: 1},
		"rating must have an average between 0 and 5, not +Inf": {Average: math.Inf(1), Count: 1},
		"rating must not have a negative count, -1":             {Average: 3, Count: -1},
		"rating has an average of 4.5, but a count of 0":        {Average: 4.5},
	} {
		row := lamp("a")
		row.Rating = rating
		if r := b.put(row)[0]; r.GetOutcome() != "refused" || r.GetProblem() != want {
			t.Errorf("got %q, want %q", r.GetProblem(), want)
		}
	}
}
