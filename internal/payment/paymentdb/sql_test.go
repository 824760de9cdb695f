package paymentdb_test

import (
	"testing"

	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/internal/payment"
	"rialto/internal/payment/paymentdb"
	"rialto/internal/payment/paymenttest"
	"rialto/internal/platform/sqldb"
	"rialto/internal/platform/sqldb/sqldbtest"
)

func TestStore(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, paymentdb.Migrations(), func(t *testing.T, open func() *sqldb.DB) {
		paymenttest.TestStore(t, func(t *testing.T) paymenttest.Data {
			db := open()
			return paymenttest.Data{
				Open:   func() payment.Store { return paymentdb.New(open()) },
				Events: func(t *testing.T, key payment.Key) []*busv1.Event { return events(t, db, key) },
			}
		})
	})
}

func events(t *testing.T, db *sqldb.DB, key payment.Key) (found []*busv1.Event) {
	t.Helper()
	err := db.Read(t.Context(), func(tx sqldb.Tx) (err error) {
		found, err = sqldb.Collect(tx, func(row sqldb.Row) (*busv1.Event, error) {
			e := &busv1.Event{}
			return e, row.Scan(&e.Topic, &e.Version, &e.Key, &e.Type, &e.UserId, &e.OccurredAt, &e.Payload)
		}, `SELECT topic, version, event_key, type, user_id, occurred_at, payload FROM outbox
			WHERE shard = $1 AND aggregate = $2 ORDER BY version`, key.UserID, key.OrderID)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// The CHECKs are the second line behind the guards: a statement that forgets a guard still cannot break the sums.
func TestDatabaseRefusesBrokenSums(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, paymentdb.Migrations(), func(t *testing.T, open func() *sqldb.DB) {
		db := open()
		key := payment.Key{UserID: 5, OrderID: "7"}
		if _, err := paymentdb.New(db).Begin(t.Context(), paymenttest.Attempt(key)); err != nil {
			t.Fatal(err)
		}
		for _, set := range []string{"captured = 1001", "captured = 500, refunded = 300, refunding = 201", "refunded = 1", "status = 'paid'", "waived = 1001", "owed = 1",
			"captured = 600, waived = 500"} {
			err := db.Write(t.Context(), func(tx sqldb.Tx) error {
				_, err := tx.Exec(`UPDATE payments SET ` + set + ` WHERE user_id = 5`)
				return err
			})
			if !sqldb.IsCheck(err) {
				t.Errorf("%s: %v", set, err)
			}
		}
	})
}
