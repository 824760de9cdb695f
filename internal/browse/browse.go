// Package browse composes what a page or an API answer needs from several rooms: search results with their products and
// stock, a product with its variants.
//
// The one idea: what a page cannot do without is asked for in the caller's own time, and its failure is the page's; what it
// can do without is asked beside it ([ask]) and taken only if it arrives before one deadline, counted from the start of
// the page. A late or failed part is left out, never waited for and never guessed: no stock answer is no in_stock.
//
// It asks search for ids and catalog for products, which it needs, and inventory for stock, which it does not (needs.go).
// It owns no rows, publishes nothing, caches nothing, and decides no sale: checkout asks again.
package browse

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	browsev1 "rialto/gen/rialto/browse/v1"
	"rialto/gen/rialto/browse/v1/browsev1connect"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/platform/errs"
)

// Config is the room's.
type Config struct {
	// Optional is how long after the start of a page its optional parts may still arrive. Defaults to 300 ms.
	Optional time.Duration `yaml:"optional"`
}

// WithDefaults fills what is not set.
func (c Config) WithDefaults() Config {
	if c.Optional == 0 {
		c.Optional = 300 * time.Millisecond
	}
	return c
}

// Validate says in a sentence what cannot be.
func (c Config) Validate() error {
	if c.Optional <= 0 || c.Optional > 10*time.Second {
		return fmt.Errorf("optional must be above 0 and at most 10s, not %v", c.Optional)
	}
	return nil
}

// Service answers rialto.browse.v1. Safe for concurrent use.
type Service struct {
	cfg   Config
	needs Needs
	log   *slog.Logger
}

var _ browsev1connect.BrowseServiceHandler = (*Service)(nil)

// New returns the room over its neighbours, all of which must be there.
func New(cfg Config, needs Needs, log *slog.Logger) (*Service, error) {
	cfg = cfg.WithDefaults()
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	if needs.Search == nil || needs.Catalog == nil || needs.Inventory == nil {
		return nil, errors.New("browse needs search, catalog and inventory")
	}
	return &Service{cfg, needs, log}, nil
}

// maxIDs bounds one list of cards.
const maxIDs = 200

// Products implements the contract.
func (s *Service) Products(ctx context.Context, req *browsev1.ProductsRequest) (*browsev1.ProductsResponse, error) {
	if n := len(req.GetProductIds()); n > maxIDs {
		problem := fmt.Sprintf("must have at most %d entries, not %d", maxIDs, n)
		return nil, errs.InvalidFields(errs.Field{Name: "product_ids", Problem: problem})
	}
	late, cancel := context.WithTimeout(ctx, s.cfg.Optional)
	defer cancel()
	cards, err := s.cards(ctx, late, req.GetProductIds())
	if err != nil {
		return nil, err
	}
	return &browsev1.ProductsResponse{Items: cards}, nil
}

// cards hydrates ids in their order; stock is asked for at the same time and may be absent.
func (s *Service) cards(ctx, late context.Context, ids []int64) ([]*browsev1.Card, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	stock := s.askStock(late, ids)
	resp, err := s.needs.Catalog.GetProducts(ctx, &catalogv1.GetProductsRequest{ProductIds: ids})
	if err != nil {
		return nil, fmt.Errorf("hydrate products: %w", err)
	}
	return dress(resp.GetProducts(), stock.wait(late)), nil
}

// dress makes cards of products, with stock where there is an answer.
func dress(products []*catalogv1.Product, stock *stock) []*browsev1.Card {
	cards := make([]*browsev1.Card, len(products))
	for i, p := range products {
		cards[i] = &browsev1.Card{Product: p}
		if n, known := stock.of(p); known {
			inStock := n > 0
			cards[i].InStock = &inStock
		}
	}
	return cards
}
