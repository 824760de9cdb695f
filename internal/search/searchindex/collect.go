package searchindex

import (
	"cmp"
	"math"
	"slices"

	"rialto/internal/search"
)

// collector takes the matches of one query and keeps the best hits, the total and every facet's counts.
type collector struct {
	t      *table
	filter *filter
	sort   search.Sort
	text   float32 // weight of the text term
	half   float32 // the text score that makes it one half

	matched  int // by words alone, before any filter
	total    int
	top      top
	variants []variant // matches that collapse into families, for the end

	brands     []int // by brand
	categories []int // by category, without what is below it
	rollups    []int // by category, families that were counted with all above them
	prices     [maxBounds + 1]int
	stars      [6]int // by whole stars of the average
}

// variant is a match that may share its family's one hit.
type variant struct {
	family      int64
	slot, score uint32
	fails       uint8
}

func newCollector(c *core, q *search.Query, f *filter) *collector {
	return &collector{
		t: &c.table, filter: f, sort: q.Sort,
		text: float32(c.cfg.Ranking.Text), half: float32(c.cfg.Ranking.TextHalf * scoreUnit),
		top:        top{limit: q.Limit, facts: c.table.facts},
		brands:     make([]int, len(c.table.brands.list)),
		categories: make([]int, len(c.table.categories.list)),
		rollups:    make([]int, len(c.table.categories.list)),
	}
}

// add takes a block of matches. This loop is where a broad query spends its time.
func (c *collector) add(slots, scores []uint32) {
	c.matched += len(slots)
	for i, slot := range slots {
		r := &c.t.rows[slot]
		if !c.filter.visible(r) {
			continue
		}
		fails := c.filter.verdict(c.t, r, slot)
		if fails != 0 && fails&(fails-1) != 0 {
			continue // fails two parts: counts nowhere
		}
		if r.flags&grouped != 0 {
			c.variants = append(c.variants, variant{c.t.familyOf(slot), slot, scores[i], fails})
			continue
		}
		c.count(r, fails)
		if fails == 0 {
			c.total++
			c.top.offer(hit{c.key(r, slot, scores[i]), slot, scores[i]})
		}
	}
}

// count adds a product that stands alone to the facets that may see it.
func (c *collector) count(r *row, fails uint8) {
	if fails&^failsBrand == 0 {
		c.brands[r.brand]++
	}
	if fails&^failsCategory == 0 {
		c.categories[r.category]++
	}
	if b := r.buckets[c.filter.currency]; fails&^failsPrice == 0 && b != noBucket {
		c.prices[b]++
	}
	if fails&^failsRating == 0 {
		c.stars[r.rating/1000]++
	}
}

// key orders hits: greater is better. The top bit puts products with any price first.
func (c *collector) key(r *row, slot, score uint32) uint64 {
	var k uint64
	switch c.sort {
	case search.ByPriceAsc:
		k = 1<<62 - uint64(c.t.prices[c.filter.currency][slot])
	case search.ByPriceDesc:
		k = uint64(c.t.prices[c.filter.currency][slot])
	case search.ByRating:
		k = uint64(r.rating)<<32 | uint64(c.t.facts[slot].reviews)
	case search.ByNewest:
		k = uint64(c.t.facts[slot].created)
	case search.ByBestSelling:
		k = uint64(math.Float32bits(c.t.facts[slot].velocity))
	default:
		k = uint64(math.Float32bits(c.relevance(r, score)))
	}
	if r.flags&unpriced != 0 {
		return k & (1<<62 - 1)
	}
	return k&(1<<63-1) | 1<<63
}

// relevance is the ranking formula in the precision that hits are ordered by.
func (c *collector) relevance(r *row, score uint32) float32 {
	s := float32(score)
	return c.text*(s/(s+c.half)) + r.static
}

// collapse counts the variants gathered by family: one hit, one count per facet value.
func (c *collector) collapse() {
	slices.SortFunc(c.variants, func(a, b variant) int {
		return cmp.Or(cmp.Compare(a.family, b.family), cmp.Compare(a.slot, b.slot))
	})
	for rest := c.variants; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].family == rest[0].family {
			n++
		}
		c.family(rest[:n])
		rest = rest[n:]
	}
}

func (c *collector) family(members []variant) {
	var (
		best               hit
		found              bool
		brands, categories []uint32
		prices             uint32
		stars              = -1
	)
	for _, m := range members {
		r := &c.t.rows[m.slot]
		if h := (hit{c.key(r, m.slot, m.score), m.slot, m.score}); m.fails == 0 && (!found || c.top.less(best, h)) {
			best, found = h, true
		}
		if m.fails&^failsBrand == 0 {
			brands = append(brands, r.brand)
		}
		for id := r.category; m.fails&^failsCategory == 0 && id != 0; id = c.t.parents[id] {
			categories = append(categories, id)
		}
		if b := r.buckets[c.filter.currency]; m.fails&^failsPrice == 0 && b != noBucket {
			prices |= 1 << b
		}
		if m.fails&^failsRating == 0 {
			stars = max(stars, int(r.rating/1000))
		}
	}
	if found {
		c.total++
		c.top.offer(best)
	}
	countDistinct(c.brands, brands)
	countDistinct(c.rollups, categories)
	for b := range c.prices {
		c.prices[b] += int(prices >> b & 1)
	}
	if stars >= 0 {
		c.stars[stars]++
	}
}

func countDistinct(counts []int, ids []uint32) {
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		counts[id]++
	}
}
