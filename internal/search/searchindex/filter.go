package searchindex

import (
	"math"
	"strings"

	"rialto/internal/platform/errs"
	"rialto/internal/search"
)

// filter is a query's filter in slots and numbers. Bits of a verdict say which parts a product fails.
type filter struct {
	currency  int
	brands    []bool // by brand; nil = any
	category  []bool // by category; nil = any
	priced    bool   // a price bound is set
	low, high int64
	rating    uint16
	seller    uint32
	sellerSet bool
	mask      uint8 // flags that must …
	want      uint8 // … have these values
}

// A product that fails one facet's own filter and nothing else still counts in that facet.
const (
	failsBrand uint8 = 1 << iota
	failsCategory
	failsPrice
	failsRating
	failsOther
)

func (c *core) filter(q *search.Query) (*filter, error) {
	f := &filter{currency: -1, low: 0, high: math.MaxInt64}
	for i, cur := range c.cfg.Currencies {
		if cur.Code == q.Currency || q.Currency == "" && i == 0 {
			f.currency = i
		}
	}
	if f.currency < 0 {
		return nil, errs.Invalid("currency_unavailable", "Prices in %q are not offered here.", q.Currency)
	}
	f.setPrice(&q.Filter)
	f.setRating(q.Filter.RatingMin)
	f.setFlag(prime, q.Filter.Prime)
	f.setFlag(inStock, q.Filter.InStock)
	if q.Filter.SellerID != 0 {
		f.sellerSet, f.seller = true, c.table.sellers[q.Filter.SellerID]
	}
	f.setBrands(&c.table, q.Filter.Brands)
	f.setCategory(&c.table, q.Filter.Category)
	return f, nil
}

func (f *filter) setPrice(q *search.Filter) {
	f.priced = q.PriceMin != nil || q.PriceMax != nil
	if q.PriceMin != nil {
		f.low = max(*q.PriceMin, 0)
	}
	if q.PriceMax != nil {
		f.high = *q.PriceMax
	}
}

func (f *filter) setRating(least *float64) {
	if least != nil {
		f.rating = uint16(math.Ceil(1000 * min(max(*least, 0), 10)))
	}
}

func (f *filter) setFlag(flag uint8, want *bool) {
	if want == nil {
		return
	}
	f.mask |= flag
	if *want {
		f.want |= flag
	}
}

func (f *filter) setBrands(t *table, brands []string) {
	if len(brands) == 0 {
		return
	}
	wanted := map[string]bool{}
	for _, b := range brands {
		wanted[strings.ToLower(strings.TrimSpace(b))] = true
	}
	f.brands = make([]bool, len(t.brands.list))
	for id, folded := range t.brands.folded {
		f.brands[id] = id > 0 && wanted[folded]
	}
}

// setCategory relies on parents being registered before their children.
func (f *filter) setCategory(t *table, path []string) {
	if len(path) == 0 {
		return
	}
	wanted := strings.ToLower(search.JoinPath(path))
	f.category = make([]bool, len(t.categories.list))
	for id := 1; id < len(f.category); id++ {
		f.category[id] = f.category[t.parents[id]] || t.categories.folded[id] == wanted
	}
}

// visible reports whether the product may be shown in the query's currency.
func (f *filter) visible(r *row) bool {
	return r.buckets[f.currency] != noBucket || r.flags&unpriced != 0
}

// verdict says which parts of the filter a product fails.
func (f *filter) verdict(t *table, r *row, slot uint32) uint8 {
	var fails uint8
	if f.brands != nil && !f.brands[r.brand] {
		fails |= failsBrand
	}
	if f.category != nil && !f.category[r.category] {
		fails |= failsCategory
	}
	if f.priced {
		if p := t.prices[f.currency][slot]; p == noPrice || p < f.low || p > f.high {
			fails |= failsPrice
		}
	}
	if r.rating < f.rating {
		fails |= failsRating
	}
	if r.flags&f.mask != f.want || f.sellerSet && !t.soldBy(slot, f.seller) {
		fails |= failsOther
	}
	return fails
}
