package inventorydb_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/inventory"
	"rialto/internal/inventory/inventorydb"
	"rialto/internal/platform/sqldb/sqldbtest"
)

// BenchmarkReserveCommit is the stock side of one checkout, 64 buyers at once, on one product and spread over 10,000.
func BenchmarkReserveCommit(b *testing.B) {
	for _, products := range []int64{1, 10_000} {
		b.Run(fmt.Sprintf("products=%d", products), func(b *testing.B) {
			s := stocked(b, products)
			ctx := context.Background()
			var n atomic.Int64
			b.SetParallelism(32)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					i := n.Add(1)
					buy(b, s, ctx, 1+i%products, fmt.Sprint(i))
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "orders/s")
		})
	}
}

func buy(b *testing.B, s *inventory.Service, ctx context.Context, product int64, order string) {
	_, err := s.Reserve(ctx, &inventoryv1.ReserveRequest{
		UserId: 9, OrderId: order, Deadline: 1 << 60, WarehouseIds: []int64{2, 3, 1},
		Lines: []*inventoryv1.ReserveLine{{ProductId: product, SellerId: 5, Quantity: 1}},
	})
	if err == nil {
		_, err = s.Commit(ctx, &inventoryv1.CommitRequest{UserId: 9, OrderId: order, ProductIds: []int64{product}})
	}
	if err != nil {
		b.Error(err)
	}
}

// BenchmarkSoldOut is what the tail of a flash sale costs: no store is touched but for the barrier's look-up.
func BenchmarkSoldOut(b *testing.B) {
	s := stocked(b, 1)
	ctx := context.Background()
	_, err := s.SpreadStock(ctx, &inventoryv1.SpreadStockRequest{Stocks: []*inventoryv1.OfferStock{{ProductId: 1, SellerId: 5}}})
	must(b, err)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			s.Reserve(ctx, &inventoryv1.ReserveRequest{
				UserId: 9, OrderId: "o", Deadline: 1 << 60, Lines: []*inventoryv1.ReserveLine{{ProductId: 1, SellerId: 5, Quantity: 1}},
			})
		}
	})
}

// BenchmarkSpread is an import's batch of 500 new offers over three warehouses.
func BenchmarkSpread(b *testing.B) {
	s := stocked(b, 0)
	for i := range b.N {
		spread(b, s, int64(i)*500, 500)
	}
	b.ReportMetric(float64(500*b.N)/b.Elapsed().Seconds(), "offers/s")
}

func stocked(b *testing.B, products int64) *inventory.Service {
	s, err := inventory.New(inventory.Defaults(), inventorydb.New(sqldbtest.SQLite(b, inventorydb.Migrations())()), time.Now, nil)
	must(b, err)
	must(b, s.EnsureWarehouses(context.Background(), inventory.DefaultWarehouses()))
	for first := int64(0); first < products; first += 500 {
		spread(b, s, first, min(500, products-first))
	}
	return s
}

func spread(b *testing.B, s *inventory.Service, after, n int64) {
	stocks := make([]*inventoryv1.OfferStock, n)
	for i := range stocks {
		stocks[i] = &inventoryv1.OfferStock{ProductId: after + int64(i) + 1, SellerId: 5, Quantity: 30_000_000}
	}
	_, err := s.SpreadStock(context.Background(), &inventoryv1.SpreadStockRequest{Stocks: stocks})
	must(b, err)
}
