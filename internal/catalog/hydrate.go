package catalog

import (
	"context"
	"fmt"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

const maxGet = 200

// GetProducts implements the contract. An id that comes twice is answered once, where it came first.
func (s *Service) GetProducts(ctx context.Context, req *catalogv1.GetProductsRequest) (*catalogv1.GetProductsResponse, error) {
	if err := atMost("product_ids", len(req.GetProductIds()), maxGet); err != nil {
		return nil, err
	}
	ids := make([]commerce.ProductID, len(req.GetProductIds()))
	for i, id := range req.GetProductIds() {
		ids[i] = commerce.ProductID(id)
	}
	products, err := s.hydrate(ctx, ids)
	return &catalogv1.GetProductsResponse{Products: products}, err
}

// hydrate returns the products found among ids, in that order: from the cache, and the misses in one batch.
func (s *Service) hydrate(ctx context.Context, ids []commerce.ProductID) ([]*catalogv1.Product, error) {
	found, err := s.cache.products(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read products: %w", err)
	}
	out := make([]*catalogv1.Product, 0, len(found))
	for _, id := range ids {
		if p, ok := found[id]; ok {
			out = append(out, p.proto())
			delete(found, id)
		}
	}
	return out, nil
}

// atMost refuses lists that are too long.
func atMost(field string, n, most int) error {
	if n <= most {
		return nil
	}
	return errs.InvalidFields(errs.Field{Name: field, Problem: fmt.Sprintf("must have at most %d entries, not %d", most, n)})
}
