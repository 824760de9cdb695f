package inventory

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"rialto/internal/commerce"
)

// yardOf has sellable units in warehouses 1, 2, 3 …; each has as many reserved beside them.
func yardOf(sellable ...int64) (rows []Stock) {
	for i, n := range sellable {
		rows = append(rows, Stock{Place: place(1, 2, int64(i+1)), Available: 2 * n, Reserved: n})
	}
	return rows
}

func weights(w ...int64) map[commerce.WarehouseID]int64 {
	out := map[commerce.WarehouseID]int64{}
	for i, n := range w {
		out[commerce.WarehouseID(i+1)] = n
	}
	return out
}

func TestPlanMovesBringsUnitsToWhereTheyAreExpected(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rows     []Stock
		expected int64
		weights  []int64
		want     string
	}{
		"all from one":                       {yardOf(100, 0, 0), 100, []int64{50, 30, 20}, "[{1 2 30} {1 3 20}]"},
		"nothing to do":                      {yardOf(50, 30, 20), 100, []int64{5, 3, 2}, "[]"},
		"what is beyond the forecast stays":  {yardOf(500, 10, 0), 100, []int64{1, 0, 1}, "[{1 3 50}]"},
		"more expected than there is":        {yardOf(10, 0), 1000, []int64{1, 1}, "[{1 2 5}]"},
		"the odd unit goes to the remainder": {yardOf(7, 0, 0), 7, []int64{1, 1, 1}, "[{1 2 2} {1 3 2}]"},
		"a pair that fits is one move":       {yardOf(30, 20, 0, 0), 50, []int64{0, 0, 20, 30}, "[{1 4 30} {2 3 20}]"},
		"three moves where greed takes four": {yardOf(7, 4, 4, 0, 0), 15, []int64{0, 0, 0, 7, 8}, "[{1 4 7} {2 5 4} {3 5 4}]"},
		"a warehouse without a row takes":    {yardOf(9), 9, []int64{0, 1}, "[{1 2 9}]"},
		"nothing there":                      {nil, 9, []int64{1, 1}, "[]"},
		"the biggest numbers":                {yardOf(MaxStock, 0), MaxStock, []int64{0, maxWeight}, fmt.Sprintf("[{1 2 %d}]", MaxStock)},
	} {
		if got := fmt.Sprint(PlanMoves(c.rows, Forecast{c.expected, weights(c.weights...)})); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestPlannedMovesAreExactAndFew(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(5, 6))
	for range 3000 {
		n := 1 + random.IntN(exactUpTo+4)
		sellable, w := make([]int64, n), make([]int64, n)
		for i := range n {
			sellable[i], w[i] = random.Int64N(30), random.Int64N(5)
		}
		w[random.IntN(n)]++
		rows, f := yardOf(sellable...), Forecast{1 + random.Int64N(200), weights(w...)}
		moves := PlanMoves(rows, f)
		_, under := imbalances(rows, f)
		if len(moves) < len(under) || len(moves) > max(0, n-1) {
			t.Fatalf("%d moves for %d of %d that lack: %v %v", len(moves), len(under), n, sellable, f)
		}
		for _, m := range moves {
			if sellable[m.From-1] -= m.Quantity; m.Quantity <= 0 || sellable[m.From-1] < 0 {
				t.Fatalf("%v of %v moves what is not there", m, rows)
			}
		}
		for _, m := range moves {
			sellable[m.To-1] += m.Quantity
		}
		total := int64(0)
		for _, units := range sellable {
			total += units
		}
		for id, want := range shares(min(total, f.Expected), f.Weights) {
			if have := sellable[id-1]; have < want || slices.ContainsFunc(moves, func(m Transfer) bool { return m.To == id }) && have != want {
				t.Fatalf("warehouse %d has %d after %v, is expected to sell %d", id, have, moves, want)
			}
		}
	}
}

func TestSharesSumToTheUnits(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 9))
	for range 2000 {
		units, sum := random.Int64N(MaxStock*100), int64(0)
		w := weights(1+random.Int64N(maxWeight), random.Int64N(maxWeight), random.Int64N(7), 0)
		for id, n := range shares(units, w) {
			if sum += n; n > 0 && w[id] == 0 {
				t.Fatalf("%d of %d units for a warehouse without weight", n, units)
			}
		}
		if sum != units {
			t.Fatalf("shares of %d by %v sum to %d", units, w, sum)
		}
	}
}
