package order

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// Get implements the contract.
func (s *Service) Get(ctx context.Context, req *orderv1.GetRequest) (*orderv1.Order, error) {
	o, err := s.store.Get(ctx, commerce.UserID(req.GetUserId()), commerce.OrderID(req.GetOrderId()))
	if err != nil {
		return nil, err
	}
	return orderToProto(o), nil
}

// Find implements the contract.
func (s *Service) Find(ctx context.Context, req *orderv1.FindRequest) (*orderv1.Order, error) {
	o, err := s.store.Find(ctx, commerce.OrderID(req.GetOrderId()))
	if err != nil {
		return nil, err
	}
	return orderToProto(o), nil
}

// List implements the contract.
func (s *Service) List(ctx context.Context, req *orderv1.ListRequest) (*orderv1.ListResponse, error) {
	if req.GetUserId() <= 0 {
		return nil, errs.Unauthenticated("Sign in to see your orders.")
	}
	return s.page(ctx, ListQuery{UserID: commerce.UserID(req.GetUserId())}, req.GetCursor(), req.GetLimit())
}

// ListAll implements the contract.
func (s *Service) ListAll(ctx context.Context, req *orderv1.ListAllRequest) (*orderv1.ListResponse, error) {
	if st := Status(req.GetStatus()); st != "" && transitions[st] == nil {
		return nil, errs.InvalidFields(errs.Field{Name: "status", Problem: "is not a status of an order"})
	}
	return s.page(ctx, ListQuery{Status: Status(req.GetStatus())}, req.GetCursor(), req.GetLimit())
}

func (s *Service) page(ctx context.Context, q ListQuery, cursor string, limit int32) (*orderv1.ListResponse, error) {
	q.Limit = pageSize(limit)
	if cursor != "" {
		at, id, ok := strings.Cut(cursor, "-")
		before, err := strconv.ParseInt(at, 10, 64)
		if !ok || err != nil || before <= 0 {
			return nil, errs.InvalidFields(errs.Field{Name: "cursor", Problem: "is not a cursor that a list gave"})
		}
		q.Before, q.BeforeID = before, commerce.OrderID(id)
	}
	orders, err := s.store.List(ctx, q)
	if err != nil {
		return nil, err
	}
	out := &orderv1.ListResponse{}
	for _, o := range orders {
		out.Orders = append(out.Orders, orderToProto(o))
	}
	if len(orders) == q.Limit {
		last := orders[len(orders)-1]
		out.NextCursor = fmt.Sprintf("%d-%s", last.CreatedAt, last.ID)
	}
	return out, nil
}

func pageSize(limit int32) int {
	if limit <= 0 {
		return 20
	}
	return min(int(limit), 100)
}
