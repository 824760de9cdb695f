package order

import (
	"context"

	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// RetrySaga implements the contract: the sagas of an order are due at once, those that need a person too.
func (s *Service) RetrySaga(ctx context.Context, req *orderv1.RetrySagaRequest) (*orderv1.RetrySagaResponse, error) {
	user, id := commerce.UserID(req.GetUserId()), commerce.OrderID(req.GetOrderId())
	if _, err := s.store.Get(ctx, user, id); err != nil {
		return nil, err
	}
	sagas, err := s.store.SagasOf(ctx, user, id)
	if err != nil {
		return nil, err
	}
	for _, saga := range sagas {
		if err := s.store.Wake(ctx, saga.SagaKey(), s.micros()); err != nil {
			return nil, err
		}
	}
	s.wakeSweeper()
	return &orderv1.RetrySagaResponse{}, nil
}

// ListSagas implements the contract.
func (s *Service) ListSagas(ctx context.Context, req *orderv1.ListSagasRequest) (*orderv1.ListSagasResponse, error) {
	sagas, err := s.sagas(ctx, req)
	if err != nil {
		return nil, err
	}
	out := &orderv1.ListSagasResponse{}
	for _, saga := range sagas {
		out.Sagas = append(out.Sagas, sagaToProto(saga))
	}
	return out, nil
}

func (s *Service) sagas(ctx context.Context, req *orderv1.ListSagasRequest) ([]*Saga, error) {
	if id := commerce.OrderID(req.GetOrderId()); id != "" {
		o, err := s.store.Find(ctx, id) // staff knows the number, the rows are by user
		if err != nil {
			return nil, err
		}
		return s.store.SagasOf(ctx, o.UserID, id)
	}
	state := SagaState(req.GetState())
	if req.GetNeedsPersonOnly() {
		state = NeedsPerson
	}
	if sagaMoves[state] == nil {
		return nil, errs.InvalidFields(errs.Field{Name: "state", Problem: "must be running, undoing, waiting or needs_person"})
	}
	return s.store.Sagas(ctx, state, pageSize(req.GetLimit()))
}

// Stuck counts the sagas that need a person: the number that an operator's alarm hangs on.
func (s *Service) Stuck(ctx context.Context) (int64, error) { return s.store.Stuck(ctx) }
