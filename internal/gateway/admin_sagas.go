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

func (g *Gateway) adminSagaRoutes() {
	route(g, huma.Operation{
		OperationID: "list-sagas", Method: http.MethodGet, Path: "/v1/admin/sagas", Tags: []string{"admin"},
		Summary: "Checkouts, cancellations and refunds that run, or need a person; with order_id all of one order, done ones too",
	}, rule{access: door.Operator}, g.listSagas)
	route(g, huma.Operation{
		OperationID: "retry-saga", Method: http.MethodPost, Path: "/v1/admin/sagas/{order_id}/retry", Tags: []string{"admin"},
		Summary: "Make the sagas of an order due at once, those that need a person too",
	}, rule{access: door.Operator}, g.retrySaga)
}

type sagasInput struct {
	State       string `query:"state" enum:"running,undoing,waiting,needs_person" doc:"Default: all that are not done."`
	NeedsPerson bool   `query:"needs_person" doc:"The same as state=needs_person."`
	OrderID     string `query:"order_id" maxLength:"20" doc:"All sagas of this order in any state; the other parameters then mean nothing."`
	Limit       int32  `query:"limit" minimum:"1" maximum:"100" default:"50"`
}

// saga is where a checkout, cancellation or refund stands, with its log, oldest first.
type saga struct {
	OrderID   string     `json:"order_id"`
	UserID    id         `json:"user_id"`
	Kind      string     `json:"kind" enum:"place,cancel,refund"`
	Step      string     `json:"step"`
	State     string     `json:"state" enum:"running,undoing,waiting,done,needs_person"`
	Attempt   int64      `json:"attempt"`
	StartedAt *time.Time `json:"started_at,omitempty"`
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
	got, err := g.needs.Order.ListSagas(ctx, &orderv1.ListSagasRequest{
		NeedsPersonOnly: in.NeedsPerson, Limit: in.Limit, OrderId: in.OrderID, State: in.State,
	})
	if err != nil {
		return nil, err
	}
	return &output[list[saga]]{listOf(got.GetSagas(), sagaOf, "")}, nil
}

// retrySaga answers with the sagas as they stand; what comes of the retry is seen by asking again.
func (g *Gateway) retrySaga(ctx context.Context, _ *door.Visit, in *OrderKey) (*output[list[saga]], error) {
	o, err := g.needs.Order.Find(ctx, &orderv1.FindRequest{OrderId: in.OrderID})
	if err != nil {
		return nil, err
	}
	if _, err := g.needs.Order.RetrySaga(ctx, &orderv1.RetrySagaRequest{UserId: o.GetUserId(), OrderId: o.GetOrderId()}); err != nil {
		return nil, err
	}
	got, err := g.needs.Order.ListSagas(ctx, &orderv1.ListSagasRequest{OrderId: o.GetOrderId(), Limit: 100})
	if err != nil {
		return nil, err
	}
	return &output[list[saga]]{listOf(got.GetSagas(), sagaOf, "")}, nil
}

func sagaOf(s *orderv1.Saga) saga {
	return saga{
		s.GetOrderId(), idOf(s.GetUserId()), s.GetKind(), s.GetStep(), s.GetState(), s.GetAttempt(), timeOf(s.GetStartedAt()),
		timeOf(s.GetDueAt()), s.GetLastError(),
		each(s.GetLog(), func(e *orderv1.SagaLogEntry) sagaStep {
			return sagaStep{commerce.FromMicros(e.GetAt()), e.GetStep(), e.GetWhat()}
		}),
	}
}
