package searchtest

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
	"rialto/internal/search"
)

// TestIndex runs the suite. open returns an empty index with USD (the shop's) and EUR enabled and every default in place.
func TestIndex(t *testing.T, open func(t *testing.T) search.Index) {
	t.Run("random histories agree with the naive index", func(t *testing.T) { t.Parallel(); historiesAgree(t, open) })
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			s.run(t, open(t))
		})
	}
}

var scenarios = []struct {
	name string
	run  func(*testing.T, search.Index)
}{
	{"an empty index answers with nothing", emptyIndex},
	{"a document is found by words of every field in any form", foundByEveryField},
	{"a change is seen by the next query and a late one never", changesAtOnce},
	{"stock and signals that come before the document count", earlySignals},
	{"all words beat any word, and filters do not change which", allWordsThenAny},
	{"a picked brand keeps the other brands in its facet", drillSideways},
	{"categories list the next steps of the chosen path", categorySteps},
	{"a family is one hit and counts once", familyCollapses},
	{"products without a price come last, foreign prices not at all", priceVisibility},
	{"the explained terms add up to the score", explained},
	{"an unknown currency is refused in words", unknownCurrency},
	{"suggestions complete words, brands, categories and titles", suggestions},
	{"a rebuild replaces everything and keeps changes made meanwhile", rebuildKeepsChanges},
	{"a failed rebuild changes nothing", failedRebuild},
	{"the index keeps nothing of what it was given", keepsNoReference},
}

// Shoe returns a sample document that the suite's queries find.
func Shoe(id commerce.ProductID) search.Document {
	return search.Document{
		ProductID: id, Version: 1, Title: "Trail Running Shoes", Brand: "Nordwind", Category: []string{"Sports", "Running"},
		Description: "Light and grippy on wet rock", SellerIDs: []commerce.SellerID{1}, Prices: usd(7999), AvgRating: 4.5, ReviewCount: 10,
		CreatedAt: int64(id),
	}
}

func usd(amount int64) []commerce.Money { return []commerce.Money{{Amount: amount, Currency: "USD"}} }

func put(t *testing.T, ix search.Writer, docs ...search.Document) {
	t.Helper()
	if err := ix.Upsert(context.Background(), docs); err != nil {
		t.Fatal(err)
	}
}

func ask(t *testing.T, ix search.Index, q search.Query) search.Result {
	t.Helper()
	if q.Limit == 0 {
		q.Limit = 100
	}
	r, err := ix.Search(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func ids(r search.Result) []commerce.ProductID {
	var out []commerce.ProductID
	for _, h := range r.Hits {
		out = append(out, h.ProductID)
	}
	return out
}

func wantIDs(t *testing.T, r search.Result, want ...commerce.ProductID) {
	t.Helper()
	if got := ids(r); !slices.Equal(got, want) || r.Total != len(want) {
		t.Fatalf("hits %v of %d, want %v", got, r.Total, want)
	}
}

func emptyIndex(t *testing.T, ix search.Index) {
	for _, q := range []search.Query{{}, {Text: "shoes"}, {Text: "two words"}} {
		if r := ask(t, ix, q); r.Total != 0 || len(r.Hits) != 0 || r.AnyWord || len(r.Facets.Brands) != 0 {
			t.Fatalf("%q found %+v", q.Text, r)
		}
	}
	if s, err := ix.Status(context.Background()); err != nil || s.Documents != 0 {
		t.Fatalf("status %+v, %v", s, err)
	}
}

func foundByEveryField(t *testing.T, ix search.Index) {
	d := Shoe(1)
	d.Title = "Café Running Shoes 5.5"
	put(t, ix, d)
	for _, q := range []string{"shoe", "RUN", "runs shoes", "nordwind", "sports", "Lights", "cafe", "CAFÉ", "5.5", "the shoes for rocks"} {
		if r := ask(t, ix, search.Query{Text: q}); r.Total != 1 {
			t.Errorf("%q found %d", q, r.Total)
		}
	}
	for _, q := range []string{"boots", "5", "nord"} {
		if r := ask(t, ix, search.Query{Text: q}); r.Total != 0 {
			t.Errorf("%q found %d", q, r.Total)
		}
	}
}

func changesAtOnce(t *testing.T, ix search.Index) {
	ctx := context.Background()
	d := Shoe(1)
	put(t, ix, d)
	d.Version, d.Title = 3, "Leather Boots"
	put(t, ix, d)
	late := Shoe(1)
	late.Version, late.Title = 2, "Sandals"
	put(t, ix, late, d)
	if ask(t, ix, search.Query{Text: "boots"}).Total != 1 || ask(t, ix, search.Query{Text: "shoes"}).Total != 0 || ask(t, ix, search.Query{Text: "sandals"}).Total != 0 {
		t.Fatal("the newest text must be the only one found")
	}
	d.Version, d.Prices = 4, usd(100)
	put(t, ix, d)
	limit := int64(100)
	wantIDs(t, ask(t, ix, search.Query{Filter: search.Filter{PriceMax: &limit}}), 1)
	if err := errors.Join(ix.Delete(ctx, 1, 3), ix.Delete(ctx, 9, 5)); err != nil {
		t.Fatal(err)
	}
	wantIDs(t, ask(t, ix, search.Query{}), 1)
	if err := ix.Delete(ctx, 1, 5); err != nil {
		t.Fatal(err)
	}
	resurrected := Shoe(9)
	put(t, ix, d, resurrected)
	wantIDs(t, ask(t, ix, search.Query{}))
}

func earlySignals(t *testing.T, ix search.Index) {
	ctx := context.Background()
	err := errors.Join(
		ix.SetStock(ctx, []search.Stock{{ProductID: 2, InStock: true}}),
		ix.SetSignals(ctx, []search.Signal{{ProductID: 2, Velocity: 0.9, Version: 2}, {ProductID: 2, Velocity: 0.1, Version: 1}}),
	)
	if err != nil {
		t.Fatal(err)
	}
	if ask(t, ix, search.Query{}).Total != 0 {
		t.Fatal("a signal alone must not be a product")
	}
	put(t, ix, Shoe(1), Shoe(2))
	wantIDs(t, ask(t, ix, search.Query{Text: "shoes"}), 2, 1)
	yes := true
	wantIDs(t, ask(t, ix, search.Query{Filter: search.Filter{InStock: &yes}}), 2)
}

func allWordsThenAny(t *testing.T, ix search.Index) {
	a, b := Shoe(1), Shoe(2)
	a.Title, b.Title, b.Brand = "Red jacket", "Blue trousers", "Acme"
	put(t, ix, a, b)
	wantIDs(t, ask(t, ix, search.Query{Text: "red jacket"}), 1)
	if r := ask(t, ix, search.Query{Text: "red trousers"}); !r.AnyWord || r.Total != 2 {
		t.Fatalf("no product has both words, yet %+v", r)
	}
	if r := ask(t, ix, search.Query{Text: "red jacket", Filter: search.Filter{Brands: []string{"Acme"}}}); r.AnyWord || r.Total != 0 {
		t.Fatalf("a filter must not loosen the words: %+v", r)
	}
	if r := ask(t, ix, search.Query{Text: "red unheardof"}); !r.AnyWord || r.Total != 1 {
		t.Fatalf("an unknown word must not hide the known one: %+v", r)
	}
}

func drillSideways(t *testing.T, ix search.Index) {
	a, b, c := Shoe(1), Shoe(2), Shoe(3)
	b.Brand, c.Brand, c.Prices = "Acme", "Acme", usd(100)
	put(t, ix, a, b, c)
	low := int64(1000)
	r := ask(t, ix, search.Query{Text: "shoes", Filter: search.Filter{Brands: []string{"NORDWIND"}, PriceMin: &low}})
	wantIDs(t, r, 1)
	if want := []search.Count{{Value: "Acme", N: 1}, {Value: "Nordwind", N: 1}}; !slices.Equal(r.Facets.Brands, want) {
		t.Errorf("brands %v, want %v", r.Facets.Brands, want)
	}
	if want := []search.PriceCount{{From: 5000, To: 10000, N: 1}}; !slices.Equal(r.Facets.Prices, want) {
		t.Errorf("prices %v, want %v: the brand filter holds for them", r.Facets.Prices, want)
	}
	if want := []search.StarCount{{Stars: 4, N: 1}, {Stars: 3, N: 1}, {Stars: 2, N: 1}, {Stars: 1, N: 1}}; !slices.Equal(r.Facets.Ratings, want) {
		t.Errorf("ratings %v, want %v", r.Facets.Ratings, want)
	}
}

func categorySteps(t *testing.T, ix search.Index) {
	a, b, c := Shoe(1), Shoe(2), Shoe(3)
	a.Category, b.Category, c.Category = []string{"Home", "Kitchen", "Knives"}, []string{"Home", "Kitchen"}, []string{"Garden", "Tools"}
	put(t, ix, a, b, c)
	for _, tc := range []struct {
		chosen []string
		total  int
		want   []search.Count
	}{
		{nil, 3, []search.Count{{Value: "Home", N: 2}, {Value: "Garden", N: 1}}},
		{[]string{"home"}, 2, []search.Count{{Value: "Home", N: 2}, {Value: "Home > Kitchen", N: 2}, {Value: "Garden", N: 1}}},
		{[]string{"Home", "Kitchen"}, 2, []search.Count{
			{Value: "Home", N: 2}, {Value: "Home > Kitchen", N: 2}, {Value: "Garden", N: 1}, {Value: "Home > Kitchen > Knives", N: 1}}},
		{[]string{"Hom"}, 0, []search.Count{{Value: "Home", N: 2}, {Value: "Garden", N: 1}}},
	} {
		r := ask(t, ix, search.Query{Filter: search.Filter{Category: tc.chosen}})
		if r.Total != tc.total || !slices.Equal(r.Facets.Categories, tc.want) {
			t.Errorf("%v: total %d, categories %v, want %d and %v", tc.chosen, r.Total, r.Facets.Categories, tc.total, tc.want)
		}
	}
}

func familyCollapses(t *testing.T, ix search.Index) {
	a, b, c := Shoe(1), Shoe(2), Shoe(3)
	a.FamilyID, b.FamilyID = 1, 1
	b.Prices, c.Brand = usd(2000), "Acme"
	put(t, ix, a, b, c)
	r := ask(t, ix, search.Query{Sort: search.ByPriceAsc})
	wantIDs(t, r, 2, 3)
	if want := []search.Count{{Value: "Acme", N: 1}, {Value: "Nordwind", N: 1}}; !slices.Equal(r.Facets.Brands, want) {
		t.Errorf("brands %v, want %v", r.Facets.Brands, want)
	}
	if want := []search.PriceCount{{From: 1000, To: 2500, N: 1}, {From: 5000, To: 10000, N: 2}}; !slices.Equal(r.Facets.Prices, want) {
		t.Errorf("prices %v, want %v", r.Facets.Prices, want)
	}
	if err := ix.Delete(context.Background(), 2, 9); err != nil {
		t.Fatal(err)
	}
	wantIDs(t, ask(t, ix, search.Query{Sort: search.ByPriceAsc}), 1, 3)
}

func priceVisibility(t *testing.T, ix search.Index) {
	none, euros, dollars := Shoe(1), Shoe(2), Shoe(3)
	none.Prices, euros.Prices = nil, []commerce.Money{{Amount: 1, Currency: "EUR"}}
	none.AvgRating = 5
	put(t, ix, none, euros, dollars)
	for _, sort := range []search.Sort{"", search.ByPriceAsc, search.ByPriceDesc, search.ByRating, search.ByNewest, search.ByBestSelling} {
		wantIDs(t, ask(t, ix, search.Query{Sort: sort}), 3, 1)
	}
	wantIDs(t, ask(t, ix, search.Query{Currency: "EUR"}), 2, 1)
	low := int64(0)
	wantIDs(t, ask(t, ix, search.Query{Filter: search.Filter{PriceMin: &low}}), 3)
}

func explained(t *testing.T, ix search.Index) {
	d := Shoe(1)
	d.Prime = true
	put(t, ix, d)
	if err := ix.SetSignals(context.Background(), []search.Signal{{ProductID: 1, Velocity: 0.5, Conversion: 0.25, Version: 1}}); err != nil {
		t.Fatal(err)
	}
	h := ask(t, ix, search.Query{Text: "running shoes", Explain: true}).Hits[0]
	ranking := search.DefaultRanking()
	if h.Terms == nil || math.Abs(ranking.Score(*h.Terms)-h.Score) > 1e-6 {
		t.Fatalf("terms %+v do not add up to %v", h.Terms, h.Score)
	}
	if h.Terms.Velocity != 0.5 || h.Terms.Conversion != 0.25 || h.Terms.Prime != 1 || h.Terms.Rating != 0.6 || h.Terms.Text <= 0 {
		t.Errorf("terms %+v", h.Terms)
	}
	if ask(t, ix, search.Query{Text: "shoes"}).Hits[0].Terms != nil {
		t.Error("terms without being asked")
	}
}

func unknownCurrency(t *testing.T, ix search.Index) {
	if _, err := ix.Search(context.Background(), search.Query{Currency: "XXX"}); !errs.HasCode(err, "currency_unavailable") {
		t.Fatalf("got %v", err)
	}
}

func suggestions(t *testing.T, ix search.Index) {
	ctx := context.Background()
	put(t, ix, Shoe(1))
	for prefix, want := range map[string]search.Suggestion{
		"run":       {Text: "running", Kind: "query"},
		"trail sho": {Text: "trail shoes", Kind: "query"},
		"nor":       {Text: "Nordwind", Kind: "brand"},
		"Runn":      {Text: "Sports > Running", Kind: "category"},
		"shoes tr":  {Text: "Trail Running Shoes", Kind: "product", ProductID: 1},
	} {
		got, err := ix.Suggest(ctx, prefix, 8)
		if err != nil || !slices.Contains(got, want) {
			t.Errorf("%q: %v, %v, want %v among them", prefix, got, err, want)
		}
	}
	for _, prefix := range []string{"", "   ", "zzz", "grip", strings.Repeat("x", 5000)} {
		if got, err := ix.Suggest(ctx, prefix, 8); err != nil || slices.ContainsFunc(got, func(s search.Suggestion) bool { return s.Kind == "query" }) {
			t.Errorf("%.10q: %v, %v", prefix, got, err)
		}
	}
	if got, _ := ix.Suggest(ctx, "run", 1); len(got) != 1 {
		t.Errorf("limit 1 gave %v", got)
	}
}

func rebuildKeepsChanges(t *testing.T, ix search.Index) {
	ctx := context.Background()
	put(t, ix, Shoe(1), Shoe(2))
	before, _ := ix.Status(ctx)
	status, err := ix.Rebuild(ctx, func(fresh search.Writer) error {
		put(t, fresh, Shoe(2), Shoe(3))
		newer := Shoe(4)
		put(t, ix, newer)                            // arrives by event meanwhile
		if err := ix.Delete(ctx, 5, 9); err != nil { // and so does this
			return err
		}
		wantIDs(t, ask(t, ix, search.Query{Sort: search.ByNewest}), 4, 2, 1)
		put(t, fresh, Shoe(5)) // read before it was deleted
		return nil
	})
	if err != nil || status.Documents != 3 || status.Generation != before.Generation+1 || status.Changes <= before.Changes || status.Stale {
		t.Fatalf("status %+v, %v", status, err)
	}
	wantIDs(t, ask(t, ix, search.Query{Sort: search.ByNewest}), 4, 3, 2)
}

func failedRebuild(t *testing.T, ix search.Index) {
	put(t, ix, Shoe(1))
	broken := errors.New("the catalogue is away")
	if _, err := ix.Rebuild(context.Background(), func(search.Writer) error { return broken }); !errors.Is(err, broken) {
		t.Fatalf("got %v", err)
	}
	wantIDs(t, ask(t, ix, search.Query{}), 1)
	put(t, ix, Shoe(2))
	wantIDs(t, ask(t, ix, search.Query{Sort: search.ByNewest}), 2, 1)
}

func keepsNoReference(t *testing.T, ix search.Index) {
	d := Shoe(1)
	put(t, ix, d)
	d.Category[0], d.SellerIDs[0], d.Prices[0].Amount = "Changed", 99, 1
	r := ask(t, ix, search.Query{Filter: search.Filter{Category: []string{"Sports"}, SellerID: 1}, Sort: search.ByPriceAsc})
	wantIDs(t, r, 1)
	if r.Facets.Prices[0].From != 5000 {
		t.Fatalf("prices %v", r.Facets.Prices)
	}
}
