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
	var bad []errs.Field
	if st := Status(req.GetStatus()); st != "" && transitions[st] == nil {
		bad = append(bad, errs.Field{Name: "status", Problem: "is not a status of an order"})
	}
	if req.GetUserId() < 0 {
		bad = append(bad, errs.Field{Name: "user_id", Problem: "must be a positive id"})
	}
	if len(req.GetEmail()) > maxEmail {
		bad = append(bad, errs.Field{Name: "email", Problem: fmt.Sprintf("must be at most %d bytes", maxEmail)})
	}
	if bad != nil {
		return nil, errs.InvalidFields(bad...)
	}
	q := ListQuery{Status: Status(req.GetStatus()), UserID: commerce.UserID(req.GetUserId()), Email: req.GetEmail()}
	return s.page(ctx, q, req.GetCursor(), req.GetLimit())
}

// maxEmail is the longest address that mail allows.
const maxEmail = 254

func (s *Service) page(ctx context.Context, q ListQuery, cursor string, limit int32) (*orderv1.ListResponse, error) {
	size := pageSize(limit)
	q.Limit = size + 1 // one more than asked tells whether there is a next page
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
	if len(orders) > size {
		orders = orders[:size]
		out.NextCursor = fmt.Sprintf("%d-%s", orders[size-1].CreatedAt, orders[size-1].ID)
	}
	for _, o := range orders {
		out.Orders = append(out.Orders, orderToProto(o))
	}
	return out, nil
}

func pageSize(limit int32) int {
	if limit <= 0 {
		return 20
	}
	return min(int(limit), 100)
}
