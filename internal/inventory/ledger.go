package inventory

import (
	"context"
	"fmt"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// Ledger implements the contract.
func (s *Service) Ledger(ctx context.Context, req *inventoryv1.LedgerRequest) (*inventoryv1.LedgerResponse, error) {
	var bad problems
	bad.check(req.GetProductId() > 0, "product_id", notAnID)
	limit := bad.pageSize(req.GetLimit(), 50, 200)
	if err := bad.err(); err != nil {
		return nil, err
	}
	after, err := parseCursor(req.GetCursor())
	if err != nil {
		return nil, err
	}
	entries, err := s.store.Ledger(ctx, commerce.ProductID(req.GetProductId()), after, limit)
	if err != nil {
		return nil, fmt.Errorf("read stock ledger: %w", err)
	}
	resp := &inventoryv1.LedgerResponse{Entries: protos(entries)}
	if len(entries) == limit {
		resp.NextCursor = entries[limit-1].cursor()
	}
	return resp, nil
}

func (e Entry) proto() *inventoryv1.LedgerEntry {
	return &inventoryv1.LedgerEntry{
		SellerId: int64(e.SellerID), WarehouseId: int64(e.WarehouseID), Kind: string(e.Kind), Quantity: e.Quantity,
		OrderId: string(e.OrderID), Version: e.Version, At: e.At,
	}
}

const cursorForm = "%d.%d.%d.%d"

func (e Entry) cursor() string {
	return fmt.Sprintf(cursorForm, e.At, e.Version, e.SellerID, e.WarehouseID)
}

func parseCursor(text string) (*Entry, error) {
	if text == "" {
		return nil, nil
	}
	var e Entry
	// Written back, it must be the same text: Sscanf alone takes trailing rubbish.
	if _, err := fmt.Sscanf(text, cursorForm, &e.At, &e.Version, &e.SellerID, &e.WarehouseID); err != nil || e.cursor() != text {
		return nil, errs.InvalidFields(errs.Field{Name: "cursor", Problem: notACursor})
	}
	return &e, nil
}
