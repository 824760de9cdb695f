package gateway

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/commerce"
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
	route(g, huma.Operation{
		OperationID: "list-sagas", Method: http.MethodGet, Path: "/v1/admin/sagas", Tags: []string{"admin"},
		Summary: "Checkouts and cancellations that run, or need a person",
	}, rule{access: door.Operator}, g.listSagas)
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

type sagasInput struct {
	NeedsPerson bool  `query:"needs_person" doc:"Only those that a person must look at."`
	Limit       int32 `query:"limit" minimum:"1" maximum:"100" default:"50"`
}

// saga is where a checkout or cancellation stands, with its log, oldest first.
type saga struct {
	OrderID   string     `json:"order_id"`
	UserID    id         `json:"user_id"`
	Step      string     `json:"step"`
	State     string     `json:"state" enum:"running,undoing,waiting,done,needs_person"`
	Attempt   int64      `json:"attempt"`
	DueAt     *time.Time `json:"due_at,omitempty"`
	LastError string     `json:"last_error,omitempty"`
	Log       []sagaStep `json:"log"`
}

type sagaStep struct {
	At   time.Time `json:"at"`
	Step string    `json:"step"`
	What string    `json:"what"`
}

func (g *Gateway) listSagas(ctx context.Context, _ *door.Visit, in *sagasInput) (*output[list[saga]], error) {
	got, err := g.needs.Order.ListSagas(ctx, &orderv1.ListSagasRequest{NeedsPersonOnly: in.NeedsPerson, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return &output[list[saga]]{listOf(got.GetSagas(), sagaOf, "")}, nil
}

func sagaOf(s *orderv1.Saga) saga {
	return saga{
		s.GetOrderId(), idOf(s.GetUserId()), s.GetStep(), s.GetState(), s.GetAttempt(), timeOf(s.GetDueAt()), s.GetLastError(),
		each(s.GetLog(), func(e *orderv1.SagaLogEntry) sagaStep {
			return sagaStep{commerce.FromMicros(e.GetAt()), e.GetStep(), e.GetWhat()}
		}),
	}
}
