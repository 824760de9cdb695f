package inventory

import (
	"context"
	"fmt"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/platform/fault"
)

// Release implements the contract. Products that the order never reserved get a barrier, so that a Reserve which is still under
// way cannot take stock for an order that is over. Committed units are not touched: those go back by Cancel.
func (s *Service) Release(ctx context.Context, req *inventoryv1.ReleaseRequest) (*inventoryv1.ReleaseResponse, error) {
	list, err := claims(req.GetUserId(), req.GetOrderId(), req.GetProductIds())
	if err != nil {
		return nil, err
	}
	to := State(req.GetReason())
	var bad problems
	bad.check(to == Released || to == Expired, "reason", "must be %s or %s", Released, Expired)
	if err := bad.err(); err != nil {
		return nil, err
	}
	for _, c := range list {
		if err := s.release(ctx, c, to); err != nil {
			return nil, err
		}
		fault.Point("inventory.released")
	}
	return &inventoryv1.ReleaseResponse{}, nil
}

// release frees what a claim holds. A claim that the store has never met, such as that of a checkout which came too late, has
// nothing to give back, and must not make everybody forget the shortage that it ran into.
func (s *Service) release(ctx context.Context, c Claim, to State) error {
	met, err := s.store.Met(ctx, c)
	known := met || err != nil
	if known {
		defer s.hot.freeing(c.ProductID)()
	}
	freed, err := s.store.Release(ctx, c, to, s.micros())
	if !known && (freed || err != nil) { // its Reserve came between, or may have
		s.hot.freeing(c.ProductID)()
	}
	if err != nil {
		return fmt.Errorf("release product %d: %w", c.ProductID, err)
	}
	return nil
}
