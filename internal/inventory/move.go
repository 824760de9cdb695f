package inventory

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/commerce"
)

// isName reports whether a move can be called that: it is kept as text, which not every string is.
func isName(s string) bool {
	unprintable := func(r rune) bool { return !unicode.IsPrint(r) }
	return s != "" && len(s) <= 64 && utf8.ValidString(s) && !strings.ContainsFunc(s, unprintable)
}

// MoveStock implements the contract. What an offer has to sell in all stays the same, so nothing that remembers it need forget.
func (s *Service) MoveStock(ctx context.Context, req *inventoryv1.MoveStockRequest) (*inventoryv1.MoveStockResponse, error) {
	var bad problems
	bad.check(isName(req.GetMoveId()), "move_id", "must be 1 to 64 printable characters")
	bad.check(req.GetProductId() > 0, "product_id", notAnID)
	bad.check(req.GetSellerId() > 0, "seller_id", notAnID)
	bad.check(req.GetFromWarehouseId() > 0, "from_warehouse_id", notAnID)
	bad.check(req.GetToWarehouseId() > 0, "to_warehouse_id", notAnID)
	bad.check(req.GetFromWarehouseId() != req.GetToWarehouseId(), "to_warehouse_id", "must be another warehouse")
	bad.check(req.GetQuantity() > 0 && req.GetQuantity() <= MaxStock, "quantity", "must be between 1 and %d", MaxStock)
	if err := bad.err(); err != nil {
		return nil, err
	}
	from, to, err := s.store.MoveStock(ctx, Move{
		ID: req.GetMoveId(), From: place(req.GetProductId(), req.GetSellerId(), req.GetFromWarehouseId()),
		To: commerce.WarehouseID(req.GetToWarehouseId()), Quantity: req.GetQuantity(), At: s.micros(),
	})
	if err != nil {
		return nil, about(commerce.ProductID(req.GetProductId()), fmt.Errorf("move stock of product %d: %w", req.GetProductId(), err))
	}
	s.sources.forget(from.ProductID)
	return &inventoryv1.MoveStockResponse{From: from.proto(), To: to.proto()}, nil
}
