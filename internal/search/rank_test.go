package search

import (
	"math"
	"testing"
)

func TestScoreFollowsTheFormula(t *testing.T) {
	t.Parallel()
	r := DefaultRanking()
	got := r.Score(Terms{Text: 0.5, Velocity: 0.8, Rating: 0.6, Conversion: 0.4, Prime: 1})
	if want := 0.4*0.5 + 0.25*0.8 + 0.15*0.6 + 0.1*0.4 + 0.1; math.Abs(got-want) > 1e-12 {
		t.Fatalf("score %v, want %v", got, want)
	}
	if top := r.Score(Terms{Text: 1, Velocity: 1, Rating: 1, Conversion: 1, Prime: 1}); math.Abs(top-1) > 1e-12 {
		t.Fatalf("the best possible score is %v, want 1", top)
	}
	if s := r.Static(Terms{Velocity: math.NaN(), Rating: -3, Conversion: math.Inf(1)}); math.Abs(s-0.1) > 1e-12 {
		t.Fatalf("terms outside 0..1 gave %v", s)
	}
}

func TestManyGoodReviewsBeatOneGreat(t *testing.T) {
	t.Parallel()
	r := DefaultRanking()
	if r.RatingTerm(5, 1) >= r.RatingTerm(4.6, 1000) || r.RatingTerm(5, 0) != 0 {
		t.Fatalf("one: %v, thousand: %v, none: %v", r.RatingTerm(5, 1), r.RatingTerm(4.6, 1000), r.RatingTerm(5, 0))
	}
}

func TestImpactPrefersTheTitleAndShortOnes(t *testing.T) {
	t.Parallel()
	w := DefaultTextWeights()
	title, long := w.Impact(w.Title.Part(1, 5)), w.Impact(w.Title.Part(1, 30))
	description := w.Impact(w.Description.Part(1, 60))
	if !(title > long && long > description && description > 0 && title < 1) {
		t.Fatalf("title %v, long title %v, description %v", title, long, description)
	}
}

func TestNumbersThatCannotRankAreRefused(t *testing.T) {
	t.Parallel()
	if DefaultRanking().Validate() != nil || DefaultTextWeights().Validate() != nil {
		t.Fatal("the defaults must be valid")
	}
	for name, change := range map[string]func(*Ranking){
		"negative": func(r *Ranking) { r.Text = -1 }, "NaN": func(r *Ranking) { r.Prime = math.NaN() },
		"no half": func(r *Ranking) { r.TextHalf = 0 },
	} {
		r := DefaultRanking()
		if change(&r); r.Validate() == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	w := DefaultTextWeights()
	if w.Brand.B = 2; w.Validate() == nil {
		t.Error("b of 2 was accepted")
	}
}
