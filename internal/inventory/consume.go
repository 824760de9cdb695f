package inventory

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/fault"
)

// maxParts bounds the rows of one shipment: every line split over a few warehouses.
const maxParts = 1000

// Consume implements the contract, one transaction per product, products by id. After an error the products before it are
// consumed, and a repeat goes on from there.
func (s *Service) Consume(ctx context.Context, req *inventoryv1.ConsumeRequest) (*inventoryv1.ConsumeResponse, error) {
	parts, err := partsOf(req)
	if err != nil {
		return nil, err
	}
	for len(parts) > 0 {
		n := 1
		for n < len(parts) && parts[n].ProductID == parts[0].ProductID {
			n++
		}
		c := Claim{parts[0].ProductID, commerce.OrderID(req.GetOrderId()), commerce.UserID(req.GetUserId())}
		if err := s.store.Consume(ctx, c, req.GetShipmentId(), parts[:n], s.micros()); err != nil {
			return nil, about(c.ProductID, fmt.Errorf("consume product %d: %w", c.ProductID, err))
		}
		fault.Point("inventory.consumed")
		parts = parts[n:]
	}
	return &inventoryv1.ConsumeResponse{}, nil
}

// partsOf reads the request: parts by place, two of one place added up.
func partsOf(req *inventoryv1.ConsumeRequest) ([]Allocation, error) {
	var bad problems
	bad.order(req.GetUserId(), req.GetOrderId())
	bad.check(len(req.GetShipmentId()) <= 64, "shipment_id", "must be at most 64 characters")
	in := req.GetAllocations()
	bad.check(len(in) > 0 && len(in) <= maxParts, "allocations", "must be 1 to %d", maxParts)
	sums := map[Place]int64{}
	for i, a := range in[:min(len(in), maxParts)] {
		ids := a.GetProductId() > 0 && a.GetSellerId() > 0 && a.GetWarehouseId() > 0
		bad.check(ids, fmt.Sprintf("allocations[%d]", i), "must name a product, a seller and a warehouse")
		if a.GetQuantity() <= 0 || a.GetQuantity() > MaxStock {
			bad = append(bad, errs.Field{Name: fmt.Sprintf("allocations[%d].quantity", i), Problem: "must be positive"})
			continue
		}
		sums[place(a.GetProductId(), a.GetSellerId(), a.GetWarehouseId())] += a.GetQuantity()
	}
	if err := bad.err(); err != nil {
		return nil, err
	}
	out := make([]Allocation, 0, len(sums))
	for p, quantity := range sums {
		out = append(out, Allocation{p, quantity})
	}
	slices.SortFunc(out, func(a, b Allocation) int {
		return cmp.Or(ComparePlaces(a.Place, b.Place), cmp.Compare(a.Quantity, b.Quantity))
	})
	return out, nil
}
