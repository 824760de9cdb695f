// Package paymentdb keeps payments in SQL: one text for SQLite and PostgreSQL, user_id first in every key and statement.
//
// It owns the tables payments, refunds and webhooks and appends payment.changed to the outbox in the transaction that
// moves a version. Rows scan straight into the domain's types. CHECKs repeat the money rules of payment.Store.
// DueWebhooks and Page go over all users: they serve a background loop and verify, never a request.
package paymentdb

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	paymentv1 "rialto/gen/rialto/payment/v1"
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
	refunding, decline_code, action_url, capture_id, capture_asked_at, void_id, created_at, updated_at`

func scan(row sqldb.Row) (p payment.Payment, err error) {
	err = row.Scan(&p.UserID, &p.OrderID, &p.Status, &p.Amount.Amount, &p.Amount.Currency, &p.Method, &p.Token, &p.Version,
		&p.GatewayID, &p.Captured, &p.Refunded, &p.Refunding, &p.DeclineCode, &p.ActionURL, &p.CaptureID, &p.CaptureAskedAt,
		&p.VoidID, &p.CreatedAt, &p.UpdatedAt)
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

// withRefunds adds the refunds; only captured payments have any, so the hot path saves the statement.
func withRefunds(tx sqldb.Tx, p payment.Payment) (_ payment.Payment, err error) {
	if p.Status != payment.StatusCaptured {
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
		&paymentv1.PaymentChanged{
			UserId: int64(p.UserID), OrderId: string(p.OrderID), Status: string(p.Status), Version: p.Version,
		})
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
func (s *Store) Page(ctx context.Context, after payment.Key, limit int) (page []payment.Payment, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		page, err = sqldb.Collect(tx, scan, `SELECT `+columns+` FROM payments WHERE (user_id, order_id) > ($1, $2)
			ORDER BY user_id, order_id LIMIT $3`, after.UserID, after.OrderID, limit)
		for i := range page {
			if err == nil {
				page[i], err = withRefunds(tx, page[i])
			}
		}
		return err
	})
	return page, err
}
