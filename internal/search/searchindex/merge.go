package searchindex

import (
	"cmp"
	"math/bits"
	"slices"
)

const (
	// mergeAt segments of one tier become one. A tier spans a factor of 8, so each document is rewritten about log8(n) times.
	mergeAt = 8
	// maxSegments makes a writer wait for merges rather than slow every query down.
	maxSegments = 64
)

// tidy merges in the background if there is something to merge and nobody does. The caller is the one writer.
func (c *core) tidy() {
	if c.segments() > maxSegments {
		c.merging.Lock()
		defer c.merging.Unlock()
		c.merge()
		return
	}
	if c.due() && c.merging.TryLock() {
		c.background.Go(c.mergeAll)
	}
}

// mergeAll merges until nothing is left. It looks again after letting go of merging: a writer that came while it was held went
// away without starting a merge.
func (c *core) mergeAll() {
	for held := true; held; held = c.due() && c.merging.TryLock() {
		for c.merge() {
		}
		c.merging.Unlock()
	}
}

func (c *core) due() bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return len(c.pick()) > 0
}

func (c *core) segments() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return len(c.segs)
}

// merge does one merge and reports whether there was one to do. Queries and changes go on meanwhile; it takes the lock only to
// swap. The caller holds merging.
func (c *core) merge() bool {
	c.mu.RLock()
	picked, owner := c.pick(), []uint32(nil)
	if len(picked) > 0 {
		owner = slices.Clone(c.table.owner)
	}
	c.mu.RUnlock()
	if len(picked) == 0 {
		return false
	}
	merged := merge(picked, owner)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.replace(picked, merged)
	return true
}

// pick chooses a segment that is mostly dead, or the lowest tier that is full.
func (c *core) pick() []*segment {
	tiers := map[int][]*segment{}
	for _, s := range c.segs {
		if 2*s.dead > len(s.slots) {
			return []*segment{s}
		}
		tier := bits.Len(uint(len(s.slots)-s.dead)) / 3
		tiers[tier] = append(tiers[tier], s)
	}
	for tier := range 22 {
		if len(tiers[tier]) >= mergeAt {
			return tiers[tier]
		}
	}
	return nil
}

// replace swaps the picked segments for what they were merged into. Documents that changed meanwhile stay with their new owner.
func (c *core) replace(picked []*segment, merged *segment) {
	from := map[uint32]bool{}
	for _, s := range picked {
		from[s.id] = true
	}
	merged.id = c.next
	c.next++
	for _, slot := range merged.slots {
		if from[c.table.owner[slot]] {
			c.table.owner[slot] = merged.id
		} else {
			merged.dead++
		}
	}
	c.segs = slices.DeleteFunc(slices.Clone(c.segs), func(s *segment) bool { return from[s.id] })
	if len(merged.slots) > 0 {
		c.segs = append(c.segs, merged)
	}
}

// merge joins the postings that their segments own.
func merge(picked []*segment, owner []uint32) *segment {
	m := &segment{}
	m.mergeDocuments(picked, owner)
	postings := 0
	for _, s := range picked {
		postings += len(s.docs)
	}
	m.docs, m.impacts = make([]uint32, 0, postings), make([]uint8, 0, postings)
	next := make([]int, len(picked)) // term of each segment
	for {
		term, ok := lowest(picked, next)
		if !ok {
			return m
		}
		m.mergeTerm(term, picked, next, owner)
	}
}

func (m *segment) mergeDocuments(picked []*segment, owner []uint32) {
	type document struct {
		slot uint32
		seg  *segment
		at   int
	}
	var docs []document
	for _, s := range picked {
		for i, slot := range s.slots {
			if owner[slot] == s.id {
				docs = append(docs, document{slot, s, i})
			}
		}
	}
	slices.SortFunc(docs, func(a, b document) int { return cmp.Compare(a.slot, b.slot) })
	m.slots, m.forwardEnds = make([]uint32, 0, len(docs)), make([]uint32, 0, len(docs))
	for _, d := range docs {
		m.slots = append(m.slots, d.slot)
		m.forward = append(m.forward, d.seg.forwardAt(d.at)...)
		m.forwardEnds = append(m.forwardEnds, uint32(len(m.forward)))
	}
}

// lowest is the smallest term that any segment has left.
func lowest(picked []*segment, next []int) (uint32, bool) {
	var term uint32
	found := false
	for i, s := range picked {
		if next[i] < len(s.terms) && (!found || s.terms[next[i]] < term) {
			term, found = s.terms[next[i]], true
		}
	}
	return term, found
}

func (m *segment) mergeTerm(term uint32, picked []*segment, next []int, owner []uint32) {
	start := len(m.docs)
	for i, s := range picked {
		if next[i] == len(s.terms) || s.terms[next[i]] != term {
			continue
		}
		slots, impacts := s.postingsAt(next[i])
		next[i]++
		for j, slot := range slots {
			if owner[slot] == s.id {
				m.docs = append(m.docs, slot)
				m.impacts = append(m.impacts, impacts[j])
			}
		}
	}
	if len(m.docs) == start {
		return
	}
	sortPostings(m.docs[start:], m.impacts[start:])
	m.terms = append(m.terms, term)
	m.ends = append(m.ends, uint32(len(m.docs)))
}

// sortPostings orders by slot; mostly they already are, since newer segments hold newer products.
func sortPostings(slots []uint32, impacts []uint8) {
	if slices.IsSorted(slots) {
		return
	}
	packed := make([]uint64, len(slots))
	for i, slot := range slots {
		packed[i] = uint64(slot)<<8 | uint64(impacts[i])
	}
	slices.Sort(packed)
	for i, p := range packed {
		slots[i], impacts[i] = uint32(p>>8), uint8(p)
	}
}
