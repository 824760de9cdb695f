package inventorydb

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/commerce"
	"rialto/internal/inventory"
	"rialto/internal/platform/sqldb"
	"rialto/internal/platform/sqldb/sqldbtest"
)

// buyers is how many want something at once: enough to fill a lane's batches.
const buyers = 512

// scheme is one way to reserve a unit durably. All write the same rows: barrier, stock, reservation, ledger entry, event.
type scheme struct {
	name    string
	engines []string
	reserve func(s *Store) func(ctx context.Context, h inventory.Hold) error
}

var schemes = []scheme{
	{"rialto", []string{"sqlite", "postgres"}, rialto},
	{"plain", []string{"postgres"}, func(s *Store) func(context.Context, inventory.Hold) error { return s.plain }},
	{"for_update", []string{"postgres"}, func(s *Store) func(context.Context, inventory.Hold) error { return s.eachForUpdate }},
	{"version_cas", []string{"sqlite", "postgres"}, func(s *Store) func(context.Context, inventory.Hold) error { return s.versionCAS }},
	{"commit_each", []string{"sqlite"}, commitEach},
}

// BenchmarkReservations sets Rialto beside the other ways to sell: make bench reads the figures "reservations/s" from here.
func BenchmarkReservations(b *testing.B) {
	for _, engine := range []string{"sqlite", "postgres"} {
		for _, products := range []int64{1, 10_000} {
			for _, way := range schemes {
				if !slices.Contains(way.engines, engine) {
					continue
				}
				b.Run(fmt.Sprintf("%s/products=%d/%s", engine, products, way.name), func(b *testing.B) {
					s := stockedOn(b, engine, products)
					measure(b, products, way.reserve(s))
				})
			}
		}
	}
}

func measure(b *testing.B, products int64, reserve func(context.Context, inventory.Hold) error) {
	var next atomic.Int64
	var wg sync.WaitGroup
	b.ResetTimer()
	for range buyers {
		wg.Go(func() {
			for i := next.Add(1); i <= int64(b.N); i = next.Add(1) {
				p := commerce.ProductID(1 + i%products)
				err := reserve(b.Context(), inventory.Hold{
					Claim:   inventory.Claim{ProductID: p, OrderID: commerce.OrderID(fmt.Sprint(i)), UserID: 9},
					Lines:   []inventory.Offer{{ProductID: p, SellerID: 5, Quantity: 1}},
					Ranking: []commerce.WarehouseID{2, 3, 1}, Deadline: 1 << 60, At: time.Now().UnixMicro(),
				})
				if err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "reservations/s")
}

func stockedOn(b *testing.B, engine string, products int64) *Store {
	open := sqldbtest.SQLite
	if engine == "postgres" {
		open = sqldbtest.Postgres
	}
	s := New(open(b, Migrations())())
	for _, w := range inventory.DefaultWarehouses() {
		if err := s.AddWarehouse(b.Context(), w); err != nil {
			b.Fatal(err)
		}
	}
	for first := int64(0); first < products; first += 500 {
		var offers []inventory.Offer
		for i := first; i < min(first+500, products); i++ {
			offers = append(offers, inventory.Offer{ProductID: commerce.ProductID(i + 1), SellerID: 5, Quantity: 300_000_000})
		}
		if _, err := s.Spread(b.Context(), offers, 1); err != nil {
			b.Fatal(err)
		}
	}
	return s
}

// rialto is the room as it is sold: memory, gate and lane.
func rialto(s *Store) func(context.Context, inventory.Hold) error {
	svc, err := inventory.New(inventory.Defaults(), s, time.Now, nil)
	return func(ctx context.Context, h inventory.Hold) error {
		if err != nil {
			return err
		}
		_, err := svc.Reserve(ctx, &inventoryv1.ReserveRequest{
			UserId: int64(h.UserID), OrderId: string(h.OrderID), Deadline: h.Deadline, WarehouseIds: []int64{2, 3, 1},
			Lines: []*inventoryv1.ReserveLine{{ProductId: int64(h.ProductID), SellerId: 5, Quantity: 1}},
		})
		return err
	}
}

func (s *Store) plain(ctx context.Context, h inventory.Hold) error {
	_, err := s.Reserve(ctx, h)
	return err
}

// commitEach lets nobody share a commit: what SQLite is without the writer's queue.
func commitEach(s *Store) func(context.Context, inventory.Hold) error {
	var turn sync.Mutex
	return func(ctx context.Context, h inventory.Hold) error {
		turn.Lock()
		defer turn.Unlock()
		return s.plain(ctx, h)
	}
}

// eachForUpdate is the textbook: every order takes the rows, looks and writes.
func (s *Store) eachForUpdate(ctx context.Context, h inventory.Hold) error {
	return s.db.Write(ctx, func(tx sqldb.Tx) error { return lookThenSell(tx, h, " FOR UPDATE") })
}

// versionCAS looks without a lock and writes if the version is still the one it saw; if not, all over again.
func (s *Store) versionCAS(ctx context.Context, h inventory.Hold) error {
	for {
		err := s.db.Write(ctx, func(tx sqldb.Tx) error { return lookThenSell(tx, h, "") })
		if !errors.Is(err, errMoved) {
			return err
		}
	}
}

func lookThenSell(tx sqldb.Tx, h inventory.Hold, lock string) error {
	if _, err := barrier(tx, h.Claim, reserveOp, h.At); err != nil {
		return err
	}
	rows, err := sqldb.Collect(tx, scanStock, `SELECT `+stockColumns+` FROM stock WHERE product_id = $1
		ORDER BY seller_id, warehouse_id`+lock, h.ProductID)
	if err != nil {
		return err
	}
	plan, ok := inventory.Plan(rows, h.Lines[0], h.Ranking)
	if !ok {
		return &inventory.Short{ProductID: h.ProductID, Rows: rows}
	}
	b := &batch{rows: rows}
	for _, a := range plan {
		b.take(h, a)
	}
	for _, t := range b.held {
		before := t.stock
		before.Version--
		if err := sellTo(tx, before, t.stock); err != nil {
			return err
		}
		if err := book(tx, t.change); err != nil {
			return err
		}
	}
	return hold(tx, b.held)
}
