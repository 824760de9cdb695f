package analyticsdb

import (
	"maps"
	"math"
	"testing"

	"rialto/internal/analytics"
)

func TestLinesReadBackAsTheyWereKept(t *testing.T) {
	t.Parallel()
	lines := map[int64]analytics.ProductSales{
		math.MaxInt64: {ProductID: math.MaxInt64, Units: 1, Revenue: math.MaxInt64},
		18:            {ProductID: 18, Units: -1, Revenue: -5},
		17:            {ProductID: 17, Units: 3},
	}
	kept := maps.Clone(lines)
	kept[19] = analytics.ProductSales{ProductID: 19} // nothing is left of it
	text := pack(kept)
	if want := "17:3:0 18:-1:-5 9223372036854775807:1:9223372036854775807"; text != want {
		t.Fatalf("kept %q, want %q", text, want)
	}
	got := map[int64]analytics.ProductSales{}
	if err := unpack(text, func(line analytics.ProductSales) { got[line.ProductID] = line }); err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(got, lines) {
		t.Fatalf("got %v", got)
	}
	if err := unpack("", func(analytics.ProductSales) { t.Error("a line of nothing") }); err != nil {
		t.Fatal(err)
	}
}

func TestADamagedDayIsAnErrorNotASmallerSum(t *testing.T) {
	t.Parallel()
	for _, text := range []string{" ", "17", "17:3", "17:3:", "x:3:5", "17:3:5:9", "17:3:5  18:1:1"} {
		if err := unpack(text, func(analytics.ProductSales) {}); err == nil {
			t.Errorf("%q was read", text)
		}
	}
}
