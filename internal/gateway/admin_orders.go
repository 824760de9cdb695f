package gateway

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/door"
)

func (g *Gateway) adminOrderRoutes() {
	route(g, huma.Operation{
		OperationID: "list-all-orders", Method: http.MethodGet, Path: "/v1/admin/orders", Tags: []string{"admin"},
		Summary: "Everybody's orders, newest first",
	}, rule{access: door.Operator}, g.listAllOrders)
	route(g, huma.Operation{
		OperationID: "find-order", Method: http.MethodGet, Path: "/v1/admin/orders/{order_id}", Tags: []string{"admin"},
		Summary: "Any order by its id",
	}, rule{access: door.Operator}, g.findOrder)
}

// staffOrder is ORDER with what staff may see.
type staffOrder struct {
	Order
	UserID id     `json:"user_id"`
	Email  string `json:"email,omitempty" doc:"Contact given with the quote; empty: the account's."`
}

func staffOrderOf(o *orderv1.Order) staffOrder {
	return staffOrder{orderOf(o), idOf(o.GetUserId()), o.GetEmail()}
}

type allOrdersInput struct {
	Status string `query:"status" enum:"pending,confirmed,shipped,delivered,returned,canceled"`
	Paging
}

func (g *Gateway) listAllOrders(ctx context.Context, _ *door.Visit, in *allOrdersInput) (*output[list[staffOrder]], error) {
	got, err := g.needs.Order.ListAll(ctx, &orderv1.ListAllRequest{Status: in.Status, Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return &output[list[staffOrder]]{listOf(got.GetOrders(), staffOrderOf, got.GetNextCursor())}, nil
}

// findOrder is the only look-up of an order without its user; it is for staff and nothing hot.
func (g *Gateway) findOrder(ctx context.Context, _ *door.Visit, in *OrderKey) (*output[staffOrder], error) {
	got, err := g.needs.Order.Find(ctx, &orderv1.FindRequest{OrderId: in.OrderID})
	if err != nil {
		return nil, err
	}
	return &output[staffOrder]{staffOrderOf(got)}, nil
}
