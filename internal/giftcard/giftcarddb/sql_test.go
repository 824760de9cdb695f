package giftcarddb_test

import (
	"testing"
	"time"

	busv1 "rialto/gen/rialto/bus/v1"
	checkv1 "rialto/gen/rialto/check/v1"
	"rialto/internal/commerce"
	"rialto/internal/giftcard"
	"rialto/internal/giftcard/giftcarddb"
	"rialto/internal/giftcard/giftcardtest"
	"rialto/internal/platform/sqldb"
	"rialto/internal/platform/sqldb/sqldbtest"
)

func TestStoreOnBothEngines(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, giftcarddb.Migrations(), func(t *testing.T, open func() *sqldb.DB) {
		db := open()
		giftcardtest.TestStore(t, giftcardtest.Data{
			Open:   func(*testing.T) giftcard.Store { return giftcarddb.New(open()) },
			Events: func(t *testing.T) []*busv1.Event { return events(t, db) },
		})
	})
}

func events(t *testing.T, db *sqldb.DB) (all []*busv1.Event) {
	t.Helper()
	noError(t, db.Read(t.Context(), func(tx sqldb.Tx) (err error) {
		all, err = sqldb.Collect(tx, func(r sqldb.Row) (*busv1.Event, error) {
			e := &busv1.Event{}
			return e, r.Scan(&e.Topic, &e.Aggregate, &e.Version, &e.Key, &e.Type, &e.UserId, &e.OccurredAt, &e.Payload)
		}, `SELECT topic, aggregate, version, event_key, type, user_id, occurred_at, payload FROM outbox
			ORDER BY shard, topic, aggregate, version`)
		return err
	}))
	return all
}

// planted is one card with a hold and a spent use, and the service that checks them.
type planted struct {
	db  *sqldb.DB
	svc *giftcard.Service
}

func plant(t *testing.T, db *sqldb.DB) planted {
	t.Helper()
	store := giftcarddb.New(db)
	noError(t, store.Issue(t.Context(), "key", "hash", giftcardtest.Sample(5)))
	for order, amount := range map[commerce.OrderID]int64{"1": 3000, "2": 500} {
		key := giftcard.UseKey{Card: 5, User: 7, Order: order}
		_, err := store.Hold(t.Context(), key, commerce.Money{Amount: amount, Currency: "USD"}, 1)
		noError(t, err)
	}
	spent := giftcard.UseKey{Card: 5, User: 7, Order: "1"}
	_, err := store.Spend(t.Context(), spent, 2)
	noError(t, err)
	_, err = store.Refund(t.Context(), spent, "r", commerce.Money{Amount: 100, Currency: "USD"}, 3, 4)
	noError(t, err)
	svc, err := giftcard.New(giftcard.Config{}, store, giftcard.Deps{Now: time.Now, Secret: "sixteen bytes here"})
	noError(t, err)
	return planted{db, svc}
}

func (p planted) exec(t *testing.T, query string) error {
	t.Helper()
	return p.db.Write(t.Context(), func(tx sqldb.Tx) error {
		_, err := tx.Exec(query)
		return err
	})
}

func (p planted) invariants(t *testing.T) (found []string) {
	t.Helper()
	for cursor, more := "", true; more; more = cursor != "" {
		resp, err := p.svc.Check(t.Context(), &checkv1.CheckRequest{Cursor: cursor})
		noError(t, err)
		for _, v := range resp.Violations {
			found = append(found, v.Invariant)
		}
		cursor = resp.NextCursor
	}
	return found
}

func TestCheckFindsWhatSomebodyChangedInTheRows(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, giftcarddb.Migrations(), func(t *testing.T, open func() *sqldb.DB) {
		p := plant(t, open())
		if found := p.invariants(t); found != nil {
			t.Fatalf("sound rows are accused of %v", found)
		}
		for _, c := range []struct{ spoil, mend, invariant string }{
			{`UPDATE cards SET held = held + 1`, `UPDATE cards SET held = held - 1`, "I2"},
			{`UPDATE uses SET amount = amount + 1 WHERE order_id = '2'`, `UPDATE uses SET amount = amount - 1 WHERE order_id = '2'`, "I2"},
			{`UPDATE history SET balance_change = balance_change + 1 WHERE seq = 1`,
				`UPDATE history SET balance_change = balance_change - 1 WHERE seq = 1`, "I3"},
			{`UPDATE cards SET version = version + 1`, `UPDATE cards SET version = version - 1`, "I3"},
			{`UPDATE cards SET issued = issued + 1`, `UPDATE cards SET issued = issued - 1`, "I25"},
			{`UPDATE refunds SET amount = amount + 1`, `UPDATE refunds SET amount = amount - 1`, "I12"},
		} {
			noError(t, p.exec(t, c.spoil))
			if found := p.invariants(t); len(found) == 0 || found[0] != c.invariant {
				t.Fatalf("%s: found %v, want %s", c.spoil, found, c.invariant)
			}
			noError(t, p.exec(t, c.mend))
		}
		if found := p.invariants(t); found != nil {
			t.Fatalf("mended rows are accused of %v", found)
		}
	})
}

func TestTheDatabaseItselfRefusesOverdraft(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, giftcarddb.Migrations(), func(t *testing.T, open func() *sqldb.DB) {
		p := plant(t, open())
		for _, query := range []string{
			`UPDATE cards SET held = balance + 1`,
			`UPDATE cards SET held = -1`,
			`UPDATE cards SET balance = issued + 1`,
			`UPDATE uses SET refunded = amount + 1`,
			`UPDATE uses SET state = 'lost'`,
			`UPDATE refunds SET amount = 0`,
		} {
			if err := p.exec(t, query); !sqldb.IsCheck(err) {
				t.Errorf("%s: %v, want a violated CHECK", query, err)
			}
		}
	})
}

func noError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
