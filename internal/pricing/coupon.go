package pricing

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// The kinds of coupon.
const (
	KindPercent = "percent" // Percent of the subtotal, rounded half up
	KindAmount  = "amount"  // a sum in one currency, at most the subtotal
)

// Coupon takes something off a purchase. Amounts are minor units, times UTC microseconds.
type Coupon struct {
	ID             CouponID
	Code           string // upper case, unique
	Kind           string
	Percent        int64 // 1..100 where Kind is percent
	Amount         commerce.Money
	MaxRedemptions int64 // 0 = no limit
	Redeemed       int64 // held and committed redemptions
	MinSubtotal    commerce.Money
	StartsAt       int64
	ExpiresAt      int64 // 0 = never
	CreatedAt      int64
}

var codeForm = regexp.MustCompile(`^[A-Z0-9_-]{3,32}$`)

// NormalCode returns the stored form of a code as people type it; ok is false where no coupon can have it.
func NormalCode(typed string) (code string, ok bool) {
	if len(typed) > 100 {
		return "", false
	}
	code = strings.ToUpper(strings.TrimSpace(typed))
	return code, codeForm.MatchString(code)
}

// InWindow reports whether the coupon may be used at a time: from its start, until just before its end.
func (c Coupon) InWindow(at int64) bool {
	return at >= c.StartsAt && (c.ExpiresAt == 0 || at < c.ExpiresAt)
}

// UsedUp reports whether no redemption is left.
func (c Coupon) UsedUp() bool { return c.MaxRedemptions > 0 && c.Redeemed >= c.MaxRedemptions }

// Allows says why the coupon cannot be used for a purchase, or nil. Errors: invalid coupon_expired (or not begun),
// coupon_used_up, coupon_currency, coupon_minimum.
func (c Coupon) Allows(subtotal int64, currency string, at int64) error {
	switch {
	case !c.InWindow(at):
		return errs.Invalid("coupon_expired", "The coupon %s is not valid at this time.", c.Code)
	case c.UsedUp():
		return errs.Invalid("coupon_used_up", "The coupon %s is used up.", c.Code)
	case c.Kind == KindAmount && c.Amount.Currency != currency,
		!c.MinSubtotal.IsZero() && c.MinSubtotal.Currency != currency:
		return errs.Invalid("coupon_currency", "The coupon %s is not valid for purchases in %s.", c.Code, currency)
	case subtotal < c.MinSubtotal.Amount:
		return errs.Invalid("coupon_minimum", "The coupon %s needs a subtotal of at least %s.", c.Code, c.MinSubtotal)
	}
	return nil
}

// Discount returns what the coupon takes off: never more than the subtotal.
func (c Coupon) Discount(subtotal int64) int64 {
	if c.Kind == KindPercent {
		return commerce.PartsPerMillion(subtotal, c.Percent*10_000)
	}
	return min(c.Amount.Amount, subtotal)
}

// usableCoupon finds the coupon a buyer typed and judges it for a quote whose subtotal is known; none typed is nil.
func (s *Service) usableCoupon(ctx context.Context, typed string, q *pricingv1.Quote) (*Coupon, error) {
	if strings.TrimSpace(typed) == "" {
		return nil, nil
	}
	unknown := errs.Invalid("coupon_unknown", "There is no coupon %.40q.", typed)
	code, ok := NormalCode(typed)
	if !ok {
		return nil, unknown
	}
	c, err := s.store.CouponByCode(ctx, code)
	switch {
	case errors.Is(err, ErrNoCoupon):
		return nil, unknown
	case err != nil:
		return nil, fmt.Errorf("read coupon: %w", err)
	}
	return &c, c.Allows(q.Subtotal, q.Currency, s.now())
}

// couponFor finds the coupon of a quote for an order. A redemption that the order holds is not counted against it.
func (s *Service) couponFor(ctx context.Context, r Redemption) (*Coupon, error) {
	if r.Coupon == 0 {
		return nil, nil
	}
	c, state, err := s.store.CouponFor(ctx, r)
	if err != nil {
		return nil, fmt.Errorf("read coupon: %w", err)
	}
	if state.Counts() {
		c.Redeemed--
	}
	return &c, nil
}
