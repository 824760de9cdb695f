package analyticsdb_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/internal/analytics/analyticsdb"
	"rialto/internal/analytics/analyticstest"
	"rialto/internal/platform/bus/bustest"
	"rialto/internal/platform/outbox"
	"rialto/internal/platform/sqldb"
	"rialto/internal/platform/sqldb/sqldbtest"
)

func TestSQLite(t *testing.T) {
	t.Parallel()
	analyticstest.TestStore(t, func(t *testing.T) analyticstest.Stand {
		return stand(t, sqldbtest.SQLite(t, analyticsdb.Migrations()))
	})
}

func TestPostgres(t *testing.T) {
	t.Parallel()
	analyticstest.TestStore(t, func(t *testing.T) analyticstest.Stand {
		return stand(t, sqldbtest.Postgres(t, analyticsdb.Migrations()))
	})
}

// stand opens two handles on fresh data and reads events the way the relay does.
func stand(t *testing.T, open func() *sqldb.DB) analyticstest.Stand {
	db, log := open(), bustest.Memory(t)
	relay := outbox.NewRelay(db, log, time.Now, slog.New(slog.DiscardHandler))
	return analyticstest.Stand{
		Store:  analyticsdb.New(db),
		Second: analyticsdb.New(open()),
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
