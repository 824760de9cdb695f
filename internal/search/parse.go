package search

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	searchv1 "rialto/gen/rialto/search/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// Limits of one request.
const (
	maxQueryBytes   = 500
	maxSuggestBytes = 200
	maxBrands       = 50
	maxNameBytes    = 500
	defaultPageSize = 48
)

// problems collects every bad field of a request.
type problems []errs.Field

func (p *problems) add(bad bool, field, format string, args ...any) {
	if bad {
		*p = append(*p, errs.Field{Name: field, Problem: fmt.Sprintf(format, args...)})
	}
}

func (p problems) err() error {
	if len(p) == 0 {
		return nil
	}
	return errs.InvalidFields(p...)
}

// parse checks a request and reads price limits out of its words. Limits given as filters and in words both hold.
func (s *Service) parse(req *searchv1.SearchRequest) (asked, error) {
	sort, known := ParseSort(req.GetSort())
	a := asked{
		page: cmp.Or(int(req.GetPage()), 1), size: cmp.Or(int(req.GetPageSize()), defaultPageSize),
		query: Query{Sort: sort, Currency: cmp.Or(req.GetCurrency(), s.cfg.Currency), Explain: req.GetExplain(), Filter: filterOf(req)},
	}
	var p problems
	p.add(len(req.GetQ()) > maxQueryBytes, "q", "must have at most %d bytes, not %d", maxQueryBytes, len(req.GetQ()))
	p.add(!known, "sort", "must be one of %s", sortNames())
	p.add(a.page < 1 || a.page > MaxPage, "page", "must be between 1 and %d, not %d", MaxPage, a.page)
	p.add(a.size < 1 || a.size > MaxPageSize, "page_size", "must be between 1 and %d, not %d", MaxPageSize, a.size)
	p.add(!commerce.ValidCurrency(a.query.Currency), "currency", "must be three upper-case letters")
	p.checkFilter(req)
	if err := p.err(); err != nil {
		return asked{}, err
	}
	u := Understand(req.GetQ(), a.query.Currency)
	a.query.Text, a.notes = u.Text, u.Notes
	a.query.Filter.narrow(u)
	return a, nil
}

func (p *problems) checkFilter(req *searchv1.SearchRequest) {
	p.add(len(req.GetBrands()) > maxBrands, "brands", "must have at most %d entries, not %d", maxBrands, len(req.GetBrands()))
	for i, b := range req.GetBrands()[:min(len(req.GetBrands()), maxBrands)] {
		p.add(len(b) > maxNameBytes || strings.TrimSpace(b) == "", fmt.Sprintf("brands[%d]", i), "must have between 1 and %d bytes", maxNameBytes)
	}
	p.add(len(req.GetCategory()) > maxNameBytes, "category", "must have at most %d bytes", maxNameBytes)
	p.add(req.GetPriceMin() < 0, "price_min", "must be 0 or more, in minor units")
	p.add(req.GetPriceMax() < 0, "price_max", "must be 0 or more, in minor units")
	p.add(req.PriceMin != nil && req.PriceMax != nil && req.GetPriceMin() > req.GetPriceMax(), "price_min", "must not be above price_max")
	p.add(!(req.GetRatingMin() >= 0 && req.GetRatingMin() <= 5), "rating_min", "must be between 0 and 5")
	p.add(req.GetSellerId() < 0, "seller_id", "must be an id")
}

// filterOf copies a request's filter.
func filterOf(req *searchv1.SearchRequest) Filter {
	return Filter{
		Brands: slices.Clone(req.GetBrands()), PriceMin: copied(req.PriceMin), PriceMax: copied(req.PriceMax),
		RatingMin: copied(req.RatingMin), Prime: copied(req.Prime), InStock: copied(req.InStock),
		Category: SplitPath(req.GetCategory()), SellerID: commerce.SellerID(req.GetSellerId()),
	}
}

func copied[T any](p *T) *T {
	if p == nil {
		return nil
	}
	c := *p
	return &c
}

// narrow adds what the words said.
func (f *Filter) narrow(u Understood) {
	if u.PriceMin != nil && (f.PriceMin == nil || *f.PriceMin < *u.PriceMin) {
		f.PriceMin = u.PriceMin
	}
	if u.PriceMax != nil && (f.PriceMax == nil || *f.PriceMax > *u.PriceMax) {
		f.PriceMax = u.PriceMax
	}
}

func sortNames() string {
	names := make([]string, len(sorts))
	for i, s := range sorts {
		names[i] = string(s)
	}
	return strings.Join(names, ", ")
}

// parseSuggest checks a request and returns its limit.
func parseSuggest(req *searchv1.SuggestRequest) (int, error) {
	limit := cmp.Or(int(req.GetLimit()), defaultSuggestions)
	var p problems
	p.add(len(req.GetQ()) > maxSuggestBytes, "q", "must have at most %d bytes, not %d", maxSuggestBytes, len(req.GetQ()))
	p.add(limit < 1 || limit > maxSuggestions, "limit", "must be between 1 and %d, not %d", maxSuggestions, limit)
	return limit, p.err()
}
