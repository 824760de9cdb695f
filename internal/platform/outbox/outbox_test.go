package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/bus/bustest"
	"rialto/internal/platform/outbox"
	"rialto/internal/platform/sqldb"
	"rialto/internal/platform/sqldb/sqldbtest"
)

var ctx = context.Background()

// room is the schema of a room with one table.
var room = fstest.MapFS{"migrations/00010_init.sql": {Data: []byte(`-- +goose Up
CREATE TABLE facts (id bigint PRIMARY KEY, version bigint NOT NULL);
-- +goose Down
DROP TABLE facts;
`)}}

func each(t *testing.T, fn func(t *testing.T, db *sqldb.DB)) {
	t.Parallel()
	sqldbtest.Each(t, outbox.Migrations(room), func(t *testing.T, open func() *sqldb.DB) { fn(t, open()) })
}

func event(t *testing.T, id, version, at int64) *busv1.Event {
	t.Helper()
	e, err := outbox.Event("x", "fact.changed", fmt.Sprint(id), fmt.Sprint(id), version, at, &busv1.AckRequest{Position: version})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// change writes a fact and its event in one transaction.
func change(t *testing.T, db *sqldb.DB, id, version, at int64, fail error) error {
	t.Helper()
	return db.Write(ctx, func(tx sqldb.Tx) error {
		if _, err := tx.Exec(`INSERT INTO facts (id, version) VALUES ($1, $2)
			ON CONFLICT (id) DO UPDATE SET version = excluded.version`, id, version); err != nil {
			return err
		}
		if err := outbox.Append(tx, id, event(t, id, version, at)); err != nil {
			return err
		}
		return fail
	})
}

func published(t *testing.T, b bus.Bus) (ids []string) {
	t.Helper()
	got, err := b.Read(ctx, &busv1.ReadRequest{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range got.GetEvents() {
		ids = append(ids, e.GetEventId())
	}
	return ids
}

func relay(db *sqldb.DB, b outbox.Publisher) *outbox.Relay {
	return outbox.NewRelay(db, b, time.Now, slog.New(slog.DiscardHandler))
}

func TestAFactAndItsEventCommitTogether(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		no := errors.New("no")
		if err := change(t, db, 1, 1, 10, no); !errors.Is(err, no) {
			t.Fatal(err)
		}
		if err := change(t, db, 2, 1, 11, nil); err != nil {
			t.Fatal(err)
		}
		log := bustest.Memory(t)
		if _, err := relay(db, log).Flush(ctx); err != nil {
			t.Fatal(err)
		}
		if got := published(t, log); fmt.Sprint(got) != "[x/2/1]" {
			t.Fatalf("published %v", got)
		}
	})
}

func TestOneVersionIsOneEvent(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		if err := change(t, db, 1, 1, 10, nil); err != nil {
			t.Fatal(err)
		}
		if err := change(t, db, 1, 1, 11, nil); !sqldb.IsUnique(err) {
			t.Fatalf("the same version reported twice: %v", err)
		}
	})
}

func TestVersionsOfAnAggregateArriveInOrder(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		for v := range int64(5) {
			if err := change(t, db, 1, v+1, 10+v, nil); err != nil {
				t.Fatal(err)
			}
		}
		log := bustest.Memory(t)
		if _, err := relay(db, log).Flush(ctx); err != nil {
			t.Fatal(err)
		}
		if got := published(t, log); fmt.Sprint(got) != "[x/1/1 x/1/2 x/1/3 x/1/4 x/1/5]" {
			t.Fatalf("published %v", got)
		}
	})
}

// A transaction that takes its number first and commits last must not be skipped: the relay that polls "after the last
// number" loses exactly this event.
func TestACommitThatComesLateIsNotSkipped(t *testing.T) {
	t.Parallel()
	open := sqldbtest.Postgres(t, outbox.Migrations(room))
	db, log := open(), bustest.Memory(t)
	r := relay(db, log)
	early, taken := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		err := db.Write(ctx, func(tx sqldb.Tx) error {
			if err := outbox.Append(tx, 1, event(t, 1, 1, 10)); err != nil {
				return err
			}
			close(taken)
			<-early
			return nil
		})
		if err != nil {
			t.Errorf("late commit: %v", err)
		}
	})
	<-taken
	if err := change(t, db, 2, 1, 20, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Flush(ctx); err != nil {
		t.Fatal(err)
	}
	close(early)
	wg.Wait()
	if _, err := r.Flush(ctx); err != nil {
		t.Fatal(err)
	}
	if got := published(t, log); fmt.Sprint(got) != "[x/2/1 x/1/1]" {
		t.Fatalf("published %v, want both", got)
	}
}

// deaf is a bus that takes events and loses its answer, or does not take them at all.
type deaf struct {
	outbox.Publisher
	takes bool
}

func (d deaf) Publish(ctx context.Context, req *busv1.PublishRequest) (*busv1.PublishResponse, error) {
	if d.takes {
		d.Publisher.Publish(ctx, req)
	}
	return nil, errors.New("no answer")
}

func TestWithoutAnAnswerEventsAreSentAgain(t *testing.T) {
	for name, takes := range map[string]bool{"lost before": false, "lost after": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, log := sqldbtest.SQLite(t, outbox.Migrations(room))(), bustest.Memory(t)
			if err := change(t, db, 1, 1, 10, nil); err != nil {
				t.Fatal(err)
			}
			if _, err := relay(db, deaf{log, takes}).Flush(ctx); err == nil {
				t.Fatal("a lost answer must be an error")
			}
			if _, err := relay(db, log).Flush(ctx); err != nil {
				t.Fatal(err)
			}
			if got := published(t, log); fmt.Sprint(got) != "[x/1/1]" {
				t.Fatalf("published %v, want it once", got)
			}
			if _, err := relay(db, deaf{}).Flush(ctx); err != nil {
				t.Fatalf("something is published a third time: %v", err)
			}
		})
	}
}

func TestRunIsWokenByACommit(t *testing.T) {
	t.Parallel()
	db, log := sqldbtest.SQLite(t, outbox.Migrations(room))(), bustest.Memory(t)
	r := relay(db, log)
	running, stop := context.WithCancel(ctx)
	var wg sync.WaitGroup
	wg.Go(func() { r.Run(running) })
	for id := range int64(50) {
		if err := change(t, db, id, 1, 10+id, nil); err != nil {
			t.Fatal(err)
		}
	}
	for seen := 0; seen < 50; {
		got, err := log.Fetch(ctx, &busv1.FetchRequest{Group: "g", Topics: []string{"x"}, Max: 100, WaitMs: 30_000})
		if err != nil || len(got.GetEvents()) == 0 {
			t.Fatalf("%d of 50 events, %v", seen, err)
		}
		seen += len(got.GetEvents())
		log.Ack(ctx, &busv1.AckRequest{Group: "g", Position: got.GetPosition()})
	}
	stop()
	wg.Wait()
}

func TestOnceIsOncePerConsumer(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		once := func(consumer string, fail error) (first bool) {
			err := db.Write(ctx, func(tx sqldb.Tx) (err error) {
				if first, err = outbox.Once(tx, 1, consumer, "x/1/1"); err != nil {
					return err
				}
				return fail
			})
			if !errors.Is(err, fail) {
				t.Fatal(err)
			}
			return first
		}
		no := errors.New("the effect failed")
		for i, step := range []struct {
			consumer string
			fail     error
			want     bool
		}{{"mail", no, true}, {"mail", nil, true}, {"mail", nil, false}, {"picks", nil, true}} {
			if got := once(step.consumer, step.fail); got != step.want {
				t.Errorf("step %d: first = %v, want %v", i, got, step.want)
			}
		}
	})
}

func TestAnEventThatCannotBeFoundAgainIsRefused(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		err := db.Write(ctx, func(tx sqldb.Tx) error {
			return outbox.Append(tx, 1, &busv1.Event{Topic: "x", Aggregate: "1"})
		})
		if err == nil {
			t.Fatal("an event without a version was written")
		}
	})
}
