package paymentdb_test

import (
	"io/fs"
	"slices"
	"sync/atomic"
	"testing"

	"rialto/internal/payment"
	"rialto/internal/payment/paymentdb"
	"rialto/internal/platform/sqldb"
	"rialto/internal/platform/sqldb/sqldbtest"
)

// release is the schema as an older release had it, until it is upgraded.
type release struct {
	fs.FS
	upgraded *atomic.Bool
}

func (r release) ReadDir(name string) ([]fs.DirEntry, error) {
	all, err := fs.ReadDir(r.FS, name)
	if r.upgraded.Load() {
		return all, err
	}
	return slices.DeleteFunc(all, func(e fs.DirEntry) bool { return e.Name() >= "00020" }), err
}

func (r release) Glob(pattern string) ([]string, error) {
	all, err := fs.Glob(r.FS, pattern)
	if r.upgraded.Load() {
		return all, err
	}
	return slices.DeleteFunc(all, func(name string) bool { return name >= "00020" }), err
}

func TestMoneyOfTheReleaseBeforeIsStillThere(t *testing.T) {
	t.Parallel()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			old := release{paymentdb.Migrations(), &atomic.Bool{}}
			open := sqldbtest.SQLite
			if engine == "postgres" {
				open = sqldbtest.Postgres
			}
			handle := open(t, old)
			write(t, handle(),
				`INSERT INTO payments (user_id, order_id, tender, status, amount, currency, method, token, version, captured, refunded,
					refunding, capture_id, created_at, updated_at)
					VALUES (5, '7', 'gateway', 'captured', 1000, 'USD', 'card', 'tok_approve', 3, 1000, 300, 100, 'cap', 10, 20)`,
				`INSERT INTO payments (user_id, order_id, tender, status, amount, currency, method, token, version, created_at,
					updated_at) VALUES (5, '8', 'gateway', 'unknown', 1000, 'USD', 'card', 'tok_approve', 1, 10, 20)`,
				`INSERT INTO refunds (user_id, order_id, refund_id, amount, status, asked_at) VALUES (5, '7', 'r1', 300, 'done', 15)`,
				`INSERT INTO refunds (user_id, order_id, refund_id, amount, status, asked_at) VALUES (5, '7', 'r2', 100, 'unknown', 16)`)
			old.upgraded.Store(true)
			store := paymentdb.New(handle())
			p, err := store.Get(t.Context(), payment.Key{UserID: 5, OrderID: "7"})
			if err != nil || p.Captured != 1_000 || p.Refunded != 300 || p.Left() != 600 || len(p.Refunds) != 2 || p.CaptureID != "cap" ||
				p.Owed != 0 || p.CreatedAt != 10 {
				t.Fatalf("payment %+v, %v", p, err)
			}
			due, err := store.Due(t.Context(), 20, 10)
			if err != nil || len(due) != 2 {
				t.Fatalf("what waited is asked about: %+v, %v", due, err)
			}
			if _, err := store.SettleRefund(t.Context(), p.Key, "r2", payment.RefundDone, 30); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func write(t *testing.T, db *sqldb.DB, statements ...string) {
	t.Helper()
	err := db.Write(t.Context(), func(tx sqldb.Tx) error {
		for _, statement := range statements {
			if _, err := tx.Exec(statement); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
