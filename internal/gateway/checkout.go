package gateway

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	orderv1 "rialto/gen/rialto/order/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
	"rialto/internal/commerce"
	"rialto/internal/door"
)

func (g *Gateway) checkoutRoutes() {
	route(g, huma.Operation{
		OperationID: "quote", Method: http.MethodPost, Path: "/v1/checkout/quote", Tags: []string{"checkout"},
		Summary:     "What the cart costs, delivered: lines, coupon, tax, delivery options",
		Description: "Good for 15 minutes; quote_token goes into POST /v1/orders. Guests must give email.",
		Responses:   map[string]*huma.Response{"409": problemResponse("cart_empty, no_price")},
	}, rule{access: door.Shopper, class: door.Quoting}, g.quote)
}

type quoteInput struct {
	Body quoteBody
}

type quoteBody struct {
	Address   *Address `json:"address,omitempty"`
	AddressID id       `json:"address_id,omitempty" doc:"A saved address instead."`
	Delivery  string   `json:"delivery,omitempty" enum:"standard,two_day,prime_one_day" doc:"Default: standard."`
	Coupon    string   `json:"coupon,omitempty" maxLength:"200" doc:"Up to five codes, separated by commas. Default: the cart's."`
	Email     string   `json:"email,omitempty" maxLength:"254" doc:"Where the confirmation goes; required for guests."`
}

// quoteAnswer is what the buyer is asked to accept. All amounts are in the currency of the cart.
type quoteAnswer struct {
	QuoteToken      string           `json:"quote_token"`
	Lines           []quoteLine      `json:"lines"`
	Changed         []change         `json:"changed" doc:"What differs from what the cart showed when it was filled."`
	Subtotal        money            `json:"subtotal"`
	Discount        money            `json:"discount"`
	Tax             money            `json:"tax"`
	Shipping        money            `json:"shipping"`
	Total           money            `json:"total"`
	Coupon          string           `json:"coupon,omitempty" doc:"The codes, separated by commas, in the order in which they were taken off."`
	Coupons         []quoteCoupon    `json:"coupons" doc:"What each of them takes off; they sum to discount."`
	Delivery        string           `json:"delivery"`
	ArrivesBy       *time.Time       `json:"arrives_by,omitempty"`
	ExpiresAt       time.Time        `json:"expires_at"`
	DeliveryOptions []deliveryOption `json:"delivery_options"`
}

type quoteLine struct {
	ProductID id     `json:"product_id"`
	SellerID  id     `json:"seller_id"`
	Title     string `json:"title"`
	Quantity  int64  `json:"quantity"`
	UnitPrice money  `json:"unit_price"`
	Subtotal  money  `json:"subtotal"`
	Discount  money  `json:"discount"`
	Tax       money  `json:"tax"`
}

type quoteCoupon struct {
	Code     string `json:"code"`
	Discount money  `json:"discount"`
}

// change is a difference between two prices. Without product_id it is about the coupon or the tax of the whole.
type change struct {
	ProductID id     `json:"product_id,omitempty"`
	Reason    string `json:"reason" enum:"price,coupon,tax,unavailable"`
	Old       money  `json:"old"`
	New       money  `json:"new"`
}

type deliveryOption struct {
	Method    string    `json:"method"`
	Cost      money     `json:"cost"`
	ArrivesBy time.Time `json:"arrives_by"`
}

// quote passes on where to and how; what is bought comes from the cart, whose it is from the credential.
func (g *Gateway) quote(ctx context.Context, v *door.Visit, in *quoteInput) (*output[quoteAnswer], error) {
	q, err := g.needs.Order.Quote(ctx, &orderv1.QuoteRequest{
		UserId: v.Who.UserID(), Address: in.Body.Address.proto(), AddressId: in.Body.AddressID.int64(),
		Delivery: in.Body.Delivery, Coupon: in.Body.Coupon, Email: in.Body.Email,
	})
	if err != nil {
		return nil, err
	}
	return &output[quoteAnswer]{quoteOf(q)}, nil
}

func quoteOf(q *pricingv1.Quote) quoteAnswer {
	in := func(amount int64) money { return money{amount, q.GetCurrency()} }
	return quoteAnswer{
		QuoteToken: q.GetQuoteId(), Changed: changesOf(q.GetChanged(), q.GetCurrency()),
		Subtotal: in(q.GetSubtotal()), Discount: in(q.GetDiscount()), Tax: in(q.GetTax()), Shipping: in(q.GetShipping()),
		Total: in(q.GetTotal()), Coupon: q.GetCoupon(), Delivery: q.GetDelivery(), ArrivesBy: timeOf(q.GetArrivesBy()),
		ExpiresAt: commerce.FromMicros(q.GetExpiresAt()),
		Lines: each(q.GetLines(), func(l *pricingv1.QuoteLine) quoteLine {
			return quoteLine{
				idOf(l.GetProductId()), idOf(l.GetSellerId()), l.GetTitle(), l.GetQuantity(), in(l.GetUnitPrice()),
				in(l.GetSubtotal()), in(l.GetDiscount()), in(l.GetTax()),
			}
		}),
		Coupons: each(q.GetCoupons(), func(c *pricingv1.QuoteCoupon) quoteCoupon {
			return quoteCoupon{c.GetCode(), in(c.GetDiscount())}
		}),
		DeliveryOptions: each(q.GetDeliveryOptions(), func(o *shippingv1.DeliveryOption) deliveryOption {
			return deliveryOption{o.GetMethod(), money{o.GetCost().GetAmount(), o.GetCost().GetCurrency()}, commerce.FromMicros(o.GetArrivesBy())}
		}),
	}
}

// changesOf shows both prices of what moved, so that a page can say it without another call.
func changesOf(changed []*pricingv1.LineChange, currency string) []change {
	return each(changed, func(c *pricingv1.LineChange) change {
		return change{idOf(c.GetProductId()), c.GetReason(), money{c.GetOldAmount(), currency}, money{c.GetNewAmount(), currency}}
	})
}
