package orderdb

import (
	"context"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"rialto/internal/order"
	"rialto/internal/order/ordertest"
	"rialto/internal/platform/sqldb"
	"rialto/internal/platform/sqldb/sqldbtest"
)

// before returns the migrations as they were when name was not yet there.
func before(t *testing.T, name string) fs.FS {
	t.Helper()
	old := fstest.MapFS{}
	files, err := fs.Glob(Migrations(), "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text, err := fs.ReadFile(Migrations(), f)
		if err != nil {
			t.Fatal(err)
		}
		if f < name {
			old[f] = &fstest.MapFile{Data: text}
		}
	}
	return old
}

func TestOrdersOfTheFirstReleaseAreReadWhole(t *testing.T) {
	t.Parallel()
	for name, start := range map[string]func(t *testing.T) func(fs.FS) (*sqldb.DB, error){
		"sqlite": func(t *testing.T) func(fs.FS) (*sqldb.DB, error) {
			path := filepath.Join(t.TempDir(), "order.db")
			return func(files fs.FS) (*sqldb.DB, error) { return sqldb.OpenSQLite(context.Background(), path, files) }
		},
		"postgres": func(t *testing.T) func(fs.FS) (*sqldb.DB, error) {
			dsn := sqldbtest.PostgresDSN(t)
			return func(files fs.FS) (*sqldb.DB, error) { return sqldb.OpenPostgres(context.Background(), dsn, files) }
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			open := start(t)
			old, err := open(before(t, "00011_mailbox.sql"))
			if err != nil {
				t.Fatal(err)
			}
			o, _ := ordertest.Sample(7, 1)
			o.Email, o.Payment.Refunded = "Ada@Example.test", 990
			row, err := orderRow(o)
			if err != nil {
				t.Fatal(err)
			}
			err = old.Write(context.Background(), func(tx sqldb.Tx) error {
				columns := orderColumns[:strings.Index(orderColumns, ",\n\ttenders")]
				row = row[:strings.Count(columns, ",")+1]
				if _, err := tx.Exec(`INSERT INTO orders (`+columns+`) VALUES (`+sqldb.Placeholders(1, len(row))+`)`, row...); err != nil {
					return err
				}
				canceling := &order.Saga{UserID: o.UserID, OrderID: o.ID, Kind: order.Canceling, State: order.Running, Step: "refund", Attempt: 1}
				return insertSaga(tx, canceling)
			})
			if err != nil {
				t.Fatal(err)
			}
			old.Close()
			fresh, err := open(Migrations())
			if err != nil {
				t.Fatal(err)
			}
			defer fresh.Close()
			got, err := New(fresh).List(context.Background(), order.ListQuery{Email: strings.ToUpper(o.Email), Limit: 2})
			if err != nil || len(got) != 1 || got[0].ID != o.ID || got[0].Email != o.Email {
				t.Fatalf("got %+v, %v", got, err)
			}
			whole := order.Tender{Method: order.Card, Amount: o.Total}
			if it := got[0]; len(it.Tenders) != 1 || it.Tenders[0] != whole || len(it.Coupons) != 1 || it.Coupons[0] != 5 {
				t.Errorf("paid by %+v with coupons %v", it.Tenders, it.Coupons)
			}
			if r := got[0].Refunds; len(r) != 1 || r[0].Gateway != 990 || r[0].GatewayState != order.RefundDone {
				t.Errorf("refunds %+v", r)
			}
			saga, err := New(fresh).SagaOf(context.Background(), order.SagaKey{UserID: o.UserID, OrderID: o.ID, Kind: order.Canceling})
			if err != nil || saga.Step != "close" || saga.Data.RefundID != string(o.ID)+"-cancel" {
				t.Errorf("the cancellation goes on with %+v, %v", saga, err)
			}
		})
	}
}
