package shipping

import (
	_ "embed" // the codes that must be covered
	"math"
	"strings"
	"testing"
)

//go:embed testdata/codes.txt
var codes string

func TestEveryCountryAndStateHasACentroid(t *testing.T) {
	t.Parallel()
	table, err := readCentroids()
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Fields(codes)
	for _, code := range want {
		if _, ok := table[code]; !ok {
			t.Errorf("%s has no centroid", code)
		}
	}
	if len(table) != len(want) {
		t.Errorf("%d centroids for %d codes", len(table), len(want))
	}
}

func TestDistances(t *testing.T) {
	t.Parallel()
	seattle, newYork := point{47.61, -122.33}, point{40.71, -74.01}
	for name, c := range map[string]struct {
		from, to point
		km       float64
	}{
		"across the continent": {seattle, newYork, 3866},
		"nowhere":              {seattle, seattle, 0},
		"the other side":       {point{0, 0}, point{0, 180}, math.Pi * earthRadiusKm},
		"over the date line":   {point{0, 179.5}, point{0, -179.5}, 111},
		"pole to pole":         {point{90, 0}, point{-90, 77}, math.Pi * earthRadiusKm},
	} {
		if got := c.from.km(c.to); math.Abs(got-c.km) > 5 {
			t.Errorf("%s: %.0f km, want %.0f", name, got, c.km)
		}
	}
}

func TestRankedBreaksTiesByID(t *testing.T) {
	t.Parallel()
	here := point{10, 10}
	got := ranked([]site{{3, here}, {2, point{11, 10}}, {1, here}}, here)
	if got[0].id != 1 || got[1].id != 3 || got[2].id != 2 {
		t.Errorf("got %v", got)
	}
}
