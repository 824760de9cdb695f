package searchindex

import (
	"math"
	"slices"

	"rialto/internal/commerce"
)

// encode writes what cannot be worked out again: documents, words and segments. Counts, scores and price ranges can.
func (c *core) encode(e *encoder) {
	e.u64(uint64(c.changes))
	e.u64(uint64(c.next))
	c.lex.encode(e)
	c.table.encode(e)
	e.u64(uint64(len(c.segs)))
	for _, s := range c.segs {
		s.encode(e)
	}
}

func (l *lexicon) encode(e *encoder) {
	stems := make([]string, len(l.df))
	for stem, term := range l.stems {
		stems[term] = stem
	}
	e.texts(stems)
	e.u64(uint64(len(l.words)))
	for surface, w := range l.words {
		e.text(surface)
		e.u64(uint64(w.term)<<32 | uint64(w.seen))
	}
}

func (t *table) encode(e *encoder) {
	e.texts(t.brands.list)
	e.texts(t.categories.list)
	e.u32s(t.parents)
	sellers := make([]uint64, len(t.sellers))
	for id, n := range t.sellers {
		sellers[n-1] = uint64(id)
	}
	e.u64(uint64(len(sellers)))
	for _, id := range sellers {
		e.u64(id)
	}
	e.u64(uint64(len(t.rows)))
	for s := range t.rows {
		t.encodeSlot(e, uint32(s))
	}
}

// slotBytes is the least that encodeSlot writes for one slot.
const slotBytes = 8 * 8

func (t *table) encodeSlot(e *encoder, s uint32) {
	r, f := &t.rows[s], &t.facts[s]
	for _, x := range [...]uint64{
		uint64(f.product), uint64(f.family), uint64(f.created), uint64(f.version), uint64(f.signalVersion), f.textHash,
		uint64(math.Float32bits(f.velocity))<<32 | uint64(math.Float32bits(f.conversion)),
		uint64(f.reviews)<<32 | uint64(r.rating)<<16 | uint64(r.flags),
		uint64(r.brand)<<32 | uint64(r.category),
		uint64(t.owner[s])<<32 | uint64(f.seller),
	} {
		e.u64(x)
	}
	e.u32s(t.others[s])
	for c := range t.prices {
		e.u64(uint64(t.prices[c][s]))
	}
	e.text(f.title)
}

func (s *segment) encode(e *encoder) {
	e.u64(uint64(s.id))
	for _, list := range [...][]uint32{s.slots, s.terms, s.ends, s.docs, s.forwardEnds} {
		e.u32s(list)
	}
	e.bytes(s.impacts)
	e.bytes(s.forward)
}

// decode reads what encode wrote into an empty core, believing nothing: a snapshot is a file that anyone may have touched.
func (c *core) decode(d *decoder) error {
	c.changes = int64(d.u64())
	c.next = uint32(d.u64())
	c.lex.decode(d)
	c.table.decode(d)
	for range d.count(1) {
		s := &segment{}
		s.decode(d)
		c.segs = append(c.segs, s)
	}
	if d.bad || len(d.rest) > 0 || !c.sound() {
		return errDamaged
	}
	c.derive()
	return nil
}

func (l *lexicon) decode(d *decoder) {
	stems := d.texts()
	l.df = make([]int32, len(stems))
	for term, stem := range stems {
		l.stems[stem] = uint32(term)
	}
	for range d.count(16) {
		surface, packed := d.text(), d.u64()
		w := word{term: uint32(packed >> 32), seen: uint32(packed)}
		if uint64(w.term) >= uint64(len(stems)) {
			d.bad = true
			return
		}
		l.words[surface] = w
		if w.seen > 0 {
			l.sorted = append(l.sorted, surface)
		}
	}
	slices.Sort(l.sorted)
}

func (t *table) decode(d *decoder) {
	for _, n := range [...]*names{&t.brands, &t.categories} {
		list := d.texts()
		if len(list) == 0 || list[0] != "" {
			d.bad = true
			return
		}
		for _, name := range list {
			n.id(name)
		}
		d.bad = d.bad || len(n.list) != len(list)
	}
	t.parents = d.u32s()
	for range d.count(8) {
		t.sellerID(commerce.SellerID(d.u64()))
	}
	for range d.count(slotBytes) {
		t.decodeSlot(d)
	}
}

func (t *table) decodeSlot(d *decoder) {
	var x [10]uint64
	for i := range x {
		x[i] = d.u64()
	}
	s := t.slot(commerce.ProductID(x[0]))
	if int(s) != len(t.rows)-1 {
		d.bad = true // the same product twice
		return
	}
	r, f := &t.rows[s], &t.facts[s]
	f.family, f.created, f.version, f.signalVersion = int64(x[1]), int64(x[2]), int64(x[3]), int64(x[4])
	f.textHash = x[5]
	f.velocity, f.conversion = math.Float32frombits(uint32(x[6]>>32)), math.Float32frombits(uint32(x[6]))
	f.reviews, r.rating, r.flags = uint32(x[7]>>32), uint16(x[7]>>16), uint8(x[7])
	r.brand, r.category = uint32(x[8]>>32), uint32(x[8])
	t.owner[s], f.seller = uint32(x[9]>>32), uint32(x[9])
	if others := d.u32s(); len(others) > 0 {
		t.others[s] = others
	}
	for c := range t.prices {
		t.prices[c][s] = int64(d.u64())
	}
	t.setTitle(f, d.text())
}

func (s *segment) decode(d *decoder) {
	s.id = uint32(d.u64())
	for _, list := range [...]*[]uint32{&s.slots, &s.terms, &s.ends, &s.docs, &s.forwardEnds} {
		*list = d.u32s()
	}
	s.impacts = d.bytes()
	s.forward = d.bytes()
}
