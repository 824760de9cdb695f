package paymentdb

import (
	"context"
	"fmt"

	"rialto/internal/payment"
	"rialto/internal/platform/sqldb"
)

// Begin implements payment.Store.
func (s *Store) Begin(ctx context.Context, attempt payment.Payment) (p payment.Payment, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		p, err = insert(tx, attempt)
		switch {
		case sqldb.NoRows(err):
			p, err = get(tx, attempt.Key)
		case err == nil && p.Version > 0:
			err = changed(tx, p)
		}
		return err
	})
	return p, err
}

// insert answers sql.ErrNoRows when the order has a payment already.
func insert(tx sqldb.Tx, p payment.Payment) (payment.Payment, error) {
	var save int64
	if p.SaveCard {
		save = 1
	}
	return scan(tx.QueryRow(`INSERT INTO payments (user_id, order_id, tender, status, amount, currency, method, token,
		version, account, pay_until, card_id, save_card, void_id, void_asked_at, created_at, updated_at, ask_at, open_since)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19)
		ON CONFLICT (user_id, order_id, tender) DO NOTHING RETURNING `+columns,
		p.UserID, p.OrderID, payment.TenderGateway, p.Status, p.Amount.Amount, p.Amount.Currency, p.Method, p.Token,
		p.Version, p.Account, p.PayUntil, p.CardID, save, p.VoidID, p.VoidAskedAt, p.CreatedAt, p.UpdatedAt, p.AskAt, p.OpenSince))
}

// Move implements payment.Store.
func (s *Store) Move(ctx context.Context, from, to payment.Payment) (moved bool, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		n, err := tx.Exec(`UPDATE payments SET status = $4, version = $5, captured = $6, gateway_id = $7, decline_code = $8,
			action_url = $9, updated_at = $10, brand = $13, last_four = $14, ask_at = $15, asks = $16, open_since = $17
			WHERE user_id = $1 AND order_id = $2 AND tender = $3 AND status = $11 AND version = $12`,
			from.UserID, from.OrderID, payment.TenderGateway, to.Status, to.Version, to.Captured, to.GatewayID, to.DeclineCode,
			to.ActionURL, to.UpdatedAt, from.Status, from.Version, to.Brand, to.LastFour, to.AskAt, to.Asks, to.OpenSince)
		if err != nil {
			return fmt.Errorf("move payment: %w", err)
		}
		if moved = n == 1; !moved {
			return nil
		}
		if to.Keep != nil {
			if err := keepCard(tx, *to.Keep); err != nil {
				return err
			}
		}
		return changed(tx, to)
	})
	return moved && err == nil, err
}

// StartCapture implements payment.Store.
func (s *Store) StartCapture(ctx context.Context, key payment.Key, captureID string, at int64) (p payment.Payment, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		p, err = scan(tx.QueryRow(`UPDATE payments SET capture_id = $4, capture_asked_at = $5
			WHERE user_id = $1 AND order_id = $2 AND tender = $3 AND status = $6 AND capture_id = '' AND void_id = ''
			RETURNING `+columns,
			key.UserID, key.OrderID, payment.TenderGateway, captureID, at, payment.StatusAuthorized))
		if sqldb.NoRows(err) {
			p, err = get(tx, key)
		}
		return err
	})
	return p, err
}

// StartVoid implements payment.Store. Rows are never deleted, so after an insert that found a row the second mark is final:
// it marks, or the payment is.
func (s *Store) StartVoid(ctx context.Context, key payment.Key, voidID string, at, askAt int64) (p payment.Payment, err error) {
	barrier := payment.Payment{
		Key: key, Status: payment.StatusVoided, Version: 1, VoidID: voidID, VoidAskedAt: at, CreatedAt: at, UpdatedAt: at,
	}
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		if p, err = markVoid(tx, key, voidID, at, askAt); !sqldb.NoRows(err) {
			return err
		}
		if p, err = insert(tx, barrier); err == nil {
			return changed(tx, p)
		}
		if !sqldb.NoRows(err) {
			return err
		}
		if p, err = markVoid(tx, key, voidID, at, askAt); sqldb.NoRows(err) {
			p, err = get(tx, key)
		}
		return err
	})
	return p, err
}

// markVoid answers sql.ErrNoRows when there is no payment that is open.
func markVoid(tx sqldb.Tx, key payment.Key, voidID string, at, askAt int64) (payment.Payment, error) {
	args := []any{key.UserID, key.OrderID, payment.TenderGateway, voidID, at, askAt}
	for _, status := range payment.OpenStatuses() {
		args = append(args, status)
	}
	p, err := scan(tx.QueryRow(`UPDATE payments SET void_id = CASE WHEN void_id = '' THEN $4 ELSE void_id END,
		void_asked_at = CASE WHEN void_id = '' THEN $5 ELSE void_asked_at END,
		ask_at = CASE WHEN void_id = '' THEN $6 ELSE ask_at END, asks = CASE WHEN void_id = '' THEN 0 ELSE asks END
		WHERE user_id = $1 AND order_id = $2 AND tender = $3 AND status IN (`+sqldb.Placeholders(7, len(args)-6)+`)
		RETURNING `+columns, args...))
	if err != nil {
		return payment.Payment{}, err
	}
	return withRefunds(tx, p)
}
