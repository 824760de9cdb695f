package catalogdb_test

import (
	"context"
	"testing"

	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/internal/catalog"
	"rialto/internal/catalog/catalogdb"
	"rialto/internal/catalog/catalogtest"
	"rialto/internal/platform/sqldb"
	"rialto/internal/platform/sqldb/sqldbtest"
)

func TestStoreOnSQLite(t *testing.T) {
	t.Parallel()
	catalogtest.TestStore(t, func(t *testing.T) catalogtest.Opened {
		return opened(t, sqldbtest.SQLite(t, catalogdb.Migrations()))
	})
}

func TestStoreOnPostgres(t *testing.T) {
	t.Parallel()
	catalogtest.TestStore(t, func(t *testing.T) catalogtest.Opened {
		return opened(t, sqldbtest.Postgres(t, catalogdb.Migrations()))
	})
}

func opened(t *testing.T, open func() *sqldb.DB) catalogtest.Opened {
	return catalogtest.Opened{
		Open:   func() catalog.Store { return catalogdb.New(open()) },
		Events: func() []*busv1.Event { return outboxRows(t, open()) },
	}
}

func outboxRows(t *testing.T, db *sqldb.DB) (events []*busv1.Event) {
	t.Helper()
	err := db.Read(context.Background(), func(tx sqldb.Tx) (err error) {
		events, err = sqldb.Collect(tx, func(r sqldb.Row) (*busv1.Event, error) {
			e := &busv1.Event{}
			err := r.Scan(&e.Topic, &e.Aggregate, &e.Version, &e.Key, &e.Type, &e.OccurredAt, &e.Payload)
			return e, err
		}, `SELECT topic, aggregate, version, event_key, type, occurred_at, payload FROM outbox`)
		return err
	})
	if err != nil {
		t.Fatalf("read outbox: %v", err)
	}
	return events
}
