package inventory

import (
	"context"
	"fmt"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
)

// Extend implements the contract. Where nothing is held any more nothing happens: Commit will say that it is gone.
func (s *Service) Extend(ctx context.Context, req *inventoryv1.ExtendRequest) (*inventoryv1.ExtendResponse, error) {
	list, err := claims(req.GetUserId(), req.GetOrderId(), req.GetProductIds())
	if err != nil {
		return nil, err
	}
	var bad problems
	bad.check(req.GetDeadline() > 0, "deadline", "must be a time in UTC microseconds")
	if err := bad.err(); err != nil {
		return nil, err
	}
	for _, c := range list {
		if err := s.store.Extend(ctx, c, req.GetDeadline(), s.micros()); err != nil {
			return nil, fmt.Errorf("extend the hold of product %d: %w", c.ProductID, err)
		}
	}
	return &inventoryv1.ExtendResponse{}, nil
}
