package pricing

import (
	commercev1 "rialto/gen/rialto/commerce/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/commerce"
)

func couponOf(c *pricingv1.Coupon) Coupon {
	return Coupon{
		ID:             CouponID(c.GetCouponId()),
		Code:           c.GetCode(),
		Kind:           c.GetKind(),
		Percent:        int64(c.GetPercent()),
		Amount:         commerce.MoneyOf(c.GetAmount()),
		MaxRedemptions: c.GetMaxRedemptions(),
		MaxPerUser:     c.GetMaxPerUser(),
		Stackable:      c.GetStackable(),
		Redeemed:       c.GetRedeemed(),
		MinSubtotal:    commerce.MoneyOf(c.GetMinSubtotal()),
		StartsAt:       c.GetStartsAt(),
		ExpiresAt:      c.GetExpiresAt(),
		CreatedAt:      c.GetCreatedAt(),
	}
}

func (c Coupon) proto() *pricingv1.Coupon {
	return &pricingv1.Coupon{
		CouponId:       int64(c.ID),
		Code:           c.Code,
		Kind:           c.Kind,
		Percent:        int32(c.Percent),
		Amount:         moneyProto(c.Amount),
		MaxRedemptions: c.MaxRedemptions,
		MaxPerUser:     c.MaxPerUser,
		Stackable:      c.Stackable,
		Redeemed:       c.Redeemed,
		MinSubtotal:    moneyProto(c.MinSubtotal),
		StartsAt:       c.StartsAt,
		ExpiresAt:      c.ExpiresAt,
		CreatedAt:      c.CreatedAt,
	}
}

// moneyProto returns nil for money that was never set.
func moneyProto(m commerce.Money) *commercev1.Money {
	if m.IsZero() {
		return nil
	}
	return &commercev1.Money{Amount: m.Amount, Currency: m.Currency}
}
