package pricingdb

import (
	"context"

	"rialto/internal/platform/sqldb"
	"rialto/internal/pricing"
)

// Every step touches the redemption's row first and the coupon's row second, so that two steps cannot wait for each other.

// Reserve implements pricing.Store.
func (s *Store) Reserve(ctx context.Context, r pricing.Redemption, at int64) (state pricing.State, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		first, err := insertRedemption(tx, r, pricing.StateHeld, at)
		if err != nil {
			return err
		}
		if !first {
			if state, err = stateOf(tx, r); err == nil && state == pricing.StateReleased {
				err = pricing.ErrReleased
			}
			return err
		}
		state = pricing.StateHeld
		return take(tx, r.Coupon, at)
	})
	return state, err
}

// take counts one redemption more, or says why it may not.
func take(tx sqldb.Tx, id pricing.CouponID, at int64) error {
	n, err := tx.Exec(`UPDATE coupons SET redeemed = redeemed + 1
		WHERE coupon_id = $1 AND (max_redemptions = 0 OR redeemed + 1 <= max_redemptions)
			AND starts_at <= $2 AND (expires_at = 0 OR expires_at > $2)`, id, at)
	if err != nil || n == 1 {
		return err
	}
	c, err := coupon(tx, id)
	switch {
	case err != nil:
		return err
	case !c.InWindow(at):
		return pricing.ErrOutsideWindow
	}
	return pricing.ErrUsedUp
}

// Commit implements pricing.Store.
func (s *Store) Commit(ctx context.Context, r pricing.Redemption, at int64) (state pricing.State, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		state = pricing.StateCommitted
		n, err := tx.Exec(`UPDATE redemptions SET state = 'committed', updated_at = $4
			WHERE coupon_id = $1 AND order_id = $2 AND user_id = $3 AND state = 'held'`, r.Coupon, r.Order, r.User, at)
		if err != nil || n == 1 {
			return err
		}
		if state, err = stateOf(tx, r); err == nil && state == pricing.StateReleased {
			err = pricing.ErrReleased
		}
		return err
	})
	return state, err
}

// Release implements pricing.Store.
func (s *Store) Release(ctx context.Context, r pricing.Redemption, at int64) (state pricing.State, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		state = pricing.StateReleased
		first, err := insertRedemption(tx, r, pricing.StateReleased, at)
		if err != nil || first {
			return err
		}
		n, err := tx.Exec(`UPDATE redemptions SET state = 'released', updated_at = $4
			WHERE coupon_id = $1 AND order_id = $2 AND user_id = $3 AND state IN ('held', 'committed')`,
			r.Coupon, r.Order, r.User, at)
		if err != nil {
			return err
		}
		if n == 0 {
			state, err = stateOf(tx, r)
			return err
		}
		_, err = tx.Exec(`UPDATE coupons SET redeemed = redeemed - 1 WHERE coupon_id = $1`, r.Coupon)
		return err
	})
	return state, err
}

// insertRedemption reports whether the order had no row for this coupon, and has one now.
func insertRedemption(tx sqldb.Tx, r pricing.Redemption, state pricing.State, at int64) (first bool, err error) {
	n, err := tx.Exec(`INSERT INTO redemptions (coupon_id, order_id, user_id, state, created_at, updated_at)
		VALUES ($1,$2,$3,$4,$5,$5) ON CONFLICT (coupon_id, order_id) DO NOTHING`, r.Coupon, r.Order, r.User, state, at)
	return n == 1, err
}

// stateOf reads the state of the user's redemption; missing is ErrNoRedemption.
func stateOf(tx sqldb.Tx, r pricing.Redemption) (state pricing.State, err error) {
	err = tx.QueryRow(`SELECT state FROM redemptions WHERE coupon_id = $1 AND order_id = $2 AND user_id = $3`,
		r.Coupon, r.Order, r.User).Scan(&state)
	if sqldb.NoRows(err) {
		return pricing.StateNone, pricing.ErrNoRedemption
	}
	return state, err
}
