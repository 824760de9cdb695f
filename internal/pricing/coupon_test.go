package pricing_test

import (
	"testing"
	"time"

	commercev1 "rialto/gen/rialto/commerce/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/platform/errs"
	"rialto/internal/pricing"
	"rialto/internal/pricing/pricingtest"
)

func TestCouponsTakeOffWhatTheySay(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		coupon *pricingv1.Coupon
		want   [3]int64 // the quote's discount, the kettles' and the teapots' share of it
	}{
		"percent is rounded half up and shared by subtotal": {&pricingv1.Coupon{Kind: "percent", Percent: 15}, [3]int64{450, 300, 150}},
		"an amount is shared to the last cent":              {&pricingv1.Coupon{Kind: "amount", Amount: pricingtest.USD(1000)}, [3]int64{1000, 667, 333}},
		"an amount never exceeds the subtotal":              {&pricingv1.Coupon{Kind: "amount", Amount: pricingtest.USD(99_999)}, [3]int64{2999, 2000, 999}},
		"the minimum may be met exactly":                    {&pricingv1.Coupon{Kind: "percent", Percent: 100, MinSubtotal: pricingtest.USD(2999)}, [3]int64{2999, 2000, 999}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			c.coupon.Code = "SAVE"
			made := b.coupon(t, c.coupon)
			q := b.quote(t, using(" save "))
			if got := [3]int64{q.Discount, q.Lines[0].Discount, q.Lines[1].Discount}; got != c.want {
				t.Fatalf("discounts %v, want %v", got, c.want)
			}
			if q.Coupon != "SAVE" || q.CouponId != made.CouponId {
				t.Fatalf("quote names coupon %q %d", q.Coupon, q.CouponId)
			}
		})
	}
}

func TestCouponsAreRefusedInWords(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		coupon *pricingv1.Coupon
		typed  string
		code   string
	}{
		"nobody made it":                  {nil, "NOBODY", "coupon_unknown"},
		"it can be no code":               {nil, "x'; --", "coupon_unknown"},
		"it ends now":                     {&pricingv1.Coupon{Kind: "percent", Percent: 5, ExpiresAt: start.UnixMicro()}, "SAVE", "coupon_expired"},
		"it has not begun":                {&pricingv1.Coupon{Kind: "percent", Percent: 5, StartsAt: start.UnixMicro() + 1}, "SAVE", "coupon_expired"},
		"the purchase is a cent short":    {&pricingv1.Coupon{Kind: "percent", Percent: 5, MinSubtotal: pricingtest.USD(3000)}, "SAVE", "coupon_minimum"},
		"its amount is in euros":          {&pricingv1.Coupon{Kind: "amount", Amount: &commercev1.Money{Amount: 1, Currency: "EUR"}}, "SAVE", "coupon_currency"},
		"its minimum is in euros":         {&pricingv1.Coupon{Kind: "percent", Percent: 5, MinSubtotal: &commercev1.Money{Amount: 1, Currency: "EUR"}}, "SAVE", "coupon_currency"},
		"another order took the last use": {&pricingv1.Coupon{Kind: "percent", Percent: 5, MaxRedemptions: 1}, "SAVE", "coupon_used_up"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			if c.coupon != nil {
				c.coupon.Code = "SAVE"
				made := b.coupon(t, c.coupon)
				if made.MaxRedemptions == 1 {
					_, err := b.ReserveCoupon(t.Context(), &pricingv1.CouponOrderRequest{CouponId: made.CouponId, UserId: 8, OrderId: "1"})
					if err != nil {
						t.Fatal(err)
					}
				}
			}
			req := request()
			req.Coupon = c.typed
			_, err := b.Quote(t.Context(), req)
			wantCode(t, err, errs.KindInvalid, c.code)
		})
	}
}

func TestCodesHaveOneForm(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{" save-10_x ": "SAVE-10_X", "abc": "ABC"} {
		if code, ok := pricing.NormalCode(typed); !ok || code != want {
			t.Errorf("%q becomes %q, %v", typed, code, ok)
		}
	}
	for _, typed := range []string{"", "ab", "sävê", "a b c", "ABCDEFGHIJKLMNOPQRSTUVWXYZ1234567"} {
		if code, ok := pricing.NormalCode(typed); ok {
			t.Errorf("%q is taken as %q", typed, code)
		}
	}
}
