package paygateway

import (
	"context"
	"fmt"

	"rialto/internal/commerce"
	"rialto/internal/payment"
	"rialto/internal/platform/sqldb"
)

// charge is a row of the gateway's books.
type charge struct {
	payment.Charge
	Token     string
	captureID string
	decidesAt int64 // while processing: when the decision falls
}

const columns = `order_id, user_id, charge_id, state, amount, currency, token, captured, refunded, capture_id, decline_code,
	decides_at, updated_at`

func scan(row sqldb.Row) (c charge, err error) {
	err = row.Scan(&c.OrderID, &c.UserID, &c.ID, &c.State, &c.Amount.Amount, &c.Amount.Currency, &c.Token, &c.Captured,
		&c.Refunded, &c.captureID, &c.DeclineCode, &c.decidesAt, &c.At)
	return c, err
}

// get reads a charge with its refunds; state missing when there is none, or it is another user's.
func get(tx sqldb.Tx, key payment.Key) (charge, error) {
	c, err := scan(tx.QueryRow(`SELECT `+columns+` FROM charges WHERE order_id = $1 AND user_id = $2`, key.OrderID, key.UserID))
	if sqldb.NoRows(err) {
		none := charge{}
		none.Key, none.State = key, payment.ChargeMissing
		return none, nil
	}
	if err != nil {
		return charge{}, fmt.Errorf("select charge: %w", err)
	}
	return withRefunds(tx, c)
}

func withRefunds(tx sqldb.Tx, c charge) (_ charge, err error) {
	if c.Captured == 0 {
		return c, nil
	}
	c.Refunds, err = sqldb.Collect(tx, func(row sqldb.Row) (r payment.ChargeRefund, err error) {
		var done int64
		err = row.Scan(&r.ID, &r.Amount, &done)
		r.Done = done == 1
		return r, err
	}, `SELECT refund_id, amount, done FROM charge_refunds WHERE order_id = $1 ORDER BY refund_id`, c.OrderID)
	return c, err
}

// insert answers sql.ErrNoRows when the order has a charge already.
func insert(tx sqldb.Tx, c charge) (charge, error) {
	return scan(tx.QueryRow(`INSERT INTO charges (order_id, user_id, charge_id, state, amount, currency, token, decline_code,
		decides_at, updated_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10) ON CONFLICT (order_id) DO NOTHING RETURNING `+columns,
		c.OrderID, c.UserID, c.ID, c.State, c.Amount.Amount, c.Amount.Currency, c.Token, c.DeclineCode, c.decidesAt, c.At))
}

// open writes the charge, or finds the one that the key made before.
func (s *Sandbox) open(ctx context.Context, c charge) (stored charge, first bool, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		stored, err = insert(tx, c)
		if first = err == nil; !sqldb.NoRows(err) {
			return err
		}
		stored, err = get(tx, c.Key)
		return err
	})
	return stored, first, err
}

func (s *Sandbox) find(ctx context.Context, key payment.Key) (c charge, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		c, err = get(tx, key)
		return err
	})
	return c, err
}

// findByID reads a charge for its page, which knows no user.
func (s *Sandbox) findByID(ctx context.Context, order commerce.OrderID, id string) (c charge, err error) {
	c.State = payment.ChargeMissing
	if order == "" {
		return c, nil
	}
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		c, err = scan(tx.QueryRow(`SELECT `+columns+` FROM charges WHERE order_id = $1 AND charge_id = $2`, order, id))
		if sqldb.NoRows(err) {
			c, err = charge{}, nil
			c.State = payment.ChargeMissing
		}
		return err
	})
	return c, err
}

func (s *Sandbox) capture(ctx context.Context, key payment.Key, captureID string, amount commerce.Money, now int64) (c charge, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		c, err = scan(tx.QueryRow(`UPDATE charges SET state = $3, captured = amount, capture_id = $4, updated_at = $5
			WHERE order_id = $1 AND user_id = $2 AND state = $6 AND amount = $7 AND currency = $8 RETURNING `+columns,
			key.OrderID, key.UserID, payment.ChargeCaptured, captureID, now, payment.ChargeAuthorized, amount.Amount,
			amount.Currency))
		if sqldb.NoRows(err) {
			c, err = get(tx, key)
		}
		return err
	})
	return c, err
}

// void lets a charge go, or writes `closed` where there is none.
func (s *Sandbox) void(ctx context.Context, closed charge) (c charge, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		if _, err := insert(tx, closed); err != nil && !sqldb.NoRows(err) {
			return fmt.Errorf("close the order: %w", err)
		}
		if _, err := tx.Exec(`UPDATE charges SET state = $3, updated_at = $4
			WHERE order_id = $1 AND user_id = $2 AND state IN ($5, $6, $7)`,
			closed.OrderID, closed.UserID, payment.ChargeVoided, closed.At, payment.ChargeProcessing,
			payment.ChargeRequiresAction, payment.ChargeAuthorized); err != nil {
			return fmt.Errorf("void: %w", err)
		}
		c, err = get(tx, closed.Key)
		return err
	})
	return c, err
}

// refund takes the money from the charge and keeps what became of the key: a refused refund stays refused.
func (s *Sandbox) refund(ctx context.Context, key payment.Key, id string, amount commerce.Money, now int64) (c charge, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		if c, err = get(tx, key); err != nil || c.Captured == 0 {
			return err
		}
		n, err := tx.Exec(`INSERT INTO charge_refunds (order_id, refund_id, amount, done) VALUES ($1,$2,$3,0)
			ON CONFLICT (order_id, refund_id) DO NOTHING`, key.OrderID, id, amount.Amount)
		if err == nil && n == 1 {
			err = pay(tx, key, id, amount, now)
		}
		if err != nil {
			return fmt.Errorf("refund: %w", err)
		}
		c, err = get(tx, key)
		return err
	})
	return c, err
}

func pay(tx sqldb.Tx, key payment.Key, id string, amount commerce.Money, now int64) error {
	n, err := tx.Exec(`UPDATE charges SET refunded = refunded + $3, updated_at = $4
		WHERE order_id = $1 AND user_id = $2 AND refunded + $3 <= captured AND currency = $5`,
		key.OrderID, key.UserID, amount.Amount, now, amount.Currency)
	if err != nil || n == 0 {
		return err
	}
	_, err = tx.Exec(`UPDATE charge_refunds SET done = 1 WHERE order_id = $1 AND refund_id = $2`, key.OrderID, id)
	return err
}
