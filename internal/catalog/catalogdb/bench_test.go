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
	s, err := catalog.New(catalog.Config{CacheFor: keep}, catalogdb.New(sqldbtest.SQLite(b, catalogdb.Migrations())()), time.Now, source)
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
	resp, err := s.PutProducts(b.Context(), &catalogv1.PutProductsRequest{Source: "bench", Products: rows})
	if err != nil {
		b.Fatal(err)
	}
	out := make([]int64, batch)
	for i, r := range resp.GetResults() {
		out[i] = r.GetProductId()
	}
	return out
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
