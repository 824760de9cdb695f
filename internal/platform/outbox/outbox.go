// Package outbox joins a room's facts to the event log: an event row is written in the same transaction as the fact it
// reports, and a relay hands it to the bus until the bus has it.
//
// The one idea: the relay asks for what is unpublished, never for "after number n" (a number taken before a slow commit
// would be skipped for ever). Order holds per aggregate, by the version of the row that the event reports. The other
// half, Once, is the consumer's inbox: an effect and the note that it happened commit together, so a repeated delivery
// does nothing.
//
// Both tables carry the room's distribution key as `shard`, first in their primary keys, so that they live with the
// rows they belong to. Rows are never deleted here: `rialto verify` still reads them.
package outbox

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strconv"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/internal/platform/sqldb"
)

//go:embed migrations/*.sql
var tables embed.FS

// Migrations returns a room's migrations/ folder together with the tables of the outbox and the inbox.
func Migrations(room fs.FS) fs.FS {
	return merged{sqldb.Migrations(room), sqldb.Migrations(tables)}
}

// Event makes an event of schema 1 whose payload is protojson. at is UTC microseconds and must grow with the version of
// the aggregate: use max(now, the row's last time + 1).
func Event(topic, typ, aggregate, key string, version, at int64, payload proto.Message) (*busv1.Event, error) {
	text, err := protojson.Marshal(payload)
	if err != nil {
		return nil, fmt.Errorf("payload of %s: %w", typ, err)
	}
	return &busv1.Event{
		EventId: topic + "/" + aggregate + "/" + strconv.FormatInt(version, 10),
		Topic:   topic, Type: typ, Aggregate: aggregate, Key: key, Version: version,
		Schema: 1, OccurredAt: at, Payload: string(text),
	}, nil
}

// Append writes events in the transaction of the facts they report. shard is the value of the room's distribution key.
// The same (topic, aggregate, version) twice is an error: one change of a row is one event.
func Append(tx sqldb.Tx, shard int64, events ...*busv1.Event) error {
	for _, e := range events {
		if e.GetTopic() == "" || e.GetAggregate() == "" || e.GetVersion() <= 0 {
			return fmt.Errorf("event %s lacks topic, aggregate or version", e.GetType())
		}
		_, err := tx.Exec(`INSERT INTO outbox (shard, topic, aggregate, version, event_key, type, schema_version, user_id,
			occurred_at, trace, payload) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)`,
			shard, e.GetTopic(), e.GetAggregate(), e.GetVersion(), e.GetKey(), e.GetType(), e.GetSchema(), e.GetUserId(),
			e.GetOccurredAt(), e.GetTrace(), e.GetPayload())
		if err != nil {
			return fmt.Errorf("append %s: %w", e.GetType(), err)
		}
	}
	return nil
}

// Once notes that a consumer has an event and reports whether this is the first time. Call it in the transaction of the
// effect; false means the effect is already durable.
func Once(tx sqldb.Tx, shard int64, consumer, eventID string) (first bool, err error) {
	var one int
	err = tx.QueryRow(`INSERT INTO inbox (shard, consumer, event_id) VALUES ($1, $2, $3)
		ON CONFLICT (shard, consumer, event_id) DO NOTHING RETURNING 1`, shard, consumer, eventID).Scan(&one)
	if sqldb.NoRows(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("inbox of %s: %w", consumer, err)
	}
	return true, nil
}

// merged lists the files of both folders; a name is looked for in the first, then in the second.
type merged struct{ room, platform fs.FS }

// Open implements fs.FS.
func (m merged) Open(name string) (fs.File, error) {
	f, err := m.room.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return m.platform.Open(name)
	}
	return f, err
}

// ReadDir implements fs.ReadDirFS.
func (m merged) ReadDir(name string) ([]fs.DirEntry, error) {
	room, err := fs.ReadDir(m.room, name)
	if err != nil {
		return nil, err
	}
	platform, err := fs.ReadDir(m.platform, name)
	return append(platform, room...), err
}

// Glob implements fs.GlobFS, which is how goose looks for its files.
func (m merged) Glob(pattern string) ([]string, error) {
	platform, err := fs.Glob(m.platform, pattern)
	if err != nil {
		return nil, err
	}
	room, err := fs.Glob(m.room, pattern)
	return append(platform, room...), err
}
