package cart

import (
	"context"
	"regexp"
	"strings"

	cartv1 "rialto/gen/rialto/cart/v1"
	"rialto/internal/platform/errs"
)

// couponForm is what a coupon's code may look like; whether there is such a coupon is judged when the cart is quoted.
var couponForm = regexp.MustCompile(`^[A-Z0-9_-]{0,32}$`)

// SetCoupon keeps a coupon's code with the cart, in upper case; empty removes it. A text that can be no code is
// invalid coupon_unknown.
func (s *Service) SetCoupon(ctx context.Context, req *cartv1.SetCouponRequest) (*cartv1.Cart, error) {
	if err := refuse(checkUser(req.GetUserId())); err != nil {
		return nil, err
	}
	code := strings.ToUpper(strings.TrimSpace(req.GetCoupon()))
	if !couponForm.MatchString(code) {
		return nil, errs.Invalid("coupon_unknown", "There is no coupon %.40q.", req.GetCoupon())
	}
	return s.change(ctx, req.GetUserId(), func(c *Cart) error {
		c.Coupon = code
		return nil
	})
}
