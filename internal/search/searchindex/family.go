package searchindex

import "rialto/internal/commerce"

// A family's namesake is the product whose id the family bears. A product that is nobody's sibling is not grouped, so that
// catalogues without variants never pay for collapsing them.

func (t *table) joinFamily(s uint32) {
	f := &t.facts[s]
	if f.family == 0 || f.family == int64(f.product) {
		t.rows[s].set(grouped, t.siblings[int64(f.product)] > 0)
		return
	}
	t.rows[s].set(grouped, true)
	t.siblings[f.family]++
	t.regroupNamesake(f.family)
}

func (t *table) leaveFamily(s uint32) {
	f := &t.facts[s]
	if f.family == 0 || f.family == int64(f.product) {
		return
	}
	t.rows[s].set(grouped, false)
	if t.siblings[f.family]--; t.siblings[f.family] == 0 {
		delete(t.siblings, f.family)
	}
	t.regroupNamesake(f.family)
}

func (t *table) regroupNamesake(family int64) {
	if s, ok := t.slots[commerce.ProductID(family)]; ok && t.familyOf(s) == family {
		t.rows[s].set(grouped, t.siblings[family] > 0)
	}
}

// familyOf returns the family that a hit collapses into.
func (t *table) familyOf(s uint32) int64 {
	if f := &t.facts[s]; f.family != 0 {
		return f.family
	}
	return int64(t.facts[s].product)
}
