package searchtest

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"rialto/internal/commerce"
	"rialto/internal/search"
)

// naive answers queries by looking at every document, once for each number it needs.
type naive struct {
	docs     map[commerce.ProductID]search.Document
	versions map[commerce.ProductID]int64 // highest seen, deletions included
	stock    map[commerce.ProductID]bool
	signals  map[commerce.ProductID]search.Signal
	ranking  search.Ranking
	text     search.TextWeights
	bounds   map[string][]int64
}

func newNaive() *naive {
	bounds := []int64{500, 1000, 2500, 5000, 10000, 20000, 50000}
	return &naive{
		docs: map[commerce.ProductID]search.Document{}, versions: map[commerce.ProductID]int64{}, stock: map[commerce.ProductID]bool{},
		signals: map[commerce.ProductID]search.Signal{}, ranking: search.DefaultRanking(), text: search.DefaultTextWeights(),
		bounds: map[string][]int64{"USD": bounds, "EUR": bounds},
	}
}

func (n *naive) upsert(d search.Document) {
	if v, ok := n.versions[d.ProductID]; !ok || v < d.Version {
		n.versions[d.ProductID], n.docs[d.ProductID] = d.Version, d
	}
}

func (n *naive) remove(product commerce.ProductID, version int64) {
	if v, ok := n.versions[product]; !ok || v < version {
		n.versions[product] = version
		delete(n.docs, product)
	}
}

func (n *naive) signal(s search.Signal) {
	if old, ok := n.signals[s.ProductID]; !ok || old.Version < s.Version {
		n.signals[s.ProductID] = s
	}
}

// stems counts the stems of one field.
func stems(text string) (counts map[string]int, length int) {
	counts = map[string]int{}
	for _, w := range search.Words(text) {
		counts[search.Stem(w)]++
		length++
	}
	return counts, length
}

// impact is the exact BM25F weight of a stem in a document, 0 where it does not occur.
func (n *naive) impact(d search.Document, stem string) float64 {
	var sum float64
	for _, f := range []struct {
		field search.Field
		text  string
	}{
		{n.text.Title, d.Title}, {n.text.Brand, d.Brand}, {n.text.Category, search.JoinPath(d.Category)}, {n.text.Description, d.Description},
	} {
		counts, length := stems(f.text)
		sum += f.field.Part(counts[stem], length)
	}
	return n.text.Impact(sum)
}

func queryStems(text string) []string {
	var out []string
	for _, w := range search.QueryWords(text) {
		if s := search.Stem(w); !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// bm25 returns a document's score and how many of the words it has.
func (n *naive) bm25(d search.Document, words []string) (score float64, has int) {
	for _, w := range words {
		impact := n.impact(d, w)
		if impact == 0 {
			continue
		}
		has++
		var df float64
		for _, other := range n.docs {
			if n.impact(other, w) > 0 {
				df++
			}
		}
		score += math.Log(1+(float64(len(n.docs))-df+0.5)/(df+0.5)) * impact
	}
	return score, has
}

// match is a document that has the words.
type match struct {
	search.Document
	score float64
}

func (n *naive) matches(q search.Query) (found []match, anyWord bool) {
	words := queryStems(q.Text)
	var all, some []match
	for _, d := range n.docs {
		bm25, has := n.bm25(d, words)
		m := match{d, n.ranking.Score(n.terms(d, bm25))}
		if has == len(words) {
			all = append(all, m)
		}
		if has > 0 {
			some = append(some, m)
		}
	}
	if len(all) == 0 && len(some) > 0 {
		return some, true
	}
	return all, false
}

func (n *naive) terms(d search.Document, bm25 float64) search.Terms {
	t := search.Terms{
		BM25: bm25, Text: n.ranking.TextTerm(bm25), Rating: n.ranking.RatingTerm(d.AvgRating, d.ReviewCount),
		Velocity: n.signals[d.ProductID].Velocity, Conversion: n.signals[d.ProductID].Conversion,
	}
	if d.Prime {
		t.Prime = 1
	}
	return t
}

func price(d search.Document, currency string) (int64, bool) {
	for _, p := range d.Prices {
		if p.Currency == currency {
			return p.Amount, true
		}
	}
	return 0, false
}

// passes checks the filter but for one part, which drill-sideways facets ignore.
func (n *naive) passes(d search.Document, q search.Query, except string) bool {
	f := q.Filter
	amount, priced := price(d, q.Currency)
	switch {
	case !priced && len(d.Prices) > 0:
		return false
	case except != "brand" && len(f.Brands) > 0 && !slices.ContainsFunc(f.Brands, func(b string) bool { return strings.EqualFold(b, d.Brand) }):
		return false
	case except != "category" && len(f.Category) > 0 && !slices.Contains(above(d.Category), search.JoinPath(f.Category)):
		return false
	case except != "price" && f.PriceMin != nil && (!priced || amount < *f.PriceMin):
		return false
	case except != "price" && f.PriceMax != nil && (!priced || amount > *f.PriceMax):
		return false
	case except != "rating" && f.RatingMin != nil && d.AvgRating < *f.RatingMin:
		return false
	case f.Prime != nil && d.Prime != *f.Prime:
		return false
	case f.InStock != nil && n.stock[d.ProductID] != *f.InStock:
		return false
	case f.SellerID != 0 && !slices.Contains(d.SellerIDs, f.SellerID):
		return false
	}
	return true
}

// above lists a category and every one above it.
func above(path []string) []string {
	var out []string
	for i := range path {
		out = append(out, strings.Join(path[:i+1], " > "))
	}
	return out
}

func family(d search.Document) int64 {
	if d.FamilyID != 0 {
		return d.FamilyID
	}
	return int64(d.ProductID)
}

// hits lists the best variant of each family, in order.
func (n *naive) hits(q search.Query, found []match) []match {
	best := map[int64]match{}
	for _, m := range found {
		if !n.passes(m.Document, q, "") {
			continue
		}
		if b, ok := best[family(m.Document)]; !ok || n.compare(q, m, b) < 0 {
			best[family(m.Document)] = m
		}
	}
	var out []match
	for _, m := range best {
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b match) int { return n.compare(q, a, b) })
	return out
}

// compare orders two matches: products without any price last, then by the sort, then by id.
func (n *naive) compare(q search.Query, a, b match) int {
	pa, _ := price(a.Document, q.Currency)
	pb, _ := price(b.Document, q.Currency)
	var order int
	switch q.Sort {
	case search.ByPriceAsc:
		order = cmp.Compare(pa, pb)
	case search.ByPriceDesc:
		order = cmp.Compare(pb, pa)
	case search.ByRating:
		order = cmp.Or(cmp.Compare(b.AvgRating, a.AvgRating), cmp.Compare(b.ReviewCount, a.ReviewCount))
	case search.ByNewest:
		order = cmp.Compare(b.CreatedAt, a.CreatedAt)
	case search.ByBestSelling:
		order = cmp.Compare(n.signals[b.ProductID].Velocity, n.signals[a.ProductID].Velocity)
	default:
		order = cmp.Compare(b.score, a.score)
	}
	return cmp.Or(tier(a)-tier(b), order, cmp.Compare(a.ProductID, b.ProductID))
}

func tier(m match) int {
	if len(m.Prices) == 0 {
		return 1
	}
	return 0
}

// families counts the families that have a value among the matches that pass all filters but one.
func (n *naive) families(q search.Query, found []match, except string, values func(search.Document) []string) map[string]int {
	sets := map[string]map[int64]bool{}
	for _, m := range found {
		if !n.passes(m.Document, q, except) {
			continue
		}
		for _, v := range values(m.Document) {
			if sets[v] == nil {
				sets[v] = map[int64]bool{}
			}
			sets[v][family(m.Document)] = true
		}
	}
	counts := map[string]int{}
	for v, set := range sets {
		counts[v] = len(set)
	}
	return counts
}

func (n *naive) facets(q search.Query, found []match) search.Facets {
	var f search.Facets
	f.Brands = ordered(n.families(q, found, "brand", func(d search.Document) []string {
		if d.Brand == "" {
			return nil
		}
		return []string{d.Brand}
	}))
	chosen := above(q.Filter.Category)
	f.Categories = ordered(n.families(q, found, "category", func(d search.Document) []string {
		return slices.DeleteFunc(above(d.Category), func(path string) bool {
			i := strings.LastIndex(path, " > ")
			return i >= 0 && !slices.Contains(chosen, path[:i])
		})
	}))
	bounds := append([]int64{0}, n.bounds[q.Currency]...)
	for i, from := range bounds {
		pc := search.PriceCount{From: from}
		if i+1 < len(bounds) {
			pc.To = bounds[i+1]
		}
		pc.N = n.families(q, found, "price", func(d search.Document) []string {
			if p, ok := price(d, q.Currency); ok && p >= from && (pc.To == 0 || p < pc.To) {
				return []string{""}
			}
			return nil
		})[""]
		if pc.N > 0 {
			f.Prices = append(f.Prices, pc)
		}
	}
	for stars := 4; stars > 0; stars-- {
		at := n.families(q, found, "rating", func(d search.Document) []string {
			if d.AvgRating >= float64(stars) {
				return []string{""}
			}
			return nil
		})[""]
		if at > 0 {
			f.Ratings = append(f.Ratings, search.StarCount{Stars: stars, N: at})
		}
	}
	return f
}

func ordered(counts map[string]int) []search.Count {
	var out []search.Count
	for v, n := range counts {
		out = append(out, search.Count{Value: v, N: n})
	}
	slices.SortFunc(out, func(a, b search.Count) int {
		return cmp.Or(cmp.Compare(b.N, a.N), strings.Compare(a.Value, b.Value))
	})
	return out[:min(len(out), search.MaxFacetValues)]
}
