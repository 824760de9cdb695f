package searchindex

import (
	"math"
	"slices"
	"sort"
)

// group is one word of a query: its term, or several that stand for it (completions). A document matches with any of them.
type group struct {
	terms  []uint32 // none: no document has the word
	weight uint32   // idf in weightUnit, at least 1
}

// weightUnit is the fixed-point scale of idf, scoreUnit that of a text score, which is Σ weight·impact: a bm25 of 1. A query of as
// many words as there may be fits in uint32.
const (
	weightUnit = 1024
	scoreUnit  = weightUnit * 255
)

// group weighs terms by how rare the most common of them is among live documents.
func (c *core) group(terms ...uint32) group {
	var df int32
	for _, t := range terms {
		df = max(df, c.lex.df[t])
	}
	n := float64(c.table.live)
	idf := math.Log(1 + (n-float64(df)+0.5)/(float64(df)+0.5))
	return group{terms, uint32(max(1, math.Round(idf*weightUnit)))}
}

// list is the postings of one group in one segment.
type list struct {
	slots   []uint32
	impacts []uint8
	weight  uint32
}

func (s *segment) list(g group) list {
	lists := make([]list, len(g.terms), 2*len(g.terms)+1)
	for i, t := range g.terms {
		lists[i].slots, lists[i].impacts = s.postings(t)
		lists[i].weight = g.weight
	}
	for len(lists) > 1 { // pairs, so that a posting is copied log2(terms) times
		lists = append(lists[2:], unite(lists[0], lists[1]))
	}
	if len(lists) == 0 {
		return list{}
	}
	return lists[0]
}

// unite merges two lists; a document in both keeps its better impact.
func unite(a, b list) list {
	most := len(a.slots) + len(b.slots)
	u := list{make([]uint32, 0, most), make([]uint8, 0, most), a.weight}
	for len(a.slots) > 0 && len(b.slots) > 0 {
		slot, impact := a.slots[0], a.impacts[0]
		switch {
		case slot > b.slots[0]:
			slot, impact = b.slots[0], b.impacts[0]
			b.slots, b.impacts = b.slots[1:], b.impacts[1:]
		case slot == b.slots[0]:
			impact = max(impact, b.impacts[0])
			b.slots, b.impacts = b.slots[1:], b.impacts[1:]
			fallthrough
		default:
			a.slots, a.impacts = a.slots[1:], a.impacts[1:]
		}
		u.slots, u.impacts = append(u.slots, slot), append(u.impacts, impact)
	}
	u.slots = append(append(u.slots, a.slots...), b.slots...)
	u.impacts = append(append(u.impacts, a.impacts...), b.impacts...)
	return u
}

// block is a run of matches in ascending slots, handed on by the thousand rather than one by one.
type block struct {
	slots, scores []uint32
	emit          func(slots, scores []uint32)
}

const blockSize = 2048

func newBlock(emit func(slots, scores []uint32)) *block {
	return &block{make([]uint32, 0, blockSize), make([]uint32, 0, blockSize), emit}
}

func (b *block) add(slot, score uint32) {
	b.slots = append(b.slots, slot)
	b.scores = append(b.scores, score)
	if len(b.slots) == blockSize {
		b.flush()
	}
}

func (b *block) flush() {
	if len(b.slots) > 0 {
		b.emit(b.slots, b.scores)
		b.slots, b.scores = b.slots[:0], b.scores[:0]
	}
}

// matcher walks the documents that a query's words select. owner decides which postings count.
type matcher struct {
	owner []uint32
	out   *block
}

// everything selects every document.
func (m *matcher) everything() {
	for slot, id := range m.owner {
		if id != 0 {
			m.out.add(uint32(slot), 0)
		}
	}
}

// all selects the segment's documents that have every group: the shortest list leads, the others gallop behind.
func (m *matcher) all(s *segment, groups []group) {
	lists := make([]list, len(groups))
	for i, g := range groups {
		if lists[i] = s.list(g); len(lists[i].slots) == 0 {
			return
		}
	}
	slices.SortFunc(lists, func(a, b list) int { return len(a.slots) - len(b.slots) })
	lead, rest := lists[0], lists[1:]
next:
	for i, slot := range lead.slots {
		if s.dead > 0 && m.owner[slot] != s.id {
			continue
		}
		score := lead.weight * uint32(lead.impacts[i])
		for j := range rest {
			l := &rest[j]
			n := gallop(l.slots, slot)
			l.slots, l.impacts = l.slots[n:], l.impacts[n:]
			if len(l.slots) == 0 {
				return
			}
			if l.slots[0] != slot {
				continue next
			}
			score += l.weight * uint32(l.impacts[0])
		}
		m.out.add(slot, score)
	}
}

// gallop returns the index of the first element ≥ x, doubling its steps so that near ones are cheap.
func gallop(sorted []uint32, x uint32) int {
	if len(sorted) == 0 || sorted[0] >= x {
		return 0
	}
	step := 1
	for step < len(sorted) && sorted[step] < x {
		step *= 2
	}
	low := step / 2
	high := min(step, len(sorted))
	return low + sort.Search(high-low, func(i int) bool { return sorted[low+i] >= x })
}

// window is how many slots are added up at a time, small enough for the cache.
const window = 1 << 15

// any selects the segment's documents that have at least one group.
func (m *matcher) any(s *segment, groups []group, sums *[window]uint32) {
	var lists []list
	for _, g := range groups {
		if l := s.list(g); len(l.slots) > 0 {
			lists = append(lists, l)
		}
	}
	for {
		base, ok := nextWindow(lists)
		if !ok {
			return
		}
		for i := range lists {
			lists[i].addUp(base, sums)
		}
		m.drain(s, base, sums)
	}
}

// nextWindow is the start of the first window with a posting left.
func nextWindow(lists []list) (base uint32, ok bool) {
	for _, l := range lists {
		if len(l.slots) > 0 && (!ok || l.slots[0] < base) {
			base, ok = l.slots[0], true
		}
	}
	return base &^ (window - 1), ok
}

// addUp moves the list's postings of one window into sums.
func (l *list) addUp(base uint32, sums *[window]uint32) {
	i := 0
	for ; i < len(l.slots) && l.slots[i]-base < window; i++ {
		sums[l.slots[i]-base] += l.weight * uint32(l.impacts[i])
	}
	l.slots, l.impacts = l.slots[i:], l.impacts[i:]
}

// drain emits what was added up and leaves zeros.
func (m *matcher) drain(s *segment, base uint32, sums *[window]uint32) {
	for i, sum := range sums {
		if sum == 0 {
			continue
		}
		sums[i] = 0
		if slot := base + uint32(i); s.dead == 0 || m.owner[slot] == s.id {
			m.out.add(slot, sum)
		}
	}
}
