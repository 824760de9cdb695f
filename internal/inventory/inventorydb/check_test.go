package inventorydb_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	checkv1 "rialto/gen/rialto/check/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/inventory"
	"rialto/internal/inventory/inventorydb"
	"rialto/internal/platform/sqldb"
	"rialto/internal/platform/sqldb/sqldbtest"
)

// shop is a service over a database where products 1 to 5 have 9 units each and order o1 holds 2 of product 3.
func shop(t testing.TB, db *sqldb.DB) *inventory.Service {
	t.Helper()
	s, err := inventory.New(inventory.Defaults(), inventorydb.New(db), time.Now, nil)
	must(t, err)
	must(t, s.EnsureWarehouses(t.Context(), inventory.DefaultWarehouses()))
	var stocks []*inventoryv1.OfferStock
	for p := range int64(5) {
		stocks = append(stocks, &inventoryv1.OfferStock{ProductId: p + 1, SellerId: 5, Quantity: 9})
	}
	_, err = s.SpreadStock(t.Context(), &inventoryv1.SpreadStockRequest{Stocks: stocks})
	must(t, err)
	_, err = s.Reserve(t.Context(), &inventoryv1.ReserveRequest{
		UserId: 9, OrderId: "o1", Deadline: 1 << 60, WarehouseIds: []int64{2},
		Lines: []*inventoryv1.ReserveLine{{ProductId: 3, SellerId: 5, Quantity: 2}},
	})
	must(t, err)
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// check walks all pages, two products each.
func check(t *testing.T, s *inventory.Service) (broken []string, facts []*checkv1.Fact) {
	t.Helper()
	for cursor, pages := "", 0; ; pages++ {
		got, err := s.Check(t.Context(), &checkv1.CheckRequest{Cursor: cursor, Limit: 2})
		must(t, err)
		for _, v := range got.GetViolations() {
			broken = append(broken, v.GetInvariant()+" "+v.GetSubject())
		}
		facts = append(facts, got.GetFacts()...)
		if cursor = got.GetNextCursor(); cursor == "" || pages > 10 {
			return broken, facts
		}
	}
}

func TestCheckFindsPlantedCorruption(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ plant, found string }{
		"nothing":                  {"", ""},
		"reserved above available": {`UPDATE stock SET reserved_qty = 8 WHERE product_id = 3 AND warehouse_id = 2`, "I1"},
		"a reservation lost":       {`DELETE FROM reservations WHERE product_id = 3`, "I2"},
		"a reservation grown":      {`UPDATE reservations SET qty = 3 WHERE product_id = 3`, "I2"},
		"units from nowhere":       {`UPDATE stock SET available_qty = 4 WHERE product_id = 3 AND warehouse_id = 2`, "I3"},
		"an entry lost":            {`DELETE FROM stock_ledger WHERE product_id = 3 AND kind = 'adjusted' AND warehouse_id = 2`, "I3"},
		"an entry without a row":   {`INSERT INTO stock_ledger VALUES (3, 5, 77, 1, 'adjusted', 4, '', 1)`, "I3"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sqldbtest.Each(t, inventorydb.Migrations(), func(t *testing.T, open func() *sqldb.DB) {
				db := open()
				s := shop(t, db)
				plant(t, db, c.plant)
				broken, _ := check(t, s)
				if c.found == "" && len(broken) > 0 {
					t.Fatalf("found %q in sound books", broken)
				}
				if c.found != "" && !strings.Contains(strings.Join(broken, ","), c.found+" product 3 seller 5 warehouse ") {
					t.Fatalf("found %q, want %s", broken, c.found)
				}
			})
		})
	}
}

// plant runs a statement that no rule of the schema would let through.
func plant(t *testing.T, db *sqldb.DB, statement string) {
	t.Helper()
	if statement == "" {
		return
	}
	must(t, db.Write(t.Context(), func(tx sqldb.Tx) error {
		if db.Dialect() == sqldb.SQLite {
			return unchecked(tx, statement, `PRAGMA ignore_check_constraints = ON`)
		}
		return unchecked(tx, statement, `ALTER TABLE stock DROP CONSTRAINT stock_check`)
	}))
}

func unchecked(tx sqldb.Tx, statement, before string) error {
	for _, s := range []string{before, statement} {
		if _, err := tx.Exec(s); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	return nil
}

func TestCheckTellsLiveReservations(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, inventorydb.Migrations(), func(t *testing.T, open func() *sqldb.DB) {
		s := shop(t, open())
		_, facts := check(t, s)
		want := &checkv1.Fact{Kind: "hold", UserId: 9, OrderId: "o1", Id: "3/5/2", Status: "held", Amount: 2, At: 1 << 60}
		if len(facts) != 1 || facts[0].String() != want.String() {
			t.Fatalf("got %v", facts)
		}
		_, err := s.Commit(t.Context(), &inventoryv1.CommitRequest{UserId: 9, OrderId: "o1", ProductIds: []int64{3}})
		must(t, err)
		if _, facts = check(t, s); facts[0].GetStatus() != "committed" {
			t.Fatalf("got %v", facts)
		}
		_, err = s.Release(t.Context(), &inventoryv1.ReleaseRequest{UserId: 9, OrderId: "o1", ProductIds: []int64{3}, Reason: "released"})
		must(t, err)
		_, err = s.Cancel(t.Context(), &inventoryv1.CancelRequest{UserId: 9, OrderId: "o1", ProductIds: []int64{3}})
		must(t, err)
		if _, facts = check(t, s); len(facts) != 0 {
			t.Fatalf("got %v", facts)
		}
	})
}

func TestCheckRefusesAForeignCursor(t *testing.T) {
	t.Parallel()
	s := shop(t, sqldbtest.SQLite(t, inventorydb.Migrations())())
	for _, req := range []*checkv1.CheckRequest{{Cursor: "x"}, {Limit: -1}, {Limit: 1 << 30}} {
		if _, err := s.Check(t.Context(), req); err == nil {
			t.Errorf("%v was taken", req)
		}
	}
}
