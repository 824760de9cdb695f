package catalog

import (
	"context"
	"fmt"

	catalogv1 "rialto/gen/rialto/catalog/v1"
)

const maxFamily = 100

// ListFamily implements the contract: variants by product id; an unknown family has none.
func (s *Service) ListFamily(ctx context.Context, req *catalogv1.ListFamilyRequest) (*catalogv1.ListFamilyResponse, error) {
	ids, err := s.store.Family(ctx, req.GetFamilyId(), maxFamily)
	if err != nil {
		return nil, fmt.Errorf("list family: %w", err)
	}
	products, err := s.hydrate(ctx, ids)
	return &catalogv1.ListFamilyResponse{Products: products}, err
}
