package dropdb_test

import (
	"testing"
	"time"

	checkv1 "rialto/gen/rialto/check/v1"
	"rialto/internal/drop"
	"rialto/internal/drop/dropdb"
	"rialto/internal/drop/droptest"
	"rialto/internal/platform/sqldb"
	"rialto/internal/platform/sqldb/sqldbtest"
)

// plant stores a drop and a take, and returns what checks them and what changes rows behind its back.
func plant(t *testing.T, db *sqldb.DB) (check func() []string, exec func(string) error) {
	t.Helper()
	store := dropdb.New(db)
	d := droptest.Sample(17, 2)
	noError(t, store.Create(t.Context(), d, d.StartsAt))
	_, err := store.Take(t.Context(), drop.Take{Product: 17, Order: "1", User: 7, Quantity: 2, Payment: "card", Address: "home"}, d.StartsAt)
	noError(t, err)
	svc, err := drop.New(drop.Config{}, store, drop.Deps{Now: time.Now, Secret: "s"})
	noError(t, err)
	check = func() (found []string) {
		for _, cursor := range []string{"", "taker/0/0//"} {
			resp, err := svc.Check(t.Context(), &checkv1.CheckRequest{Cursor: cursor})
			noError(t, err)
			for _, v := range resp.Violations {
				found = append(found, v.Invariant+" "+v.Detail)
			}
		}
		return found
	}
	return check, func(query string) error {
		return db.Write(t.Context(), func(tx sqldb.Tx) error {
			_, err := tx.Exec(query)
			return err
		})
	}
}

func TestCheckFindsWhatSomebodyChangedInTheRows(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, dropdb.Migrations(), func(t *testing.T, open func() *sqldb.DB) {
		check, exec := plant(t, open())
		if found := check(); found != nil {
			t.Fatalf("sound rows are accused of %v", found)
		}
		for _, c := range []struct{ spoil, mend string }{
			{`UPDATE takers SET taken = 1 WHERE kind = 'user'`, `UPDATE takers SET taken = 2 WHERE kind = 'user'`},
			{`UPDATE takers SET taken = 0 WHERE kind = 'payment'`, `UPDATE takers SET taken = 2 WHERE kind = 'payment'`},
			{`UPDATE takers SET who = 'elsewhere' WHERE kind = 'address'`, `UPDATE takers SET who = 'home' WHERE kind = 'address'`},
			{`UPDATE takers SET max_taken = 3, taken = 3`, `UPDATE takers SET max_taken = 2, taken = 2`},
			{`UPDATE takes SET quantity = 3`, `UPDATE takes SET quantity = 2`},
			{`UPDATE takes SET state = 'given'`, `UPDATE takes SET state = 'kept'`},
			{`UPDATE takes SET user_id = 8`, `UPDATE takes SET user_id = 7`},
			{`UPDATE takes SET payment = ''`, `UPDATE takes SET payment = 'card'`},
			{`UPDATE takers SET drop_id = 171`, `UPDATE takers SET drop_id = 170`},
		} {
			noError(t, exec(c.spoil))
			if found := check(); len(found) == 0 {
				t.Errorf("%s: not found", c.spoil)
			}
			noError(t, exec(c.mend))
		}
		if found := check(); found != nil {
			t.Fatalf("mended rows are accused of %v", found)
		}
	})
}

func TestTheDatabaseItselfRefusesMoreThanTheLimit(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, dropdb.Migrations(), func(t *testing.T, open func() *sqldb.DB) {
		_, exec := plant(t, open())
		for _, query := range []string{
			`UPDATE takers SET taken = 3`, `UPDATE takers SET taken = -1`, `UPDATE takes SET state = 'lost'`,
			`UPDATE drops SET limit_per_buyer = -1`, `UPDATE drops SET ends_at = starts_at`,
		} {
			if err := exec(query); !sqldb.IsCheck(err) {
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
