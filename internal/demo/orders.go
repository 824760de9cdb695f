package demo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	cartv1 "rialto/gen/rialto/cart/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/demo/goods"
	"rialto/internal/platform/errs"
)

// placeWait is how long an order may take before the next one is placed; the saga goes on by itself.
const placeWait = 5 * time.Second

// buyer is somebody with orders to place.
type buyer struct {
	goods.Customer
	user   int64
	orders int            // that are there already
	newest *orderv1.Order // the last of them
}

// placeOrders lets every customer place an order, then everyone a second one, and so on. A customer's orders are placed
// one after the other, so that the number of those that are there says where an interrupted run stopped.
func (s *Service) placeOrders(ctx context.Context, in shop, progress Progress) error {
	buyers := make([]*buyer, s.cfg.Customers+1)
	for n := range s.cfg.Orders {
		began := s.deps.Now()
		who, round := n%len(buyers), n/len(buyers)
		if buyers[who] == nil {
			b, err := s.buyer(ctx, in, who)
			if err != nil {
				return fmt.Errorf("customer %d: %w", who, err)
			}
			buyers[who] = b
		}
		if err := s.orderOrGoOn(ctx, in, n, round, buyers[who]); err != nil {
			return fmt.Errorf("order %d: %w", n, err)
		}
		if err := s.rest(ctx, began); err != nil {
			return err
		}
		progress("orders", int64(n+1), int64(s.cfg.Orders))
	}
	return nil
}

// orderOrGoOn places a buyer's order of this round, or ends what an interrupted run left of it: only the newest order can
// have been placed without what follows.
func (s *Service) orderOrGoOn(ctx context.Context, in shop, n, round int, b *buyer) error {
	switch {
	case b.orders <= round:
		return s.placeOrder(ctx, in, n, b)
	case b.orders == round+1:
		return s.follow(ctx, n, b, b.newest)
	}
	return nil
}

// buyer returns the n-th customer, the shopper of the demo first, with an account and an address.
func (s *Service) buyer(ctx context.Context, in shop, n int) (*buyer, error) {
	b := &buyer{Customer: in.Customer(n)}
	password, err := s.secret()
	if err != nil {
		return nil, err
	}
	if n == 0 {
		b.Email, b.Address, b.Currency = s.cfg.ShopperEmail, nil, "USD"
	}
	if !slices.Contains(s.cfg.Currencies, b.Currency) {
		b.Currency = s.cfg.Currencies[0]
	}
	user, err := s.account(ctx, b.Customer, password)
	if err != nil {
		return nil, err
	}
	b.user = user.GetUserId()
	if b.Address == nil {
		return b, s.countOrders(ctx, b)
	}
	return b, errors.Join(s.addresses(ctx, b.user, b.Address), s.countOrders(ctx, b))
}

func (s *Service) countOrders(ctx context.Context, b *buyer) error {
	got, err := s.needs.Order.List(ctx, &orderv1.ListRequest{UserId: b.user, Limit: 100})
	if b.orders = len(got.GetOrders()); b.orders > 0 {
		b.newest = got.GetOrders()[0]
	}
	return err
}

// fate is what becomes of an order.
type fate struct {
	tender   *orderv1.Tender
	coupon   string
	delivery string
	canceled bool // by the buyer
	refunded bool // a part of it, by staff
}

func fateOf(n int) fate {
	// The shopper, who places the first one, keeps the card for next time.
	f := fate{tender: &orderv1.Tender{Method: "card", Token: "tok_approve", Save: n == 0}, delivery: "standard", refunded: n%100 == 2}
	if n%4 == 3 {
		f.delivery = "two_day"
	}
	if n%9 == 4 {
		f.coupon = "WELCOME10"
	}
	switch n % 20 {
	case 3:
		f.tender = &orderv1.Tender{Method: "cash_on_delivery"}
	case 7:
		f.tender.Token = "tok_decline"
	case 11:
		f.tender.Token = "tok_insufficient_funds"
	case 13:
		f.tender.Token = "tok_3ds"
	case 5, 17:
		f.canceled = true
	}
	if n%100 == 9 { // waits for the bank, and its units with it: not many
		f.tender = &orderv1.Tender{Method: "bank_transfer"}
	}
	return f
}

// placeOrder takes one order from the cart to its end. What the shop refuses (sold out by now, no delivery there) is no
// reason to stop: that order does not come to be.
func (s *Service) placeOrder(ctx context.Context, in shop, n int, b *buyer) error {
	err := s.checkout(ctx, in, n, b)
	if errs.Is(err, errs.KindConflict) || errs.Is(err, errs.KindInvalid) {
		s.deps.Log.Warn("an order of the demo was refused", "order", n, "code", errs.As(err).Code)
		return nil
	}
	return err
}

func (s *Service) checkout(ctx context.Context, in shop, n int, b *buyer) error {
	f := fateOf(n)
	if err := s.fillCart(ctx, in, n, b); err != nil {
		return err
	}
	ask := &orderv1.QuoteRequest{UserId: b.user, Address: b.Address, Delivery: s.deliveryTo(b, f), Coupon: f.coupon}
	if b.Address == nil {
		id, err := s.firstAddress(ctx, b.user)
		if err != nil {
			return err
		}
		ask.AddressId = id
	}
	quote, err := s.needs.Order.Quote(ctx, ask)
	if err != nil {
		return fmt.Errorf("quote: %w", err)
	}
	placed, err := s.needs.Order.Place(ctx, &orderv1.PlaceRequest{
		UserId: b.user, IdempotencyKey: fmt.Sprintf("demo-order-%d", n), QuoteToken: quote.GetQuoteId(),
		Tenders: []*orderv1.Tender{f.tender}, WaitMs: int32(placeWait.Milliseconds()),
		Again: true, // two purses may hold the same
	})
	switch {
	case errs.HasCode(err, "idempotency_mismatch"): // placed by a run that was interrupted before it heard of it
		return nil
	case err != nil:
		return fmt.Errorf("place: %w", err)
	case placed.GetProblem() != nil:
		return nil
	}
	return s.follow(ctx, n, b, placed.GetOrder())
}

// follow does what becomes of an order after it was placed; done again it changes nothing. The shopper's newest may be a
// person's own, so it is left alone.
func (s *Service) follow(ctx context.Context, n int, b *buyer, order *orderv1.Order) (err error) {
	f := fateOf(n)
	switch {
	case b.Email == s.cfg.ShopperEmail:
	case f.canceled:
		_, err = s.needs.Order.Cancel(ctx, &orderv1.CancelRequest{
			UserId: b.user, OrderId: order.GetOrderId(), IdempotencyKey: fmt.Sprintf("demo-cancel-%d", n),
		})
	case f.refunded:
		_, err = s.needs.Order.Refund(ctx, &orderv1.RefundRequest{
			UserId: b.user, OrderId: order.GetOrderId(), IdempotencyKey: fmt.Sprintf("demo-refund-%d", n),
			Amount: order.GetTotal()/4 + 1, Reason: "Arrived scratched; the buyer keeps it",
		})
	}
	if errs.Is(err, errs.KindUnavailable) || errs.Is(err, errs.KindConflict) { // it goes on by itself, or there is nothing to do it to
		return nil
	}
	return err
}

// deliveryTo is the method that can be had there.
func (s *Service) deliveryTo(b *buyer, f fate) string {
	if b.Address.GetCountry() != "US" && b.Address != nil {
		return "standard"
	}
	return f.delivery
}

// fillCart makes the cart hold the n-th purse, and nothing that an interrupted run left in it.
func (s *Service) fillCart(ctx context.Context, in shop, n int, b *buyer) error {
	cart, err := s.needs.Cart.GetCart(ctx, &cartv1.GetCartRequest{UserId: b.user, Currency: b.Currency})
	if err != nil {
		return fmt.Errorf("look into the cart: %w", err)
	}
	for _, it := range cart.GetItems() {
		if _, err := s.needs.Cart.RemoveItem(ctx, &cartv1.RemoveItemRequest{UserId: b.user, ProductId: it.GetProductId()}); err != nil {
			return fmt.Errorf("empty the cart: %w", err)
		}
	}
	for _, l := range in.past.Purse(n) {
		if _, err := s.needs.Cart.AddItem(ctx, &cartv1.AddItemRequest{
			UserId: b.user, ProductId: in.ids[l.Product], Quantity: l.Quantity, Currency: b.Currency,
		}); err != nil {
			return fmt.Errorf("add to the cart: %w", err)
		}
	}
	return nil
}
