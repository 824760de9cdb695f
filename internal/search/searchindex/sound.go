package searchindex

import (
	"encoding/binary"
	"slices"
)

// sound checks every number of a decoded core that is used as an index elsewhere. The checksum catches accidents; this keeps a
// file made on purpose from bringing the process down.
func (c *core) sound() bool {
	if len(c.lex.stems) != len(c.lex.df) || !c.table.sound() {
		return false
	}
	owned := make([]bool, len(c.table.rows))
	seen := map[uint32]bool{}
	for _, s := range c.segs {
		if s.id == 0 || s.id >= c.next || seen[s.id] || !s.sound(len(c.table.rows), len(c.lex.df)) {
			return false
		}
		seen[s.id] = true
		for _, slot := range s.slots {
			owned[slot] = owned[slot] || c.table.owner[slot] == s.id
		}
	}
	for slot, id := range c.table.owner {
		if id != 0 && !owned[slot] {
			return false
		}
	}
	return true
}

func (t *table) sound() bool {
	if len(t.parents) != len(t.categories.list) || t.parents[0] != 0 {
		return false
	}
	for id, parent := range t.parents {
		if id > 0 && int(parent) >= id {
			return false
		}
	}
	for s, r := range t.rows {
		f := t.facts[s]
		if int(r.brand) >= len(t.brands.list) || int(r.category) >= len(t.parents) || r.rating > 5000 ||
			int(f.seller) > len(t.sellers) || f.created < 0 || f.velocity != unit(float64(f.velocity)) ||
			f.conversion != unit(float64(f.conversion)) {
			return false
		}
	}
	return true
}

func (s *segment) sound(slots, terms int) bool {
	if len(s.slots) == 0 {
		return len(s.docs) == 0 && len(s.terms) == 0
	}
	return ascending(s.slots, slots) && ascending(s.terms, terms) &&
		len(s.ends) == len(s.terms) && partition(s.ends, len(s.docs)) && len(s.impacts) == len(s.docs) &&
		len(s.forwardEnds) == len(s.slots) && partition(s.forwardEnds, len(s.forward)) &&
		s.postingsSound() && s.forwardsSound(terms)
}

func (s *segment) postingsSound() bool {
	for i := range s.terms {
		slots, impacts := s.postingsAt(i)
		if !ascending(slots, int(s.slots[len(s.slots)-1])+1) || slices.Contains(impacts, 0) {
			return false
		}
	}
	return true
}

func (s *segment) forwardsSound(terms int) bool {
	for i := range s.slots {
		var term uint64
		for rest := s.forwardAt(i); len(rest) > 0; {
			delta, size := binary.Uvarint(rest)
			if size <= 0 || delta >= uint64(terms) {
				return false
			}
			if term += delta; term >= uint64(terms) {
				return false
			}
			rest = rest[size:]
		}
	}
	return true
}

// ascending reports whether the numbers strictly grow and stay below limit.
func ascending(list []uint32, limit int) bool {
	for i, x := range list {
		if int(x) >= limit || i > 0 && x <= list[i-1] {
			return false
		}
	}
	return true
}

// partition reports whether ends cut a list of n into parts from start to end.
func partition(ends []uint32, n int) bool {
	if len(ends) == 0 {
		return n == 0
	}
	return slices.IsSorted(ends) && int(ends[len(ends)-1]) == n
}

// derive works out what a snapshot leaves out.
func (c *core) derive() {
	t := &c.table
	for s := range t.rows {
		slot := uint32(s)
		for cur, p := range t.prices {
			t.rows[s].buckets[cur] = noBucket
			if p[s] >= 0 {
				t.rows[s].buckets[cur] = bucket(c.cfg.Currencies[cur].Bounds, p[s])
			}
		}
		t.score(c.cfg, slot)
		if t.owner[s] != 0 {
			t.live++
			t.tally(&t.rows[s], 1)
			t.joinFamily(slot)
		}
	}
	for _, s := range c.segs {
		for i, slot := range s.slots {
			if t.owner[slot] == s.id {
				s.count(c.lex.df, i, 1)
			} else {
				s.dead++
			}
		}
	}
}
