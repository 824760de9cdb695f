package paymentdb

import (
	"context"
	"fmt"

	"rialto/internal/payment"
	"rialto/internal/platform/sqldb"
)

// StartRefund implements payment.Store.
func (s *Store) StartRefund(ctx context.Context, key payment.Key, r payment.Refund) (p payment.Payment, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		n, err := tx.Exec(`INSERT INTO refunds (user_id, order_id, refund_id, amount, status, asked_at)
			VALUES ($1,$2,$3,$4,$5,$6) ON CONFLICT (user_id, order_id, refund_id) DO NOTHING`,
			key.UserID, key.OrderID, r.ID, r.Amount, payment.RefundUnknown, r.AskedAt)
		if err != nil {
			return fmt.Errorf("insert refund: %w", err)
		}
		if n == 1 {
			if err := count(tx, key, r.Amount); err != nil {
				return err
			}
		}
		p, err = get(tx, key)
		return err
	})
	return p, err
}

// count takes the amount from what is left, or says that there is not enough.
func count(tx sqldb.Tx, key payment.Key, amount int64) error {
	n, err := tx.Exec(`UPDATE payments SET refunding = refunding + $4
		WHERE user_id = $1 AND order_id = $2 AND tender = $3 AND refunded + refunding + $4 <= captured`,
		key.UserID, key.OrderID, payment.TenderGateway, amount)
	if err != nil {
		return fmt.Errorf("count refund: %w", err)
	}
	if n == 1 {
		return nil
	}
	if _, err := get(tx, key); err != nil {
		return err
	}
	return payment.ErrOverRefund
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
	p, err := scan(tx.QueryRow(`UPDATE payments SET refunding = refunding - $4, refunded = refunded + $5,
		version = version + 1, updated_at = CASE WHEN updated_at < $6 THEN $6 ELSE updated_at + 1 END
		WHERE user_id = $1 AND order_id = $2 AND tender = $3 RETURNING `+columns,
		key.UserID, key.OrderID, payment.TenderGateway, amount, done, at))
	if err != nil {
		return err
	}
	return changed(tx, p)
}
