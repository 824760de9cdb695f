// Package eventsdb is the embedded event log: one table in its own database, a position per event, a cursor per
// consumer group.
//
// The one idea: positions come from one row that every publisher updates, so they are handed out in commit order and
// "everything after my cursor" never skips an event. Fetch waits on a signal that Publish gives in this process, and
// serves groups that keep up from memory (recent.go). Purge drops events that are old and that every group has passed.
// It is the log of one process; other processes reach it through the bus service that the target `bus` serves.
package eventsdb

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"sync"
	"time"

	"google.golang.org/protobuf/proto"

	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/gen/rialto/bus/v1/busv1connect"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/sqldb"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations returns the log's schema.
func Migrations() fs.FS { return sqldb.Migrations(files) }

const (
	maxPublish = 1000
	maxFetch   = 1000
	maxWait    = 30 * time.Second
)

var (
	_ bus.Bus                        = (*Log)(nil)
	_ busv1connect.BusServiceHandler = (*Log)(nil)
)

// Log is the event log over one database.
type Log struct {
	db     *sqldb.DB
	now    func() time.Time
	recent *recent

	mu      sync.Mutex
	grown   chan struct{}    // closed and replaced when events arrive
	scanned map[string]int64 // per group: nothing for it up to here; saves reading foreign topics again
}

// New returns the log kept in db.
func New(db *sqldb.DB, now func() time.Time) *Log {
	return &Log{db: db, now: now, recent: newRecent(), grown: make(chan struct{}), scanned: map[string]int64{}}
}

// Publish implements bus.Bus.
func (l *Log) Publish(ctx context.Context, req *busv1.PublishRequest) (*busv1.PublishResponse, error) {
	events := req.GetEvents()
	if len(events) > maxPublish {
		return nil, errs.Invalid("too_many_events", "At most %d events can be published at once.", maxPublish)
	}
	for _, e := range events {
		if e.GetEventId() == "" || e.GetTopic() == "" {
			return nil, errs.Invalid("bad_event", "An event needs an event_id and a topic.")
		}
	}
	if len(events) == 0 {
		return &busv1.PublishResponse{}, nil
	}
	at := l.now().UnixMicro()
	var head int64
	var stored []placed
	err := l.db.Write(ctx, func(tx sqldb.Tx) (err error) {
		head, stored, err = appendEvents(tx, events, at)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("append events: %w", err)
	}
	for i := range stored {
		stored[i].event = proto.CloneOf(stored[i].event) // the caller may change its own
	}
	l.recent.add(head-int64(len(events)), head, stored)
	l.announce()
	return &busv1.PublishResponse{}, nil
}

func (l *Log) announce() {
	l.mu.Lock()
	defer l.mu.Unlock()
	close(l.grown)
	l.grown = make(chan struct{})
}

// signal returns a channel that closes at the next Publish.
func (l *Log) signal() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.grown
}

// Fetch implements bus.Bus.
func (l *Log) Fetch(ctx context.Context, req *busv1.FetchRequest) (*busv1.FetchResponse, error) {
	if req.GetGroup() == "" || len(req.GetTopics()) == 0 || len(req.GetTopics()) > 50 {
		return nil, errs.Invalid("bad_fetch", "A fetch needs a group and 1 to 50 topics.")
	}
	timer := time.NewTimer(min(time.Duration(req.GetWaitMs())*time.Millisecond, maxWait))
	defer timer.Stop()
	for {
		grown := l.signal()
		got, err := l.fetch(ctx, req)
		if err != nil || len(got.GetEvents()) > 0 {
			return got, err
		}
		select {
		case <-grown:
		case <-timer.C:
			return got, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// Ack implements bus.Bus.
func (l *Log) Ack(ctx context.Context, req *busv1.AckRequest) (*busv1.AckResponse, error) {
	err := l.db.Write(ctx, func(tx sqldb.Tx) error {
		_, err := tx.Exec(`INSERT INTO cursors (consumer, position) VALUES ($1, $2)
			ON CONFLICT (consumer) DO UPDATE SET position = excluded.position WHERE cursors.position < excluded.position`,
			req.GetGroup(), req.GetPosition())
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("move cursor of %s: %w", req.GetGroup(), err)
	}
	l.recent.acknowledged(req.GetGroup(), req.GetPosition())
	return &busv1.AckResponse{}, nil
}
