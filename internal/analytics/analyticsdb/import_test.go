package analyticsdb_test

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	"rialto/internal/analytics"
	"rialto/internal/analytics/analyticsdb"
	"rialto/internal/platform/sqldb"
	"rialto/internal/platform/sqldb/sqldbtest"
)

// BenchmarkImport imports files of 200,000 purchases of 20,000 products and reports rows per second, the end of the file
// with its fold and its signals included.
func BenchmarkImport(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { benchmarkImport(b, sqldbtest.SQLite(b, analyticsdb.Migrations())()) })
	b.Run("postgres", func(b *testing.B) { benchmarkImport(b, sqldbtest.Postgres(b, analyticsdb.Migrations())()) })
}

func benchmarkImport(b *testing.B, db *sqldb.DB) {
	const rows, products = 200_000, 20_000
	s, err := analytics.New(analytics.Defaults(), analyticsdb.New(db), analytics.Deps{Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	for n := 0; b.Loop(); n++ {
		for row := 0; row < rows; {
			req := &analyticsv1.ImportHistoryRequest{Source: fmt.Sprint("till ", n)}
			for len(req.Purchases) < 5_000 {
				row++
				req.Purchases = append(req.Purchases, &analyticsv1.Purchase{
					Row: int64(row), Basket: fmt.Sprint(31_000_000_000 + row/10), Buyer: fmt.Sprint(row % 2_469),
					ProductId: 153_000_000_000_000_000 + int64(row*7_919%products), Quantity: 1, UnitPrice: 199, Currency: "USD",
					OrderedAt: 1_480_000_000_000_000 + int64(row)*1_000_000,
				})
			}
			req.Last = row == rows
			if _, err := s.ImportHistory(context.Background(), req); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
}
