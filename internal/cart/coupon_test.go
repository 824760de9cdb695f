package cart_test

import (
	"strings"
	"testing"

	cartv1 "rialto/gen/rialto/cart/v1"
	"rialto/internal/platform/errs"
)

func TestSetCouponKeepsTheCodesAndEmptyRemovesThem(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, c := range []struct{ typed, want string }{{" ten ", "TEN"}, {"TEN", "TEN"}, {"b-2, ten,,TEN ,a_1,", "B-2,TEN,A_1"}, {" , ", ""}, {"TEN", "TEN"}, {"", ""}} {
		got, err := b.SetCoupon(t.Context(), &cartv1.SetCouponRequest{UserId: user, Coupon: c.typed})
		if err != nil || got.Coupon != c.want || b.get(t, user).Coupon != c.want {
			t.Fatalf("%q: %v, %v", c.typed, got, err)
		}
	}
}

func TestSetCouponRefusesWhatCanBeNoCode(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, typed := range []string{"TEN'; --", "ÄÖÜ", strings.Repeat("A", 33), "TEN,x y"} {
		_, err := b.SetCoupon(t.Context(), &cartv1.SetCouponRequest{UserId: user, Coupon: typed})
		wantCode(t, err, errs.KindInvalid, "coupon_unknown")
	}
	for _, typed := range []string{"A,B,C,D,E,F", strings.Repeat(" ", 201), strings.Repeat("A,", 101)} {
		_, err := b.SetCoupon(t.Context(), &cartv1.SetCouponRequest{UserId: user, Coupon: typed})
		wantFields(t, err, "coupon")
	}
	_, err := b.SetCoupon(t.Context(), nil)
	wantFields(t, err, "user_id")
}
