package shelf

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"google.golang.org/protobuf/proto"

	browsev1 "rialto/gen/rialto/browse/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	searchv1 "rialto/gen/rialto/search/v1"
)

// What a page costs above its queries: the rooms answer from memory at once. Aim: at most 2 ms of CPU each.

// nowhere takes a page and counts its bytes.
type nowhere struct {
	header http.Header
	bytes  int
}

func (w *nowhere) Header() http.Header { return w.header }
func (w *nowhere) WriteHeader(int)     {}
func (w *nowhere) Write(b []byte) (int, error) {
	w.bytes += len(b)
	return len(b), nil
}

func (b *bench) measure(t *testing.B, target string, headers ...string) {
	w := &nowhere{header: http.Header{}}
	r := httptest.NewRequest(http.MethodGet, target, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	if got := b.get(target); got.Code != http.StatusOK {
		t.Fatalf("%s: %d", target, got.Code)
	}
	t.ReportAllocs()
	for t.Loop() {
		clear(w.header)
		w.bytes = 0
		b.handler.ServeHTTP(w, r)
	}
	t.ReportMetric(float64(w.bytes), "bytes/page")
}

// full answers every search with a page of 48 cards and all facets, without copying them.
func full(t *testing.B) *bench {
	page := fullPage()
	return setup(t, func(r *rooms) {
		product := r.products[7]
		p := product.GetCard().GetProduct()
		for i := range 12 {
			v := proto.Clone(p).(*catalogv1.Product)
			v.ProductId, v.Options = int64(200+i), map[string]string{"colour": []string{"red", "navy", "teal"}[i%3], "size": []string{"S", "M", "L", "XL"}[i/3]}
			product.Variants = append(product.Variants, &browsev1.Card{Product: v})
			p.Attributes = append(p.Attributes, &catalogv1.Attribute{Name: "fact", Kind: "number", Number: 1.5, Unit: "cm"})
		}
		r.find = func(context.Context, *searchv1.SearchRequest) (*browsev1.SearchPageResponse, error) {
			return &browsev1.SearchPageResponse{Search: page.GetSearch(), Items: slices.Clone(page.GetItems())}, nil
		}
	})
}

func BenchmarkHome(t *testing.B)     { full(t).measure(t, "/") }
func BenchmarkSearch(t *testing.B)   { full(t).measure(t, "/search?q=lamp&brand=Corte&page=2") }
func BenchmarkCategory(t *testing.B) { full(t).measure(t, "/c/Home/Lamps") }
func BenchmarkProduct(t *testing.B)  { full(t).measure(t, "/p/7") }

// BenchmarkSearchGzip is what a browser asks for.
func BenchmarkSearchGzip(t *testing.B) {
	full(t).measure(t, "/search?q=lamp", "Accept-Encoding", "gzip, deflate, br")
}

func BenchmarkSuggest(t *testing.B) {
	b := setup(t, func(r *rooms) {
		for range maxSuggestions {
			r.suggestions = append(r.suggestions, &searchv1.Suggestion{Text: "brass lamp", Kind: "query"})
		}
	})
	b.measure(t, "/suggest?q=bra")
}
