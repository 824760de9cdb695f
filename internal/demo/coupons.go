package demo

import (
	"context"
	"slices"

	commercev1 "rialto/gen/rialto/commerce/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/platform/errs"
)

// coupons are one of each sort: a share, sums in both currencies with a least subtotal, and one that may run out.
func coupons() []*pricingv1.Coupon {
	money := func(amount int64, currency string) *commercev1.Money {
		return &commercev1.Money{Amount: amount, Currency: currency}
	}
	return []*pricingv1.Coupon{
		{Code: "WELCOME10", Kind: "percent", Percent: 10},
		{Code: "SHIPONUS", Kind: "amount", Amount: money(599, "USD"), MinSubtotal: money(2500, "USD")},
		{Code: "SAVE20", Kind: "amount", Amount: money(2000, "USD"), MinSubtotal: money(10_000, "USD")},
		{Code: "EURO5", Kind: "amount", Amount: money(500, "EUR"), MinSubtotal: money(3000, "EUR")},
		{Code: "FIRST100", Kind: "percent", Percent: 25, MaxRedemptions: 100},
	}
}

func (s *Service) makeCoupons(ctx context.Context) error {
	for _, c := range coupons() {
		if a := c.GetAmount(); a != nil && !slices.Contains(s.cfg.Currencies, a.GetCurrency()) {
			continue
		}
		_, err := s.needs.Pricing.CreateCoupon(ctx, &pricingv1.CreateCouponRequest{Coupon: c})
		if err != nil && !errs.HasCode(err, "coupon_exists") {
			return err
		}
	}
	return nil
}
