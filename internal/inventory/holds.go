package inventory

import (
	"context"
	"fmt"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
)

// ListHolds implements the contract. It only tells: what becomes of a hold past its deadline is order's decision, because only
// order knows whether money has moved.
func (s *Service) ListHolds(ctx context.Context, req *inventoryv1.ListHoldsRequest) (*inventoryv1.ListHoldsResponse, error) {
	var bad problems
	limit := bad.pageSize(req.GetLimit(), 200, 1000)
	if err := bad.err(); err != nil {
		return nil, err
	}
	rows, err := s.store.Holds(ctx, req.GetOlderThan(), limit)
	if err != nil {
		return nil, fmt.Errorf("list holds: %w", err)
	}
	resp := &inventoryv1.ListHoldsResponse{}
	for _, r := range rows {
		resp.Holds = append(resp.Holds, &inventoryv1.Hold{
			ProductId: int64(r.ProductID), UserId: int64(r.UserID), OrderId: string(r.OrderID), Deadline: r.Deadline,
		})
	}
	return resp, nil
}
