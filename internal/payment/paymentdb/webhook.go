package paymentdb

import (
	"context"
	"fmt"

	"rialto/internal/payment"
	"rialto/internal/platform/sqldb"
)

// KeepWebhook implements payment.Store.
func (s *Store) KeepWebhook(ctx context.Context, w payment.Webhook) (first bool, err error) {
	n, err := s.exec(ctx, "insert webhook", `INSERT INTO webhooks (user_id, event_id, order_id, type, body, received_at,
		next_at) VALUES ($1,$2,$3,$4,$5,$6,$7) ON CONFLICT (user_id, event_id) DO NOTHING`,
		w.UserID, w.EventID, w.OrderID, w.Type, w.Body, w.ReceivedAt, w.NextAt)
	return n == 1, err
}

// DueWebhooks implements payment.Store.
func (s *Store) DueWebhooks(ctx context.Context, now, since int64, limit int) (due []payment.Webhook, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		due, err = sqldb.Collect(tx, scanWebhook, `SELECT user_id, event_id, order_id, type, body, received_at, tries, next_at
			FROM webhooks WHERE booked_at = 0 AND next_at <= $1 AND received_at > $2 ORDER BY next_at LIMIT $3`,
			now, since, limit)
		return err
	})
	return due, err
}

func scanWebhook(row sqldb.Row) (w payment.Webhook, err error) {
	err = row.Scan(&w.UserID, &w.EventID, &w.OrderID, &w.Type, &w.Body, &w.ReceivedAt, &w.Tries, &w.NextAt)
	return w, err
}

// BookWebhook implements payment.Store.
func (s *Store) BookWebhook(ctx context.Context, w payment.Webhook, at int64) error {
	_, err := s.exec(ctx, "book webhook", `UPDATE webhooks SET booked_at = $3
		WHERE user_id = $1 AND event_id = $2 AND booked_at = 0`, w.UserID, w.EventID, at)
	return err
}

// PostponeWebhook implements payment.Store.
func (s *Store) PostponeWebhook(ctx context.Context, w payment.Webhook, nextAt int64) error {
	_, err := s.exec(ctx, "postpone webhook", `UPDATE webhooks SET tries = tries + 1, next_at = $3
		WHERE user_id = $1 AND event_id = $2 AND booked_at = 0`, w.UserID, w.EventID, nextAt)
	return err
}

func (s *Store) exec(ctx context.Context, doing, query string, args ...any) (n int64, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		if n, err = tx.Exec(query, args...); err != nil {
			return fmt.Errorf("%s: %w", doing, err)
		}
		return nil
	})
	return n, err
}
