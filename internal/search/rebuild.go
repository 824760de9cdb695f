package search

import (
	"context"
	"fmt"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	searchv1 "rialto/gen/rialto/search/v1"
)

const (
	exportPage  = 500
	signalsPage = 5000
)

// Rebuild implements the contract. Queries and events go on meanwhile, between two pages.
func (s *Service) Rebuild(ctx context.Context, _ *searchv1.RebuildRequest) (*searchv1.RebuildResponse, error) {
	status, err := s.rebuild(ctx)
	if err != nil {
		return nil, err
	}
	return &searchv1.RebuildResponse{Documents: status.Documents}, nil
}

func (s *Service) rebuild(ctx context.Context) (Status, error) {
	status, err := s.index.Rebuild(ctx, func(fresh Writer) error {
		if err := s.fillProducts(ctx, fresh); err != nil {
			return err
		}
		return s.fillSignals(ctx, fresh)
	})
	if err != nil {
		return Status{}, fmt.Errorf("rebuild: %w", err)
	}
	s.save()
	return status, nil
}

func (s *Service) fillProducts(ctx context.Context, fresh Writer) error {
	for after, more := int64(0), true; more; {
		var err error
		if after, more, err = s.fillPage(ctx, fresh, after); err != nil {
			return fmt.Errorf("products after %d: %w", after, err)
		}
	}
	return nil
}

// fillPage copies one page of the catalogue, with its stock. It holds apply, so that events wait for one page at most.
func (s *Service) fillPage(ctx context.Context, fresh Writer, after int64) (last int64, more bool, err error) {
	s.apply.Lock()
	defer s.apply.Unlock()
	page, err := s.catalog.Export(ctx, &catalogv1.ExportRequest{AfterProductId: after, Limit: exportPage})
	if err != nil || len(page.GetProducts()) == 0 {
		return after, false, err
	}
	ids := make([]int64, len(page.GetProducts()))
	docs := make([]Document, len(ids))
	for i, p := range page.GetProducts() {
		ids[i], docs[i] = p.GetProductId(), documentOf(p)
	}
	if err := fresh.Upsert(ctx, docs); err != nil {
		return after, false, err
	}
	return ids[len(ids)-1], true, s.setStock(ctx, fresh, ids)
}

// fillSignals needs no lock: signals carry versions.
func (s *Service) fillSignals(ctx context.Context, fresh Writer) error {
	for after := int64(0); ; {
		page, err := s.analytics.Signals(ctx, &analyticsv1.SignalsRequest{AfterProductId: after, Limit: signalsPage})
		if err != nil {
			return fmt.Errorf("signals after %d: %w", after, err)
		}
		if len(page.GetSignals()) == 0 {
			return nil
		}
		signals := make([]Signal, len(page.GetSignals()))
		for i, sig := range page.GetSignals() {
			signals[i] = signalOf(sig)
			after = sig.GetProductId()
		}
		if err := fresh.SetSignals(ctx, signals); err != nil {
			return err
		}
	}
}
