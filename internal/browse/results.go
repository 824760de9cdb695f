package browse

import (
	"context"
	"fmt"

	browsev1 "rialto/gen/rialto/browse/v1"
	searchv1 "rialto/gen/rialto/search/v1"
)

// SearchPage implements the contract. A hit that the catalogue no longer has is left out of the items.
func (s *Service) SearchPage(ctx context.Context, req *browsev1.SearchPageRequest) (*browsev1.SearchPageResponse, error) {
	late, cancel := context.WithTimeout(ctx, s.cfg.Optional)
	defer cancel()
	query := req.GetSearch()
	if query == nil {
		query = &searchv1.SearchRequest{}
	}
	found, err := s.needs.Search.Search(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	ids := make([]int64, len(found.GetHits()))
	for i, hit := range found.GetHits() {
		ids[i] = hit.GetProductId()
	}
	cards, err := s.cards(ctx, late, ids)
	if err != nil {
		return nil, err
	}
	return &browsev1.SearchPageResponse{Search: found, Items: cards}, nil
}
