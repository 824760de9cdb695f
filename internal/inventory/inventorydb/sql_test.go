package inventorydb_test

import (
	"testing"

	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/internal/commerce"
	"rialto/internal/inventory"
	"rialto/internal/inventory/inventorydb"
	"rialto/internal/inventory/inventorytest"
	"rialto/internal/platform/sqldb"
	"rialto/internal/platform/sqldb/sqldbtest"
)

// each runs a case on both engines.
func each(t *testing.T, run func(t *testing.T, d inventorytest.Data)) {
	sqldbtest.Each(t, inventorydb.Migrations(), func(t *testing.T, open func() *sqldb.DB) {
		run(t, inventorytest.Data{
			Open:   func() inventory.Store { return inventorydb.New(open()) },
			Events: func() []*busv1.Event { return events(t, open()) },
		})
	})
}

func TestStore(t *testing.T) {
	t.Parallel()
	inventorytest.TestStore(t, each)
}

// events reads the outbox, oldest first per row.
func events(t *testing.T, db *sqldb.DB) (out []*busv1.Event) {
	t.Helper()
	err := db.Read(t.Context(), func(tx sqldb.Tx) (err error) {
		out, err = sqldb.Collect(tx, func(r sqldb.Row) (*busv1.Event, error) {
			var e busv1.Event
			err := r.Scan(&e.Topic, &e.Aggregate, &e.Version, &e.Key, &e.Type, &e.OccurredAt, &e.Payload)
			e.EventId = e.Topic + "/" + e.Aggregate + "/" + commerce.FormatID(e.Version)
			return &e, err
		}, `SELECT topic, aggregate, version, event_key, type, occurred_at, payload FROM outbox ORDER BY aggregate, version`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
