package goods

import (
	"math/rand/v2"
	"slices"
	"time"
)

// Purchase is a line of a past basket.
type Purchase struct {
	Product  int // index into Catalogue.Products
	Quantity int64
}

// Basket is what somebody bought at once.
type Basket struct {
	Buyer int // one of as many as Past was told
	Ago   time.Duration
	Lines []Purchase
}

const (
	pastDays = 730
	day      = 24 * time.Hour
)

// Past tells baskets of two years. Each is a function of its number, so that they may be told from anywhere.
type Past struct {
	c       *Catalogue
	buyers  int
	today   time.Time
	inLeaf  [][]int          // products by leaf
	byBrand map[string][]int // leaves by brand
	draws   [13][]float64    // running sums of what leaves sell, by month; 0 is no month
	appeals [][]float64      // the same of products in a leaf
}

// Past prepares baskets of two years up to the day before today.
func (c *Catalogue) Past(today time.Time, buyers int) *Past {
	p := &Past{c: c, buyers: buyers, today: today.UTC().Truncate(day), inLeaf: make([][]int, len(c.Leaves)), byBrand: map[string][]int{}}
	for i, product := range c.Products {
		p.inLeaf[product.Leaf] = append(p.inLeaf[product.Leaf], i)
	}
	for _, l := range c.Leaves {
		p.appeals = append(p.appeals, sums(p.inLeaf[l.number], func(i int) float64 { return c.Products[i].Appeal }))
		for _, brand := range l.brands {
			p.byBrand[brand] = append(p.byBrand[brand], l.number)
		}
	}
	for month := 1; month <= 12; month++ {
		p.draws[month] = sums(c.Leaves, func(l *Leaf) float64 { return l.Hot * l.inSeason(time.Month(month)) })
	}
	return p
}

// inSeason is how much more than usual a leaf sells in a month.
func (l *Leaf) inSeason(m time.Month) float64 {
	months := map[string][]time.Month{
		"summer": {time.May, time.June, time.July, time.August}, "winter": {time.October, time.November, time.December, time.January, time.February},
		"spring": {time.March, time.April, time.May}, "xmas": {time.November, time.December},
	}[l.Season]
	switch {
	case slices.Contains(months, m):
		return 2.4
	case l.Season != "" && l.Season != "xmas":
		return 0.6
	}
	return 1
}

// sums are the running sums of weights, for choosing by them.
func sums[T any](list []T, weight func(T) float64) []float64 {
	out, sum := make([]float64, len(list)), 0.0
	for i, item := range list {
		sum += weight(item)
		out[i] = sum
	}
	return out
}

func choose(r *rand.Rand, sums []float64) int {
	i, _ := slices.BinarySearch(sums, r.Float64()*sums[len(sums)-1])
	return min(i, len(sums)-1)
}

// Basket tells the n-th one. Buyers come back to brands they know, and take what goes with what they have.
func (p *Past) Basket(n int) Basket {
	r := stream(p.c.seed, "basket", n)
	b := Basket{Buyer: int(float64(p.buyers) * r.Float64() * r.Float64())}
	back := int(pastDays*(1-sqrtUp(r))) + 1
	at := p.today.Add(-time.Duration(back) * day)
	b.Ago = time.Duration(back)*day - time.Duration(8*3600+r.IntN(14*3600))*time.Second
	leaf := choose(r, p.draws[at.Month()])
	for range 1 + min(int(1.6*r.ExpFloat64()), 6) {
		product := p.inLeaf[leaf][choose(r, p.appeals[leaf])]
		if !slices.ContainsFunc(b.Lines, func(l Purchase) bool { return l.Product == product }) {
			b.Lines = append(b.Lines, Purchase{product, p.quantity(r, product)})
		}
		leaf = p.next(r, leaf, product, at)
	}
	return b
}

// sqrtUp is a share whose large values are frequenter: the shop has grown.
func sqrtUp(r *rand.Rand) float64 { return max(r.Float64(), r.Float64()*0.9) }

// next is where somebody looks after having put a product into the basket.
func (p *Past) next(r *rand.Rand, leaf, product int, at time.Time) int {
	l := p.c.Leaves[leaf]
	switch n := r.IntN(100); {
	case n < 62 && len(l.With) > 0:
		return pick(r, l.With)
	case n < 76:
		return pick(r, p.byBrand[l.brands[p.c.Products[product].Brand]])
	case n < 84:
		return leaf
	}
	return choose(r, p.draws[at.Month()])
}

// quantity is one for what is dear; people take several of what is cheap.
func (p *Past) quantity(r *rand.Rand, product int) int64 {
	if p.c.Products[product].Dollars < 1500 && r.IntN(3) == 0 {
		return 2 + r.Int64N(3)
	}
	return 1
}
