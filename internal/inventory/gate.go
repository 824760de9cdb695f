package inventory

import (
	"context"
	"math"

	"rialto/internal/commerce"
)

// The gate stands before hot products. It counts the units that calls under way were let through for, and refuses who would
// bring them above Admit × what was left when last seen: with that many in line, the units are as good as gone. It is a hint that
// can refuse and never grant. What is left is seen anew by every batch of a lane, by every shortage, and by a look of its own when
// the last one is SoldOutFor old or stock was freed (hot.go forgets then); until somebody has looked, the gate is open. So a
// number that is wrong, whatever made it so, costs at most that time.

// Kinds of refusals without the store's Reserve.
const (
	bySoldOut = "sold_out" // the memory of a shortage
	byGate    = "gate"
)

// look sees what is left of a hot product, if nobody has lately.
func (s *Service) look(ctx context.Context, t *turn) {
	if !t.hot || s.admit == 0 || s.hot.keep == 0 {
		return
	}
	if _, known := s.hot.left(t.product); known {
		return
	}
	version := s.hot.version(t.product)
	if rows, err := s.store.Stock(ctx, t.product); err == nil {
		s.hot.saw(t.product, rows, version)
	}
}

// refusal names what stands against a call without asking the store; "" lets it through, and counts it.
func (s *Service) refusal(t *turn, lines []Offer) string {
	if s.hot.short(lines) {
		return bySoldOut
	}
	left, known := s.hot.left(t.product)
	if !t.pass(lines, left, known && t.hot && s.admit > 0, s.admit) {
		return byGate
	}
	return ""
}

// pass counts a call's units in, unless that is watched and they are too many.
func (t *turn) pass(lines []Offer, left map[commerce.SellerID]int64, watched bool, admit float64) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	units := t.products[t.product].units
	for _, l := range lines {
		if watched && units[l.SellerID]+l.Quantity > atMost(left[l.SellerID], admit) {
			return false
		}
	}
	for _, l := range lines {
		units[l.SellerID] += l.Quantity
	}
	t.through = lines
	return true
}

func atMost(left int64, admit float64) int64 { return int64(math.Ceil(float64(left) * admit)) }

// full reports whether a hot product has as many units in line, at every seller that has any left, as the gate lets through.
func (s *Service) full(p commerce.ProductID) bool {
	left, known := s.hot.left(p)
	if !known || s.admit == 0 {
		return false
	}
	s.heat.mu.Lock()
	defer s.heat.mu.Unlock()
	d := s.heat.products[p]
	if d == nil || !d.hot {
		return false
	}
	for seller, units := range left {
		if d.units[seller] < atMost(units, s.admit) {
			return false
		}
	}
	return true
}
