package pricingdb

import (
	"context"

	"rialto/internal/platform/sqldb"
	"rialto/internal/pricing"
)

// Every step touches the redemption's row first, the coupon's second and the buyer's last, so that two steps cannot wait
// for each other.

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
		return take(tx, r, at)
	})
	return state, err
}

// take counts one redemption more, for all and for the user, or says why it may not.
func take(tx sqldb.Tx, r pricing.Redemption, at int64) error {
	var perUser int64
	err := tx.QueryRow(`UPDATE coupons SET redeemed = redeemed + 1
		WHERE coupon_id = $1 AND (max_redemptions = 0 OR redeemed + 1 <= max_redemptions)
			AND starts_at <= $2 AND (expires_at = 0 OR expires_at > $2)
		RETURNING max_per_user`, r.Coupon, at).Scan(&perUser)
	switch {
	case sqldb.NoRows(err):
		return whyNot(tx, r.Coupon, at)
	case err != nil || perUser == 0:
		return err
	}
	n, err := tx.Exec(`INSERT INTO coupon_users (coupon_id, user_id, used, max_used) VALUES ($1, $2, 1, $3)
		ON CONFLICT (coupon_id, user_id) DO UPDATE SET used = coupon_users.used + 1
		WHERE coupon_users.used + 1 <= coupon_users.max_used`, r.Coupon, r.User, perUser)
	if err == nil && n == 0 {
		err = pricing.ErrUsedByUser
	}
	return err
}

// whyNot says what kept the coupon from being taken.
func whyNot(tx sqldb.Tx, id pricing.CouponID, at int64) error {
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
		return giveBack(tx, r)
	})
	return state, err
}

// giveBack counts one redemption less, for all and for the user.
func giveBack(tx sqldb.Tx, r pricing.Redemption) error {
	var perUser int64
	err := tx.QueryRow(`UPDATE coupons SET redeemed = redeemed - 1 WHERE coupon_id = $1 RETURNING max_per_user`, r.Coupon).Scan(&perUser)
	if err != nil || perUser == 0 {
		return err
	}
	_, err = tx.Exec(`UPDATE coupon_users SET used = used - 1 WHERE coupon_id = $1 AND user_id = $2`, r.Coupon, r.User)
	return err
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
