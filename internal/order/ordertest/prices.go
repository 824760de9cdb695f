package ordertest

import (
	"context"
	"sync"

	"google.golang.org/protobuf/proto"

	commercev1 "rialto/gen/rialto/commerce/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/platform/errs"
)

// Prices is a pricing room: quotes, their re-check, and coupons with a limit.
type Prices struct {
	mu      sync.Mutex
	quotes  map[string]*pricingv1.Quote
	moved   map[string]*pricingv1.RecheckResponse
	coupons map[int64]*coupon
	asked   []*pricingv1.QuoteRequest
}

type coupon struct {
	left   int
	states map[string]string // order → held | committed | released
}

// NewPrices returns a pricing room without quotes.
func NewPrices() *Prices {
	return &Prices{quotes: map[string]*pricingv1.Quote{}, moved: map[string]*pricingv1.RecheckResponse{}, coupons: map[int64]*coupon{}}
}

// Add stores a quote of the sample purchase (two of product 11, one of product 12, all of seller 1, 29.74 USD) and lets a
// test change it first.
func (p *Prices) Add(user int64, id string, expiresAt int64, change ...func(*pricingv1.Quote)) *pricingv1.Quote {
	q := &pricingv1.Quote{
		QuoteId: id, UserId: user, Currency: "USD", Subtotal: 2500, Discount: 250, Tax: 225, Shipping: 499, Total: 2974,
		Lines: []*pricingv1.QuoteLine{
			{ProductId: 11, SellerId: 1, Title: "Lantern", Quantity: 2, UnitPrice: 1000, Subtotal: 2000, Discount: 200, Tax: 180},
			{ProductId: 12, SellerId: 1, Title: "Matches", Quantity: 1, UnitPrice: 500, Subtotal: 500, Discount: 50, Tax: 45},
		},
		Address:  &commercev1.Address{Name: "Ada", Line1: "1 Pike St", City: "Seattle", Region: "WA", PostalCode: "98101", Country: "US"},
		Delivery: "standard", ArrivesBy: expiresAt + 1, WarehouseIds: []int64{3, 1}, ExpiresAt: expiresAt,
	}
	for _, c := range change {
		c(q)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.quotes[id] = q
	return q
}

// WithCoupon puts coupons on a quote.
func WithCoupon(ids ...int64) func(*pricingv1.Quote) {
	return func(q *pricingv1.Quote) {
		q.Coupon = "SAVE10"
		for _, id := range ids {
			q.Coupons = append(q.Coupons, &pricingv1.QuoteCoupon{CouponId: id, Code: "SAVE10"})
		}
	}
}

// More asks for two more units of product 12 than the shop has, after product 11 could be had.
func More(q *pricingv1.Quote) {
	q.Lines[1].Quantity, q.Lines[1].Subtotal = 12, 6000
	q.Subtotal, q.Total = 8000, 8474
}

// Free makes a quote cost nothing.
func Free(q *pricingv1.Quote) {
	q.Discount, q.Tax, q.Shipping, q.Total = q.Subtotal, 0, 0, 0
	for _, l := range q.Lines {
		l.Discount, l.Tax = l.Subtotal, 0
	}
}

// Coupon sets how often a coupon may still be used.
func (p *Prices) Coupon(id int64, left int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.coupons[id] = &coupon{left, map[string]string{}}
}

// Left is how often a coupon may still be used, State what an order has of it: "", held, committed or released.
func (p *Prices) Left(id int64) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.coupons[id].left
}

// State is what an order has of a coupon: "", held, committed or released.
func (p *Prices) State(id int64, order string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.coupons[id].states[order]
}

// Move changes a price after the quote.
func (p *Prices) Move(quote, fresh string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.moved[quote] = &pricingv1.RecheckResponse{
		Changed: []*pricingv1.LineChange{{ProductId: 11, Reason: "price", OldAmount: 1000, NewAmount: 900}},
		Fresh:   &pricingv1.Quote{QuoteId: fresh},
	}
}

// Asked returns the requests for quotes.
func (p *Prices) Asked() []*pricingv1.QuoteRequest {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked
}

// Quote implements order.Pricing.
func (p *Prices) Quote(_ context.Context, req *pricingv1.QuoteRequest) (*pricingv1.Quote, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked = append(p.asked, proto.Clone(req).(*pricingv1.QuoteRequest))
	return &pricingv1.Quote{QuoteId: "fresh", UserId: req.GetUserId()}, nil
}

// GetQuote implements order.Pricing.
func (p *Prices) GetQuote(_ context.Context, req *pricingv1.GetQuoteRequest) (*pricingv1.Quote, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	q := p.quotes[req.GetQuoteId()]
	if q == nil || q.GetUserId() != req.GetUserId() {
		return nil, errs.NotFound("quote_not_found", "There is no such quote.")
	}
	return proto.Clone(q).(*pricingv1.Quote), nil
}

// Recheck implements order.Pricing.
func (p *Prices) Recheck(_ context.Context, req *pricingv1.RecheckRequest) (*pricingv1.RecheckResponse, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if moved := p.moved[req.GetQuoteId()]; moved != nil {
		return proto.Clone(moved).(*pricingv1.RecheckResponse), nil
	}
	return &pricingv1.RecheckResponse{Unchanged: true}, nil
}

// ReserveCoupon implements order.Pricing.
func (p *Prices) ReserveCoupon(_ context.Context, req *pricingv1.CouponOrderRequest) (*pricingv1.CouponOrderResponse, error) {
	return p.redeem(req, func(c *coupon, state string) (string, error) {
		switch {
		case state == "released":
			return "", errs.Conflict("coupon_released", "The order gave this coupon back.")
		case state != "":
			return state, nil
		case c.left == 0:
			return "", errs.Conflict("coupon_used_up", "The coupon is used up.")
		}
		c.left--
		return "held", nil
	})
}

// CommitCoupon implements order.Pricing.
func (p *Prices) CommitCoupon(_ context.Context, req *pricingv1.CouponOrderRequest) (*pricingv1.CouponOrderResponse, error) {
	return p.redeem(req, func(_ *coupon, state string) (string, error) {
		if state != "held" && state != "committed" {
			return "", errs.Conflict("coupon_released", "The order does not hold this coupon.")
		}
		return "committed", nil
	})
}

// ReleaseCoupon implements order.Pricing.
func (p *Prices) ReleaseCoupon(_ context.Context, req *pricingv1.CouponOrderRequest) (*pricingv1.CouponOrderResponse, error) {
	return p.redeem(req, func(c *coupon, state string) (string, error) {
		if state == "held" || state == "committed" {
			c.left++
		}
		return "released", nil
	})
}

func (p *Prices) redeem(req *pricingv1.CouponOrderRequest, step func(*coupon, string) (string, error)) (*pricingv1.CouponOrderResponse, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.coupons[req.GetCouponId()]
	if c == nil {
		return nil, errs.NotFound("coupon_unknown", "There is no such coupon.")
	}
	state, err := step(c, c.states[req.GetOrderId()])
	if err != nil {
		return nil, err
	}
	c.states[req.GetOrderId()] = state
	return &pricingv1.CouponOrderResponse{State: state}, nil
}
