package ledgerdb_test

import (
	"slices"
	"testing"
	"time"

	checkv1 "rialto/gen/rialto/check/v1"
	"rialto/internal/commerce"
	"rialto/internal/ledger"
	"rialto/internal/ledger/ledgerdb"
	"rialto/internal/ledger/ledgertest"
	"rialto/internal/platform/sqldb"
	"rialto/internal/platform/sqldb/sqldbtest"
)

func TestStoreOnBothEngines(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, ledgerdb.Migrations(), func(t *testing.T, open func() *sqldb.DB) {
		ledgertest.TestStore(t, func(*testing.T) ledger.Store { return ledgerdb.New(open()) })
	})
}

func TestCheckFindsWhatSomebodyChangedInTheRows(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, ledgerdb.Migrations(), func(t *testing.T, open func() *sqldb.DB) {
		db := open()
		store := ledgerdb.New(db)
		svc, err := ledger.New(ledger.Config{}, store, ledger.Needs{}, ledger.Deps{Now: time.Now})
		noError(t, err)
		sale := ledgertest.Sale(1, "a", ledger.Refund{ID: "r", Amount: 100})
		_, err = store.Book(t.Context(), map[commerce.UserID][]ledger.Fact{1: {sale, ledgertest.Paid(1, "a", 4399, 100)}}, 100_000)
		noError(t, err)
		sellers := map[commerce.SellerID][]ledger.SellerEntry{}
		for _, e := range sale.SellerEntries(100_000) {
			sellers[e.Seller] = append(sellers[e.Seller], e)
		}
		noError(t, store.BookSellers(t.Context(), sellers))
		if found := invariants(t, svc); found != nil {
			t.Fatalf("sound rows are accused of %v", found)
		}
		for _, c := range []struct{ spoil, mend, invariant string }{
			{`UPDATE books SET captured = captured + 1`, `UPDATE books SET captured = captured - 1`, "I13"},
			{`UPDATE books SET total = total + 1`, `UPDATE books SET total = total - 1`, "I13"},
			{`UPDATE postings SET amount = amount + 1 WHERE account = 'tax'`, `UPDATE postings SET amount = amount - 1 WHERE account = 'tax'`, "I13"},
			{`UPDATE postings SET account = 'lost' WHERE account = 'receivable'`, `UPDATE postings SET account = 'receivable' WHERE account = 'lost'`, "I13"},
			{`UPDATE seller_balances SET refunds = refunds + 1`, `UPDATE seller_balances SET refunds = refunds - 1`, "I14"},
			{`UPDATE seller_entries SET fees = fees + 1`, `UPDATE seller_entries SET fees = fees - 1`, "I14"},
		} {
			noError(t, exec(t, db, c.spoil))
			if found := invariants(t, svc); !slices.Contains(found, c.invariant) {
				t.Fatalf("%s: found %v, want %s", c.spoil, found, c.invariant)
			}
			noError(t, exec(t, db, c.mend))
		}
		if found := invariants(t, svc); found != nil {
			t.Fatalf("mended rows are accused of %v", found)
		}
	})
}

func exec(t *testing.T, db *sqldb.DB, query string) error {
	t.Helper()
	return db.Write(t.Context(), func(tx sqldb.Tx) error {
		_, err := tx.Exec(query)
		return err
	})
}

func invariants(t *testing.T, svc *ledger.Service) (found []string) {
	t.Helper()
	for cursor, more := "", true; more; more = cursor != "" {
		resp, err := svc.Check(t.Context(), &checkv1.CheckRequest{Cursor: cursor})
		noError(t, err)
		for _, v := range resp.Violations {
			found = append(found, v.Invariant)
		}
		cursor = resp.NextCursor
	}
	return found
}

func noError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
