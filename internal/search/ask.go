package search

import (
	"context"
	"fmt"
	"slices"

	searchv1 "rialto/gen/rialto/search/v1"
)

// Search implements the contract: understand, look into the cache, ask the index, cut the page.
func (s *Service) Search(ctx context.Context, req *searchv1.SearchRequest) (*searchv1.SearchResponse, error) {
	a, err := s.parse(req)
	if err != nil {
		return nil, err
	}
	r, err := s.answer(ctx, a)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	return a.response(r), nil
}

// asked is a request that has been checked and understood.
type asked struct {
	query      Query
	page, size int
	notes      []string
}

// answer takes the list of up to MaxHits from the cache or makes it. Pages beyond it are so rare that each is asked alone.
func (s *Service) answer(ctx context.Context, a asked) (Result, error) {
	a.query.Limit = MaxHits
	if end := a.page * a.size; end > MaxHits {
		a.query.Limit = end
		return s.index.Search(ctx, a.query)
	}
	status, err := s.index.Status(ctx)
	if err != nil {
		return Result{}, err
	}
	key := a.query.key()
	if r, ok := s.cache.find(key, a.page, status.Changes); ok {
		return r, nil
	}
	r, err := s.index.Search(ctx, a.query)
	if err == nil {
		s.cache.keep(key, r)
	}
	return r, err
}

// response cuts the page out of the list. The result may be shared, so everything is copied.
func (a asked) response(r Result) *searchv1.SearchResponse {
	resp := &searchv1.SearchResponse{Total: int64(r.Total), Page: int32(a.page), Notes: slices.Clone(a.notes)}
	if r.AnyWord {
		resp.Notes = append(resp.Notes, "no product has all words, these have some")
	}
	from := min((a.page-1)*a.size, len(r.Hits))
	for _, h := range r.Hits[from:min(from+a.size, len(r.Hits))] {
		resp.Hits = append(resp.Hits, h.proto())
	}
	resp.Brands, resp.Categories = countsProto(r.Facets.Brands), countsProto(r.Facets.Categories)
	for _, p := range r.Facets.Prices {
		resp.Prices = append(resp.Prices, &searchv1.PriceFacet{From: p.From, To: p.To, Count: int64(p.N)})
	}
	for _, n := range r.Facets.Ratings {
		resp.Ratings = append(resp.Ratings, &searchv1.RatingFacet{Value: int32(n.Stars), Count: int64(n.N)})
	}
	return resp
}

const (
	defaultSuggestions = 8
	maxSuggestions     = 20
)

// Suggest implements the contract.
func (s *Service) Suggest(ctx context.Context, req *searchv1.SuggestRequest) (*searchv1.SuggestResponse, error) {
	limit, err := parseSuggest(req)
	if err != nil {
		return nil, err
	}
	found, err := s.index.Suggest(ctx, req.GetQ(), limit)
	if err != nil {
		return nil, fmt.Errorf("suggest: %w", err)
	}
	resp := &searchv1.SuggestResponse{}
	for _, f := range found {
		resp.Suggestions = append(resp.Suggestions, &searchv1.Suggestion{Text: f.Text, Kind: f.Kind, ProductId: int64(f.ProductID)})
	}
	return resp, nil
}

// Status implements the contract. Ready means that queries give what the shop has, at worst as it was before a crash.
func (s *Service) Status(ctx context.Context, _ *searchv1.StatusRequest) (*searchv1.StatusResponse, error) {
	st, err := s.index.Status(ctx)
	if err != nil {
		return nil, fmt.Errorf("search status: %w", err)
	}
	return &searchv1.StatusResponse{
		Documents: st.Documents, Bytes: st.Bytes, Generation: st.Generation, Ready: !st.Stale || st.Documents > 0,
	}, nil
}
