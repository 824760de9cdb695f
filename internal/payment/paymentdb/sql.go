// Package paymentdb keeps payments in SQL: one text for SQLite and PostgreSQL, user_id first in every key and statement.
//
// It owns the tables payments, refunds, cards and webhooks and appends payment.changed to the outbox in the transaction that
// moves a version. Rows scan straight into the domain's types. CHECKs repeat the money rules of payment.Store.
// Due, DueWebhooks, ListOpen and Page go over all users: they serve a background loop, staff and verify, never a buyer.
package paymentdb

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"rialto/internal/payment"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/outbox"
	"rialto/internal/platform/sqldb"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations returns the room's schema with the outbox and inbox tables.
func Migrations() fs.FS { return outbox.Migrations(files) }

// Store implements payment.Store.
type Store struct{ db *sqldb.DB }

var _ payment.Store = (*Store)(nil)

// New returns the store on a database opened with Migrations.
func New(db *sqldb.DB) *Store { return &Store{db} }

const columns = `user_id, order_id, status, amount, currency, method, token, version, gateway_id, captured, refunded,
	refunding, owed, waived, decline_code, action_url, account, pay_until, note, card_id, save_card, brand, last_four,
	capture_id, capture_asked_at, void_id, void_asked_at, created_at, updated_at, ask_at, asks, open_since`

func scan(row sqldb.Row) (p payment.Payment, err error) {
	var save int64
	err = row.Scan(&p.UserID, &p.OrderID, &p.Status, &p.Amount.Amount, &p.Amount.Currency, &p.Method, &p.Token, &p.Version,
		&p.GatewayID, &p.Captured, &p.Refunded, &p.Refunding, &p.Owed, &p.Waived, &p.DeclineCode, &p.ActionURL, &p.Account,
		&p.PayUntil, &p.Note, &p.CardID, &save, &p.Brand, &p.LastFour, &p.CaptureID, &p.CaptureAskedAt, &p.VoidID,
		&p.VoidAskedAt, &p.CreatedAt, &p.UpdatedAt, &p.AskAt, &p.Asks, &p.OpenSince)
	p.SaveCard = save == 1
	return p, err
}

// get reads a payment with its refunds.
func get(tx sqldb.Tx, key payment.Key) (payment.Payment, error) {
	p, err := scan(tx.QueryRow(`SELECT `+columns+` FROM payments WHERE user_id = $1 AND order_id = $2 AND tender = $3`,
		key.UserID, key.OrderID, payment.TenderGateway))
	if sqldb.NoRows(err) {
		return payment.Payment{}, payment.ErrNotFound
	}
	if err != nil {
		return payment.Payment{}, fmt.Errorf("select payment: %w", err)
	}
	return withRefunds(tx, p)
}

// withRefunds adds the refunds; only captured payments have any, and cash that was waived, so the hot path saves the
// statement.
func withRefunds(tx sqldb.Tx, p payment.Payment) (_ payment.Payment, err error) {
	if p.Status != payment.StatusCaptured && p.Waived == 0 {
		return p, nil
	}
	p.Refunds, err = sqldb.Collect(tx, scanRefund, `SELECT refund_id, amount, status, asked_at FROM refunds
		WHERE user_id = $1 AND order_id = $2 ORDER BY asked_at, refund_id`, p.UserID, p.OrderID)
	if err != nil {
		return payment.Payment{}, fmt.Errorf("select refunds: %w", err)
	}
	return p, nil
}

func scanRefund(row sqldb.Row) (r payment.Refund, err error) {
	err = row.Scan(&r.ID, &r.Amount, &r.Status, &r.AskedAt)
	return r, err
}

// changed appends the event of the version that p has now.
func changed(tx sqldb.Tx, p payment.Payment) error {
	e, err := outbox.Event(bus.PaymentEvents, "payment.changed", string(p.OrderID), string(p.OrderID), p.Version, p.UpdatedAt,
		p.Changed())
	if err != nil {
		return err
	}
	e.UserId = int64(p.UserID)
	return outbox.Append(tx, int64(p.UserID), e)
}

// Get implements payment.Store.
func (s *Store) Get(ctx context.Context, key payment.Key) (p payment.Payment, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		p, err = get(tx, key)
		return err
	})
	return p, err
}

// Page implements payment.Store.
func (s *Store) Page(ctx context.Context, after payment.Key, limit int) ([]payment.Payment, error) {
	return s.list(ctx, "page", `SELECT `+columns+` FROM payments WHERE (user_id, order_id) > ($1, $2)
		ORDER BY user_id, order_id LIMIT $3`, after.UserID, after.OrderID, limit)
}

// ListOpen implements payment.Store.
func (s *Store) ListOpen(ctx context.Context, after payment.Open, limit int) ([]payment.Payment, error) {
	return s.list(ctx, "list open", `SELECT `+columns+` FROM payments
		WHERE open_since > 0 AND (open_since, user_id, order_id) > ($1, $2, $3)
		ORDER BY open_since, user_id, order_id LIMIT $4`, after.Since, after.UserID, after.OrderID, limit)
}

// Due implements payment.Store.
func (s *Store) Due(ctx context.Context, now int64, limit int) ([]payment.Payment, error) {
	return s.list(ctx, "list due", `SELECT `+columns+` FROM payments WHERE ask_at > 0 AND ask_at <= $1 ORDER BY ask_at LIMIT $2`,
		now, limit)
}

func (s *Store) list(ctx context.Context, doing, query string, args ...any) (found []payment.Payment, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		if found, err = sqldb.Collect(tx, scan, query, args...); err != nil {
			return fmt.Errorf("%s: %w", doing, err)
		}
		for i := range found {
			if found[i], err = withRefunds(tx, found[i]); err != nil {
				return err
			}
		}
		return nil
	})
	return found, err
}

// AskAgain implements payment.Store.
func (s *Store) AskAgain(ctx context.Context, key payment.Key, askAt int64) error {
	_, err := s.exec(ctx, "put off asking", `UPDATE payments SET asks = asks + 1, ask_at = $4
		WHERE user_id = $1 AND order_id = $2 AND tender = $3 AND ask_at > 0`,
		key.UserID, key.OrderID, payment.TenderGateway, askAt)
	return err
}

// Missing implements payment.Store.
func (s *Store) Missing(ctx context.Context, keys []payment.Key) (missing []payment.Key, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		for _, key := range keys {
			var one int64
			err := tx.QueryRow(`SELECT 1 FROM payments WHERE user_id = $1 AND order_id = $2 AND tender = $3`,
				key.UserID, key.OrderID, payment.TenderGateway).Scan(&one)
			switch {
			case sqldb.NoRows(err):
				missing = append(missing, key)
			case err != nil:
				return fmt.Errorf("look for payment: %w", err)
			}
		}
		return nil
	})
	return missing, err
}
