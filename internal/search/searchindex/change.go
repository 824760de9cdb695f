package searchindex

import (
	"cmp"
	"slices"

	"rialto/internal/commerce"
	"rialto/internal/search"
)

// maxBatch bounds how long one change may hold the lock.
const maxBatch = 500

// maxFieldWords bounds what one field adds to the index; the rest of a longer text is not searchable.
const maxFieldWords = 2000

// upsert inserts or replaces documents, analysing them before it takes the lock.
func (c *core) upsert(docs []search.Document) {
	for part := range slices.Chunk(c.newest(docs), maxBatch) {
		b := c.analyse(part)
		c.mu.Lock()
		c.publish(b)
		c.mu.Unlock()
		c.tidy()
	}
}

// newest drops documents that are not newer than what was seen, in the index or in the batch itself.
func (c *core) newest(docs []search.Document) []*search.Document {
	at := make(map[commerce.ProductID]int, len(docs))
	kept := make([]*search.Document, 0, len(docs))
	for i := range docs {
		d := &docs[i]
		if s, ok := c.table.slots[d.ProductID]; ok && c.table.facts[s].version >= d.Version {
			continue
		}
		if j, ok := at[d.ProductID]; !ok {
			at[d.ProductID] = len(kept)
			kept = append(kept, d)
		} else if kept[j].Version < d.Version {
			kept[j] = d
		}
	}
	return kept
}

// batch is a set of changes ready to publish.
type batch struct {
	docs    []*search.Document // distinct products, ascending slots
	slots   []uint32
	hashes  []uint64
	words   additions
	segment *segment // of those whose text is new or different; nil without any
}

func (c *core) analyse(docs []*search.Document) *batch {
	b := &batch{words: additions{base: &c.lex, words: map[string]word{}, stems: map[string]uint32{}}}
	b.assignSlots(c, docs)
	var (
		a        = analysis{cfg: c.cfg, words: &b.words, sums: map[uint32]float64{}}
		slots    []uint32
		forwards [][]uint32
		postings []posting
	)
	for i, d := range b.docs {
		b.hashes[i] = textHash(d)
		if c.sameText(b.slots[i], b.hashes[i]) {
			continue
		}
		var terms []uint32
		terms, postings = a.document(d, b.slots[i], postings)
		slots, forwards = append(slots, b.slots[i]), append(forwards, terms)
	}
	if len(slots) > 0 {
		b.segment = newSegment(slots, forwards, postings)
	}
	return b
}

// assignSlots orders the batch by slot; new products get the slots that publish will make for them, in the same order.
func (b *batch) assignSlots(c *core, docs []*search.Document) {
	type placed struct {
		doc  *search.Document
		slot uint32
	}
	next := uint32(len(c.table.rows))
	all := make([]placed, len(docs))
	for i, d := range docs {
		s, ok := c.table.slots[d.ProductID]
		if !ok {
			s, next = next, next+1
		}
		all[i] = placed{d, s}
	}
	slices.SortFunc(all, func(x, y placed) int { return cmp.Compare(x.slot, y.slot) })
	for _, p := range all {
		b.docs, b.slots = append(b.docs, p.doc), append(b.slots, p.slot)
	}
	b.hashes = make([]uint64, len(docs))
}

// sameText reports whether the live text of a slot is what was hashed, so that only numbers changed.
func (c *core) sameText(slot uint32, hash uint64) bool {
	return int(slot) < len(c.table.facts) && c.table.facts[slot].textHash == hash
}

// publish makes a batch visible. The caller holds the lock.
func (c *core) publish(b *batch) {
	c.lex.add(&b.words)
	if b.segment != nil {
		b.segment.id = c.next
		c.next++
	}
	var next int // document of the segment
	for i, d := range b.docs {
		slot := c.table.slot(d.ProductID)
		if b.segment != nil && next < len(b.segment.slots) && b.segment.slots[next] == slot {
			c.bury(slot)
			c.table.owner[slot] = b.segment.id
			b.segment.count(c.lex.df, next, 1)
			next++
		}
		c.table.set(c.cfg, slot, d)
		c.table.facts[slot].textHash = b.hashes[i]
	}
	if b.segment != nil {
		c.table.live += len(b.segment.slots)
		c.segs = append(c.segs, b.segment)
	}
	c.changes += int64(len(b.docs))
}

// bury takes the text of a slot out of the counts, if it has any.
func (c *core) bury(slot uint32) {
	id := c.table.owner[slot]
	if id == 0 {
		return
	}
	s := c.segs[slices.IndexFunc(c.segs, func(s *segment) bool { return s.id == id })]
	i, _ := slices.BinarySearch(s.slots, slot)
	s.count(c.lex.df, i, -1)
	s.dead++
	c.table.owner[slot] = 0
	c.table.live--
}

func (c *core) delete(product commerce.ProductID, version int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	slot := c.table.slot(product)
	f := &c.table.facts[slot]
	if f.version >= version {
		return
	}
	f.version = version
	if c.table.owner[slot] != 0 {
		c.bury(slot)
		c.table.clear(slot)
		c.changes++
	}
}

func (c *core) setStock(stocks []search.Stock) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range stocks {
		r := &c.table.rows[c.table.slot(s.ProductID)]
		if was := r.flags&inStock != 0; was != s.InStock {
			r.set(inStock, s.InStock)
			c.changes++
		}
	}
}

func (c *core) setSignals(signals []search.Signal) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range signals {
		slot := c.table.slot(s.ProductID)
		f := &c.table.facts[slot]
		if f.signalVersion >= s.Version {
			continue
		}
		f.signalVersion, f.velocity, f.conversion = s.Version, unit(s.Velocity), unit(s.Conversion)
		c.table.score(c.cfg, slot)
	}
}

// unit holds a signal in 0..1; NaN is 0.
func unit(x float64) float32 {
	if !(x > 0) {
		return 0
	}
	return float32(min(x, 1))
}
