package pricing_test

import (
	"testing"
	"time"

	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/platform/errs"
)

func redemption(c *pricingv1.Coupon, order string) *pricingv1.CouponOrderRequest {
	return &pricingv1.CouponOrderRequest{CouponId: c.CouponId, UserId: user, OrderId: order}
}

func TestACouponIsHeldCommittedAndGivenBackOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.coupon(t, &pricingv1.Coupon{Code: "LAST", Kind: "percent", Percent: 5, MaxRedemptions: 1})
	mine, theirs := redemption(c, "1"), redemption(c, "2")
	for range 2 {
		wantState(t, "held")(b.ReserveCoupon(t.Context(), mine))
	}
	_, err := b.ReserveCoupon(t.Context(), theirs)
	wantCode(t, err, errs.KindConflict, "coupon_used_up")
	for range 2 {
		wantState(t, "committed")(b.CommitCoupon(t.Context(), mine))
	}
	for range 2 {
		wantState(t, "released")(b.ReleaseCoupon(t.Context(), mine))
	}
	wantState(t, "held")(b.ReserveCoupon(t.Context(), theirs))
	_, err = b.ReserveCoupon(t.Context(), mine)
	wantCode(t, err, errs.KindConflict, "coupon_released")
	_, err = b.CommitCoupon(t.Context(), mine)
	wantCode(t, err, errs.KindConflict, "coupon_released")
}

func wantState(t *testing.T, want string) func(*pricingv1.CouponOrderResponse, error) {
	return func(got *pricingv1.CouponOrderResponse, err error) {
		t.Helper()
		if err != nil || got.State != want {
			t.Fatalf("state %v, %v; want %s", got, err, want)
		}
	}
}

func TestReservingIsRefusedInWords(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.coupon(t, &pricingv1.Coupon{Code: "SOON", Kind: "percent", Percent: 5, ExpiresAt: b.clock.UnixMicro() + 1})
	b.clock = b.clock.Add(time.Microsecond)
	_, err := b.ReserveCoupon(t.Context(), redemption(c, "1"))
	wantCode(t, err, errs.KindConflict, "coupon_expired")
	_, err = b.ReserveCoupon(t.Context(), &pricingv1.CouponOrderRequest{CouponId: 404, UserId: user, OrderId: "1"})
	wantCode(t, err, errs.KindNotFound, "coupon_unknown")
	_, err = b.CommitCoupon(t.Context(), redemption(c, "1"))
	wantCode(t, err, errs.KindNotFound, "redemption_not_found")
	_, err = b.ReleaseCoupon(t.Context(), nil)
	for _, field := range []string{"coupon_id", "user_id", "order_id"} {
		wantField(t, err, field)
	}
}
