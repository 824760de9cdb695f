package eventsdb

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/internal/platform/bus/bustest"
	"rialto/internal/platform/sqldb"
	"rialto/internal/platform/sqldb/sqldbtest"
)

// TestAKeyIsReadByItsIndex asks both planners on a log in which one key is rare and another one is nearly everything.
func TestAKeyIsReadByItsIndex(t *testing.T) {
	t.Parallel()
	for _, engine := range []struct {
		name, explain, want string
		open                func(testing.TB) func() *sqldb.DB
		scan                func(r sqldb.Row) (line string, err error)
	}{
		{
			"sqlite", "EXPLAIN QUERY PLAN ", "USING INDEX events_by_key (event_key=? AND topic=? AND position",
			func(t testing.TB) func() *sqldb.DB { return sqldbtest.SQLite(t, Migrations()) },
			func(r sqldb.Row) (line string, err error) {
				var id, parent, unused int
				return line, r.Scan(&id, &parent, &unused, &line)
			},
		},
		{
			"postgres", "EXPLAIN ", "events_by_key",
			func(t testing.TB) func() *sqldb.DB { return sqldbtest.Postgres(t, Migrations()) },
			func(r sqldb.Row) (line string, err error) { return line, r.Scan(&line) },
		},
	} {
		t.Run(engine.name, func(t *testing.T) {
			t.Parallel()
			db := engine.open(t)()
			crowd(t, New(db, time.Now))
			for _, back := range []bool{false, true} {
				text, args := readSQL(&busv1.ReadRequest{Topic: "x", Key: "rare", NewestFirst: back}, 101)
				plan := explained(t, db, engine.explain+text, args, engine.scan)
				if !strings.Contains(plan, engine.want) {
					t.Errorf("backwards %v:\n%s", back, plan)
				}
			}
		})
	}
}

// TestConsumersReadByPosition: a plan that sorts a topic for every batch costs more than everything else an order does.
func TestConsumersReadByPosition(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, Migrations())()
	crowd(t, New(db, time.Now))
	for _, topics := range [][]string{{"x"}, {"x", "y", "z"}} {
		text, args := afterSQL(5, topics, 100)
		var plan []string
		err := db.Read(t.Context(), func(tx sqldb.Tx) (err error) {
			plan, err = sqldb.Collect(tx, func(r sqldb.Row) (line string, err error) {
				var id, parent, unused int
				return line, r.Scan(&id, &parent, &unused, &line)
			}, "EXPLAIN QUERY PLAN "+text, args...)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(plan, "\n"); !strings.Contains(got, "(position>?)") || strings.Contains(got, "TEMP B-TREE") {
			t.Errorf("%d topics:\n%s", len(topics), got)
		}
	}
}

// crowd publishes 3,000 events of one key and among them one of key "rare".
func crowd(t *testing.T, l *Log) {
	t.Helper()
	for batch := range int64(3) {
		var events []*busv1.Event
		for i := range int64(1000) {
			e := bustest.Sample("x", 1000*batch+i+1)
			if batch == 1 && i == 500 {
				e.Key = "rare"
			}
			events = append(events, e)
		}
		if _, err := l.Publish(context.Background(), &busv1.PublishRequest{Events: events}); err != nil {
			t.Fatal(err)
		}
	}
}

// explained returns the plan of a statement, after the planner has looked at the table.
func explained(t *testing.T, db *sqldb.DB, text string, args []any, scan func(sqldb.Row) (string, error)) string {
	t.Helper()
	var lines []string
	err := db.Write(context.Background(), func(tx sqldb.Tx) (err error) {
		if _, err = tx.Exec(`ANALYZE events`); err != nil {
			return fmt.Errorf("analyze: %w", err)
		}
		lines, err = sqldb.Collect(tx, scan, text, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}
