package pricing_test

import (
	"fmt"
	"testing"

	commercev1 "rialto/gen/rialto/commerce/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/platform/errs"
	"rialto/internal/pricing/pricingtest"
)

func TestCreateCouponStoresWhatWasAskedAndItsOwnIds(t *testing.T) {
	t.Parallel()
	b := setup(t)
	got := b.coupon(t, &pricingv1.Coupon{
		CouponId: 1, Redeemed: 40, CreatedAt: 5, // ours to say, not the client's
		Code: "spring", Kind: "amount", Amount: pricingtest.USD(500), MaxRedemptions: 9, MaxPerUser: 2, Stackable: true,
		MinSubtotal: pricingtest.USD(2000), StartsAt: 10, ExpiresAt: 20,
	})
	if got.CouponId < 1000 || got.Redeemed != 0 || got.CreatedAt != b.clock.UnixMicro() {
		t.Fatalf("the client's own numbers were taken: %v", got)
	}
	want := &pricingv1.Coupon{
		CouponId: got.CouponId, CreatedAt: got.CreatedAt, Code: "SPRING", Kind: "amount", Amount: pricingtest.USD(500),
		MaxRedemptions: 9, MaxPerUser: 2, Stackable: true, MinSubtotal: pricingtest.USD(2000), StartsAt: 10, ExpiresAt: 20,
	}
	wantSame(t, "coupon", got, want)
	list, err := b.ListCoupons(t.Context(), nil)
	if err != nil || len(list.Coupons) != 1 {
		t.Fatalf("list %v, %v", list, err)
	}
	wantSame(t, "listed", list.Coupons[0], want)
}

func TestACodeIsTakenOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.coupon(t, &pricingv1.Coupon{Code: "ONCE", Kind: "percent", Percent: 1})
	_, err := b.CreateCoupon(t.Context(), &pricingv1.CreateCouponRequest{Coupon: &pricingv1.Coupon{Code: "once", Kind: "percent", Percent: 2}})
	wantCode(t, err, errs.KindConflict, "coupon_exists")
}

func TestCreateCouponNamesEveryBadField(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		coupon *pricingv1.Coupon
		field  string
	}{
		"no coupon at all":         {nil, "kind"},
		"a code with blanks":       {&pricingv1.Coupon{Code: "a b", Kind: "percent", Percent: 5}, "code"},
		"an unknown kind":          {&pricingv1.Coupon{Code: "ABC", Kind: "gift"}, "kind"},
		"no percent":               {&pricingv1.Coupon{Code: "ABC", Kind: "percent"}, "percent"},
		"more than all":            {&pricingv1.Coupon{Code: "ABC", Kind: "percent", Percent: 101}, "percent"},
		"percent and amount":       {&pricingv1.Coupon{Code: "ABC", Kind: "percent", Percent: 1, Amount: pricingtest.USD(1)}, "amount"},
		"amount and percent":       {&pricingv1.Coupon{Code: "ABC", Kind: "amount", Percent: 1, Amount: pricingtest.USD(1)}, "percent"},
		"an amount of nothing":     {&pricingv1.Coupon{Code: "ABC", Kind: "amount", Amount: pricingtest.USD(0)}, "amount"},
		"a negative amount":        {&pricingv1.Coupon{Code: "ABC", Kind: "amount", Amount: pricingtest.USD(-5)}, "amount"},
		"an absurd amount":         {&pricingv1.Coupon{Code: "ABC", Kind: "amount", Amount: pricingtest.USD(1 << 62)}, "amount"},
		"a negative limit":         {&pricingv1.Coupon{Code: "ABC", Kind: "percent", Percent: 5, MaxRedemptions: -1}, "max_redemptions"},
		"a negative limit a buyer": {&pricingv1.Coupon{Code: "ABC", Kind: "percent", Percent: 5, MaxPerUser: -1}, "max_per_user"},
		"a sum in yen":             {&pricingv1.Coupon{Code: "ABC", Kind: "amount", Amount: &commercev1.Money{Amount: 5, Currency: "JPY"}}, "amount"},
		"a minimum in yen":         {&pricingv1.Coupon{Code: "ABC", Kind: "percent", Percent: 5, MinSubtotal: &commercev1.Money{Amount: 5, Currency: "JPY"}}, "min_subtotal"},
		"a negative minimum":       {&pricingv1.Coupon{Code: "ABC", Kind: "percent", Percent: 5, MinSubtotal: pricingtest.USD(-1)}, "min_subtotal"},
		"a start before 1970":      {&pricingv1.Coupon{Code: "ABC", Kind: "percent", Percent: 5, StartsAt: -1}, "starts_at"},
		"an end that is not later": {&pricingv1.Coupon{Code: "ABC", Kind: "percent", Percent: 5, StartsAt: 9, ExpiresAt: 9}, "expires_at"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := setup(t).CreateCoupon(t.Context(), &pricingv1.CreateCouponRequest{Coupon: c.coupon})
			wantField(t, err, c.field)
		})
	}
}

func TestListCouponsPagesById(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for i := range 5 {
		b.coupon(t, &pricingv1.Coupon{Code: fmt.Sprint("CODE", i), Kind: "percent", Percent: 1})
	}
	var codes []string
	for after := int64(0); ; {
		page, err := b.ListCoupons(t.Context(), &pricingv1.ListCouponsRequest{AfterCouponId: after, Limit: 2})
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Coupons) == 0 {
			break
		}
		for _, c := range page.Coupons {
			codes = append(codes, c.Code)
			after = c.CouponId
		}
	}
	if fmt.Sprint(codes) != "[CODE0 CODE1 CODE2 CODE3 CODE4]" {
		t.Fatalf("codes %v", codes)
	}
}
