package searchindex

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"rialto/internal/commerce"
	"rialto/internal/search"
)

// catalogue draws n products whose words follow a long tail, as shop texts do.
func catalogue(n int, seed uint64) []search.Document {
	r := rand.New(rand.NewPCG(seed, 1))
	zipf := rand.NewZipf(r, 1.07, 3, uint64(max(n/4, 50)))
	text := func(words int) string {
		var b strings.Builder
		for range words {
			fmt.Fprintf(&b, "w%d ", zipf.Uint64())
		}
		return b.String()
	}
	docs := make([]search.Document, n)
	for i := range docs {
		brand, top := r.IntN(max(n/100, 3)), r.IntN(12)
		docs[i] = search.Document{
			ProductID: commerce.ProductID(i + 1), Version: 1, Title: text(8), Brand: fmt.Sprintf("Brand %d", brand),
			Category: []string{fmt.Sprintf("Top %d", top), fmt.Sprintf("Shelf %d", r.IntN(20))}, Description: text(15),
			SellerIDs: []commerce.SellerID{commerce.SellerID(r.IntN(50) + 1)},
			Prices:    []commerce.Money{{Amount: r.Int64N(60000), Currency: "USD"}},
			AvgRating: float64(r.IntN(51)) / 10, ReviewCount: r.IntN(500), Prime: r.IntN(3) == 0, CreatedAt: r.Int64N(1 << 40),
		}
	}
	return docs
}

func openTest(t testing.TB, path string) *Embedded {
	t.Helper()
	e, err := Open(Config{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// probes are queries that together touch everything the index holds.
func probes() []search.Query {
	high := int64(30000)
	var all []search.Query
	for _, text := range []string{"", "w1", "w1 w2", "w5 w900001", "w3 w4 w6"} {
		for _, sort := range []search.Sort{search.ByRelevance, search.ByPriceAsc, search.ByBestSelling} {
			all = append(all,
				search.Query{Text: text, Sort: sort, Limit: 50, Explain: true},
				search.Query{Text: text, Sort: sort, Limit: 50, Filter: search.Filter{PriceMax: &high, Brands: []string{"brand 1"}, Category: []string{"Top 3"}}})
		}
	}
	return all
}

func answers(t testing.TB, e *Embedded) []search.Result {
	t.Helper()
	var out []search.Result
	for _, q := range probes() {
		r, err := e.Search(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		r.Changes = 0
		out = append(out, r)
	}
	return out
}

// wantSame compares to the last bit of every score.
func wantSame(t testing.TB, what string, got, want []search.Result) {
	t.Helper()
	for i, q := range probes() {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Fatalf("%s: %+v\n got %+v\nwant %+v", what, q, got[i], want[i])
		}
	}
}

func TestAnswersDependOnTheDocumentsNotOnHowTheyCame(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	docs := catalogue(300, 7)
	once := openTest(t, "")
	if err := once.Upsert(ctx, docs); err != nil {
		t.Fatal(err)
	}
	want := answers(t, once)
	rapid.Check(t, func(rt *rapid.T) {
		e := openTest(t, "")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 2))
		for range 3 { // texts and prices that are replaced or deleted later leave nothing behind
			for _, i := range r.Perm(len(docs))[:r.IntN(len(docs))] {
				old := docs[r.IntN(len(docs))]
				old.ProductID, old.Version = docs[i].ProductID, -int64(r.IntN(9))
				_ = e.Upsert(ctx, []search.Document{old})
				if r.IntN(4) == 0 {
					_ = e.Delete(ctx, old.ProductID, 0)
				}
			}
		}
		for _, i := range r.Perm(len(docs)) {
			_ = e.Upsert(ctx, docs[i:i+1])
		}
		wantSame(t, "after detours", answers(t, e), want)
		e.background.Wait()
		wantSame(t, "after merges", answers(t, e), want)
		if n := e.live.Load().segments(); n > 30 {
			t.Fatalf("%d segments are left", n)
		}
	})
}

func TestQueriesAndChangesAtOnce(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	docs := catalogue(400, 3)
	e := openTest(t, t.TempDir()+"/index")
	var readers, writers sync.WaitGroup
	done := make(chan struct{})
	for range 2 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
					answers(t, e)
					_, _ = e.Suggest(ctx, "w1", 8)
					_, _ = e.Status(ctx)
				}
			}
		})
	}
	writers.Go(func() {
		for i := range docs {
			_ = e.Upsert(ctx, docs[i:i+1])
		}
	})
	writers.Go(func() {
		for i := range docs {
			_ = e.SetStock(ctx, []search.Stock{{ProductID: docs[i].ProductID, InStock: true}})
			_ = e.SetSignals(ctx, []search.Signal{{ProductID: docs[i].ProductID, Velocity: 0.5, Version: 1}})
		}
	})
	writers.Go(func() {
		_, err := e.Rebuild(ctx, func(fresh search.Writer) error { return fresh.Upsert(ctx, docs) })
		if err != nil {
			t.Error(err)
		}
		if err := e.Save(); err != nil {
			t.Error(err)
		}
	})
	writers.Wait()
	close(done)
	readers.Wait()
	if s, _ := e.Status(ctx); s.Documents != int64(len(docs)) {
		t.Fatalf("%d documents, want %d", s.Documents, len(docs))
	}
}

// bench indexes documents once for all benchmarks of a size.
func bench(b *testing.B, n int) *Embedded {
	b.Helper()
	e := openTest(b, "")
	if err := e.Upsert(context.Background(), catalogue(n, 1)); err != nil {
		b.Fatal(err)
	}
	e.background.Wait()
	return e
}

func BenchmarkSearch100k(b *testing.B) {
	e := bench(b, 100_000)
	low := int64(5000)
	for _, c := range []struct {
		name string
		q    search.Query
	}{
		{"and of two", search.Query{Text: "w1 w40"}},
		{"or of three", search.Query{Text: "w30 w40 w999999"}},
		{"one common word", search.Query{Text: "w1"}},
		{"or of half", search.Query{Text: "w0 w1 w2 w3 w999999"}},
		{"or of half with three filters", search.Query{Text: "w0 w1 w2 w3 w999999",
			Filter: search.Filter{Brands: []string{"Brand 1", "Brand 2"}, PriceMin: &low, Category: []string{"Top 3"}}}},
		{"everything", search.Query{}},
	} {
		c.q.Limit = search.MaxHits
		b.Run(c.name, func(b *testing.B) {
			total := 0
			for b.Loop() {
				r, _ := e.Search(context.Background(), c.q)
				total = r.Total
			}
			b.ReportMetric(float64(total), "matches")
		})
	}
	b.Run("suggest", func(b *testing.B) {
		for b.Loop() {
			_, _ = e.Suggest(context.Background(), "w1 w2", 8)
		}
	})
}

func BenchmarkIndex(b *testing.B) {
	docs := catalogue(20_000, 1)
	b.Run("batches of 500", func(b *testing.B) {
		for b.Loop() {
			e := openTest(b, "")
			_ = e.Upsert(context.Background(), docs)
			e.background.Wait()
			s, _ := e.Status(context.Background())
			b.ReportMetric(float64(s.Bytes)/float64(s.Documents), "bytes/doc")
		}
		b.ReportMetric(float64(len(docs)*b.N)/b.Elapsed().Seconds(), "docs/s")
	})
	b.Run("one by one", func(b *testing.B) {
		for b.Loop() {
			e := openTest(b, "")
			for i := range docs {
				_ = e.Upsert(context.Background(), docs[i:i+1])
			}
			e.background.Wait()
		}
		b.ReportMetric(float64(len(docs)*b.N)/b.Elapsed().Seconds(), "docs/s")
	})
}
