package inventory

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"rialto/internal/commerce"
)

func row(w, available, reserved int64) Stock {
	return Stock{Place: place(1, 2, w), Available: available, Reserved: reserved}
}

func TestPlan(t *testing.T) {
	t.Parallel()
	near := []commerce.WarehouseID{3, 1}
	for _, c := range []struct {
		name string
		rows []Stock
		want int64
		plan string
	}{
		{"all from the nearest", []Stock{row(1, 9, 0), row(3, 9, 0)}, 9, "[{{1 2 3} 9}]"},
		{"the rest from the next", []Stock{row(1, 9, 0), row(3, 4, 0)}, 9, "[{{1 2 1} 5} {{1 2 3} 4}]"},
		{"reserved units are not there", []Stock{row(1, 9, 4), row(3, 4, 4)}, 5, "[{{1 2 1} 5}]"},
		{"unranked ones last, by id", []Stock{row(9, 1, 0), row(2, 1, 0), row(1, 1, 0)}, 2, "[{{1 2 1} 1} {{1 2 2} 1}]"},
		{"too little is nothing", []Stock{row(1, 4, 0), row(3, 4, 0)}, 9, "[]"},
		{"no rows", nil, 1, "[]"},
		{"another seller's row does not count", []Stock{{Place: place(1, 8, 3), Available: 9}}, 1, "[]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			plan, ok := Plan(c.rows, Offer{1, 2, c.want}, near)
			if got := fmt.Sprint(plan); got != c.plan || ok != (c.plan != "[]") {
				t.Errorf("got %s, %v; want %s", got, ok, c.plan)
			}
		})
	}
}

func TestPlanNeverTakesMoreThanThereIs(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		var rows []Stock
		total := int64(0)
		for w := range int64(1 + random.IntN(5)) {
			available := random.Int64N(10)
			rows = append(rows, row(w+1, available, random.Int64N(available+1)))
			total += rows[w].Sellable()
		}
		want := 1 + random.Int64N(20)
		plan, ok := Plan(rows, Offer{1, 2, want}, []commerce.WarehouseID{2, 5})
		if ok != (want <= total) {
			t.Fatalf("%v asked for %d of %d: ok = %v", rows, want, total, ok)
		}
		sum := int64(0)
		for _, a := range plan {
			if a.Quantity <= 0 || a.Quantity > rows[a.WarehouseID-1].Sellable() {
				t.Fatalf("%v: took %v", rows, a)
			}
			sum += a.Quantity
		}
		if ok && sum != want {
			t.Fatalf("%v: took %d, not %d", rows, sum, want)
		}
	}
}

func TestSpread(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		total    int64
		reserved []int64
		want     []int64
	}{
		{100, []int64{0, 0, 0}, []int64{34, 33, 33}},
		{2, []int64{0, 0, 0}, []int64{1, 1, 0}},
		{0, []int64{0, 0}, []int64{0, 0}},
		{9, []int64{0, 7, 0}, []int64{1, 7, 1}},
		{10, []int64{6, 5, 0}, []int64{6, 5, 0}},
		{10, []int64{6, 0, 4}, []int64{6, 0, 4}},
		{5, nil, []int64{}},
	} {
		if got := Spread(c.total, c.reserved); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("Spread(%d, %v) = %v, want %v", c.total, c.reserved, got, c.want)
		}
	}
}

func TestSpreadKeepsTheTotalWheneverItCan(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(5, 6))
	for range 5000 {
		reserved := make([]int64, 1+random.IntN(6))
		floor := int64(0)
		for i := range reserved {
			reserved[i] = random.Int64N(20)
			floor += reserved[i]
		}
		total := random.Int64N(80)
		sum := int64(0)
		for i, share := range Spread(total, reserved) {
			if share < reserved[i] {
				t.Fatalf("Spread(%d, %v): share %d is below %d", total, reserved, share, reserved[i])
			}
			sum += share
		}
		if sum != max(total, floor) {
			t.Fatalf("Spread(%d, %v) sums to %d", total, reserved, sum)
		}
	}
}
