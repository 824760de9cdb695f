package gateway

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/door"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/httpkit"
)

func (g *Gateway) orderRoutes() {
	route(g, huma.Operation{
		OperationID: "place-order", Method: http.MethodPost, Path: "/v1/orders", Tags: []string{"orders"},
		DefaultStatus: http.StatusCreated,
		Summary:       "Buy what a quote says, once per Idempotency-Key",
		Description: "201 when settled in time, else 202: the order is pending; look at it, or send the same request again. " +
			"402 and 409 carry the canceled order as `order`; price_changed also the differences and a fresh quote_token.",
		Responses: map[string]*huma.Response{
			"202": g.orderResponse("Accepted: still pending"),
			"402": problemResponse("payment_declined"),
			"409": problemResponse("out_of_stock, price_changed, coupon_used_up, checkout_expired, quote_expired"),
		},
	}, rule{access: door.Shopper, class: door.Checkout}, g.placeOrder)
	route(g, huma.Operation{
		OperationID: "list-orders", Method: http.MethodGet, Path: "/v1/orders", Tags: []string{"orders"},
		Summary: "Own orders, newest first, without their timelines",
	}, rule{access: door.Shopper, class: door.Personal}, g.listOrders)
	route(g, huma.Operation{
		OperationID: "get-order", Method: http.MethodGet, Path: "/v1/orders/{order_id}", Tags: []string{"orders"},
		Summary: "One of one's own orders",
	}, rule{access: door.Shopper, class: door.Personal}, g.getOrder)
	route(g, huma.Operation{
		OperationID: "cancel-order", Method: http.MethodPost, Path: "/v1/orders/{order_id}/cancel", Tags: []string{"orders"},
		Summary:   "Cancel before hand-over, with a full refund, once per Idempotency-Key",
		Responses: map[string]*huma.Response{"409": problemResponse("already_shipped, order_in_progress")},
	}, rule{access: door.Shopper, class: door.Checkout}, g.cancelOrder)
	route(g, huma.Operation{
		OperationID: "track-order", Method: http.MethodGet, Path: "/v1/orders/{order_id}/tracking", Tags: []string{"orders"},
		Summary: "Where the parcels of an order are",
	}, rule{access: door.Shopper, class: door.Personal}, g.trackOrder)
}

// Idempotent is the key that makes a repeat harmless.
type Idempotent struct {
	Key string `header:"Idempotency-Key" doc:"Required: 1 to 255 printable characters, new for each intent."`
}

func (i Idempotent) required() (string, error) {
	if i.Key == "" {
		return "", errs.Invalid("idempotency_key_required",
			"Send an Idempotency-Key header: a new random value for each purchase, the same one when you repeat a request.")
	}
	return i.Key, nil
}

type placeInput struct {
	Idempotent
	Body placeBody
}

type placeBody struct {
	QuoteToken string   `json:"quote_token" minLength:"1" maxLength:"200"`
	Tenders    []tender `json:"tenders,omitempty" minItems:"1" maxItems:"2"`
	Payment    *tender  `json:"payment,omitempty" doc:"Short for one tender."`
}

type tender struct {
	Method string `json:"method" maxLength:"40" doc:"card; others are not available yet."`
	Token  string `json:"token,omitempty" maxLength:"255" doc:"Of the payment gateway, for card."`
	Code   string `json:"code,omitempty" maxLength:"255" doc:"For gift_card."`
}

func (t tender) proto() *orderv1.Tender {
	if t.Token == "" {
		return &orderv1.Tender{Method: t.Method, Token: t.Code}
	}
	return &orderv1.Tender{Method: t.Method, Token: t.Token}
}

// tenders accepts both forms, not both at once. Which methods there are is decided by order.
func (b placeBody) tenders() ([]*orderv1.Tender, error) {
	switch {
	case b.Payment != nil && b.Tenders != nil:
		return nil, errs.InvalidFields(errs.Field{Name: "payment", Problem: "cannot be given together with tenders"})
	case b.Payment != nil:
		return []*orderv1.Tender{b.Payment.proto()}, nil
	case b.Tenders == nil:
		return nil, errs.InvalidFields(errs.Field{Name: "tenders", Problem: "is required, or payment"})
	}
	return each(b.Tenders, tender.proto), nil
}

// placedOrder is the answer of what must not happen twice.
type placedOrder struct {
	Status   int
	Location string `header:"Location"`
	Replayed string `header:"Idempotent-Replayed" doc:"\"true\" when this answers a repeat."`
	Body     Order
}

// placeOrder turns what order decided into HTTP: settled 201, undecided 202, refused 402 or 409 with the order in the problem. A
// repeat gives the same answer, marked.
func (g *Gateway) placeOrder(ctx context.Context, v *door.Visit, in *placeInput) (*placedOrder, error) {
	key, err := in.required()
	if err != nil {
		return nil, err
	}
	tenders, err := in.Body.tenders()
	if err != nil {
		return nil, err
	}
	got, err := g.needs.Order.Place(ctx, &orderv1.PlaceRequest{
		UserId: v.Who.UserID(), IdempotencyKey: key, QuoteToken: in.Body.QuoteToken, Tenders: tenders,
		WaitMs: int32(g.cfg.PlaceWait.Milliseconds()),
	})
	if err != nil {
		return nil, err
	}
	if got.GetSettled() && got.GetProblem() != nil {
		if got.GetReplayed() {
			v.W.Header().Set("Idempotent-Replayed", "true")
		}
		return nil, refusedOrder(got)
	}
	out := &placedOrder{Status: http.StatusCreated, Body: orderOf(got.GetOrder()), Replayed: replayed(got.GetReplayed())}
	if got.GetJoined() {
		out.Status = http.StatusOK // the quote had become this order under another key
	}
	out.Location = "/v1/orders/" + out.Body.OrderID
	if !got.GetSettled() {
		out.Status = http.StatusAccepted
	}
	return out, nil
}

func replayed(yes bool) string {
	if yes {
		return "true"
	}
	return ""
}

// refusedOrder is the problem that an order came to: 402 for a declined payment, 409 for what the world was against.
func refusedOrder(got *orderv1.PlaceResponse) *problem {
	p := got.GetProblem()
	kind := errs.KindConflict
	if p.GetCode() == "payment_declined" {
		kind = errs.KindPayment
	}
	e := errs.New(kind, p.GetCode(), "%s", p.GetDetail())
	if len(p.GetProductIds()) > 0 {
		e = e.With("product_ids", joinIDs(p.GetProductIds()))
	}
	if p.GetDeclineCode() != "" {
		e = e.With("decline_code", p.GetDeclineCode())
	}
	o := orderOf(got.GetOrder())
	out := &problem{Problem: httpkit.ProblemOf(e), Order: &o, QuoteToken: p.GetFreshQuoteToken()}
	if len(p.GetChanged()) > 0 {
		out.Changed = changesOf(p.GetChanged(), got.GetOrder().GetCurrency())
	}
	return out
}

// OrderKey is an order's id in an address. Any text is looked up: what is no id is nobody's order. (Embedded, hence exported.)
type OrderKey struct {
	OrderID string `path:"order_id" maxLength:"20"`
}

// getOrder names the user with the order: another's order is not found, as if it did not exist.
func (g *Gateway) getOrder(ctx context.Context, v *door.Visit, in *OrderKey) (*output[Order], error) {
	got, err := g.needs.Order.Get(ctx, &orderv1.GetRequest{UserId: v.Who.UserID(), OrderId: in.OrderID})
	if err != nil {
		return nil, err
	}
	return &output[Order]{orderOf(got)}, nil
}

type pageInput struct{ Paging }

func (g *Gateway) listOrders(ctx context.Context, v *door.Visit, in *pageInput) (*output[list[Order]], error) {
	got, err := g.needs.Order.List(ctx, &orderv1.ListRequest{UserId: v.Who.UserID(), Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return &output[list[Order]]{listOf(got.GetOrders(), orderOf, got.GetNextCursor())}, nil
}

type cancelInput struct {
	OrderKey
	Idempotent
}

type canceledOrder struct {
	Replayed string `header:"Idempotent-Replayed" doc:"\"true\" when this answers a repeat."`
	Body     Order
}

// cancelOrder may come too late: then order says already_shipped.
func (g *Gateway) cancelOrder(ctx context.Context, v *door.Visit, in *cancelInput) (*canceledOrder, error) {
	key, err := in.required()
	if err != nil {
		return nil, err
	}
	got, err := g.needs.Order.Cancel(ctx, &orderv1.CancelRequest{
		UserId: v.Who.UserID(), OrderId: in.OrderID, IdempotencyKey: key,
	})
	if err != nil {
		return nil, err
	}
	return &canceledOrder{replayed(got.GetReplayed()), orderOf(got.GetOrder())}, nil
}
