package catalog

import (
	"context"
	"fmt"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

const (
	defaultExport = 500
	maxExport     = 1000
)

// Export implements the contract, past the cache: a walk through everything would only push out what is asked for.
func (s *Service) Export(ctx context.Context, req *catalogv1.ExportRequest) (*catalogv1.ExportResponse, error) {
	limit := int(req.GetLimit())
	if limit == 0 {
		limit = defaultExport
	}
	if limit < 0 || limit > maxExport {
		problem := fmt.Sprintf("must be between 1 and %d, not %d", maxExport, limit)
		return nil, errs.InvalidFields(errs.Field{Name: "limit", Problem: problem})
	}
	page, err := s.store.Page(ctx, commerce.ProductID(req.GetAfterProductId()), limit)
	if err != nil {
		return nil, fmt.Errorf("export products: %w", err)
	}
	resp := &catalogv1.ExportResponse{Products: make([]*catalogv1.Product, len(page))}
	for i, p := range page {
		resp.Products[i] = p.proto()
	}
	return resp, nil
}
