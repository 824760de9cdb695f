package analytics

import (
	"context"
	"fmt"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	"rialto/internal/platform/errs"
)

// A page of Signals or History has defaultPage entries, at most maxPage.
const (
	defaultPage = 1_000
	maxPage     = 5_000
)

// Signals pages through what was last told of every product, by product_id, for an index rebuild. Products of which
// nothing was told yet are left out: their first event is on its way.
func (s *Service) Signals(ctx context.Context, req *analyticsv1.SignalsRequest) (*analyticsv1.SignalsResponse, error) {
	limit, err := pageLimit(req.GetLimit())
	if err != nil {
		return nil, err
	}
	tallies, err := s.store.Page(ctx, req.GetAfterProductId(), limit)
	if err != nil {
		return nil, fmt.Errorf("page signals: %w", err)
	}
	resp := &analyticsv1.SignalsResponse{}
	for _, t := range tallies {
		resp.Signals = append(resp.Signals, t.Told.proto())
	}
	return resp, nil
}

// History returns basket lines of one source by row, for recommendations to learn from. An unknown source has none.
func (s *Service) History(ctx context.Context, req *analyticsv1.HistoryRequest) (*analyticsv1.HistoryResponse, error) {
	if problem := nameProblem(req.GetSource(), true); problem != "" {
		return nil, errs.InvalidFields(errs.Field{Name: "source", Problem: problem})
	}
	limit, err := pageLimit(req.GetLimit())
	if err != nil {
		return nil, err
	}
	purchases, err := s.store.History(ctx, req.GetSource(), req.GetAfterRow(), limit)
	if err != nil {
		return nil, fmt.Errorf("page history: %w", err)
	}
	resp := &analyticsv1.HistoryResponse{}
	for _, p := range purchases {
		resp.Purchases = append(resp.Purchases, p.proto())
	}
	return resp, nil
}

// Summary counts what analytics knows, for operators.
func (s *Service) Summary(ctx context.Context, _ *analyticsv1.SummaryRequest) (*analyticsv1.SummaryResponse, error) {
	sum, err := s.store.Summary(ctx)
	if err != nil {
		return nil, fmt.Errorf("sum up: %w", err)
	}
	return &analyticsv1.SummaryResponse{
		HistoryLines: sum.HistoryLines, OrderLines: sum.OrderLines, Views: sum.Views, Products: sum.Products,
	}, nil
}

func pageLimit(asked int32) (int, error) {
	if asked == 0 {
		return defaultPage, nil
	}
	if asked < 0 || asked > maxPage {
		return 0, errs.InvalidFields(errs.Field{Name: "limit", Problem: fmt.Sprintf("must be between 1 and %d", maxPage)})
	}
	return int(asked), nil
}
