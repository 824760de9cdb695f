package catalog

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

const (
	maxFind = 20
	maxMap  = 1000
)

// FindExternal implements the contract: by source.
func (s *Service) FindExternal(ctx context.Context, req *catalogv1.FindExternalRequest) (*catalogv1.FindExternalResponse, error) {
	name := trim(req.GetExternalId())
	if p := lineProblem(name, maxName); p != "" {
		return nil, errs.InvalidFields(errs.Field{Name: "external_id", Problem: p})
	}
	known, err := s.store.ExternalIDs(ctx, trim(req.GetSource()), KindProduct, []string{name})
	if err != nil {
		return nil, fmt.Errorf("find external id: %w", err)
	}
	slices.SortFunc(known, func(a, b ExternalID) int { return cmp.Compare(a.Source, b.Source) })
	ids := make([]commerce.ProductID, min(len(known), maxFind))
	for i := range ids {
		ids[i] = commerce.ProductID(known[i].ID)
	}
	products, err := s.hydrate(ctx, ids)
	return &catalogv1.FindExternalResponse{Products: products}, err
}

// MapExternal implements the contract.
func (s *Service) MapExternal(ctx context.Context, req *catalogv1.MapExternalRequest) (*catalogv1.MapExternalResponse, error) {
	if err := atMost("external_ids", len(req.GetExternalIds()), maxMap); err != nil {
		return nil, err
	}
	ids, err := s.named(ctx, trim(req.GetSource()), KindProduct, req.GetExternalIds())
	return &catalogv1.MapExternalResponse{ProductIds: ids}, err
}

// named returns the ids of names; of two sources' the lowest.
func (s *Service) named(ctx context.Context, source, kind string, names []string) (map[string]int64, error) {
	out := make(map[string]int64, len(names))
	if len(names) == 0 {
		return out, nil
	}
	known, err := s.store.ExternalIDs(ctx, source, kind, names)
	if err != nil {
		return nil, fmt.Errorf("look up external ids: %w", err)
	}
	for _, e := range known {
		if id, taken := out[e.Name]; !taken || e.ID < id {
			out[e.Name] = e.ID
		}
	}
	return out, nil
}
