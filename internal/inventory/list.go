package inventory

import (
	"context"
	"fmt"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/commerce"
)

// ListStock implements the contract. The cursor is the last row's place, so it stays good whatever else a page asks for.
func (s *Service) ListStock(ctx context.Context, req *inventoryv1.ListStockRequest) (*inventoryv1.ListStockResponse, error) {
	var bad problems
	bad.check(req.GetWarehouseId() >= 0, "warehouse_id", notAnID)
	bad.check(req.GetMaxSellable() >= 0, "max_sellable", "must be 0 or more")
	limit := bad.pageSize(req.GetLimit(), 50, 200)
	after, ok := parsePlace(req.GetCursor())
	bad.check(ok, "cursor", notACursor)
	if err := bad.err(); err != nil {
		return nil, err
	}
	// One more than asked tells whether there is a next page.
	ask := Listing{WarehouseID: commerce.WarehouseID(req.GetWarehouseId()), After: after, Limit: limit + 1}
	if req != nil {
		ask.MaxSellable = req.MaxSellable
	}
	rows, err := s.store.ListStock(ctx, ask)
	if err != nil {
		return nil, fmt.Errorf("list stock: %w", err)
	}
	resp := &inventoryv1.ListStockResponse{}
	if len(rows) > limit {
		rows = rows[:limit]
		resp.NextCursor = rows[limit-1].cursor()
	}
	resp.Rows = protos(rows)
	return resp, nil
}

const placeForm = "%d.%d.%d"

func (p Place) cursor() string { return fmt.Sprintf(placeForm, p.ProductID, p.SellerID, p.WarehouseID) }

// parsePlace reads a row's cursor; "" is the place before the first.
func parsePlace(text string) (p Place, ok bool) {
	if text == "" {
		return p, true
	}
	// Written back, it must be the same text: Sscanf alone takes trailing rubbish.
	_, err := fmt.Sscanf(text, placeForm, &p.ProductID, &p.SellerID, &p.WarehouseID)
	return p, err == nil && p.cursor() == text
}
