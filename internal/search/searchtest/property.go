package searchtest

import (
	"context"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"rialto/internal/commerce"
	"rialto/internal/search"
)

// A small world, so that words, brands and families collide.
var (
	words      = []string{"red", "running", "shoes", "shoe", "runs", "blue", "jacket", "the", "5.5", "café"}
	brands     = []string{"", "Acme", "Zenith", "Nordwind"}
	categories = [][]string{nil, {"Shoes"}, {"Shoes", "Running"}, {"Shoes", "Running", "Trail"}, {"Jackets"}, {"Jackets", "Rain"}}
	products   = rapid.Map(rapid.Int64Range(1, 14), func(n int64) commerce.ProductID { return commerce.ProductID(n) })
	sellers    = rapid.Map(rapid.Int64Range(1, 4), func(n int64) commerce.SellerID { return commerce.SellerID(n) })
)

func text(most int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		out := ""
		for _, w := range rapid.SliceOfN(rapid.SampledFrom(words), 0, most).Draw(t, "words") {
			out += w + " "
		}
		return out
	})
}

// document draws ratings, prices and times coarsely, so that ties are common.
func document(t *rapid.T, versions map[commerce.ProductID]int64) search.Document {
	d := search.Document{
		ProductID:   products.Draw(t, "product"),
		Title:       text(4).Draw(t, "title"),
		Brand:       rapid.SampledFrom(brands).Draw(t, "brand"),
		Category:    rapid.SampledFrom(categories).Draw(t, "category"),
		Description: text(8).Draw(t, "description"),
		SellerIDs:   rapid.SliceOfNDistinct(sellers, 1, 3, rapid.ID[commerce.SellerID]).Draw(t, "sellers"),
		AvgRating:   float64(rapid.IntRange(0, 10).Draw(t, "half stars")) / 2,
		ReviewCount: rapid.IntRange(1, 3).Draw(t, "reviews"),
		Prime:       rapid.Bool().Draw(t, "prime"),
		CreatedAt:   rapid.Int64Range(1, 3).Draw(t, "created"),
	}
	if rapid.Bool().Draw(t, "in a family") {
		d.FamilyID = rapid.Int64Range(1, 4).Draw(t, "family")
	}
	for _, currency := range []string{"USD", "EUR"} {
		if rapid.IntRange(0, 3).Draw(t, "priced") > 0 {
			d.Prices = append(d.Prices, commerce.Money{Amount: 250 * rapid.Int64Range(0, 30).Draw(t, "price"), Currency: currency})
		}
	}
	d.Version = version(t, versions, d.ProductID)
	return d
}

// version is mostly the next one, sometimes a late or repeated one.
func version(t *rapid.T, versions map[commerce.ProductID]int64, product commerce.ProductID) int64 {
	if rapid.IntRange(0, 4).Draw(t, "late") == 0 {
		return rapid.Int64Range(1, versions[product]+1).Draw(t, "version")
	}
	versions[product]++
	return versions[product]
}

func pointer[T any](g *rapid.Generator[T]) *rapid.Generator[*T] { return rapid.Ptr(g, true) }

func query(t *rapid.T) search.Query {
	q := search.Query{
		Text:     text(3).Draw(t, "q"),
		Sort:     search.Sort(rapid.SampledFrom([]string{"", "relevance", "price_asc", "price_desc", "rating", "newest", "best_selling"}).Draw(t, "sort")),
		Currency: rapid.SampledFrom([]string{"USD", "EUR"}).Draw(t, "currency"),
		Limit:    rapid.SampledFrom([]int{0, 1, 3, 100}).Draw(t, "limit"),
	}
	f := &q.Filter
	f.Brands = rapid.SliceOfN(rapid.SampledFrom([]string{"acme", "Zenith", "nobody"}), 0, 2).Draw(t, "brands")
	f.Category = rapid.SampledFrom(categories).Draw(t, "in category")
	f.PriceMin = pointer(rapid.Int64Range(0, 8000)).Draw(t, "price_min")
	f.PriceMax = pointer(rapid.Int64Range(0, 8000)).Draw(t, "price_max")
	f.RatingMin = pointer(rapid.SampledFrom([]float64{0, 1, 2.5, 4, 5})).Draw(t, "rating_min")
	f.Prime = pointer(rapid.Bool()).Draw(t, "only prime")
	f.InStock = pointer(rapid.Bool()).Draw(t, "only in stock")
	f.SellerID = commerce.SellerID(rapid.Int64Range(0, 5).Draw(t, "seller"))
	for _, part := range []func(){ // most queries have few filters
		func() { f.Brands = nil }, func() { f.Category = nil }, func() { f.PriceMin = nil }, func() { f.PriceMax = nil },
		func() { f.RatingMin = nil }, func() { f.Prime = nil }, func() { f.InStock = nil }, func() { f.SellerID = 0 },
	} {
		if rapid.IntRange(0, 3).Draw(t, "drop a filter") > 0 {
			part()
		}
	}
	return q
}

// historiesAgree plays random changes into the index and the naive one and asks both the same questions.
func historiesAgree(t *testing.T, open func(t *testing.T) search.Index) {
	ctx := context.Background()
	rapid.Check(t, func(rt *rapid.T) {
		ix, model, versions := open(t), newNaive(), map[commerce.ProductID]int64{}
		rt.Repeat(map[string]func(*rapid.T){
			"upsert": func(rt *rapid.T) {
				var batch []search.Document
				for range rapid.IntRange(1, 5).Draw(rt, "batch") {
					d := document(rt, versions)
					model.upsert(d)
					batch = append(batch, d)
				}
				check(rt, ix.Upsert(ctx, batch))
			},
			"delete": func(rt *rapid.T) {
				id := products.Draw(rt, "product")
				v := version(rt, versions, id)
				model.remove(id, v)
				check(rt, ix.Delete(ctx, id, v))
			},
			"stock": func(rt *rapid.T) {
				s := search.Stock{ProductID: products.Draw(rt, "product"), InStock: rapid.Bool().Draw(rt, "in stock")}
				model.stock[s.ProductID] = s.InStock
				check(rt, ix.SetStock(ctx, []search.Stock{s}))
			},
			"signal": func(rt *rapid.T) {
				s := search.Signal{
					ProductID: products.Draw(rt, "product"), Version: rapid.Int64Range(1, 20).Draw(rt, "version"),
					Velocity:   float64(rapid.IntRange(0, 4).Draw(rt, "velocity")) / 4,
					Conversion: float64(rapid.IntRange(0, 4).Draw(rt, "conversion")) / 4,
				}
				model.signal(s)
				check(rt, ix.SetSignals(ctx, []search.Signal{s}))
			},
			"query": func(rt *rapid.T) { compare(rt, ix, model, query(rt)) },
		})
	})
}

func check(t *rapid.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func compare(t *rapid.T, ix search.Index, model *naive, q search.Query) {
	t.Helper()
	got, err := ix.Search(context.Background(), q)
	check(t, err)
	found, anyWord := model.matches(q)
	want := model.hits(q, found)
	if got.Total != len(want) || got.AnyWord != anyWord {
		t.Fatalf("total %d any word %v, want %d %v\nquery %+v", got.Total, got.AnyWord, len(want), anyWord, q)
	}
	if facets := model.facets(q, found); !sameFacets(got.Facets, facets) {
		t.Fatalf("facets\n got %+v\nwant %+v\nquery %+v", got.Facets, facets, q)
	}
	if n := min(q.Limit, len(want)); len(got.Hits) != n {
		t.Fatalf("%d hits, want %d", len(got.Hits), n)
	}
	if q.Sort == "" || q.Sort == search.ByRelevance {
		sameRelevance(t, model, q, found, got.Hits, want)
		return
	}
	for i, h := range got.Hits {
		if h.ProductID != want[i].ProductID {
			t.Fatalf("hit %d is product %d, want %d\nquery %+v", i, h.ProductID, want[i].ProductID, q)
		}
	}
}

// sameFacets takes an empty list for a missing one.
func sameFacets(a, b search.Facets) bool {
	return slices.Equal(a.Brands, b.Brands) && slices.Equal(a.Categories, b.Categories) &&
		slices.Equal(a.Prices, b.Prices) && slices.Equal(a.Ratings, b.Ratings)
}

// slack is how far a score may be off: impacts have one byte, sums of them are squeezed into 0..1 and weighted by 0.4.
const slack = 0.005

// sameRelevance checks that every position holds the match of a new family that scores as well as the one that should be there.
func sameRelevance(t *rapid.T, model *naive, q search.Query, found []match, got []search.Hit, want []match) {
	t.Helper()
	matches, seen := map[commerce.ProductID]match{}, map[int64]bool{}
	for _, m := range found {
		matches[m.ProductID] = m
	}
	for i, h := range got {
		m, ok := matches[h.ProductID]
		if !ok || !model.passes(m.Document, q, "") || seen[family(m.Document)] {
			t.Fatalf("hit %d: product %d does not match or its family is listed already", i, h.ProductID)
		}
		seen[family(m.Document)] = true
		if tier(m) != tier(want[i]) || math.Abs(m.score-want[i].score) > slack || math.Abs(m.score-h.Score) > slack {
			t.Fatalf("hit %d: product %d scores %.4f (says %.4f), want product %d with %.4f\nquery %+v",
				i, h.ProductID, m.score, h.Score, want[i].ProductID, want[i].score, q)
		}
	}
}
