package outbox

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/internal/platform/fault"
	"rialto/internal/platform/sqldb"
)

const (
	relayBatch = 500
	// relayGather lets a burst of commits gather into one batch; it is the delay an event has at rest.
	relayGather = 10 * time.Millisecond
	// relayPoll finds what a crash or another process left unpublished.
	relayPoll  = time.Second
	relayPause = 500 * time.Millisecond
)

// Publisher is the part of the bus that the relay needs.
type Publisher interface {
	Publish(context.Context, *busv1.PublishRequest) (*busv1.PublishResponse, error)
}

// Box is where a relay finds a room's events: the outbox table, or the memory of a simulated room.
type Box interface {
	// Unpublished returns up to limit events that were never marked, oldest first.
	Unpublished(ctx context.Context, limit int) ([]Row, error)
	// Published marks what the bus has; at is UTC microseconds.
	Published(ctx context.Context, rows []Row, at int64) error
	// OnCommit has fn called after every commit that may have written events. fn must not block.
	OnCommit(fn func())
}

// Row is an event and the shard that finds its row again.
type Row struct {
	Shard int64
	Event *busv1.Event
}

// Relay moves a room's unpublished events to the bus. Two relays on one database only publish some events twice, and the
// bus drops those.
type Relay struct {
	box  Box
	bus  Publisher
	now  func() time.Time
	log  *slog.Logger
	wake chan struct{}
}

// NewRelay returns the relay of one room's database. It is woken by every commit of that database in this process.
func NewRelay(db *sqldb.DB, bus Publisher, now func() time.Time, log *slog.Logger) *Relay {
	return NewBoxRelay(table{db}, bus, now, log)
}

// NewBoxRelay returns the relay of any box.
func NewBoxRelay(box Box, bus Publisher, now func() time.Time, log *slog.Logger) *Relay {
	r := &Relay{box: box, bus: bus, now: now, log: log, wake: make(chan struct{}, 1)}
	box.OnCommit(func() {
		select {
		case r.wake <- struct{}{}:
		default:
		}
	})
	return r
}

// Run relays until ctx ends.
func (r *Relay) Run(ctx context.Context) error {
	poll := time.NewTicker(relayPoll)
	defer poll.Stop()
	for {
		more, err := r.Flush(ctx)
		if err != nil && ctx.Err() == nil {
			r.log.Warn("relay events", "error", err)
			pause(ctx, relayPause)
		}
		if more {
			continue
		}
		if !r.rest(ctx, poll.C) {
			return nil
		}
	}
}

// rest waits for a commit, which it lets gather, or for the poll; false: ctx has ended. A commit goes first, so that a burst
// gathers whatever else is due, and so that the simulator sees the same choice every time.
func (r *Relay) rest(ctx context.Context, poll <-chan time.Time) bool {
	select {
	case <-r.wake:
		pause(ctx, relayGather)
		return ctx.Err() == nil
	default:
	}
	select {
	case <-r.wake:
		pause(ctx, relayGather)
	case <-poll:
	case <-ctx.Done():
	}
	return ctx.Err() == nil
}

// Flush publishes one batch and marks it. more says that another batch may wait.
func (r *Relay) Flush(ctx context.Context) (more bool, err error) {
	rows, err := r.box.Unpublished(ctx, relayBatch)
	if err != nil || len(rows) == 0 {
		return false, err
	}
	fault.Point("outbox.publish.before")
	events := make([]*busv1.Event, len(rows))
	for i, row := range rows {
		events[i] = row.Event
	}
	if _, err := r.bus.Publish(ctx, &busv1.PublishRequest{Events: events}); err != nil {
		return false, fmt.Errorf("publish %d events: %w", len(events), err)
	}
	fault.Point("outbox.publish.after")
	return len(rows) == relayBatch, r.box.Published(ctx, rows, r.now().UnixMicro())
}

// table is the box of a database.
type table struct{ *sqldb.DB }

// Unpublished implements Box.
func (b table) Unpublished(ctx context.Context, limit int) (rows []Row, err error) {
	err = b.Read(ctx, func(tx sqldb.Tx) error {
		rows, err = sqldb.Collect(tx, scanRow, `SELECT shard, topic, aggregate, version, event_key, type, schema_version,
			user_id, occurred_at, trace, payload FROM outbox WHERE published_at = 0
			ORDER BY occurred_at, aggregate, version LIMIT $1`, limit)
		return err
	})
	return rows, err
}

func scanRow(s sqldb.Row) (Row, error) {
	e := &busv1.Event{}
	r := Row{Event: e}
	err := s.Scan(&r.Shard, &e.Topic, &e.Aggregate, &e.Version, &e.Key, &e.Type, &e.Schema, &e.UserId, &e.OccurredAt,
		&e.Trace, &e.Payload)
	e.EventId = fmt.Sprintf("%s/%s/%d", e.Topic, e.Aggregate, e.Version)
	return r, err
}

// Published implements Box.
func (b table) Published(ctx context.Context, rows []Row, at int64) error {
	return b.Write(ctx, func(tx sqldb.Tx) error {
		for _, row := range rows {
			if _, err := tx.Exec(`UPDATE outbox SET published_at = $1
				WHERE shard = $2 AND topic = $3 AND aggregate = $4 AND version = $5`,
				at, row.Shard, row.Event.Topic, row.Event.Aggregate, row.Event.Version); err != nil {
				return fmt.Errorf("mark published: %w", err)
			}
		}
		return nil
	})
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
