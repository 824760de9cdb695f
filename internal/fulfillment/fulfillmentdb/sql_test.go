package fulfillmentdb_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/internal/fulfillment/fulfillmentdb"
	"rialto/internal/fulfillment/fulfillmenttest"
	"rialto/internal/platform/bus/bustest"
	"rialto/internal/platform/outbox"
	"rialto/internal/platform/sqldb"
	"rialto/internal/platform/sqldb/sqldbtest"
)

func TestSQLite(t *testing.T) {
	t.Parallel()
	fulfillmenttest.TestStore(t, func(t *testing.T) fulfillmenttest.Stand {
		return stand(t, sqldbtest.SQLite(t, fulfillmentdb.Migrations()))
	})
}

func TestPostgres(t *testing.T) {
	t.Parallel()
	fulfillmenttest.TestStore(t, func(t *testing.T) fulfillmenttest.Stand {
		return stand(t, sqldbtest.Postgres(t, fulfillmentdb.Migrations()))
	})
}

// stand opens two handles on fresh data and reads events the way the relay does.
func stand(t *testing.T, open func() *sqldb.DB) fulfillmenttest.Stand {
	db, log := open(), bustest.Memory(t)
	relay := outbox.NewRelay(db, log, time.Now, slog.New(slog.DiscardHandler))
	return fulfillmenttest.Stand{
		Store:  fulfillmentdb.New(db),
		Second: fulfillmentdb.New(open()),
		Events: func(t *testing.T) []*busv1.Event {
			t.Helper()
			if _, err := relay.Flush(context.Background()); err != nil {
				t.Fatalf("relay events: %v", err)
			}
			all, err := log.Read(context.Background(), &busv1.ReadRequest{Limit: 1000})
			if err != nil {
				t.Fatalf("read events: %v", err)
			}
			return all.GetEvents()
		},
	}
}

// TestCheckFindsASecondPick plants what the primary key of another warehouse cannot stop.
func TestCheckFindsASecondPick(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, fulfillmentdb.Migrations(), func(t *testing.T, open func() *sqldb.DB) {
		db := open()
		fulfillmenttest.CheckFinds(t, fulfillmentdb.New(db), func(sh string) {
			err := db.Write(context.Background(), func(tx sqldb.Tx) error {
				_, err := tx.Exec(`INSERT INTO shipment SELECT warehouse_id + 1, shipment_id, user_id, order_id, seller_id, status,
					method, label, tracking, lines, deliver_by, created_at, updated_at, version, plan, next_step, due_at, attempt
					FROM shipment WHERE shipment_id = $1`, sh)
				return err
			})
			if err != nil {
				t.Fatalf("plant a second pick: %v", err)
			}
		})
	})
}
