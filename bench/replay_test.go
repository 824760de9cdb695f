package main

import (
	"io"
	"path/filepath"
	"testing"
)

func TestTransactionsGoToTheOrderThatTheyName(t *testing.T) {
	t.Parallel()
	tx := func(db string, write bool, args ...any) transaction {
		return transaction{DB: db, Write: write, Statements: []statement{{Args: args[:1]}, {Args: args[1:]}}}
	}
	orders := []shopper{{order: "a"}, {order: "b"}}
	p := split([]transaction{
		tx("order.db", true, int64(1), "a"),
		tx("payment.db", true, "b", "b"),
		tx("order.db", true, "a", "x"),
		tx("order.db", true, "a", "b"),        // two orders: a loop's batch
		tx("notification.db", true, "a", "a"), // follows an event
		tx("order.db", false, "a", "a"),
		tx("order.db", true, "c", int64(2)),
	}, orders)
	if len(p.orders[0]) != 2 || len(p.orders[1]) != 1 || len(p.rest["order.db"]) != 2 || len(p.rest["notification.db"]) != 1 ||
		len(p.reads) != 1 {
		t.Errorf("got %+v", p)
	}
}

func TestASummaryNamesVerbAndTable(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"INSERT INTO orders (a) VALUES ($1)":   "insert orders",
		"UPDATE saga SET a = $1":               "update saga",
		"SELECT a,\n\tb FROM orders WHERE 1":   "select orders",
		"DELETE FROM x WHERE a = $1":           "delete x",
		"WITH t AS (SELECT 1) SELECT * FROM t": "WITH",
	} {
		if got := (statement{Query: query}).summary(); got != want {
			t.Errorf("%q: %q, want %q", query, got, want)
		}
	}
}

// What is run again leaves the rows it left the first time; what is not the same work is noticed.
func TestWorkThatIsRunAgainIsCompared(t *testing.T) {
	t.Parallel()
	dir, again := t.TempDir(), filepath.Join(t.TempDir(), "copy")
	d, err := openFolder(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.close(); err != nil {
		t.Fatal(err)
	}
	if err := copyDatabases(again, dir); err != nil {
		t.Fatal(err)
	}
	done := transaction{DB: "order.db", Write: true, Statements: []statement{
		{Query: `INSERT INTO inbox (shard, consumer, event_id) VALUES ($1, $2, $3)`, Args: []any{int64(1), "me", "e/1"}},
		{Query: `SELECT consumer FROM inbox WHERE shard = $1`, Rows: true, Args: []any{int64(1)}},
	}}
	for i, folder := range []string{dir, again} {
		d, err := openFolder(t.Context(), folder)
		if err != nil {
			t.Fatal(err)
		}
		if i == 1 {
			if err := d.sameAs(t.Context(), dir); err == nil {
				t.Error("a folder that lacks a row is called the same")
			}
		}
		b := &bench{ctx: t.Context(), progress: io.Discard}
		c, err := b.replay(d, split([]transaction{done}, nil))
		if err != nil || c.restWrites != 1 {
			t.Fatalf("%+v, %v", c, err)
		}
		if i == 1 {
			if err := d.sameAs(t.Context(), dir); err != nil {
				t.Error(err)
			}
		}
		if err := d.close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAStatementThatFailsStopsTheReplay(t *testing.T) {
	t.Parallel()
	d, err := openFolder(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer d.close()
	for _, bad := range []transaction{
		{DB: "order.db", Write: true, Statements: []statement{{Query: "INSERT INTO nowhere VALUES (1)"}}},
		{DB: "unknown.db", Write: true},
	} {
		if err := d.again(t.Context(), bad); err == nil {
			t.Errorf("%+v ran", bad)
		}
	}
}
