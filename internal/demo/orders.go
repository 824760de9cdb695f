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
	orders int    // that are there already
	newest string // the last of them
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
// have been placed without having been canceled too. The shopper's newest may be a person's own.
func (s *Service) orderOrGoOn(ctx context.Context, in shop, n, round int, b *buyer) error {
	switch {
	case b.orders <= round:
		return s.placeOrder(ctx, in, n, b)
	case b.orders == round+1 && fateOf(n).canceled && b.Email != s.cfg.ShopperEmail:
		return s.cancel(ctx, n, b, b.newest)
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
		b.newest = got.GetOrders()[0].GetOrderId()
	}
	return err
}

// fate is what becomes of an order.
type fate struct {
	token    string
	coupon   string
	delivery string
	canceled bool // by the buyer
}

func fateOf(n int) fate {
	f := fate{token: "tok_approve", delivery: "standard"}
	if n%4 == 3 {
		f.delivery = "two_day"
	}
	if n%9 == 4 {
		f.coupon = "WELCOME10"
	}
	switch n % 20 {
	case 7:
		f.token = "tok_decline"
	case 11:
		f.token = "tok_insufficient_funds"
	case 13:
		f.token = "tok_3ds"
	case 5, 17:
		f.canceled = true
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
		Tenders: []*orderv1.Tender{{Method: "card", Token: f.token}}, WaitMs: int32(placeWait.Milliseconds()),
	})
	switch {
	case errs.HasCode(err, "idempotency_mismatch"): // placed by a run that was interrupted before it heard of it
		return nil
	case err != nil:
		return fmt.Errorf("place: %w", err)
	case f.canceled && placed.GetProblem() == nil && b.Email != s.cfg.ShopperEmail:
		return s.cancel(ctx, n, b, placed.GetOrder().GetOrderId())
	}
	return nil
}

// deliveryTo is the method that can be had there.
func (s *Service) deliveryTo(b *buyer, f fate) string {
	if b.Address.GetCountry() != "US" && b.Address != nil {
		return "standard"
	}
	return f.delivery
}

func (s *Service) cancel(ctx context.Context, n int, b *buyer, order string) error {
	_, err := s.needs.Order.Cancel(ctx, &orderv1.CancelRequest{UserId: b.user, OrderId: order, IdempotencyKey: fmt.Sprintf("demo-cancel-%d", n)})
	if errs.Is(err, errs.KindUnavailable) || errs.Is(err, errs.KindConflict) { // it goes on by itself, or the parcel was faster
		return nil
	}
	return err
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
