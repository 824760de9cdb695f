package pricingdb

import (
	"context"
	"errors"

	"rialto/internal/commerce"
	"rialto/internal/platform/sqldb"
	"rialto/internal/pricing"
)

const couponColumns = `c.coupon_id, c.code, c.kind, c.percent, c.amount, c.amount_currency, c.max_redemptions, c.redeemed,
	c.min_subtotal, c.min_currency, c.starts_at, c.expires_at, c.created_at, c.max_per_user, c.stackable`

// couponFields lists where couponColumns go.
func couponFields(c *pricing.Coupon) []any {
	return []any{
		&c.ID, &c.Code, &c.Kind, &c.Percent, &c.Amount.Amount, &c.Amount.Currency, &c.MaxRedemptions, &c.Redeemed,
		&c.MinSubtotal.Amount, &c.MinSubtotal.Currency, &c.StartsAt, &c.ExpiresAt, &c.CreatedAt, &c.MaxPerUser, &c.Stackable,
	}
}

// flag is how a row says yes or no.
func flag(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// CreateCoupon implements pricing.Store. The code is claimed first: of two coupons with one code the second writes nothing.
func (s *Store) CreateCoupon(ctx context.Context, c pricing.Coupon) error {
	return s.db.Write(ctx, func(tx sqldb.Tx) error {
		n, err := tx.Exec(`INSERT INTO coupon_codes (code, coupon_id) VALUES ($1, $2) ON CONFLICT (code) DO NOTHING`, c.Code, c.ID)
		if err != nil {
			return err
		}
		if n == 0 {
			return pricing.ErrCouponExists
		}
		_, err = tx.Exec(`INSERT INTO coupons (coupon_id, code, kind, percent, amount, amount_currency, max_redemptions,
			redeemed, min_subtotal, min_currency, starts_at, expires_at, created_at, max_per_user, stackable)
			VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15)`,
			c.ID, c.Code, c.Kind, c.Percent, c.Amount.Amount, c.Amount.Currency, c.MaxRedemptions,
			c.Redeemed, c.MinSubtotal.Amount, c.MinSubtotal.Currency, c.StartsAt, c.ExpiresAt, c.CreatedAt,
			c.MaxPerUser, flag(c.Stackable))
		return err
	})
}

// CouponByCode implements pricing.Store. Two statements or three, each with its key.
func (s *Store) CouponByCode(ctx context.Context, code string, user commerce.UserID) (c pricing.Standing, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		var id pricing.CouponID
		err := tx.QueryRow(`SELECT coupon_id FROM coupon_codes WHERE code = $1`, code).Scan(&id)
		if sqldb.NoRows(err) {
			return pricing.ErrNoCoupon
		}
		if err != nil {
			return err
		}
		c, err = standing(tx, id, user)
		return err
	})
	return c, err
}

// CouponFor implements pricing.Store.
func (s *Store) CouponFor(ctx context.Context, r pricing.Redemption) (c pricing.Standing, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) (err error) {
		if c, err = standing(tx, r.Coupon, r.User); err != nil {
			return err
		}
		if c.State, err = stateOf(tx, r); errors.Is(err, pricing.ErrNoRedemption) {
			err = nil
		}
		return err
	})
	return c, err
}

// standing reads a coupon and how often the user has used it, where that is counted.
func standing(tx sqldb.Tx, id pricing.CouponID, user commerce.UserID) (c pricing.Standing, err error) {
	if c.Coupon, err = coupon(tx, id); err != nil || c.MaxPerUser == 0 {
		return c, err
	}
	err = tx.QueryRow(`SELECT used FROM coupon_users WHERE coupon_id = $1 AND user_id = $2`, id, user).Scan(&c.UsedByUser)
	if sqldb.NoRows(err) {
		err = nil
	}
	return c, err
}

// coupon reads one coupon by its key; missing is ErrNoCoupon.
func coupon(tx sqldb.Tx, id pricing.CouponID) (c pricing.Coupon, err error) {
	err = tx.QueryRow(`SELECT `+couponColumns+` FROM coupons c WHERE c.coupon_id = $1`, id).Scan(couponFields(&c)...)
	if sqldb.NoRows(err) {
		return c, pricing.ErrNoCoupon
	}
	return c, err
}

// PageCoupons implements pricing.Store.
func (s *Store) PageCoupons(ctx context.Context, after pricing.CouponID, limit int) (page []pricing.CouponCount, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) (err error) {
		page, err = sqldb.Collect(tx, func(r sqldb.Row) (c pricing.CouponCount, err error) {
			return c, r.Scan(append(couponFields(&c.Coupon), &c.Live, &c.ByUsers)...)
		}, `SELECT `+couponColumns+`, (SELECT COUNT(*) FROM redemptions r
				WHERE r.coupon_id = c.coupon_id AND r.state IN ('held', 'committed')),
			(SELECT CAST(COALESCE(SUM(u.used), 0) AS bigint) FROM coupon_users u WHERE u.coupon_id = c.coupon_id)
			FROM coupons c WHERE c.coupon_id > $1 ORDER BY c.coupon_id LIMIT $2`, after, limit)
		return err
	})
	return page, err
}

// PageRedemptions implements pricing.Store.
func (s *Store) PageRedemptions(ctx context.Context, id pricing.CouponID, order commerce.OrderID, limit int) (page []pricing.Redeemed, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) (err error) {
		page, err = sqldb.Collect(tx, func(r sqldb.Row) (c pricing.Redeemed, err error) {
			return c, r.Scan(&c.Coupon, &c.Order, &c.User, &c.State)
		}, `SELECT coupon_id, order_id, user_id, state FROM redemptions
			WHERE (coupon_id, order_id) > ($1, $2) ORDER BY coupon_id, order_id LIMIT $3`, id, order, limit)
		return err
	})
	return page, err
}

// PageUsers implements pricing.Store.
func (s *Store) PageUsers(ctx context.Context, id pricing.CouponID, user commerce.UserID, limit int) (page []pricing.UserCount, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) (err error) {
		page, err = sqldb.Collect(tx, func(r sqldb.Row) (c pricing.UserCount, err error) {
			return c, r.Scan(&c.Coupon, &c.User, &c.Used, &c.Max, &c.Live)
		}, `SELECT u.coupon_id, u.user_id, u.used, u.max_used, COUNT(r.order_id)
			FROM coupon_users u LEFT JOIN redemptions r
				ON r.coupon_id = u.coupon_id AND r.user_id = u.user_id AND r.state IN ('held', 'committed')
			WHERE (u.coupon_id, u.user_id) > ($1, $2)
			GROUP BY u.coupon_id, u.user_id, u.used, u.max_used ORDER BY u.coupon_id, u.user_id LIMIT $3`, id, user, limit)
		return err
	})
	return page, err
}
