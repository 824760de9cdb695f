package inventory

import (
	"context"
	"fmt"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/platform/fault"
)

// Cancel implements the contract. Against a Consume of the same reservation the row's own guarded update decides: each unit
// ends up in one of the two lists.
func (s *Service) Cancel(ctx context.Context, req *inventoryv1.CancelRequest) (*inventoryv1.CancelResponse, error) {
	list, err := claims(req.GetUserId(), req.GetOrderId(), req.GetProductIds())
	if err != nil {
		return nil, err
	}
	resp := &inventoryv1.CancelResponse{}
	for _, c := range list {
		rows, err := s.cancel(ctx, c)
		if err != nil {
			return nil, err
		}
		fault.Point("inventory.canceled")
		for _, r := range rows {
			if r.Shipped > 0 {
				resp.Consumed = append(resp.Consumed, Allocation{r.Place, r.Shipped}.proto())
			}
			if r.State == Canceled {
				resp.Canceled = append(resp.Canceled, Allocation{r.Place, r.Quantity - r.Shipped}.proto())
			}
		}
	}
	return resp, nil
}

func (s *Service) cancel(ctx context.Context, c Claim) ([]Reservation, error) {
	defer s.hot.freeing(c.ProductID)()
	rows, err := s.store.Cancel(ctx, c, s.micros())
	if err != nil {
		return nil, fmt.Errorf("cancel product %d: %w", c.ProductID, err)
	}
	return rows, nil
}
