package till

import (
	"context"
	"fmt"
	"slices"
	"time"

	commercev1 "rialto/gen/rialto/commerce/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

func (t *town) Quote(_ context.Context, q *orderv1.QuoteRequest) (*pricingv1.Quote, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.quoted++
	if t.failQuote != nil {
		return nil, t.failQuote
	}
	to := q.GetAddress()
	if q.GetAddressId() != 0 {
		for _, a := range t.addresses[q.GetUserId()] {
			if a.AddressId == q.GetAddressId() {
				to = a.Address
			}
		}
		if to == nil {
			return nil, errs.NotFound("address_not_found", "You have no address with this id.")
		}
	}
	if to.GetCountry() == "US" && len(to.GetRegion()) != 2 {
		return nil, errs.InvalidFields(errs.Field{Name: "address.region", Problem: `"` + to.GetRegion() + `" is not the two-letter code of a US state, such as WA`})
	}
	return t.quote(q.GetUserId(), to, q.GetDelivery(), q.GetEmail())
}

func (t *town) quote(user int64, to *commercev1.Address, delivery, email string) (*pricingv1.Quote, error) {
	cart := t.view(user)
	out := &pricingv1.Quote{
		QuoteId: fmt.Sprint("quote-", len(t.quotes)+1), UserId: user, Currency: "USD", Address: to, Delivery: delivery, Email: email,
		Shipping: 499, Coupon: cart.Coupon, ExpiresAt: commerce.Micros(t.now().Add(15 * time.Minute)), ArrivesBy: commerce.Micros(t.now().Add(72 * time.Hour)),
		DeliveryOptions: []*shippingv1.DeliveryOption{
			{Method: "standard", Cost: usd(499), ArrivesBy: commerce.Micros(t.now().Add(72 * time.Hour))},
			{Method: "two_day", Cost: usd(1299), ArrivesBy: commerce.Micros(t.now().Add(48 * time.Hour))},
		},
	}
	switch delivery {
	case "two_day":
		out.Shipping = 1299
	case "prime_one_day":
		return nil, errs.Invalid("delivery_unavailable", "Delivery prime_one_day is not available for this purchase.")
	}
	for _, i := range cart.GetItems() {
		if i.Price == nil {
			return nil, errs.Conflict("no_price", "1 product(s) cannot be bought: nobody asks a price for them.").With("product_ids", fmt.Sprint(i.ProductId))
		}
		out.Lines = append(out.Lines, &pricingv1.QuoteLine{
			ProductId: i.ProductId, SellerId: i.SellerId, Title: i.Title, Quantity: i.Quantity, UnitPrice: i.Price.Amount, Subtotal: i.Price.Amount * i.Quantity,
		})
		out.Subtotal += i.Price.Amount * i.Quantity
		if was := i.GetAddedPrice().GetAmount(); was != i.Price.Amount {
			out.Changed = append(out.Changed, &pricingv1.LineChange{ProductId: i.ProductId, Reason: "price", OldAmount: was, NewAmount: i.Price.Amount})
		}
	}
	if cart.Coupon != "" {
		bad, known := t.coupons[cart.Coupon]
		if !known {
			bad = errs.Invalid("coupon_unknown", "There is no coupon %q.", cart.Coupon)
		}
		if bad != nil {
			return nil, bad
		}
		out.Discount = out.Subtotal / 10
	}
	out.Tax = (out.Subtotal - out.Discount) / 20
	out.Total = out.Subtotal - out.Discount + out.Tax + out.Shipping
	t.quotes[out.QuoteId] = out
	return out, nil
}

func (t *town) GetQuote(_ context.Context, q *pricingv1.GetQuoteRequest) (*pricingv1.Quote, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	found := t.quotes[q.GetQuoteId()]
	if found.GetUserId() != q.GetUserId() {
		return nil, errs.NotFound("quote_not_found", "There is no such quote.")
	}
	return found, nil
}

func (t *town) Place(_ context.Context, q *orderv1.PlaceRequest) (*orderv1.PlaceResponse, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.placed++
	t.tenders, t.again = q.GetTenders(), q.GetAgain()
	if t.failPlace != nil {
		return nil, t.failPlace
	}
	key := fmt.Sprint(q.GetUserId(), " ", q.GetIdempotencyKey())
	if known := t.byKey[key]; known != nil {
		if known.GetOrder().GetQuoteToken() != q.GetQuoteToken() {
			return nil, errs.Invalid("idempotency_mismatch", "This Idempotency-Key was used for another request. Use a new key.")
		}
		return &orderv1.PlaceResponse{Order: known.Order, Problem: known.Problem, Settled: known.Settled, Replayed: true}, nil
	}
	quote := t.quotes[q.GetQuoteToken()]
	if quote.GetUserId() != q.GetUserId() {
		return nil, errs.NotFound("quote_not_found", "There is no such quote.")
	}
	if quote.GetExpiresAt() <= commerce.Micros(t.now()) {
		return nil, errs.Conflict("quote_expired", "This quote has expired. Ask for a new one.")
	}
	o := t.open(quote)
	out := &orderv1.PlaceResponse{Order: o, Problem: t.decide(o, q.GetTenders()[len(q.GetTenders())-1].GetToken())}
	if out.Problem != nil {
		o.Status, o.Payment.Status = "canceled", "voided"
		if o.Payment.DeclineCode = out.Problem.GetDeclineCode(); o.Payment.DeclineCode != "" {
			o.Payment.Status = "declined"
		}
		o.Timeline = append(o.Timeline, &orderv1.TimelineEntry{At: o.CreatedAt + 1, What: "order.canceled"})
	}
	if o.Status == "confirmed" {
		t.carts[q.GetUserId()] = nil
	}
	out.Settled = o.Status != "pending"
	t.byKey[key] = out
	return out, nil
}

func (t *town) open(quote *pricingv1.Quote) *orderv1.Order {
	o := &orderv1.Order{
		OrderId: fmt.Sprint(9000 + len(t.orders)), UserId: quote.GetUserId(), Status: "pending", Version: 1, Currency: "USD", Address: quote.GetAddress(),
		Subtotal: quote.GetSubtotal(), Discount: quote.GetDiscount(), Tax: quote.GetTax(), Shipping: quote.GetShipping(), Total: quote.GetTotal(),
		Delivery: quote.GetDelivery(), Email: quote.GetEmail(), Coupon: quote.GetCoupon(), ArrivesBy: quote.GetArrivesBy(), QuoteToken: quote.GetQuoteId(),
		CreatedAt: commerce.Micros(t.now()), Payment: &orderv1.PaymentState{Status: "pending"},
	}
	o.Timeline = []*orderv1.TimelineEntry{{At: o.CreatedAt, What: "order.placed"}}
	for _, l := range quote.GetLines() {
		o.Items = append(o.Items, &orderv1.OrderItem{ProductId: l.ProductId, SellerId: l.SellerId, Title: l.Title, Quantity: l.Quantity, UnitPrice: l.UnitPrice})
	}
	t.orders = append(t.orders, o)
	return o
}

func (t *town) Get(_ context.Context, q *orderv1.GetRequest) (*orderv1.Order, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.looked++; t.failGet != nil {
		return nil, t.failGet
	}
	for _, o := range t.orders {
		if o.OrderId == q.GetOrderId() && o.UserId == q.GetUserId() {
			return clone(o), nil
		}
	}
	return nil, errs.NotFound("order_not_found", "You have no order with this id.")
}

func (t *town) List(_ context.Context, q *orderv1.ListRequest) (*orderv1.ListResponse, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := &orderv1.ListResponse{}
	for _, o := range slices.Backward(t.orders) {
		if o.UserId != q.GetUserId() || q.GetCursor() != "" && o.OrderId >= q.GetCursor() {
			continue
		}
		if len(out.Orders) == int(q.GetLimit()) {
			out.NextCursor = out.Orders[len(out.Orders)-1].GetOrderId()
			break
		}
		out.Orders = append(out.Orders, clone(o))
	}
	return out, nil
}

func (t *town) Cancel(_ context.Context, q *orderv1.CancelRequest) (*orderv1.CancelResponse, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, o := range t.orders {
		if o.OrderId != q.GetOrderId() || o.UserId != q.GetUserId() {
			continue
		}
		if t.cancelErr != nil {
			return nil, t.cancelErr
		}
		o.Status, o.Payment.Status, o.Version = "canceled", "refunding", o.Version+1
		o.Timeline = append(o.Timeline, &orderv1.TimelineEntry{At: commerce.Micros(t.now()), What: "order.canceled"})
		return &orderv1.CancelResponse{Order: clone(o)}, nil
	}
	return nil, errs.NotFound("order_not_found", "You have no order with this id.")
}

func (*town) Rate(context.Context, *shippingv1.RateRequest) (*shippingv1.RateResponse, error) {
	return &shippingv1.RateResponse{}, nil
}

func (t *town) Track(_ context.Context, q *shippingv1.TrackRequest) (*shippingv1.TrackResponse, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return &shippingv1.TrackResponse{Parcels: t.parcels[q.GetOrderId()]}, nil
}

// byToken decides like the sandbox.
func byToken(o *orderv1.Order, token string) *orderv1.Problem {
	switch token {
	case "tok_decline":
		return &orderv1.Problem{Code: "payment_declined", Detail: "The payment was declined.", DeclineCode: "card_declined"}
	case "tok_insufficient_funds":
		return &orderv1.Problem{Code: "payment_declined", Detail: "The payment was declined.", DeclineCode: "insufficient_funds"}
	case "tok_3ds":
		o.Payment = &orderv1.PaymentState{Status: "requires_action", NextActionType: "redirect", NextActionUrl: "/sandbox/3ds/ch_1"}
	case "tok_late_webhook":
	default:
		confirm(o)
	}
	return nil
}

func confirm(o *orderv1.Order) {
	o.Status, o.Version = "confirmed", o.Version+1
	o.Payment = &orderv1.PaymentState{Status: "captured", Method: "card"}
	o.Timeline = append(o.Timeline, &orderv1.TimelineEntry{At: o.CreatedAt + 1, What: "order.confirmed"})
	sh := &orderv1.Shipment{ShipmentId: "s-" + o.OrderId, SellerId: 7, Status: "preparing"}
	for _, i := range o.Items {
		sh.Lines = append(sh.Lines, &orderv1.ShipmentLine{ProductId: i.ProductId, Quantity: i.Quantity})
	}
	o.Shipments = []*orderv1.Shipment{sh}
}
