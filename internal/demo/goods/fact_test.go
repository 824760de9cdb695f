package goods

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestFactsAreWhatTheyAreWrittenAs(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for _, tc := range []struct {
		text, name, kind, unit string
	}{
		{"battery life: 18..60/2 h", "battery life", "number", "h"}, {"weight: 0.8..2.6/0.1 kg", "weight", "number", "kg"},
		{"players: 2..8/1", "players", "number", ""}, {"material: cotton|wool blend", "material", "text", ""},
		{"foldable? 60", "foldable", "yes_no", ""}, {"speeds: 33 and 45 rpm|33, 45 and 78 rpm", "speeds", "text", ""},
	} {
		f, err := parseFact(tc.text)
		if err != nil {
			t.Errorf("%q: %v", tc.text, err)
			continue
		}
		for range 50 {
			a := f.draw(r)
			if a.GetName() != tc.name || a.GetKind() != tc.kind || a.GetUnit() != tc.unit {
				t.Fatalf("%q gives %v", tc.text, a)
			}
			if tc.kind == "number" {
				steps := (a.GetNumber() - f.low) / f.step
				if a.GetNumber() < f.low || a.GetNumber() > f.high || math.Abs(steps-math.Round(steps)) > 1e-6 {
					t.Fatalf("%q gives %v", tc.text, a.GetNumber())
				}
			}
			if tc.kind == "text" && !slices.Contains(f.choices, a.GetText()) {
				t.Fatalf("%q gives %q", tc.text, a.GetText())
			}
		}
	}
	for _, text := range []string{"", "weight", "foldable? often", "weight: 9..2/1 kg", "weight: a..b/1 kg", "weight: 1..2/x kg"} {
		if f, err := parseFact(text); err == nil {
			t.Errorf("%q is read as %+v", text, f)
		}
	}
}

func TestPricesLookLikePrices(t *testing.T) {
	t.Parallel()
	for h := range habit(60) {
		for amount := 1.0; amount < 4000; amount *= 1.07 {
			price := h.price(amount)
			if !slices.Contains([]int64{0, 29, 49, 79, 90, 95, 99}, price%100) {
				t.Fatalf("%.2f becomes %d", amount, price)
			}
			if off := math.Abs(float64(price)/100 - amount); off > 1 && off > 0.2*amount {
				t.Fatalf("%.2f becomes %d", amount, price)
			}
		}
	}
	if got := ean("400638133393"); got != "4006381333931" {
		t.Errorf("the check digit of 400638133393 makes %s", got)
	}
}
