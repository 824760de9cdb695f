package gateway

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/door"
	"rialto/internal/platform/errs"
)

func (g *Gateway) orderRoutes() {
	route(g, huma.Operation{
		OperationID: "place-order", Method: http.MethodPost, Path: "/v1/orders", Tags: []string{"orders"},
		DefaultStatus: http.StatusCreated,
		Summary:       "Buy what a quote says, once per Idempotency-Key",
		Description: "201 when settled in time, else 202: the order is pending; look at it, or send the same request again. " +
			"402 and 409 carry the canceled order as `order`; price_changed also the differences and a fresh quote_token. " +
			"duplicate_order names the order of the same lines in meta.order_id and wants `again`; gift_card_short says in " +
			"`available` what the card could pay; waiting_room and drop_not_open say in Retry-After when to come again.",
		Responses: map[string]*huma.Response{
			"202": g.orderResponse("Accepted: still pending"),
			"402": problemResponse("payment_declined"),
			"409": problemResponse("out_of_stock, price_changed, coupon_used_up, checkout_expired, quote_expired, " +
				"duplicate_order, gift_card_short, purchase_limit, waiting_room, drop_not_open"),
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
