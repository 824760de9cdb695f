package eventsdb

import (
	"context"
	"fmt"
	"time"

	"google.golang.org/protobuf/proto"

	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/internal/platform/sqldb"
)

const columns = `position, event_id, topic, event_key, type, schema_version, aggregate, version, user_id, occurred_at, trace, payload`

// appendEvents stores a batch. The head row is updated first: its lock puts concurrent publishers in line, so positions
// become visible in order. It returns the new head and the events that were not there before.
func appendEvents(tx sqldb.Tx, events []*busv1.Event, at int64) (head int64, stored []placed, err error) {
	n := int64(len(events))
	if err := tx.QueryRow(`UPDATE head SET position = position + $1 WHERE one = 1 RETURNING position`, n).Scan(&head); err != nil {
		return 0, nil, fmt.Errorf("take positions: %w", err)
	}
	for i, e := range events {
		position := head - n + 1 + int64(i)
		added, err := tx.Exec(`INSERT INTO events (`+columns+`, stored_at)
			VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13) ON CONFLICT (event_id) DO NOTHING`,
			position, e.GetEventId(), e.GetTopic(), e.GetKey(), e.GetType(), e.GetSchema(), e.GetAggregate(),
			e.GetVersion(), e.GetUserId(), e.GetOccurredAt(), e.GetTrace(), e.GetPayload(), at)
		if err != nil {
			return 0, nil, fmt.Errorf("store %s: %w", e.GetEventId(), err)
		}
		if added > 0 {
			stored = append(stored, placed{position, e})
		}
	}
	return head, stored, nil
}

// placed is an event with its position.
type placed struct {
	position int64
	event    *busv1.Event
}

func scanEvent(s sqldb.Row) (placed, error) {
	e := &busv1.Event{}
	p := placed{event: e}
	err := s.Scan(&p.position, &e.EventId, &e.Topic, &e.Key, &e.Type, &e.Schema, &e.Aggregate, &e.Version, &e.UserId,
		&e.OccurredAt, &e.Trace, &e.Payload)
	return p, err
}

func (l *Log) fetch(ctx context.Context, req *busv1.FetchRequest) (*busv1.FetchResponse, error) {
	limit := clamp(req.GetMax(), 100, maxFetch)
	if events, position, ok := l.recent.after(req.GetGroup(), req.GetTopics(), limit); ok {
		return &busv1.FetchResponse{Events: clones(events), Position: position}, nil
	}
	out := &busv1.FetchResponse{}
	err := l.db.Read(ctx, func(tx sqldb.Tx) error {
		cursor, head, err := place(tx, req.GetGroup())
		if err != nil {
			return err
		}
		found, err := after(tx, max(cursor, l.scannedTo(req.GetGroup())), req.GetTopics(), limit)
		if err != nil {
			return err
		}
		out.Position = head
		if len(found) == limit {
			out.Position = found[limit-1].position
		}
		for _, p := range found {
			out.Events = append(out.Events, p.event)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("fetch for %s: %w", req.GetGroup(), err)
	}
	if len(out.Events) == 0 {
		l.noteScanned(req.GetGroup(), out.Position)
	}
	return out, nil
}

func place(tx sqldb.Tx, group string) (cursor, head int64, err error) {
	if err := tx.QueryRow(`SELECT position FROM head WHERE one = 1`).Scan(&head); err != nil {
		return 0, 0, fmt.Errorf("head of the log: %w", err)
	}
	err = tx.QueryRow(`SELECT position FROM cursors WHERE consumer = $1`, group).Scan(&cursor)
	if sqldb.NoRows(err) {
		return 0, head, nil
	}
	return cursor, head, err
}

func after(tx sqldb.Tx, position int64, topics []string, limit int) ([]placed, error) {
	text, args := afterSQL(position, topics, limit)
	return sqldb.Collect(tx, scanEvent, text, args...)
}

// afterSQL is what consumers ask all day long: by position, picking their topics on the way.
func afterSQL(position int64, topics []string, limit int) (text string, args []any) {
	args = []any{position, limit}
	for _, t := range topics {
		args = append(args, t)
	}
	return `SELECT ` + columns + ` FROM events
		WHERE position > $1 AND topic IN (` + sqldb.Placeholders(3, len(topics)) + `) ORDER BY position LIMIT $2`, args
}

func (l *Log) scannedTo(group string) int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.scanned[group]
}

func (l *Log) noteScanned(group string, position int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.scanned[group] = max(l.scanned[group], position)
}

// Groups implements bus.Bus. Lag counts events of every topic the group may not care for; it is for people.
func (l *Log) Groups(ctx context.Context, _ *busv1.GroupsRequest) (*busv1.GroupsResponse, error) {
	out := &busv1.GroupsResponse{}
	err := l.db.Read(ctx, func(tx sqldb.Tx) error {
		groups, err := sqldb.Collect(tx, func(s sqldb.Row) (*busv1.Group, error) {
			g := &busv1.Group{}
			return g, s.Scan(&g.Name, &g.Position, &g.Lag)
		}, `SELECT consumer, cursors.position, head.position - cursors.position
			FROM cursors JOIN head ON head.one = 1 ORDER BY consumer`)
		out.Groups = groups
		return err
	})
	for _, g := range out.Groups {
		g.Lag = max(0, g.Lag-max(0, l.scannedTo(g.Name)-g.Position))
	}
	return out, err
}

// Purge drops events stored before the given time that every known group has passed, at most 10,000 a call.
func (l *Log) Purge(ctx context.Context, before time.Time) (dropped int64, err error) {
	err = l.db.Write(ctx, func(tx sqldb.Tx) error {
		dropped, err = tx.Exec(`DELETE FROM events WHERE position IN (SELECT position FROM events
			WHERE stored_at < $1 AND position <= (SELECT COALESCE(MIN(position), 0) FROM cursors)
			ORDER BY position LIMIT 10000)`, before.UnixMicro())
		return err
	})
	return dropped, err
}

func clamp(n int32, standard, most int) int {
	if n <= 0 {
		return standard
	}
	return min(int(n), most)
}

// clones gives the caller events of its own.
func clones(events []*busv1.Event) []*busv1.Event {
	out := make([]*busv1.Event, len(events))
	for i, e := range events {
		out[i] = proto.CloneOf(e)
	}
	return out
}
