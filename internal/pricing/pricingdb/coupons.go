package pricingdb

import (
	"context"
	"errors"

	"rialto/internal/platform/sqldb"
	"rialto/internal/pricing"
)

const couponColumns = `c.coupon_id, c.code, c.kind, c.percent, c.amount, c.amount_currency, c.max_redemptions, c.redeemed,
	c.min_subtotal, c.min_currency, c.starts_at, c.expires_at, c.created_at`

// couponFields lists where couponColumns go.
func couponFields(c *pricing.Coupon) []any {
	return []any{
		&c.ID, &c.Code, &c.Kind, &c.Percent, &c.Amount.Amount, &c.Amount.Currency, &c.MaxRedemptions, &c.Redeemed,
		&c.MinSubtotal.Amount, &c.MinSubtotal.Currency, &c.StartsAt, &c.ExpiresAt, &c.CreatedAt,
	}
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
			redeemed, min_subtotal, min_currency, starts_at, expires_at, created_at)
			VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13)`,
			c.ID, c.Code, c.Kind, c.Percent, c.Amount.Amount, c.Amount.Currency, c.MaxRedemptions,
			c.Redeemed, c.MinSubtotal.Amount, c.MinSubtotal.Currency, c.StartsAt, c.ExpiresAt, c.CreatedAt)
		return err
	})
}

// CouponByCode implements pricing.Store. Two statements, each with its key.
func (s *Store) CouponByCode(ctx context.Context, code string) (c pricing.Coupon, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		var id pricing.CouponID
		err := tx.QueryRow(`SELECT coupon_id FROM coupon_codes WHERE code = $1`, code).Scan(&id)
		if sqldb.NoRows(err) {
			return pricing.ErrNoCoupon
		}
		if err != nil {
			return err
		}
		c, err = coupon(tx, id)
		return err
	})
	return c, err
}

// CouponFor implements pricing.Store.
func (s *Store) CouponFor(ctx context.Context, r pricing.Redemption) (c pricing.Coupon, state pricing.State, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) (err error) {
		if c, err = coupon(tx, r.Coupon); err != nil {
			return err
		}
		if state, err = stateOf(tx, r); errors.Is(err, pricing.ErrNoRedemption) {
			state, err = pricing.StateNone, nil
		}
		return err
	})
	return c, state, err
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
			return c, r.Scan(append(couponFields(&c.Coupon), &c.Live)...)
		}, `SELECT `+couponColumns+`, (SELECT COUNT(*) FROM redemptions r
				WHERE r.coupon_id = c.coupon_id AND r.state IN ('held', 'committed'))
			FROM coupons c WHERE c.coupon_id > $1 ORDER BY c.coupon_id LIMIT $2`, after, limit)
		return err
	})
	return page, err
}
