package inventory

import (
	"cmp"
	"slices"

	"rialto/internal/commerce"
)

// Plan splits one line over the product's stock rows: nearest warehouse first, each giving what it has, those not ranked last
// by id. The answer is by warehouse id, the order in which rows must be changed so that two orders never wait for each other.
// ok is false, with no answer, when all rows together have too little.
func Plan(rows []Stock, line Offer, ranking []commerce.WarehouseID) (plan []Allocation, ok bool) {
	near := slices.Clone(rows)
	slices.SortStableFunc(near, func(a, b Stock) int {
		return cmp.Or(cmp.Compare(rank(ranking, a.WarehouseID), rank(ranking, b.WarehouseID)), cmp.Compare(a.WarehouseID, b.WarehouseID))
	})
	left := line.Quantity
	for _, s := range near {
		take := min(left, s.Sellable())
		if s.ProductID != line.ProductID || s.SellerID != line.SellerID || take <= 0 {
			continue
		}
		plan = append(plan, Allocation{s.Place, take})
		left -= take
	}
	if left > 0 {
		return nil, false
	}
	slices.SortFunc(plan, func(a, b Allocation) int { return ComparePlaces(a.Place, b.Place) })
	return plan, true
}

func rank(ranking []commerce.WarehouseID, w commerce.WarehouseID) int {
	if i := slices.Index(ranking, w); i >= 0 {
		return i
	}
	return len(ranking)
}

// ComparePlaces orders places by product, seller and warehouse.
func ComparePlaces(a, b Place) int {
	return cmp.Or(cmp.Compare(a.ProductID, b.ProductID), cmp.Compare(a.SellerID, b.SellerID), cmp.Compare(a.WarehouseID, b.WarehouseID))
}

// Repeat is the answer to a Reserve whose order has met the product before; rows are all it has reserved of it.
// Errors: ErrReleased, ErrDiffers.
func Repeat(h Hold, rows []Reservation) ([]Allocation, error) {
	var out []Allocation
	bySeller := map[commerce.SellerID]int64{}
	for _, r := range rows {
		switch r.State {
		case Held, Committed, Consumed:
			out = append(out, Allocation{r.Place, r.Quantity})
			bySeller[r.SellerID] += r.Quantity
		}
	}
	if len(out) == 0 {
		return nil, ErrReleased
	}
	for _, l := range h.Lines {
		if bySeller[l.SellerID] != l.Quantity {
			return nil, ErrDiffers
		}
		delete(bySeller, l.SellerID)
	}
	if len(bySeller) > 0 {
		return nil, ErrDiffers
	}
	slices.SortFunc(out, func(a, b Allocation) int { return ComparePlaces(a.Place, b.Place) })
	return out, nil
}

// Spread shares a total evenly over warehouses, the first ones getting the rest, but gives none less than it has reserved;
// what that takes comes off the others. Where more is reserved than the total, each gets what it has reserved.
func Spread(total int64, reserved []int64) []int64 {
	shares := make([]int64, len(reserved))
	pinned := make([]bool, len(reserved))
	for {
		left, open := total, int64(0)
		for i, p := range pinned {
			if p {
				left -= shares[i]
			} else {
				open++
			}
		}
		if open == 0 {
			return shares
		}
		if !share(max(left, 0), open, reserved, shares, pinned) {
			return shares
		}
	}
}

// share gives the open warehouses equal parts of left and pins those that have more reserved; it reports whether it did.
func share(left, open int64, reserved, shares []int64, pinned []bool) bool {
	even, rest, again := left/open, left%open, false
	for i := range shares {
		if pinned[i] {
			continue
		}
		shares[i] = even
		if rest > 0 {
			shares[i]++
			rest--
		}
		if reserved[i] > shares[i] {
			shares[i], pinned[i], again = reserved[i], true, true
		}
	}
	return again
}
