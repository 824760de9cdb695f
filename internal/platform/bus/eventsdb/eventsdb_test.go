package eventsdb

import (
	"context"
	"testing"
	"time"

	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/bus/bustest"
	"rialto/internal/platform/sqldb"
	"rialto/internal/platform/sqldb/sqldbtest"
)

func TestSuite(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		bustest.TestBus(t, func(t *testing.T) bus.Bus { return New(sqldbtest.SQLite(t, Migrations())(), time.Now) })
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		bustest.TestBus(t, func(t *testing.T) bus.Bus { return New(sqldbtest.Postgres(t, Migrations())(), time.Now) })
	})
}

func TestPurgeKeepsWhatAGroupStillNeeds(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, Migrations(), func(t *testing.T, open func() *sqldb.DB) {
		ctx := context.Background()
		stored := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		log := New(open(), func() time.Time { return stored })
		for v := range int64(4) {
			if _, err := log.Publish(ctx, &busv1.PublishRequest{Events: []*busv1.Event{bustest.Sample("x", v+1)}}); err != nil {
				t.Fatal(err)
			}
		}
		if n, err := log.Purge(ctx, stored.Add(time.Hour)); err != nil || n != 0 {
			t.Fatalf("no group has read anything, but %d were dropped (%v)", n, err)
		}
		if _, err := log.Ack(ctx, &busv1.AckRequest{Group: "g", Position: 3}); err != nil {
			t.Fatal(err)
		}
		if n, err := log.Purge(ctx, stored.Add(-time.Hour)); err != nil || n != 0 {
			t.Fatalf("young events dropped: %d (%v)", n, err)
		}
		if n, err := log.Purge(ctx, stored.Add(time.Hour)); err != nil || n != 3 {
			t.Fatalf("dropped %d, want 3 (%v)", n, err)
		}
	})
}
