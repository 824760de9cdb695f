package inventory

import (
	"context"
	"fmt"
	"slices"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/platform/fault"
)

// Cancel implements the contract. Against a Consume of the same reservation the row's own guarded update decides: each unit
// ends up in one of the two lists. When all products are decided, so are all parcels.
func (s *Service) Cancel(ctx context.Context, req *inventoryv1.CancelRequest) (*inventoryv1.CancelResponse, error) {
	list, err := claims(req.GetUserId(), req.GetOrderId(), req.GetProductIds())
	if err != nil {
		return nil, err
	}
	var rows []Reservation
	for _, c := range list {
		canceled, err := s.cancel(ctx, c)
		if err != nil {
			return nil, err
		}
		fault.Point("inventory.canceled")
		rows = append(rows, canceled...)
	}
	resp := &inventoryv1.CancelResponse{}
	for _, r := range rows {
		if halfWay(r, rows) {
			if err := s.takeBack(ctx, r); err != nil {
				return nil, err
			}
			r.State, r.Shipped = Canceled, 0
		}
		if r.Shipped > 0 {
			resp.Consumed = append(resp.Consumed, Allocation{r.Place, r.Shipped}.proto())
		}
		if r.State == Canceled {
			resp.Canceled = append(resp.Canceled, Allocation{r.Place, r.Quantity - r.Shipped}.proto())
		}
	}
	return resp, nil
}

// halfWay reports whether r was consumed whole for a parcel that cannot leave any more, because another product of it was
// canceled first.
func halfWay(r Reservation, rows []Reservation) bool {
	return r.State == Consumed && slices.ContainsFunc(rows, func(o Reservation) bool {
		return o.State == Canceled && o.SellerID == r.SellerID && o.WarehouseID == r.WarehouseID
	})
}

// takeBack returns the units of a parcel that was stopped half-way. A Cancel that dies before it is repeated, and finds them.
func (s *Service) takeBack(ctx context.Context, r Reservation) error {
	defer s.hot.freeing(r.ProductID)()
	if err := s.store.Return(ctx, Claim{r.ProductID, r.OrderID, r.UserID}, r.Place, s.micros()); err != nil {
		return fmt.Errorf("return product %d: %w", r.ProductID, err)
	}
	return nil
}

func (s *Service) cancel(ctx context.Context, c Claim) ([]Reservation, error) {
	defer s.hot.freeing(c.ProductID)()
	rows, err := s.store.Cancel(ctx, c, s.micros())
	if err != nil {
		return nil, fmt.Errorf("cancel product %d: %w", c.ProductID, err)
	}
	return rows, nil
}
