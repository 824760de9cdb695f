package orderdb

import (
	"context"
	"fmt"

	"rialto/internal/order"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/sqldb"
)

// Audit implements order.Store. It reads everything, one shard after the other: for verify only.
func (s *Store) Audit(ctx context.Context, after order.AuditCursor, limit int) (out []order.Audited, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		orders, err := sqldb.Collect(tx, scanOrder, `SELECT `+orderColumns+` FROM orders WHERE (user_id, order_id) > ($1, $2)
			ORDER BY user_id, order_id LIMIT $3`, int64(after.UserID), string(after.ID), limit)
		if err != nil {
			return err
		}
		out = make([]order.Audited, 0, len(orders))
		for _, o := range orders {
			a, err := audit(tx, o)
			if err != nil {
				return fmt.Errorf("order %s: %w", o.ID, err)
			}
			out = append(out, a)
		}
		return nil
	})
	return out, err
}

func audit(tx sqldb.Tx, o *order.Order) (order.Audited, error) {
	full, err := one(tx, `user_id = $1 AND order_id = $2`, int64(o.UserID), string(o.ID))
	if err != nil {
		return order.Audited{}, err
	}
	a := order.Audited{Order: full}
	a.Events, err = sqldb.Collect(tx, func(r sqldb.Row) (v int64, err error) { return v, r.Scan(&v) },
		`SELECT version FROM outbox WHERE shard = $1 AND topic = $2 AND aggregate = $3 ORDER BY version`,
		int64(o.UserID), bus.OrderEvents, string(o.ID))
	if err != nil {
		return a, err
	}
	if err := tx.QueryRow(`SELECT count(*) FROM orders WHERE user_id = $1 AND idempotency_key = $2`,
		int64(o.UserID), o.IdempotencyKey).Scan(&a.SameKey); err != nil {
		return a, err
	}
	var live int
	err = tx.QueryRow(`SELECT count(*) FROM saga WHERE user_id = $1 AND order_id = $2 AND state <> 'done'`,
		int64(o.UserID), string(o.ID)).Scan(&live)
	a.SagaDone = live == 0
	return a, err
}
