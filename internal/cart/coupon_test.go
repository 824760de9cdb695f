package cart_test

import (
	"strings"
	"testing"

	cartv1 "rialto/gen/rialto/cart/v1"
	"rialto/internal/platform/errs"
)

func TestSetCouponKeepsTheCodeAndEmptyRemovesIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, c := range []struct{ typed, want string }{{" ten ", "TEN"}, {"TEN", "TEN"}, {"", ""}} {
		got, err := b.SetCoupon(t.Context(), &cartv1.SetCouponRequest{UserId: user, Coupon: c.typed})
		if err != nil || got.Coupon != c.want || b.get(t, user).Coupon != c.want {
			t.Fatalf("%q: %v, %v", c.typed, got, err)
		}
	}
}

func TestSetCouponRefusesWhatCanBeNoCode(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, typed := range []string{"TEN'; --", "ÄÖÜ", strings.Repeat("A", 33)} {
		_, err := b.SetCoupon(t.Context(), &cartv1.SetCouponRequest{UserId: user, Coupon: typed})
		wantCode(t, err, errs.KindInvalid, "coupon_unknown")
	}
	_, err := b.SetCoupon(t.Context(), nil)
	wantFields(t, err, "user_id")
}
