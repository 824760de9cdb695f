package eventsdb

import (
	"context"
	"fmt"
	"math"

	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/sqldb"
)

// Read implements bus.Bus.
func (l *Log) Read(ctx context.Context, req *busv1.ReadRequest) (*busv1.ReadResponse, error) {
	if req.GetKey() != "" && req.GetTopic() == "" {
		return nil, errs.Invalid("bad_read", "A key needs the topic that it is of.")
	}
	limit := clamp(req.GetLimit(), 100, maxFetch)
	text, args := readSQL(req, limit+1) // one more than asked tells whether there is more
	var found []placed
	err := l.db.Read(ctx, func(tx sqldb.Tx) (err error) {
		found, err = sqldb.Collect(tx, scanEvent, text, args...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read events: %w", err)
	}
	out := &busv1.ReadResponse{}
	if len(found) > limit {
		found = found[:limit]
		out.NextAfter = found[limit-1].position
	}
	for _, p := range found {
		out.Events = append(out.Events, p.event)
	}
	return out, nil
}

// readSQL asks for a page forwards or backwards. A key is found by its index; a topic alone is picked out of the log.
func readSQL(req *busv1.ReadRequest, limit int) (text string, args []any) {
	after, where, order := req.GetAfter(), `position > $1`, `position`
	if req.GetNewestFirst() {
		where, order = `position < $1`, `position DESC`
		if after <= 0 {
			after = math.MaxInt64
		}
	}
	args = []any{after, limit}
	if req.GetTopic() != "" {
		where, args = where+` AND topic = $3`, append(args, req.GetTopic())
	}
	if req.GetKey() != "" {
		where, args = where+` AND event_key = $4`, append(args, req.GetKey())
	}
	return `SELECT ` + columns + ` FROM events WHERE ` + where + ` ORDER BY ` + order + ` LIMIT $2`, args
}
