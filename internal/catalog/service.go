package catalog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"rialto/gen/rialto/catalog/v1/catalogv1connect"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/ids"
)

// MaxCurrencies bounds the enabled currencies: the search index keeps a price for each.
const MaxCurrencies = 4

// Config is the shop's.
type Config struct {
	// Currency is the one a price without a currency is in. Defaults to USD.
	Currency string `yaml:"-"`
	// Currencies are those a price may be in, Currency among them, at most MaxCurrencies. Defaults to Currency alone.
	Currencies []string `yaml:"-"`
	// HouseSeller is the name of the seller that stands in where a file names none. Defaults to Rialto.
	HouseSeller string `yaml:"house_seller"`
	// HandlingDays is the handling time of new offers, 0 to 30. Defaults to 0: leaves the same day.
	HandlingDays int `yaml:"handling_days"`
	// CacheBytes bounds the product cache. Defaults to 32 MiB.
	CacheBytes uint64 `yaml:"cache_bytes"`
	// CacheFor is how long a product stays cached unless it changes. Defaults to one hour.
	CacheFor time.Duration `yaml:"cache_for"`
	// CategoriesFor is how long the category tree is served without counting again, own changes aside. Defaults to 10 s.
	CategoriesFor time.Duration `yaml:"categories_for"`
	// CacheGroup is the bus group by which this process hears of changes that another catalog process made; each process
	// needs its own. Defaults to none: one process serves the catalogue.
	CacheGroup string `yaml:"cache_group"`
}

// WithDefaults fills what is not set.
func (c Config) WithDefaults() Config {
	if c.Currency == "" {
		c.Currency = "USD"
	}
	if len(c.Currencies) == 0 {
		c.Currencies = []string{c.Currency}
	}
	if c.HouseSeller == "" {
		c.HouseSeller = "Rialto"
	}
	if c.CacheBytes == 0 {
		c.CacheBytes = 32 << 20
	}
	if c.CacheFor == 0 {
		c.CacheFor = time.Hour
	}
	if c.CategoriesFor == 0 {
		c.CategoriesFor = 10 * time.Second
	}
	return c
}

// Validate says in a sentence what cannot be.
func (c Config) Validate() error {
	for _, code := range append([]string{c.Currency}, c.Currencies...) {
		if !commerce.ValidCurrency(code) {
			return fmt.Errorf("currencies: %q is not three upper-case letters", code)
		}
	}
	switch {
	case len(c.Currencies) > MaxCurrencies:
		return fmt.Errorf("currencies: at most %d can be enabled, not %d", MaxCurrencies, len(c.Currencies))
	case !slices.Contains(c.Currencies, c.Currency):
		return fmt.Errorf("currencies: the default currency %s must be among %s", c.Currency, strings.Join(c.Currencies, ", "))
	case len(lineProblem(c.HouseSeller, maxName)) > 0:
		return fmt.Errorf("house_seller %s", lineProblem(c.HouseSeller, maxName))
	case c.HandlingDays < 0 || c.HandlingDays > 30:
		return fmt.Errorf("handling_days must be between 0 and 30, not %d", c.HandlingDays)
	case c.CacheFor < 0 || c.CategoriesFor < 0:
		return errors.New("cache times must not be negative")
	}
	return nil
}

// Service answers rialto.catalog.v1. Safe for concurrent use.
type Service struct {
	cfg        Config
	store      Store
	cache      *cache
	categories *categories
	now        func() time.Time
	ids        *ids.Source
}

var _ catalogv1connect.CatalogServiceHandler = (*Service)(nil)

// New returns the room over a store. Its caches count time by now.
func New(cfg Config, store Store, now func() time.Time, source *ids.Source) (*Service, error) {
	cfg = cfg.WithDefaults()
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	return &Service{
		cfg: cfg, store: store, now: now, ids: source,
		cache:      newCache(store, now, cfg.CacheBytes, cfg.CacheFor),
		categories: newCategories(store, now, cfg.CategoriesFor),
	}, nil
}

// maxTries bounds how often a change is decided again because another one came first.
const maxTries = 8

// untilFresh runs a read-change-save until nobody came in between.
func untilFresh(ctx context.Context, try func() error) error {
	for range maxTries {
		if err := try(); !errors.Is(err, ErrStale) {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return errs.Unavailable("catalog_contended", "Others keep changing the same products, try again.")
}

// save writes an edit and forgets what is cached of it, also when no answer came: it may have happened.
func (s *Service) save(ctx context.Context, e *edit) error {
	changes := e.stamp(commerce.Micros(s.now()))
	if len(changes) == 0 {
		return nil
	}
	err := s.store.Save(ctx, changes, e.names)
	for _, c := range changes {
		s.cache.forget(c.Product.ID)
	}
	if e.moved {
		s.categories.forget()
	}
	if err != nil {
		return fmt.Errorf("save %d products: %w", len(changes), err)
	}
	return nil
}
