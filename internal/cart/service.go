package cart

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"rialto/gen/rialto/cart/v1/cartv1connect"
	"rialto/internal/commerce"
	"rialto/internal/platform/ids"
)

// Config is what an operator may set.
type Config struct {
	// Currency is the shop's: that of an empty cart where the buyer asks for none. Defaults to USD.
	Currency string `yaml:"-"`
	// KeepFor is how long a cart lives after its last change. Defaults to 30 days.
	KeepFor time.Duration `yaml:"keep_for"`
	// SweepEvery is how often old carts are purged and interrupted merges finished. Defaults to a minute.
	SweepEvery time.Duration `yaml:"sweep_every"`
}

// WithDefaults fills what was left empty.
func (c Config) WithDefaults() Config {
	if c.Currency == "" {
		c.Currency = "USD"
	}
	if c.KeepFor == 0 {
		c.KeepFor = 30 * 24 * time.Hour
	}
	if c.SweepEvery == 0 {
		c.SweepEvery = time.Minute
	}
	return c
}

// Validate says in a sentence what cannot work.
func (c Config) Validate() error {
	switch {
	case !commerce.ValidCurrency(c.Currency):
		return fmt.Errorf("cart: currency %q is not three upper-case letters", c.Currency)
	case c.KeepFor < time.Hour:
		return errors.New("cart: carts must be kept for at least an hour")
	case c.SweepEvery < time.Second:
		return errors.New("cart: the sweep must rest for at least a second")
	}
	return nil
}

// Deps are the things that differ between a test and the shop.
type Deps struct {
	Now func() time.Time
	IDs *ids.Source // ids of moves
	Log *slog.Logger
}

// Service keeps carts. Safe for concurrent use.
type Service struct {
	cfg     Config
	store   Store
	catalog Catalog
	deps    Deps
}

var _ cartv1connect.CartServiceHandler = (*Service)(nil)

// New returns a service over a store and the catalogue.
func New(cfg Config, store Store, catalog Catalog, deps Deps) (*Service, error) {
	cfg = cfg.WithDefaults()
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	return &Service{cfg, store, catalog, deps}, nil
}

func (s *Service) now() int64 { return commerce.Micros(s.deps.Now()) }

// Run sweeps until ctx ends. A sweep that fails is logged and comes again.
func (s *Service) Run(ctx context.Context) error {
	tick := time.NewTicker(s.cfg.SweepEvery)
	defer tick.Stop()
	for {
		if err := s.sweep(ctx); err != nil && ctx.Err() == nil {
			s.deps.Log.Warn("sweep carts", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
