package orderdb

import (
	"context"
	"fmt"
	"strings"

	"rialto/internal/commerce"
	"rialto/internal/order"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/sqldb"
)

const sagaColumns = `user_id, order_id, kind, state, step, attempt, tries, due_at, started_at, last_error, data`

func insertSaga(tx sqldb.Tx, s *order.Saga) error {
	data, err := encode(s.Data)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO saga (`+sagaColumns+`) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)`,
		int64(s.UserID), string(s.OrderID), kindOf(s.SagaKey()), string(s.State), s.Step, s.Attempt, s.Tries, s.DueAt, s.Started, s.Error, data)
	if err != nil {
		return fmt.Errorf("insert saga: %w", err)
	}
	return insertLog(tx, s)
}

// insertLog appends what was noted since the last write. seq is the place in the holder's own log, so running the
// transaction again writes the same rows.
func insertLog(tx sqldb.Tx, s *order.Saga) error {
	for i := s.Logged; i < len(s.Log); i++ {
		e := s.Log[i]
		_, err := tx.Exec(`INSERT INTO saga_log (user_id, order_id, kind, seq, at, step, what) VALUES ($1,$2,$3,$4,$5,$6,$7)
			ON CONFLICT (user_id, order_id, kind, seq) DO NOTHING`,
			append(key(s.SagaKey()), logSeq(s.Attempt, i), e.At, e.Step, e.What)...)
		if err != nil {
			return fmt.Errorf("append to saga log: %w", err)
		}
	}
	return nil
}

// logSeq orders entries by attempt, then by place: only the holder of an attempt writes under it.
func logSeq(attempt int64, place int) int64 { return attempt<<20 | int64(place) }

// StartSaga implements order.SagaStore.
func (s *Store) StartSaga(ctx context.Context, saga *order.Saga) (started bool, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		var one int
		err := tx.QueryRow(`SELECT 1 FROM saga WHERE user_id = $1 AND order_id = $2 AND kind = $3`, key(saga.SagaKey())...).Scan(&one)
		if started = sqldb.NoRows(err); !started {
			return err
		}
		return insertSaga(tx, saga)
	})
	if sqldb.IsUnique(err) {
		return false, nil
	}
	saga.Logged = len(saga.Log)
	return started && err == nil, err
}

func key(k order.SagaKey) []any { return []any{int64(k.UserID), string(k.OrderID), kindOf(k)} }

// kindOf is the kind as the rows have it: "refund:PART" where an order may have several.
func kindOf(k order.SagaKey) string {
	if k.Part == "" {
		return string(k.Kind)
	}
	return string(k.Kind) + ":" + k.Part
}

// Advance implements order.SagaStore.
func (s *Store) Advance(ctx context.Context, saga *order.Saga) error {
	err := s.db.Write(ctx, func(tx sqldb.Tx) error { return advance(tx, saga) })
	if err == nil {
		saga.Logged = len(saga.Log)
	}
	return err
}

func advance(tx sqldb.Tx, s *order.Saga) error {
	data, err := encode(s.Data)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`UPDATE saga SET state = $5, step = $6, tries = $7, due_at = $8, last_error = $9, data = $10
		WHERE user_id = $1 AND order_id = $2 AND kind = $3 AND attempt = $4`+from(s.State),
		append(key(s.SagaKey()), s.Attempt, string(s.State), s.Step, s.Tries, s.DueAt, s.Error, data)...)
	if err != nil {
		return fmt.Errorf("advance saga: %w", err)
	}
	if n != 1 {
		return order.ErrFenced
	}
	return insertLog(tx, s)
}

// from names the states that a saga's row may leave for this one. The names are constants, so that each state has one
// statement and partial indexes still fit.
func from(to order.SagaState) string {
	text := ` AND state <> 'done'`
	for _, before := range []order.SagaState{order.Running, order.Waiting, order.Undoing, order.NeedsPerson} {
		if !order.AllowedSaga(before, to) {
			text += ` AND state <> '` + string(before) + `'`
		}
	}
	return text
}

// Due implements order.SagaStore.
func (s *Store) Due(ctx context.Context, now int64, limit int) (sagas []*order.Saga, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		sagas, err = sqldb.Collect(tx, scanSaga, `SELECT `+sagaColumns+` FROM saga
			WHERE state <> 'done' AND state <> 'needs_person' AND due_at <= $1 ORDER BY due_at LIMIT $2`, now, limit)
		return err
	})
	return sagas, err
}

// Claim implements order.SagaStore.
func (s *Store) Claim(ctx context.Context, saga *order.Saga, leaseUntil int64) (mine bool, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		n, err := tx.Exec(`UPDATE saga SET attempt = attempt + 1, due_at = $5
			WHERE user_id = $1 AND order_id = $2 AND kind = $3 AND attempt = $4 AND state = $6 AND due_at = $7`,
			append(key(saga.SagaKey()), saga.Attempt, leaseUntil, string(saga.State), saga.DueAt)...)
		mine = n == 1
		return err
	})
	if err != nil || !mine {
		return false, err
	}
	saga.Attempt, saga.DueAt, saga.Log = saga.Attempt+1, leaseUntil, nil
	saga.Logged = 0
	return true, nil
}

// Wake implements order.SagaStore.
func (s *Store) Wake(ctx context.Context, k order.SagaKey, now int64) error {
	return s.db.Write(ctx, func(tx sqldb.Tx) error {
		_, err := tx.Exec(`UPDATE saga SET due_at = $4, state = CASE WHEN state = 'needs_person' THEN 'running' ELSE state END
			WHERE user_id = $1 AND order_id = $2 AND kind = $3 AND state <> 'done'
			AND (state = 'waiting' OR state = 'needs_person' OR tries > 0)`, append(key(k), now)...)
		return err
	})
}

// SagaOf implements order.SagaStore.
func (s *Store) SagaOf(ctx context.Context, k order.SagaKey) (saga *order.Saga, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		saga, err = scanSaga(tx.QueryRow(`SELECT `+sagaColumns+` FROM saga WHERE user_id = $1 AND order_id = $2 AND kind = $3`, key(k)...))
		if sqldb.NoRows(err) {
			return errs.NotFound("saga_not_found", "There is no such saga.")
		}
		if err != nil {
			return err
		}
		return addLog(tx, saga)
	})
	return saga, err
}

// Sagas implements order.SagaStore.
func (s *Store) Sagas(ctx context.Context, state order.SagaState, limit int) ([]*order.Saga, error) {
	where, args := `state <> 'done'`, []any{limit}
	if state != "" {
		where, args = where+` AND state = $2`, append(args, string(state))
	}
	return s.sagas(ctx, where+` ORDER BY started_at LIMIT $1`, args...)
}

// Stuck implements order.SagaStore.
func (s *Store) Stuck(ctx context.Context) (n int64, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		return tx.QueryRow(`SELECT count(*) FROM saga WHERE state <> 'done' AND state = 'needs_person'`).Scan(&n)
	})
	return n, err
}

// SagasOf implements order.SagaStore. Place and others may start in one microsecond: place comes first.
func (s *Store) SagasOf(ctx context.Context, user commerce.UserID, id commerce.OrderID) ([]*order.Saga, error) {
	return s.sagas(ctx, `user_id = $1 AND order_id = $2 ORDER BY started_at, CASE WHEN kind = 'place' THEN 0 ELSE 1 END, kind`, int64(user), string(id))
}

// sagas reads sagas with their logs.
func (s *Store) sagas(ctx context.Context, where string, args ...any) (sagas []*order.Saga, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		sagas, err = sqldb.Collect(tx, scanSaga, `SELECT `+sagaColumns+` FROM saga WHERE `+where, args...)
		for _, saga := range sagas {
			if err == nil {
				err = addLog(tx, saga)
			}
		}
		return err
	})
	return sagas, err
}

func addLog(tx sqldb.Tx, s *order.Saga) (err error) {
	s.Log, err = sqldb.Collect(tx, func(r sqldb.Row) (e order.LogEntry, err error) {
		return e, r.Scan(&e.At, &e.Step, &e.What)
	}, `SELECT at, step, what FROM saga_log WHERE user_id = $1 AND order_id = $2 AND kind = $3 ORDER BY seq`, key(s.SagaKey())...)
	return err
}

func scanSaga(r sqldb.Row) (*order.Saga, error) {
	s := &order.Saga{}
	var kind, data string
	err := r.Scan(&s.UserID, &s.OrderID, &kind, &s.State, &s.Step, &s.Attempt, &s.Tries, &s.DueAt, &s.Started, &s.Error, &data)
	if err != nil {
		return nil, err
	}
	name, part, _ := strings.Cut(kind, ":")
	s.Kind, s.Part = order.SagaKind(name), part
	if err := decode(data, &s.Data); err != nil {
		return nil, err
	}
	if s.Kind == order.Canceling && s.Data.RefundID == "" { // of before refunds were listed
		s.Data.RefundID = string(s.OrderID) + "-cancel"
	}
	return s, nil
}
