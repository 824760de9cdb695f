package pricing

import (
	"regexp"
	"strings"

	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// The kinds of coupon.
const (
	KindPercent = "percent" // Percent of what is left, rounded half up
	KindAmount  = "amount"  // a sum in one currency, at most what is left
)

// Coupon takes something off a purchase. Amounts are minor units, times UTC microseconds.
type Coupon struct {
	ID             CouponID
	Code           string // upper case, unique
	Kind           string
	Percent        int64 // 1..100 where Kind is percent
	Amount         commerce.Money
	MaxRedemptions int64 // 0 = no limit
	MaxPerUser     int64 // 0 = no limit
	Stackable      bool  // may be used together with others that are
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

// UsedByThem reports whether no redemption is left for the buyer.
func (s Standing) UsedByThem() bool { return s.MaxPerUser > 0 && s.UsedByUser >= s.MaxPerUser }

// Allows says why the coupon cannot be used for a purchase, or nil. What the order holds already was judged when it was
// taken and stays good. subtotal is that of the whole purchase, before any discount. Errors: invalid coupon_expired (or not
// begun), coupon_used_up, coupon_used_by_you, coupon_currency, coupon_minimum.
func (s Standing) Allows(subtotal int64, currency string, at int64) error {
	switch c := s.Coupon; {
	case s.State.Counts():
		return c.fits(subtotal, currency)
	case !c.InWindow(at):
		return errs.Invalid("coupon_expired", "The coupon %s is not valid at this time.", c.Code)
	case c.UsedUp():
		return errs.Invalid("coupon_used_up", "The coupon %s is used up.", c.Code)
	case s.UsedByThem():
		return errs.Invalid("coupon_used_by_you", "You have used the coupon %s as often as one buyer may.", c.Code)
	default:
		return c.fits(subtotal, currency)
	}
}

// fits says why the coupon is not for a purchase of this size, or nil.
func (c Coupon) fits(subtotal int64, currency string) error {
	switch {
	case c.Kind == KindAmount && c.Amount.Currency != currency,
		!c.MinSubtotal.IsZero() && c.MinSubtotal.Currency != currency:
		return errs.Invalid("coupon_currency", "The coupon %s is not valid for purchases in %s.", c.Code, currency)
	case subtotal < c.MinSubtotal.Amount:
		return errs.Invalid("coupon_minimum", "The coupon %s needs a subtotal of at least %s.", c.Code, c.MinSubtotal)
	}
	return nil
}

// Discount returns what the coupon takes off what other coupons left: never more than that.
func (c Coupon) Discount(left int64) int64 {
	if c.Kind == KindPercent {
		return commerce.PartsPerMillion(left, c.Percent*10_000)
	}
	return min(c.Amount.Amount, left)
}
