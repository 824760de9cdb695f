package catalogdb_test

import (
	"fmt"
	"testing"
	"time"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	"rialto/internal/catalog"
	"rialto/internal/catalog/catalogdb"
	"rialto/internal/platform/ids"
	"rialto/internal/platform/sqldb/sqldbtest"
)

const (
	batch = 500 // rows of one PutProducts
	page  = 48  // products of one page of search results
)

// service returns a catalogue on a fresh SQLite file that caches products for some time.
func service(b *testing.B, keep time.Duration) *catalog.Service {
	b.Helper()
	source, err := ids.New(time.Now, 1, 0)
	if err != nil {
		b.Fatal(err)
	}
	s, err := catalog.New(catalog.Config{CacheFor: keep, Currencies: []string{"USD", "EUR"}}, catalogdb.New(sqldbtest.SQLite(b, catalogdb.Migrations())()), time.Now, source)
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// importBatch puts one batch of rows as a shop's file has them and returns the ids.
func importBatch(b *testing.B, s *catalog.Service, number int, price int64) []int64 {
	b.Helper()
	rows := make([]*catalogv1.ProductInput, batch)
	for i := range rows {
		rows[i] = &catalogv1.ProductInput{
			ExternalId: fmt.Sprint(number*batch + i), Title: "National ICE - CRUSHED/CUBED 22 LB", Brand: "National",
			Description:  "A bag of ice for parties, picnics and everything else that should stay cold.",
			CategoryPath: []string{"GROCERY", "FRZN ICE", fmt.Sprint("ICE ", i%40)},
			ImageUrls:    []string{"https://img.test/ice.jpg"}, Price: &commercev1.Money{Amount: price, Currency: "USD"},
		}
	}
	return put(b, s, rows)
}

// put puts rows, none of which may be refused, and returns the ids.
func put(b *testing.B, s *catalog.Service, rows []*catalogv1.ProductInput) []int64 {
	b.Helper()
	resp, err := s.PutProducts(b.Context(), &catalogv1.PutProductsRequest{Source: "bench", Products: rows})
	if err != nil {
		b.Fatal(err)
	}
	out := make([]int64, batch)
	for i, r := range resp.GetResults() {
		if r.GetOutcome() == "refused" {
			b.Fatal(r.GetProblem())
		}
		out[i] = r.GetProductId()
	}
	return out
}

// fullRows is a batch as the demo has them: families of variants, two prices, a rating, eight attributes, drawn pictures.
func fullRows(number int) []*catalogv1.ProductInput {
	rows := make([]*catalogv1.ProductInput, batch)
	for i := range rows {
		attributes := make([]*catalogv1.Attribute, 8)
		for a := range attributes {
			attributes[a] = &catalogv1.Attribute{Name: fmt.Sprint("Fact ", a), Kind: catalog.KindText, Text: "hand-blown glass"}
		}
		attributes[0] = &catalogv1.Attribute{Name: "Height", Kind: catalog.KindNumber, Number: 27.5, Unit: "cm"}
		rows[i] = &catalogv1.ProductInput{
			ExternalId: fmt.Sprint("demo-", number*batch+i), Title: "Floor lamp, brass, with a shade of linen", Brand: "Halden",
			Description:  "Two sentences that say what the lamp is for, and where in a room it should stand. It turns.",
			CategoryPath: []string{"Home", "Light", fmt.Sprint("Lamps ", i%40)}, Family: fmt.Sprint("family-", number*batch+i/4),
			Seller: fmt.Sprint("Seller ", i%40), ImageUrls: []string{"/drawn/lamps/floor-1.svg", "/drawn/lamps/floor-2.svg"},
			Options: map[string]string{"Colour": "brass", "Size": "L"}, Attributes: attributes,
			Price:      &commercev1.Money{Amount: 12_999, Currency: "USD"},
			MorePrices: []*commercev1.Money{{Amount: 11_999, Currency: "EUR"}},
			Rating:     &catalogv1.Rating{Average: 4.3, Count: 210},
		}
	}
	return rows
}

// BenchmarkGetProducts reads the products of one page: warm from the cache, cold from SQLite.
func BenchmarkGetProducts(b *testing.B) {
	for name, keep := range map[string]time.Duration{"warm": time.Hour, "cold": time.Nanosecond} {
		b.Run(name, func(b *testing.B) {
			s := service(b, keep)
			ask := &catalogv1.GetProductsRequest{ProductIds: importBatch(b, s, 0, 199)[:page]}
			b.ReportAllocs()
			for b.Loop() {
				if resp, err := s.GetProducts(b.Context(), ask); err != nil || len(resp.GetProducts()) != page {
					b.Fatalf("%d products, %v", len(resp.GetProducts()), err)
				}
			}
		})
	}
}

// BenchmarkPutProducts imports batches of 500: rows that are new, that are the same, that have another price.
func BenchmarkPutProducts(b *testing.B) {
	b.Run("created", func(b *testing.B) {
		s := service(b, time.Hour)
		for n := 0; b.Loop(); n++ {
			importBatch(b, s, n, 199)
		}
	})
	b.Run("created in full", func(b *testing.B) {
		s := service(b, time.Hour)
		b.ReportAllocs()
		for n := 0; b.Loop(); n++ {
			put(b, s, fullRows(n))
		}
	})
	b.Run("unchanged", func(b *testing.B) {
		s := service(b, time.Hour)
		for b.Loop() {
			importBatch(b, s, 0, 199)
		}
	})
	b.Run("updated", func(b *testing.B) {
		s := service(b, time.Hour)
		for price := int64(1); b.Loop(); price++ {
			importBatch(b, s, 0, price)
		}
	})
}
