package gateway

import (
	"context"
	"slices"
	"strconv"

	"google.golang.org/protobuf/proto"

	cartv1 "rialto/gen/rialto/cart/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
	"rialto/internal/platform/errs"
)

type fakeCart struct{ *shop }

func (f fakeCart) of(user int64) *cartv1.Cart {
	if f.carts[user] == nil {
		f.carts[user] = &cartv1.Cart{UserId: user, Currency: "USD", Subtotal: usd(0)}
	}
	return f.carts[user]
}

func (f fakeCart) set(user, product, quantity int64) *cartv1.Cart {
	c := f.of(user)
	c.Items = slices.DeleteFunc(c.Items, func(i *cartv1.CartItem) bool { return i.GetProductId() == product })
	if quantity > 0 {
		c.Items = append(c.Items, &cartv1.CartItem{ProductId: product, SellerId: sellerID, Quantity: quantity, Price: usd(75864)})
	}
	c.Subtotal = usd(75864 * quantity)
	return proto.CloneOf(c)
}

func (f fakeCart) GetCart(_ context.Context, q *cartv1.GetCartRequest) (*cartv1.Cart, error) {
	return answer(f.shop, "GetCart", q, func() (*cartv1.Cart, error) { return proto.CloneOf(f.of(q.GetUserId())), nil })
}

func (f fakeCart) AddItem(_ context.Context, q *cartv1.AddItemRequest) (*cartv1.AddItemResponse, error) {
	return answer(f.shop, "AddItem", q, func() (*cartv1.AddItemResponse, error) {
		if q.GetProductId() != productID {
			return nil, noProduct()
		}
		return &cartv1.AddItemResponse{Cart: f.set(q.GetUserId(), q.GetProductId(), q.GetQuantity())}, nil
	})
}

func (f fakeCart) SetItem(_ context.Context, q *cartv1.SetItemRequest) (*cartv1.Cart, error) {
	return answer(f.shop, "SetItem", q, func() (*cartv1.Cart, error) {
		return f.set(q.GetUserId(), q.GetProductId(), q.GetQuantity()), nil
	})
}

func (f fakeCart) RemoveItem(_ context.Context, q *cartv1.RemoveItemRequest) (*cartv1.Cart, error) {
	return answer(f.shop, "RemoveItem", q, func() (*cartv1.Cart, error) {
		return f.set(q.GetUserId(), q.GetProductId(), 0), nil
	})
}

func (f fakeCart) SetCoupon(_ context.Context, q *cartv1.SetCouponRequest) (*cartv1.Cart, error) {
	return answer(f.shop, "SetCoupon", q, func() (*cartv1.Cart, error) {
		c := f.of(q.GetUserId())
		c.Coupon = q.GetCoupon()
		return proto.CloneOf(c), nil
	})
}

func (f fakeCart) Merge(_ context.Context, q *cartv1.MergeRequest) (*cartv1.Cart, error) {
	return answer(f.shop, "Merge", q, func() (*cartv1.Cart, error) { return proto.CloneOf(f.of(q.GetToUserId())), nil })
}

type fakeOrder struct{ *shop }

func anOrder(status string) *orderv1.Order {
	return &orderv1.Order{
		OrderId: "9001", UserId: customerID, Status: status, Currency: "USD", Subtotal: 75864, Tax: 7586, Total: 83450,
		Items:     []*orderv1.OrderItem{{ProductId: productID, SellerId: sellerID, Title: "Headphones", Quantity: 1, UnitPrice: 75864}},
		Payment:   &orderv1.PaymentState{Status: "captured", Method: "card"},
		Tenders:   []*orderv1.TenderState{{Method: "gift_card", Amount: 450, Label: "Gift card ···· 7Q2M"}, {Method: "card", Amount: 83000, Label: "Visa ···· 4242"}},
		Timeline:  []*orderv1.TimelineEntry{{At: 1_700_000_000_000_000, What: "order.placed"}},
		Shipments: []*orderv1.Shipment{{ShipmentId: "71", SellerId: sellerID, WarehouseId: 3, Status: "shipped"}},
		Address:   &commercev1.Address{Name: "Ann", Line1: "1 Pike St", City: "Seattle", Region: "WA", Country: "US"},
		Email:     "ann@example.test", CreatedAt: 1_700_000_000_000_000,
	}
}

func (f fakeOrder) Quote(_ context.Context, q *orderv1.QuoteRequest) (*pricingv1.Quote, error) {
	return answer(f.shop, "Quote", q, func() (*pricingv1.Quote, error) {
		if q.GetUserId() == guestID && q.GetEmail() == "" {
			return nil, errs.Invalid("email_required", "Guests must give an e-mail address for the confirmation.")
		}
		return &pricingv1.Quote{
			QuoteId: "q-ok", Currency: "USD", Subtotal: 75864, Tax: 7586, Shipping: 599, Total: 84049, ExpiresAt: expiresAt,
			Lines:           []*pricingv1.QuoteLine{{ProductId: productID, SellerId: sellerID, Title: "Headphones", Quantity: 1, UnitPrice: 75864, Subtotal: 75864, Tax: 7586}},
			Changed:         []*pricingv1.LineChange{{ProductId: productID, Reason: "price", OldAmount: 70000, NewAmount: 75864}},
			Coupons:         []*pricingv1.QuoteCoupon{{CouponId: 41, Code: "SAVE10", Discount: 7586}},
			DeliveryOptions: []*shippingv1.DeliveryOption{{Method: "standard", Cost: usd(599), ArrivesBy: expiresAt}},
		}, nil
	})
}

// outcomes are what a quote token leads to.
func outcomes(token string) *orderv1.PlaceResponse {
	canceled := func(p *orderv1.Problem) *orderv1.PlaceResponse {
		return &orderv1.PlaceResponse{Order: anOrder("canceled"), Settled: true, Problem: p}
	}
	switch token {
	case "q-ok":
		return &orderv1.PlaceResponse{Order: anOrder("confirmed"), Settled: true}
	case "q-3ds":
		o := anOrder("pending")
		o.Payment = &orderv1.PaymentState{Status: "requires_action", NextActionType: "redirect", NextActionUrl: "/sandbox/3ds/1"}
		return &orderv1.PlaceResponse{Order: o}
	case "q-transfer":
		o := anOrder("pending")
		o.Payment = &orderv1.PaymentState{
			Status: "requires_action", Method: "bank_transfer", NextActionType: "bank_transfer", Reference: "R-9001", Account: "DE02 1203", PayUntil: expiresAt,
		}
		return &orderv1.PlaceResponse{Order: o}
	case "q-limit":
		return canceled(&orderv1.Problem{Code: "purchase_limit", Detail: "At most 2 a buyer.", ProductIds: []int64{productID}})
	case "q-declined":
		return canceled(&orderv1.Problem{Code: "payment_declined", Detail: "The payment was declined.", DeclineCode: "card_declined"})
	case "q-out":
		return canceled(&orderv1.Problem{Code: "out_of_stock", Detail: "Sold out.", ProductIds: []int64{productID, 102}})
	case "q-price":
		return canceled(&orderv1.Problem{
			Code: "price_changed", Detail: "The price changed.", FreshQuoteToken: "q-fresh",
			Changed: []*pricingv1.LineChange{{ProductId: productID, Reason: "price", OldAmount: 75864, NewAmount: 80000}},
		})
	}
	return nil
}

func (f fakeOrder) Place(_ context.Context, q *orderv1.PlaceRequest) (*orderv1.PlaceResponse, error) {
	return answer(f.shop, "Place", q, func() (*orderv1.PlaceResponse, error) {
		if err := fakeTenders(q.GetTenders()); err != nil {
			return nil, err
		}
		key := strconv.FormatInt(q.GetUserId(), 10) + " " + q.GetIdempotencyKey()
		if known := f.keys[key]; known != nil {
			again := proto.CloneOf(known)
			again.Replayed = true
			return again, nil
		}
		got := outcomes(q.GetQuoteToken())
		if got == nil {
			return nil, errs.NotFound("quote_not_found", "There is no such quote.")
		}
		f.keys[key] = got
		return proto.CloneOf(got), nil
	})
}

func fakeTenders(tenders []*orderv1.Tender) error {
	for _, t := range tenders {
		switch {
		case t.GetMethod() == "gift_card" && t.GetCode() != goodCode:
			return errs.Invalid("gift_card_unknown", "There is no such gift card.")
		case !slices.Contains([]string{"card", "gift_card", "bank_transfer", "cash_on_delivery"}, t.GetMethod()):
			return errs.Invalid("method_unavailable", "Payment method %q is not available.", t.GetMethod())
		}
	}
	return nil
}

func noOrder() error { return errs.NotFound("order_not_found", "You have no order with this id.") }

func (f fakeOrder) Get(_ context.Context, q *orderv1.GetRequest) (*orderv1.Order, error) {
	return answer(f.shop, "Get", q, func() (*orderv1.Order, error) {
		if q.GetOrderId() != "9001" || q.GetUserId() != customerID {
			return nil, noOrder()
		}
		return anOrder("shipped"), nil
	})
}

func (f fakeOrder) List(_ context.Context, q *orderv1.ListRequest) (*orderv1.ListResponse, error) {
	return answer(f.shop, "List", q, func() (*orderv1.ListResponse, error) {
		return &orderv1.ListResponse{Orders: []*orderv1.Order{anOrder("shipped")}, NextCursor: "9001"}, nil
	})
}

func (f fakeOrder) Cancel(_ context.Context, q *orderv1.CancelRequest) (*orderv1.CancelResponse, error) {
	return answer(f.shop, "Cancel", q, func() (*orderv1.CancelResponse, error) {
		if q.GetOrderId() != "9001" || q.GetUserId() != customerID {
			return nil, noOrder()
		}
		return &orderv1.CancelResponse{Order: anOrder("canceled"), Replayed: q.GetIdempotencyKey() == "again"}, nil
	})
}

func (f fakeOrder) Find(_ context.Context, q *orderv1.FindRequest) (*orderv1.Order, error) {
	return answer(f.shop, "Find", q, func() (*orderv1.Order, error) {
		if q.GetOrderId() != "9001" {
			return nil, noOrder()
		}
		return anOrder("shipped"), nil
	})
}

func (f fakeOrder) ListAll(_ context.Context, q *orderv1.ListAllRequest) (*orderv1.ListResponse, error) {
	return answer(f.shop, "ListAll", q, func() (*orderv1.ListResponse, error) {
		return &orderv1.ListResponse{Orders: []*orderv1.Order{anOrder("shipped")}}, nil
	})
}

func (f fakeOrder) ListSagas(_ context.Context, q *orderv1.ListSagasRequest) (*orderv1.ListSagasResponse, error) {
	return answer(f.shop, "ListSagas", q, func() (*orderv1.ListSagasResponse, error) {
		return &orderv1.ListSagasResponse{Sagas: []*orderv1.Saga{{
			OrderId: "9001", UserId: customerID, Kind: "place", Step: "capture", State: "running", Attempt: 2, StartedAt: 1_700_000_000_000_000,
			Log: []*orderv1.SagaLogEntry{{At: 1_700_000_000_000_000, Step: "reserve", What: "begin"}},
		}}}, nil
	})
}

func (f fakeOrder) RetrySaga(_ context.Context, q *orderv1.RetrySagaRequest) (*orderv1.RetrySagaResponse, error) {
	return answer(f.shop, "RetrySaga", q, func() (*orderv1.RetrySagaResponse, error) { return &orderv1.RetrySagaResponse{}, nil })
}

func (f fakeOrder) Refund(_ context.Context, q *orderv1.RefundRequest) (*orderv1.RefundResponse, error) {
	return answer(f.shop, "Refund", q, func() (*orderv1.RefundResponse, error) {
		if q.GetAmount() > 83450 {
			return nil, errs.Conflict("over_refund", "At most 834.50 USD can still be given back.")
		}
		o := anOrder("shipped")
		o.Refunds = []*orderv1.OrderRefund{{
			RefundId: "r1", Amount: q.GetAmount(), Gateway: q.GetAmount(), Status: "done", Reason: q.GetReason(), Lines: q.GetLines(), At: 1_700_000_000_000_000,
		}}
		return &orderv1.RefundResponse{Order: o, Replayed: q.GetIdempotencyKey() == "again"}, nil
	})
}

type fakePricing struct{ *shop }

func (f fakePricing) CreateCoupon(_ context.Context, q *pricingv1.CreateCouponRequest) (*pricingv1.CreateCouponResponse, error) {
	return answer(f.shop, "CreateCoupon", q, func() (*pricingv1.CreateCouponResponse, error) {
		c := proto.CloneOf(q.GetCoupon())
		c.CouponId = 41
		return &pricingv1.CreateCouponResponse{Coupon: c}, nil
	})
}

func (f fakePricing) ListCoupons(_ context.Context, q *pricingv1.ListCouponsRequest) (*pricingv1.ListCouponsResponse, error) {
	return answer(f.shop, "ListCoupons", q, func() (*pricingv1.ListCouponsResponse, error) {
		return &pricingv1.ListCouponsResponse{Coupons: []*pricingv1.Coupon{{CouponId: 41, Code: "SAVE10", Kind: "percent", Percent: 10}}}, nil
	})
}
