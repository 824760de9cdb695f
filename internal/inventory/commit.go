package inventory

import (
	"context"
	"fmt"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/fault"
)

// Commit implements the contract. Products are committed one by one: after reservation_gone some may be committed and others
// still held, so its undo is Cancel and then Release.
func (s *Service) Commit(ctx context.Context, req *inventoryv1.CommitRequest) (*inventoryv1.CommitResponse, error) {
	list, err := claims(req.GetUserId(), req.GetOrderId(), req.GetProductIds())
	if err != nil {
		return nil, err
	}
	for _, c := range list {
		if err := s.store.Commit(ctx, c, s.micros()); err != nil {
			return nil, about(c.ProductID, fmt.Errorf("commit product %d: %w", c.ProductID, err))
		}
		fault.Point("inventory.committed")
	}
	return &inventoryv1.CommitResponse{}, nil
}

// about adds the product to an error of ours, as meta product_ids.
func about(p commerce.ProductID, err error) error {
	if e := errs.As(err); e != nil {
		return e.With("product_ids", commerce.FormatID(p)).Because(err)
	}
	return err
}
