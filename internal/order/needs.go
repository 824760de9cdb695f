package order

import (
	"context"

	cartv1 "rialto/gen/rialto/cart/v1"
	dropv1 "rialto/gen/rialto/drop/v1"
	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
)

// Needs is what order asks of its neighbours, in this process or another. The contracts are in api/proto/rialto.
type Needs struct {
	Cart      Cart
	Pricing   Pricing
	Inventory Inventory
	Payment   Payments
	Identity  Identity
	GiftCards GiftCards
	Drops     Drops
}

// Cart knows what somebody means to buy.
type Cart interface {
	GetCart(context.Context, *cartv1.GetCartRequest) (*cartv1.Cart, error)
}

// Pricing quotes, compares a quote with today, and keeps the coupons' limits.
type Pricing interface {
	Quote(context.Context, *pricingv1.QuoteRequest) (*pricingv1.Quote, error)
	GetQuote(context.Context, *pricingv1.GetQuoteRequest) (*pricingv1.Quote, error)
	Recheck(context.Context, *pricingv1.RecheckRequest) (*pricingv1.RecheckResponse, error)
	ReserveCoupon(context.Context, *pricingv1.CouponOrderRequest) (*pricingv1.CouponOrderResponse, error)
	CommitCoupon(context.Context, *pricingv1.CouponOrderRequest) (*pricingv1.CouponOrderResponse, error)
	ReleaseCoupon(context.Context, *pricingv1.CouponOrderRequest) (*pricingv1.CouponOrderResponse, error)
}

// Inventory holds, sells and gives back units.
type Inventory interface {
	SoldOut(context.Context, *inventoryv1.SoldOutRequest) (*inventoryv1.SoldOutResponse, error)
	Reserve(context.Context, *inventoryv1.ReserveRequest) (*inventoryv1.ReserveResponse, error)
	Release(context.Context, *inventoryv1.ReleaseRequest) (*inventoryv1.ReleaseResponse, error)
	Extend(context.Context, *inventoryv1.ExtendRequest) (*inventoryv1.ExtendResponse, error)
	Commit(context.Context, *inventoryv1.CommitRequest) (*inventoryv1.CommitResponse, error)
	Cancel(context.Context, *inventoryv1.CancelRequest) (*inventoryv1.CancelResponse, error)
	ListHolds(context.Context, *inventoryv1.ListHoldsRequest) (*inventoryv1.ListHoldsResponse, error)
}

// Payments moves money.
type Payments interface {
	Authorize(context.Context, *paymentv1.AuthorizeRequest) (*paymentv1.Payment, error)
	Capture(context.Context, *paymentv1.OrderPaymentRequest) (*paymentv1.Payment, error)
	Void(context.Context, *paymentv1.OrderPaymentRequest) (*paymentv1.Payment, error)
	Refund(context.Context, *paymentv1.RefundRequest) (*paymentv1.Payment, error)
}

// Identity knows who somebody is and where they live.
type Identity interface {
	GetUser(context.Context, *identityv1.GetUserRequest) (*identityv1.GetUserResponse, error)
	ListAddresses(context.Context, *identityv1.ListAddressesRequest) (*identityv1.ListAddressesResponse, error)
}

// GiftCards are money in the shop's own keeping.
type GiftCards interface {
	LookUp(context.Context, *giftcardv1.LookUpRequest) (*giftcardv1.GiftCard, error)
	Hold(context.Context, *giftcardv1.HoldRequest) (*giftcardv1.Use, error)
	Spend(context.Context, *giftcardv1.OrderRequest) (*giftcardv1.Use, error)
	Release(context.Context, *giftcardv1.OrderRequest) (*giftcardv1.Use, error)
	Refund(context.Context, *giftcardv1.RefundRequest) (*giftcardv1.Use, error)
}

// Drops say who may buy what many want at once, and how much of it.
type Drops interface {
	Admit(context.Context, *dropv1.AdmitRequest) (*dropv1.AdmitResponse, error)
	Take(context.Context, *dropv1.TakeRequest) (*dropv1.TakeResponse, error)
	Keep(context.Context, *dropv1.TakeOrderRequest) (*dropv1.TakeResponse, error)
	Give(context.Context, *dropv1.TakeOrderRequest) (*dropv1.TakeResponse, error)
}
