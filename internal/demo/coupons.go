package demo

import (
	"context"
	"slices"

	commercev1 "rialto/gen/rialto/commerce/v1"
	giftcardv1 "rialto/gen/rialto/giftcard/v1"
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

// issueGiftCards issues one to try and one to give away. It keeps no code: the room tells it again to whoever asks with the
// same key.
func (s *Service) issueGiftCards(ctx context.Context) error {
	for _, c := range []struct {
		key, note string
		amount    int64
	}{{"demo-gift-card-0", "For trying out", 50_00}, {"demo-gift-card-1", "First prize of the spring draw", 25_00}} {
		if _, err := s.needs.GiftCards.Issue(ctx, &giftcardv1.IssueRequest{
			IdempotencyKey: c.key, Note: c.note, Amount: &commercev1.Money{Amount: c.amount, Currency: s.cfg.Currencies[0]},
		}); err != nil {
			return err
		}
	}
	return nil
}
