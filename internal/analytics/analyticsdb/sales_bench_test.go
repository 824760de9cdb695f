package analyticsdb_test

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	"rialto/internal/analytics"
	"rialto/internal/analytics/analyticsdb"
	"rialto/internal/platform/sqldb"
	"rialto/internal/platform/sqldb/sqldbtest"
)

// BenchmarkSales asks for a year of a demo's history: 50,000 baskets of three lines, 20,000 products of which few sell
// often, and reports how long it took to load. The aim is an answer in less than 50 ms.
func BenchmarkSales(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { benchmarkSales(b, sqldbtest.SQLite(b, analyticsdb.Migrations())()) })
	b.Run("postgres", func(b *testing.B) { benchmarkSales(b, sqldbtest.Postgres(b, analyticsdb.Migrations())()) })
}

func benchmarkSales(b *testing.B, db *sqldb.DB) {
	ctx := context.Background()
	s, err := analytics.New(analytics.Defaults(), analyticsdb.New(db), analytics.Deps{Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	from := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	began := time.Now()
	for _, req := range yearOfBaskets(from, 50_000) {
		if _, err := s.ImportHistory(ctx, req); err != nil {
			b.Fatal(err)
		}
	}
	loaded := time.Since(began)
	for b.Loop() {
		resp, err := s.Sales(ctx, &analyticsv1.SalesRequest{
			From: from.UnixMicro(), To: from.AddDate(1, 0, 0).UnixMicro(), Currency: "USD", Top: 100,
		})
		if err != nil || len(resp.GetPoints()) != 365 || len(resp.GetTop()) != 100 {
			b.Fatalf("%d points, %d products, %v", len(resp.GetPoints()), len(resp.GetTop()), err)
		}
	}
	b.ReportMetric(loaded.Seconds(), "s/load")
}

// yearOfBaskets spreads baskets of three lines evenly over a year.
func yearOfBaskets(from time.Time, baskets int) (reqs []*analyticsv1.ImportHistoryRequest) {
	const lines, products, perCall = 3, 20_000, 5_000
	random := rand.New(rand.NewPCG(1, 2))
	apart := from.AddDate(1, 0, 0).Sub(from) / time.Duration(baskets)
	for row := range baskets * lines {
		if row%perCall == 0 {
			reqs = append(reqs, &analyticsv1.ImportHistoryRequest{Source: "demo"})
		}
		req := reqs[len(reqs)-1]
		req.Purchases = append(req.Purchases, &analyticsv1.Purchase{
			Row: int64(row + 1), Basket: fmt.Sprint(row / lines), Buyer: fmt.Sprint(row / lines % 9_000),
			ProductId: 153_000_000_000_000_000 + int64(products*math.Pow(random.Float64(), 3)), Quantity: 1 + random.Int64N(3),
			UnitPrice: 199 + random.Int64N(20_000), Currency: "USD", OrderedAt: from.Add(time.Duration(row/lines) * apart).UnixMicro(),
		})
	}
	reqs[len(reqs)-1].Last = true
	return reqs
}
