package pricingtest

import (
	"fmt"

	commercev1 "rialto/gen/rialto/commerce/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
	"rialto/internal/commerce"
	"rialto/internal/pricing"
)

// Seattle is an address where tax is 6.5 %.
func Seattle() *commercev1.Address {
	return &commercev1.Address{Name: "Ann Lee", Line1: "1 Pine St", City: "Seattle", Region: "WA", PostalCode: "98101", Country: "US"}
}

// SampleQuote returns a quote of one line that adds up: 2 × $10.00 less $2.00, 6.5 % tax, $5.99 delivery.
func SampleQuote(user commerce.UserID, id pricing.QuoteID) *pricingv1.Quote {
	return &pricingv1.Quote{
		QuoteId: string(id), UserId: int64(user), Currency: "USD",
		Lines: []*pricingv1.QuoteLine{{
			ProductId: 17, SellerId: 3, Title: "Kettle", Quantity: 2, UnitPrice: 1000, PriceVersion: 4,
			Subtotal: 2000, Discount: 200, Tax: 117,
		}},
		Subtotal: 2000, Discount: 200, Tax: 117, Shipping: 599, Total: 2516,
		Coupon: "TEN", CouponId: 5, Coupons: []*pricingv1.QuoteCoupon{{CouponId: 5, Code: "TEN", Discount: 200}},
		Address: Seattle(), Delivery: "standard", ArrivesBy: at + 5,
		DeliveryOptions: []*shippingv1.DeliveryOption{{Method: "standard", Cost: &commercev1.Money{Amount: 599, Currency: "USD"}, ArrivesBy: at + 5}},
		WarehouseIds:    []int64{2, 1}, CreatedAt: at, ExpiresAt: at + 900_000_000, Email: "ann@example.test", TaxRatePpm: 65_000,
	}
}

// SampleCoupon returns ten percent off, valid for ever, with a code made from its id.
func SampleCoupon(id pricing.CouponID, limit int64) pricing.Coupon {
	return pricing.Coupon{
		ID: id, Code: fmt.Sprintf("TEN-%d", id), Kind: pricing.KindPercent, Percent: 10, MaxRedemptions: limit,
		MinSubtotal: commerce.Money{Amount: 500, Currency: "USD"}, CreatedAt: at,
	}
}
