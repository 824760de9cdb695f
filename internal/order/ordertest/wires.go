package ordertest

import (
	"context"

	cartv1 "rialto/gen/rialto/cart/v1"
	dropv1 "rialto/gen/rialto/drop/v1"
	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/commerce"
	"rialto/internal/order"
)

// Store returns a store as a process sees it over the line.
func (l *Line) Store(s order.Store) order.Store { return storeWire{s, l} }

// Needs returns the neighbours as a process sees them over the line.
func (l *Line) Needs(n order.Needs) order.Needs {
	return order.Needs{
		Cart: cartWire{n.Cart, l}, Pricing: pricingWire{n.Pricing, l}, Inventory: stockWire{n.Inventory, l},
		Payment: payWire{n.Payment, l}, Identity: identityWire{n.Identity, l}, GiftCards: cardWire{n.GiftCards, l}, Drops: dropWire{n.Drops, l},
	}
}

type storeWire struct {
	order.Store
	l *Line
}

func (w storeWire) Create(ctx context.Context, o *order.Order, s *order.Saga) (*order.Known, error) {
	return over(ctx, w.l, "Create", func() (*order.Known, error) { return w.Store.Create(ctx, o, s) })
}

func (w storeWire) Get(ctx context.Context, user commerce.UserID, id commerce.OrderID) (*order.Order, error) {
	return over(ctx, w.l, "Get", func() (*order.Order, error) { return w.Store.Get(ctx, user, id) })
}

func (w storeWire) ByKey(ctx context.Context, user commerce.UserID, key string) (*order.Known, error) {
	return over(ctx, w.l, "ByKey", func() (*order.Known, error) { return w.Store.ByKey(ctx, user, key) })
}

func (w storeWire) Join(ctx context.Context, user commerce.UserID, key, hash, quoteID string) (*order.Known, error) {
	return over(ctx, w.l, "Join", func() (*order.Known, error) { return w.Store.Join(ctx, user, key, hash, quoteID) })
}

func (w storeWire) Update(ctx context.Context, user commerce.UserID, id commerce.OrderID, saga *order.Saga,
	change func(*order.Order) error) (*order.Order, error) {
	return over(ctx, w.l, "Update", func() (*order.Order, error) { return w.Store.Update(ctx, user, id, saga, change) })
}

func (w storeWire) Begin(ctx context.Context, user commerce.UserID, id commerce.OrderID, saga *order.Saga,
	change func(*order.Order) error) (*order.Order, error) {
	return over(ctx, w.l, "Begin", func() (*order.Order, error) { return w.Store.Begin(ctx, user, id, saga, change) })
}

func (w storeWire) Recent(ctx context.Context, user commerce.UserID, basket string, since int64) (id commerce.OrderID, at int64, err error) {
	id, err = over(ctx, w.l, "Recent", func() (found commerce.OrderID, err error) {
		found, at, err = w.Store.Recent(ctx, user, basket, since)
		return found, err
	})
	return id, at, err
}

func (w storeWire) StartSaga(ctx context.Context, s *order.Saga) (bool, error) {
	return over(ctx, w.l, "StartSaga", func() (bool, error) { return w.Store.StartSaga(ctx, s) })
}

func (w storeWire) Advance(ctx context.Context, s *order.Saga) error {
	return tell(ctx, w.l, "Advance", func() error { return w.Store.Advance(ctx, s) })
}

func (w storeWire) Due(ctx context.Context, now int64, limit int) ([]*order.Saga, error) {
	return over(ctx, w.l, "Due", func() ([]*order.Saga, error) { return w.Store.Due(ctx, now, limit) })
}

func (w storeWire) Claim(ctx context.Context, s *order.Saga, leaseUntil int64) (bool, error) {
	return over(ctx, w.l, "Claim", func() (bool, error) { return w.Store.Claim(ctx, s, leaseUntil) })
}

func (w storeWire) Wake(ctx context.Context, key order.SagaKey, now int64) error {
	return tell(ctx, w.l, "Wake", func() error { return w.Store.Wake(ctx, key, now) })
}

func (w storeWire) SagaOf(ctx context.Context, key order.SagaKey) (*order.Saga, error) {
	return over(ctx, w.l, "SagaOf", func() (*order.Saga, error) { return w.Store.SagaOf(ctx, key) })
}

type cartWire struct {
	n order.Cart
	l *Line
}

func (w cartWire) GetCart(ctx context.Context, req *cartv1.GetCartRequest) (*cartv1.Cart, error) {
	return ask(ctx, w.l, req, w.n.GetCart, "GetCart")
}

type pricingWire struct {
	n order.Pricing
	l *Line
}

func (w pricingWire) Quote(ctx context.Context, req *pricingv1.QuoteRequest) (*pricingv1.Quote, error) {
	return ask(ctx, w.l, req, w.n.Quote, "Quote")
}

func (w pricingWire) GetQuote(ctx context.Context, req *pricingv1.GetQuoteRequest) (*pricingv1.Quote, error) {
	return ask(ctx, w.l, req, w.n.GetQuote, "GetQuote")
}

func (w pricingWire) Recheck(ctx context.Context, req *pricingv1.RecheckRequest) (*pricingv1.RecheckResponse, error) {
	return ask(ctx, w.l, req, w.n.Recheck, "Recheck")
}

func (w pricingWire) ReserveCoupon(ctx context.Context, req *pricingv1.CouponOrderRequest) (*pricingv1.CouponOrderResponse, error) {
	return ask(ctx, w.l, req, w.n.ReserveCoupon, "ReserveCoupon")
}

func (w pricingWire) CommitCoupon(ctx context.Context, req *pricingv1.CouponOrderRequest) (*pricingv1.CouponOrderResponse, error) {
	return ask(ctx, w.l, req, w.n.CommitCoupon, "CommitCoupon")
}

func (w pricingWire) ReleaseCoupon(ctx context.Context, req *pricingv1.CouponOrderRequest) (*pricingv1.CouponOrderResponse, error) {
	return ask(ctx, w.l, req, w.n.ReleaseCoupon, "ReleaseCoupon")
}

type stockWire struct {
	n order.Inventory
	l *Line
}

func (w stockWire) SoldOut(ctx context.Context, req *inventoryv1.SoldOutRequest) (*inventoryv1.SoldOutResponse, error) {
	return ask(ctx, w.l, req, w.n.SoldOut, "SoldOut")
}

func (w stockWire) Reserve(ctx context.Context, req *inventoryv1.ReserveRequest) (*inventoryv1.ReserveResponse, error) {
	return ask(ctx, w.l, req, w.n.Reserve, "Reserve")
}

func (w stockWire) Release(ctx context.Context, req *inventoryv1.ReleaseRequest) (*inventoryv1.ReleaseResponse, error) {
	return ask(ctx, w.l, req, w.n.Release, "Release")
}

func (w stockWire) Extend(ctx context.Context, req *inventoryv1.ExtendRequest) (*inventoryv1.ExtendResponse, error) {
	return ask(ctx, w.l, req, w.n.Extend, "Extend")
}

func (w stockWire) Commit(ctx context.Context, req *inventoryv1.CommitRequest) (*inventoryv1.CommitResponse, error) {
	return ask(ctx, w.l, req, w.n.Commit, "Commit")
}

func (w stockWire) Cancel(ctx context.Context, req *inventoryv1.CancelRequest) (*inventoryv1.CancelResponse, error) {
	return ask(ctx, w.l, req, w.n.Cancel, "Cancel")
}

func (w stockWire) ListHolds(ctx context.Context, req *inventoryv1.ListHoldsRequest) (*inventoryv1.ListHoldsResponse, error) {
	return ask(ctx, w.l, req, w.n.ListHolds, "ListHolds")
}

type payWire struct {
	n order.Payments
	l *Line
}

func (w payWire) Authorize(ctx context.Context, req *paymentv1.AuthorizeRequest) (*paymentv1.Payment, error) {
	return ask(ctx, w.l, req, w.n.Authorize, "Authorize")
}

func (w payWire) Capture(ctx context.Context, req *paymentv1.OrderPaymentRequest) (*paymentv1.Payment, error) {
	return ask(ctx, w.l, req, w.n.Capture, "Capture")
}

func (w payWire) Void(ctx context.Context, req *paymentv1.OrderPaymentRequest) (*paymentv1.Payment, error) {
	return ask(ctx, w.l, req, w.n.Void, "Void")
}

func (w payWire) Refund(ctx context.Context, req *paymentv1.RefundRequest) (*paymentv1.Payment, error) {
	return ask(ctx, w.l, req, w.n.Refund, "Refund")
}

type identityWire struct {
	n order.Identity
	l *Line
}

func (w identityWire) GetUser(ctx context.Context, req *identityv1.GetUserRequest) (*identityv1.GetUserResponse, error) {
	return ask(ctx, w.l, req, w.n.GetUser, "GetUser")
}

func (w identityWire) ListAddresses(ctx context.Context, req *identityv1.ListAddressesRequest) (*identityv1.ListAddressesResponse, error) {
	return ask(ctx, w.l, req, w.n.ListAddresses, "ListAddresses")
}

type cardWire struct {
	n order.GiftCards
	l *Line
}

func (w cardWire) LookUp(ctx context.Context, req *giftcardv1.LookUpRequest) (*giftcardv1.GiftCard, error) {
	return ask(ctx, w.l, req, w.n.LookUp, "LookUp")
}

func (w cardWire) Hold(ctx context.Context, req *giftcardv1.HoldRequest) (*giftcardv1.Use, error) {
	return ask(ctx, w.l, req, w.n.Hold, "HoldCard")
}

func (w cardWire) Spend(ctx context.Context, req *giftcardv1.OrderRequest) (*giftcardv1.Use, error) {
	return ask(ctx, w.l, req, w.n.Spend, "SpendCard")
}

func (w cardWire) Release(ctx context.Context, req *giftcardv1.OrderRequest) (*giftcardv1.Use, error) {
	return ask(ctx, w.l, req, w.n.Release, "ReleaseCard")
}

func (w cardWire) Refund(ctx context.Context, req *giftcardv1.RefundRequest) (*giftcardv1.Use, error) {
	return ask(ctx, w.l, req, w.n.Refund, "RefundCard")
}

type dropWire struct {
	n order.Drops
	l *Line
}

func (w dropWire) Admit(ctx context.Context, req *dropv1.AdmitRequest) (*dropv1.AdmitResponse, error) {
	return ask(ctx, w.l, req, w.n.Admit, "Admit")
}

func (w dropWire) Take(ctx context.Context, req *dropv1.TakeRequest) (*dropv1.TakeResponse, error) {
	return ask(ctx, w.l, req, w.n.Take, "Take")
}

func (w dropWire) Keep(ctx context.Context, req *dropv1.TakeOrderRequest) (*dropv1.TakeResponse, error) {
	return ask(ctx, w.l, req, w.n.Keep, "Keep")
}

func (w dropWire) Give(ctx context.Context, req *dropv1.TakeOrderRequest) (*dropv1.TakeResponse, error) {
	return ask(ctx, w.l, req, w.n.Give, "Give")
}
