package inventory

import (
	"cmp"
	"context"
	"fmt"
	"math/bits"
	"slices"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/commerce"
)

const (
	maxShares = 100
	maxWeight = 1_000_000
	// exactUpTo is how many unbalanced warehouses PlanMoves finds the fewest moves for: the search doubles with each. Beyond, the
	// moves are at most one fewer than the warehouses.
	exactUpTo = 10
)

// Forecast says where one offer's buyers are expected.
type Forecast struct {
	Expected int64                          // units in all
	Weights  map[commerce.WarehouseID]int64 // relative; a warehouse without one is expected to sell nothing
}

// Transfer is a quantity that should go from one warehouse to another.
type Transfer struct {
	From, To commerce.WarehouseID
	Quantity int64
}

// PlanMoves computes the fewest transfers after which every warehouse has the units it is expected to sell: the expected units,
// or all there are if those are fewer, split by weight with the largest remainders. rows are those of one offer. Reserved units
// stay; units beyond what is expected stay where they are. The answer is by from and to.
func PlanMoves(rows []Stock, f Forecast) []Transfer {
	over, under := imbalances(rows, f)
	if len(under) == 0 {
		return nil
	}
	var out []Transfer
	for _, group := range groups(over, under) {
		out = append(out, settle(group)...)
	}
	slices.SortFunc(out, func(a, b Transfer) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	return out
}

// imbalance is what a warehouse has beyond what it is expected to sell; negative: what it lacks.
type imbalance struct {
	warehouse commerce.WarehouseID
	units     int64
}

func imbalances(rows []Stock, f Forecast) (over, under []imbalance) {
	have, total := map[commerce.WarehouseID]int64{}, int64(0)
	for _, s := range rows {
		have[s.WarehouseID] += s.Sellable()
		total += s.Sellable()
	}
	want := shares(min(total, f.Expected), f.Weights)
	for w := range want {
		have[w] += 0 // a warehouse without a row takes part as well
	}
	for w, units := range have {
		switch spare := units - want[w]; {
		case spare > 0:
			over = append(over, imbalance{w, spare})
		case spare < 0:
			under = append(under, imbalance{w, spare})
		}
	}
	for _, list := range [][]imbalance{over, under} { // the largest first, so that a few big moves do most of it
		slices.SortFunc(list, func(a, b imbalance) int {
			return cmp.Or(cmp.Compare(max(b.units, -b.units), max(a.units, -a.units)), cmp.Compare(a.warehouse, b.warehouse))
		})
	}
	return over, under
}

// shares splits units by weight; what rounding leaves goes to the largest remainders, by id where they are equal.
func shares(units int64, weights map[commerce.WarehouseID]int64) map[commerce.WarehouseID]int64 {
	type part struct {
		warehouse commerce.WarehouseID
		rest      uint64
	}
	sum := uint64(0)
	for _, w := range weights {
		sum += uint64(w)
	}
	out := map[commerce.WarehouseID]int64{}
	if sum == 0 {
		return out
	}
	left, parts := units, []part(nil)
	for id, w := range weights {
		hi, lo := bits.Mul64(uint64(units), uint64(w))
		whole, rest := bits.Div64(hi, lo, sum)
		out[id], left = int64(whole), left-int64(whole)
		parts = append(parts, part{id, rest})
	}
	slices.SortFunc(parts, func(a, b part) int { return cmp.Or(cmp.Compare(b.rest, a.rest), cmp.Compare(a.warehouse, b.warehouse)) })
	for _, p := range parts[:left] {
		out[p.warehouse]++
	}
	return out
}

// groups parts warehouses into as many groups as possible of which each has enough for its own: n warehouses that trade among
// themselves take n − 1 moves, so every group saves one. Warehouses with too much may be left out.
func groups(over, under []imbalance) [][]imbalance {
	all := append(slices.Clone(over), under...)
	if len(all) > exactUpTo {
		return [][]imbalance{all}
	}
	full := 1<<len(all) - 1
	lacking := full &^ (1<<len(over) - 1)
	sum, moves, cut := make([]int64, full+1), make([]int, full+1), make([]int, full+1)
	best := full
	for set := 1; set <= full; set++ {
		low := bits.TrailingZeros(uint(set))
		sum[set] = sum[set&(set-1)] + all[low].units
		moves[set] = bits.OnesCount(uint(set)) - 1
		high := 1 << (bits.Len(uint(set)) - 1)
		for sub := (set - 1) & set; sub >= high; sub = (sub - 1) & set { // of each two halves the one with the highest bit
			if rest := set &^ sub; sum[sub] >= 0 && sum[rest] >= 0 && moves[sub]+moves[rest] < moves[set] {
				moves[set], cut[set] = moves[sub]+moves[rest], sub
			}
		}
		if set&lacking == lacking && sum[set] >= 0 && moves[set] < moves[best] {
			best = set
		}
	}
	var out [][]imbalance
	var split func(set int)
	split = func(set int) {
		if cut[set] != 0 {
			split(cut[set])
			split(set &^ cut[set])
			return
		}
		var group []imbalance
		for i, v := range all {
			if set&(1<<i) != 0 {
				group = append(group, v)
			}
		}
		out = append(out, group)
	}
	split(best)
	return out
}

// settle carries what is over to where it lacks, one after the other: each move ends one of the two.
func settle(group []imbalance) (out []Transfer) {
	i, j := 0, slices.IndexFunc(group, func(v imbalance) bool { return v.units < 0 })
	group = slices.Clone(group)
	for j >= 0 && j < len(group) {
		from, to := &group[i], &group[j]
		n := min(from.units, -to.units)
		out = append(out, Transfer{from.warehouse, to.warehouse, n})
		from.units, to.units = from.units-n, to.units+n
		if to.units == 0 {
			j++
		}
		if from.units == 0 {
			i++
		}
	}
	return out
}

// PlanMoves implements the contract.
func (s *Service) PlanMoves(ctx context.Context, req *inventoryv1.PlanMovesRequest) (*inventoryv1.PlanMovesResponse, error) {
	f, err := forecastOf(req)
	if err != nil {
		return nil, err
	}
	rows, err := s.store.Stock(ctx, commerce.ProductID(req.GetProductId()))
	if err != nil {
		return nil, fmt.Errorf("read stock: %w", err)
	}
	rows = slices.DeleteFunc(rows, func(r Stock) bool { return r.SellerID != commerce.SellerID(req.GetSellerId()) })
	resp := &inventoryv1.PlanMovesResponse{}
	for _, t := range PlanMoves(rows, f) {
		resp.Moves = append(resp.Moves, &inventoryv1.Move{FromWarehouseId: int64(t.From), ToWarehouseId: int64(t.To), Quantity: t.Quantity})
	}
	return resp, nil
}

func forecastOf(req *inventoryv1.PlanMovesRequest) (Forecast, error) {
	var bad problems
	bad.check(req.GetProductId() > 0, "product_id", notAnID)
	bad.check(req.GetSellerId() > 0, "seller_id", notAnID)
	bad.check(req.GetExpected() > 0 && req.GetExpected() <= MaxStock, "expected", "must be between 1 and %d", MaxStock)
	in := req.GetShares()
	bad.check(len(in) > 0 && len(in) <= maxShares, "shares", "must be 1 to %d", maxShares)
	f, sum := Forecast{Expected: req.GetExpected(), Weights: map[commerce.WarehouseID]int64{}}, int64(0)
	for i, share := range in[:min(len(in), maxShares)] {
		w, name := commerce.WarehouseID(share.GetWarehouseId()), fmt.Sprintf("shares[%d]", i)
		_, twice := f.Weights[w]
		bad.check(w > 0 && !twice, name+".warehouse_id", "must be a positive id, named once")
		bad.check(share.GetWeight() >= 0 && share.GetWeight() <= maxWeight, name+".weight", "must be between 0 and %d", maxWeight)
		f.Weights[w] = share.GetWeight()
		sum += share.GetWeight()
	}
	bad.check(len(in) == 0 || sum > 0, "shares", "must have a weight above 0")
	return f, bad.err()
}
