package searchindex

import (
	"slices"
	"strings"

	"rialto/internal/search"
)

// facets turns counters into the answer.
func (c *core) facets(found *collector, chosen []string) search.Facets {
	return search.Facets{
		Brands:     c.brandFacet(found),
		Categories: c.categoryFacet(found, chosen),
		Prices:     c.priceFacet(found),
		Ratings:    ratingFacet(found),
	}
}

func (c *core) brandFacet(found *collector) []search.Count {
	var counts []search.Count
	for id, n := range found.brands {
		if n > 0 && id != 0 {
			counts = append(counts, search.Count{Value: c.table.brands.list[id], N: n})
		}
	}
	return most(counts)
}

// categoryFacet rolls counts up to every category above and lists those that a shopper can step to from the chosen one.
func (c *core) categoryFacet(found *collector, chosen []string) []search.Count {
	t := &c.table
	sums := found.rollups
	for id := len(sums) - 1; id > 0; id-- { // children come after their parents
		sums[id] += found.categories[id]
		if p := t.parents[id]; p != 0 {
			found.categories[p] += found.categories[id]
		}
	}
	path := strings.ToLower(search.JoinPath(chosen))
	var counts []search.Count
	for id := 1; id < len(sums); id++ {
		if sums[id] > 0 && onPath(t.categories.folded[t.parents[id]], path) {
			counts = append(counts, search.Count{Value: t.categories.list[id], N: sums[id]})
		}
	}
	return most(counts)
}

// onPath reports whether a category is above all, the chosen one, or above the chosen one.
func onPath(category, chosen string) bool {
	return category == "" || category == chosen || strings.HasPrefix(chosen, category+pathSeparator)
}

func (c *core) priceFacet(found *collector) []search.PriceCount {
	bounds := c.cfg.Currencies[found.filter.currency].Bounds
	var counts []search.PriceCount
	for b, n := range found.prices[:len(bounds)+1] {
		if n == 0 {
			continue
		}
		pc := search.PriceCount{N: n}
		if b > 0 {
			pc.From = bounds[b-1]
		}
		if b < len(bounds) {
			pc.To = bounds[b]
		}
		counts = append(counts, pc)
	}
	return counts
}

// ratingFacet counts "this many stars and up".
func ratingFacet(found *collector) []search.StarCount {
	var counts []search.StarCount
	n := found.stars[5]
	for stars := 4; stars > 0; stars-- {
		if n += found.stars[stars]; n > 0 {
			counts = append(counts, search.StarCount{Stars: stars, N: n})
		}
	}
	return counts
}

// most orders by count, then by name, and cuts.
func most(counts []search.Count) []search.Count {
	slices.SortFunc(counts, func(a, b search.Count) int {
		if a.N != b.N {
			return b.N - a.N
		}
		return strings.Compare(a.Value, b.Value)
	})
	return slices.Clone(counts[:min(len(counts), search.MaxFacetValues)])
}
