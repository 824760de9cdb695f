package browse

import (
	"context"
	"slices"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
)

// offer names what one seller has of one product.
type offer struct{ product, seller int64 }

// stock is what inventory said it could sell. nil is no answer, which says nothing about any product.
type stock struct{ sellable map[offer]int64 }

// askStock asks inventory beside the page. The ids are copied: the caller may change its own while a late call runs on.
func (s *Service) askStock(late context.Context, ids []int64) part[*stock] {
	req := &inventoryv1.AvailabilityRequest{ProductIds: slices.Clone(ids)}
	return ask(late, s.log, "stock", func(ctx context.Context) (*stock, error) {
		resp, err := s.needs.Inventory.Availability(ctx, req)
		if err != nil {
			return nil, err
		}
		out := &stock{make(map[offer]int64, len(resp.GetSellable()))}
		for _, row := range resp.GetSellable() {
			out.sellable[offer{row.GetProductId(), row.GetSellerId()}] = row.GetQuantity()
		}
		return out, nil
	})
}

// of returns the units of a product's featured offer, which is the one that a card shows and that a cart gets.
func (s *stock) of(p *catalogv1.Product) (units int64, known bool) {
	if s == nil {
		return 0, false
	}
	return s.sellable[offer{p.GetProductId(), p.GetFeatured().GetSellerId()}], true
}
