package inventory

import (
	"context"
	"fmt"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/commerce"
)

const (
	// MaxStock is the most units one stock row or offer may have: sums over thousands of rows stay far inside int64.
	MaxStock = 1_000_000_000
	// MaxAvailability is the most products one Availability may ask for.
	MaxAvailability = 200
	// MaxSpread is the most offers of one SpreadStock.
	MaxSpread = 500
)

// SetStock implements the contract.
func (s *Service) SetStock(ctx context.Context, req *inventoryv1.SetStockRequest) (*inventoryv1.SetStockResponse, error) {
	var bad problems
	bad.check(req.GetProductId() > 0, "product_id", notAnID)
	bad.check(req.GetSellerId() > 0, "seller_id", notAnID)
	bad.check(req.GetWarehouseId() > 0, "warehouse_id", notAnID)
	bad.check(req.GetAvailableQty() >= 0 && req.GetAvailableQty() <= MaxStock, "available_qty", "must be between 0 and %d", MaxStock)
	if err := bad.err(); err != nil {
		return nil, err
	}
	p := place(req.GetProductId(), req.GetSellerId(), req.GetWarehouseId())
	defer s.hot.freeing(p.ProductID)()
	row, err := s.store.SetStock(ctx, p, req.GetAvailableQty(), s.micros())
	if err != nil {
		return nil, fmt.Errorf("set stock of %s: %w", p.Key(), err)
	}
	return &inventoryv1.SetStockResponse{Row: row.proto()}, nil
}

// SpreadStock implements the contract. An offer named twice counts as named last.
func (s *Service) SpreadStock(ctx context.Context, req *inventoryv1.SpreadStockRequest) (*inventoryv1.SpreadStockResponse, error) {
	offers, err := offersOf(req.GetStocks())
	if err != nil || len(offers) == 0 {
		return &inventoryv1.SpreadStockResponse{}, err
	}
	for _, o := range offers {
		defer s.hot.freeing(o.ProductID)()
	}
	changed, err := s.store.Spread(ctx, offers, s.micros())
	if err != nil {
		return nil, fmt.Errorf("spread stock: %w", err)
	}
	return &inventoryv1.SpreadStockResponse{Changed: int32(changed)}, nil
}

func offersOf(stocks []*inventoryv1.OfferStock) ([]Offer, error) {
	var bad problems
	bad.check(len(stocks) <= MaxSpread, "stocks", "must be at most %d", MaxSpread)
	var out []Offer
	seen := map[Place]int{}
	for i, in := range stocks[:min(len(stocks), MaxSpread)] {
		bad.check(in.GetProductId() > 0, fmt.Sprintf("stocks[%d].product_id", i), notAnID)
		bad.check(in.GetSellerId() > 0, fmt.Sprintf("stocks[%d].seller_id", i), notAnID)
		bad.check(in.GetQuantity() >= 0 && in.GetQuantity() <= MaxStock, fmt.Sprintf("stocks[%d].quantity", i), "must be between 0 and %d", MaxStock)
		p := place(in.GetProductId(), in.GetSellerId(), 0)
		o := Offer{p.ProductID, p.SellerID, in.GetQuantity()}
		if at, again := seen[p]; again {
			out[at] = o
			continue
		}
		seen[p] = len(out)
		out = append(out, o)
	}
	return out, bad.err()
}

// GetStock implements the contract.
func (s *Service) GetStock(ctx context.Context, req *inventoryv1.GetStockRequest) (*inventoryv1.GetStockResponse, error) {
	var bad problems
	bad.check(req.GetProductId() > 0, "product_id", notAnID)
	if err := bad.err(); err != nil {
		return nil, err
	}
	rows, err := s.store.Stock(ctx, commerce.ProductID(req.GetProductId()))
	if err != nil {
		return nil, fmt.Errorf("read stock: %w", err)
	}
	return &inventoryv1.GetStockResponse{Rows: protos(rows)}, nil
}

// Availability implements the contract.
func (s *Service) Availability(ctx context.Context, req *inventoryv1.AvailabilityRequest) (*inventoryv1.AvailabilityResponse, error) {
	var bad problems
	bad.check(len(req.GetProductIds()) <= MaxAvailability, "product_ids", "must be at most %d ids", MaxAvailability)
	if err := bad.err(); err != nil {
		return nil, err
	}
	var ask []commerce.ProductID
	for _, id := range req.GetProductIds() {
		ask = append(ask, commerce.ProductID(id))
	}
	if len(ask) == 0 {
		return &inventoryv1.AvailabilityResponse{}, nil
	}
	offers, err := s.store.Sellable(ctx, ask)
	if err != nil {
		return nil, fmt.Errorf("read availability: %w", err)
	}
	return &inventoryv1.AvailabilityResponse{Sellable: protos(offers)}, nil
}
