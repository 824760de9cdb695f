package ui

import (
	"math"
	"strings"
	"testing"
)

func TestStarsAreHalvesWithinFive(t *testing.T) {
	t.Parallel()
	for average, want := range map[float64]string{0: "stars-0", 0.2: "stars-0", 0.3: "stars-1", 4.6: "stars-9", 4.8: "stars-10", 5: "stars-10", 9: "stars-10", -3: "stars-0"} {
		if got := starsClass(average); got != want {
			t.Errorf("starsClass(%v) = %s, want %s", average, got, want)
		}
	}
	if got := starsClass(math.Inf(1)); got != "stars-10" {
		t.Errorf("starsClass(∞) = %s", got)
	}
}

func TestStarsAreSaidInWords(t *testing.T) {
	t.Parallel()
	if html := rendered(t, Stars(4.55, 1284)); !strings.Contains(html, "of 5 stars, 1,284 ratings") {
		t.Errorf("no words in %s", html)
	}
	if html := rendered(t, Stars(0, 0)); html != "" {
		t.Errorf("nobody rated, yet %s", html)
	}
}
