package paymentdb

import (
	"context"

	"rialto/internal/payment"
	"rialto/internal/platform/sqldb"
)

// Receive implements payment.Store. Money in time is tried before money too late, because a payment is closed and never
// opened again.
func (s *Store) Receive(ctx context.Context, key payment.Key, r payment.Receipt) (p payment.Payment, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		p, err = scan(tx.QueryRow(`UPDATE payments SET status = 'captured', captured = amount - waived, note = $4, open_since = 0,
			version = version + 1, `+later+`
			WHERE user_id = $1 AND order_id = $2 AND tender = $3 AND void_id = '' AND (method = 'bank_transfer'
			AND status = 'requires_action' OR method = 'cash_on_delivery' AND status = 'promised') RETURNING `+columns,
			key.UserID, key.OrderID, payment.TenderGateway, r.Note, r.At))
		if err == nil {
			err = changed(tx, p)
		} else if sqldb.NoRows(err) {
			err = tooLate(tx, key, r)
		}
		if err != nil {
			return doing("receive", err)
		}
		p, err = get(tx, key)
		return err
	})
	return p, err
}

// tooLate books money that came after the void, and that it is owed back.
func tooLate(tx sqldb.Tx, key payment.Key, r payment.Receipt) error {
	p, err := scan(tx.QueryRow(`UPDATE payments SET status = 'captured', captured = amount - waived, refunded = amount - waived,
		owed = amount - waived, note = $4, open_since = $5, ask_at = 0, version = version + 1, `+later+`
		WHERE user_id = $1 AND order_id = $2 AND tender = $3 AND void_id <> '' AND status <> 'captured' AND amount > waived
		AND method IN ('bank_transfer', 'cash_on_delivery') RETURNING `+columns,
		key.UserID, key.OrderID, payment.TenderGateway, r.Note, r.At))
	if sqldb.NoRows(err) {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO refunds (user_id, order_id, refund_id, amount, status, asked_at) VALUES ($1,$2,$3,$4,$5,$6)`,
		key.UserID, key.OrderID, r.Late, p.Refunded, payment.RefundOwed, r.At); err != nil {
		return doing("owe it back", err)
	}
	return changed(tx, p)
}
