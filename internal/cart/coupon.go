package cart

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	cartv1 "rialto/gen/rialto/cart/v1"
	"rialto/internal/platform/errs"
)

// The most codes a cart keeps, and the longest text that names them.
const (
	maxCoupons    = 5
	maxCouponText = 200
)

// couponForm is what a coupon's code may look like; whether there is such a coupon, and whether several may be used
// together, is judged when the cart is quoted.
var couponForm = regexp.MustCompile(`^[A-Z0-9_-]{1,32}$`)

// SetCoupon keeps up to five coupons' codes with the cart, separated by commas, in upper case, each once; empty removes
// them. A text that can be no code is invalid coupon_unknown.
func (s *Service) SetCoupon(ctx context.Context, req *cartv1.SetCouponRequest) (*cartv1.Cart, error) {
	if err := refuse(checkUser(req.GetUserId())); err != nil {
		return nil, err
	}
	codes, err := couponCodes(req.GetCoupon())
	if err != nil {
		return nil, err
	}
	return s.change(ctx, req.GetUserId(), func(c *Cart) error {
		c.Coupon = strings.Join(codes, ",")
		return nil
	})
}

// couponCodes reads codes as people type them.
func couponCodes(typed string) (codes []string, err error) {
	if len(typed) > maxCouponText {
		return nil, errs.InvalidFields(errs.Field{Name: "coupon", Problem: fmt.Sprintf("must be at most %d bytes", maxCouponText)})
	}
	for part := range strings.SplitSeq(typed, ",") {
		code := strings.ToUpper(strings.TrimSpace(part))
		switch {
		case code == "" || slices.Contains(codes, code):
		case !couponForm.MatchString(code):
			return nil, errs.Invalid("coupon_unknown", "There is no coupon %.40q.", strings.TrimSpace(part))
		default:
			codes = append(codes, code)
		}
	}
	if len(codes) > maxCoupons {
		return nil, errs.InvalidFields(errs.Field{Name: "coupon", Problem: fmt.Sprintf("must name at most %d codes", maxCoupons)})
	}
	return codes, nil
}
