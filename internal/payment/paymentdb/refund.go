package paymentdb

import (
	"context"
	"fmt"

	"rialto/internal/payment"
	"rialto/internal/platform/sqldb"
)

// StartRefund implements payment.Store.
func (s *Store) StartRefund(ctx context.Context, key payment.Key, r payment.Refund, askAt int64) (p payment.Payment, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		n, err := tx.Exec(`INSERT INTO refunds (user_id, order_id, refund_id, amount, status, asked_at)
			VALUES ($1,$2,$3,$4,$5,$6) ON CONFLICT (user_id, order_id, refund_id) DO NOTHING`,
			key.UserID, key.OrderID, r.ID, r.Amount, payment.RefundUnknown, r.AskedAt)
		if err != nil {
			return fmt.Errorf("insert refund: %w", err)
		}
		if n == 1 {
			if err := count(tx, key, r, askAt); err != nil {
				return err
			}
		}
		p, err = get(tx, key)
		return err
	})
	return p, err
}

// count takes the amount from what is left by card, from what a courier is to collect, or from what was received; or says
// that there is not enough. Promised cash is tried before received cash, because one turns into the other and never back.
func count(tx sqldb.Tx, key payment.Key, r payment.Refund, askAt int64) error {
	n, err := tx.Exec(`UPDATE payments SET refunding = refunding + $4, asks = 0,
		ask_at = CASE WHEN ask_at > 0 AND ask_at < $5 THEN ask_at ELSE $5 END
		WHERE user_id = $1 AND order_id = $2 AND tender = $3 AND method = $6 AND refunded + refunding + $4 <= captured`,
		key.UserID, key.OrderID, payment.TenderGateway, r.Amount, askAt, payment.MethodCard)
	if err != nil || n == 1 {
		return doing("count refund", err)
	}
	for _, way := range []struct {
		as    payment.RefundStatus
		query string
	}{
		{payment.RefundDone, `UPDATE payments SET waived = waived + $4, version = version + 1, ` + later + `,
			status = CASE WHEN waived + $4 = amount THEN 'voided' ELSE status END
			WHERE user_id = $1 AND order_id = $2 AND tender = $3 AND status = 'promised' AND void_id = ''
			AND waived + $4 <= amount RETURNING ` + columns},
		{payment.RefundOwed, `UPDATE payments SET refunded = refunded + $4, owed = owed + $4, version = version + 1, ` + later + `,
			open_since = CASE WHEN open_since = 0 THEN $5 ELSE open_since END
			WHERE user_id = $1 AND order_id = $2 AND tender = $3 AND method <> 'card' AND refunded + $4 <= captured
			RETURNING ` + columns},
	} {
		p, err := scan(tx.QueryRow(way.query, key.UserID, key.OrderID, payment.TenderGateway, r.Amount, r.AskedAt))
		if err == nil {
			return owe(tx, p, r.ID, way.as)
		}
		if !sqldb.NoRows(err) {
			return doing("count refund", err)
		}
	}
	if _, err := get(tx, key); err != nil {
		return err
	}
	return payment.ErrOverRefund
}

// later makes the row's time grow with its version; $5 is now.
const later = `updated_at = CASE WHEN updated_at < $5 THEN $5 ELSE updated_at + 1 END`

// owe ends the row of a refund that asks no gateway, and tells of the version it made.
func owe(tx sqldb.Tx, p payment.Payment, refundID string, as payment.RefundStatus) error {
	if _, err := tx.Exec(`UPDATE refunds SET status = $4 WHERE user_id = $1 AND order_id = $2 AND refund_id = $3`,
		p.UserID, p.OrderID, refundID, as); err != nil {
		return doing("book refund", err)
	}
	return changed(tx, p)
}

func doing(what string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// SettleRefund implements payment.Store.
func (s *Store) SettleRefund(ctx context.Context, key payment.Key, refundID string, as payment.RefundStatus, at int64) (p payment.Payment, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		var amount int64
		err := tx.QueryRow(`UPDATE refunds SET status = $4
			WHERE user_id = $1 AND order_id = $2 AND refund_id = $3 AND status = $5 RETURNING amount`,
			key.UserID, key.OrderID, refundID, as, payment.RefundUnknown).Scan(&amount)
		if err == nil {
			err = move(tx, key, amount, as, at)
		}
		if err != nil && !sqldb.NoRows(err) {
			return fmt.Errorf("settle refund: %w", err)
		}
		p, err = get(tx, key)
		return err
	})
	return p, err
}

// move takes a settled refund out of refunding, with a new version and its event.
func move(tx sqldb.Tx, key payment.Key, amount int64, as payment.RefundStatus, at int64) error {
	var done int64
	if as == payment.RefundDone {
		done = amount
	}
	p, err := scan(tx.QueryRow(`UPDATE payments SET refunding = refunding - $4, refunded = refunded + $6,
		ask_at = CASE WHEN refunding = $4 THEN 0 ELSE ask_at END, version = version + 1, `+later+`
		WHERE user_id = $1 AND order_id = $2 AND tender = $3 RETURNING `+columns,
		key.UserID, key.OrderID, payment.TenderGateway, amount, at, done))
	if err != nil {
		return err
	}
	return changed(tx, p)
}

// PayOut implements payment.Store.
func (s *Store) PayOut(ctx context.Context, key payment.Key, refundID string, at int64) (p payment.Payment, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		var amount int64
		err := tx.QueryRow(`UPDATE refunds SET status = $4
			WHERE user_id = $1 AND order_id = $2 AND refund_id = $3 AND status = $5 RETURNING amount`,
			key.UserID, key.OrderID, refundID, payment.RefundDone, payment.RefundOwed).Scan(&amount)
		if err == nil {
			err = paid(tx, key, amount, at)
		}
		if err != nil && !sqldb.NoRows(err) {
			return fmt.Errorf("pay out refund: %w", err)
		}
		p, err = get(tx, key)
		return err
	})
	return p, err
}

func paid(tx sqldb.Tx, key payment.Key, amount, at int64) error {
	p, err := scan(tx.QueryRow(`UPDATE payments SET owed = owed - $4, version = version + 1, `+later+`,
		open_since = CASE WHEN owed = $4 THEN 0 ELSE open_since END
		WHERE user_id = $1 AND order_id = $2 AND tender = $3 RETURNING `+columns,
		key.UserID, key.OrderID, payment.TenderGateway, amount, at))
	if err != nil {
		return err
	}
	return changed(tx, p)
}
