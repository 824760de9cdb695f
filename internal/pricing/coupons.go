package pricing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// maxCouponPage is the most coupons one list returns; it is the default too.
const maxCouponPage = 200

// CreateCoupon makes a coupon. Its id, its count of redemptions and its time of creation are ours, whatever was sent.
func (s *Service) CreateCoupon(ctx context.Context, req *pricingv1.CreateCouponRequest) (*pricingv1.CreateCouponResponse, error) {
	c := couponOf(req.GetCoupon())
	code, ok := NormalCode(c.Code)
	problems := append(c.problems(), s.currencyProblems(c)...)
	if !ok {
		problems = append(problems, errs.Field{Name: "code", Problem: "must be 3 to 32 letters, digits, - or _"})
	}
	if len(problems) > 0 {
		return nil, errs.InvalidFields(problems...)
	}
	c.Code, c.ID, c.Redeemed, c.CreatedAt = code, CouponID(s.deps.IDs.Next()), 0, s.now()
	switch err := s.store.CreateCoupon(ctx, c); {
	case errors.Is(err, ErrCouponExists):
		return nil, errs.Conflict("coupon_exists", "There is a coupon %s already.", code)
	case err != nil:
		return nil, fmt.Errorf("store coupon: %w", err)
	}
	return &pricingv1.CreateCouponResponse{Coupon: c.proto()}, nil
}

// problems lists what is wrong with a coupon that somebody wants to make, its code aside.
func (c Coupon) problems() (out []errs.Field) {
	bad := func(name, problem string) { out = append(out, errs.Field{Name: name, Problem: problem}) }
	switch c.Kind {
	case KindPercent:
		if c.Percent < 1 || c.Percent > 100 {
			bad("percent", fmt.Sprintf("must be between 1 and 100, not %d", c.Percent))
		}
		if !c.Amount.IsZero() {
			bad("amount", "must be absent for a percent coupon")
		}
	case KindAmount:
		if _, err := commerce.NewMoney(c.Amount.Amount, c.Amount.Currency); err != nil || c.Amount.Amount == 0 {
			bad("amount", "must be a positive amount in a currency such as USD")
		}
		if c.Percent != 0 {
			bad("percent", "must be absent for an amount coupon")
		}
	default:
		bad("kind", "must be percent or amount")
	}
	if c.MaxRedemptions < 0 {
		bad("max_redemptions", "must be a positive number, or 0 for no limit")
	}
	if c.MaxPerUser < 0 {
		bad("max_per_user", "must be a positive number, or 0 for no limit")
	}
	return append(out, c.conditionProblems()...)
}

// conditionProblems lists what is wrong with when and for what a coupon may be used.
func (c Coupon) conditionProblems() (out []errs.Field) {
	if _, err := commerce.NewMoney(c.MinSubtotal.Amount, c.MinSubtotal.Currency); err != nil && !c.MinSubtotal.IsZero() {
		out = append(out, errs.Field{Name: "min_subtotal", Problem: "must be an amount in a currency such as USD"})
	}
	if c.StartsAt < 0 {
		out = append(out, errs.Field{Name: "starts_at", Problem: "must not be before 1970"})
	}
	if c.ExpiresAt != 0 && c.ExpiresAt <= c.StartsAt {
		out = append(out, errs.Field{Name: "expires_at", Problem: "must be after starts_at"})
	}
	return out
}

// currencyProblems lists sums in currencies that nothing is sold in: such a coupon could never be used.
func (s *Service) currencyProblems(c Coupon) (out []errs.Field) {
	known := func(name string, m commerce.Money) {
		if len(s.cfg.Currencies) > 0 && commerce.ValidCurrency(m.Currency) && !slices.Contains(s.cfg.Currencies, m.Currency) {
			out = append(out, errs.Field{Name: name, Problem: fmt.Sprintf("must be in %s, not %s", strings.Join(s.cfg.Currencies, " or "), m.Currency)})
		}
	}
	known("amount", c.Amount)
	known("min_subtotal", c.MinSubtotal)
	return out
}

// ListCoupons pages through coupons by id, at most 200 a page.
func (s *Service) ListCoupons(ctx context.Context, req *pricingv1.ListCouponsRequest) (*pricingv1.ListCouponsResponse, error) {
	limit := int(req.GetLimit())
	if limit <= 0 || limit > maxCouponPage {
		limit = maxCouponPage
	}
	page, err := s.store.PageCoupons(ctx, CouponID(req.GetAfterCouponId()), limit)
	if err != nil {
		return nil, fmt.Errorf("list coupons: %w", err)
	}
	resp := &pricingv1.ListCouponsResponse{}
	for _, row := range page {
		resp.Coupons = append(resp.Coupons, row.Coupon.proto())
	}
	return resp, nil
}
