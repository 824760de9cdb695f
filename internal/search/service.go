package search

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"rialto/gen/rialto/search/v1/searchv1connect"
	"rialto/internal/commerce"
)

// Config of the room. What ranks and how is the index's own configuration.
type Config struct {
	// Currency is the shop's own, used where a request names none. Defaults to USD.
	Currency string `yaml:"-"`
	// CacheFor is how long pages of one query come from one list. Defaults to 5 minutes.
	CacheFor time.Duration `yaml:"cache_for"`
	// FreshFor is how long a first page may miss changes of the index that happened since. Defaults to 1 second.
	FreshFor time.Duration `yaml:"fresh_for"`
	// CacheBytes bounds the lists kept. Defaults to 32 MiB.
	CacheBytes uint64 `yaml:"cache_bytes"`
	// SaveEvery is how often an index in memory is written down for the case of a crash. Defaults to 10 minutes.
	SaveEvery time.Duration `yaml:"save_every"`
}

// WithDefaults fills in what is zero.
func (c Config) WithDefaults() Config {
	if c.Currency == "" {
		c.Currency = "USD"
	}
	if c.CacheFor == 0 {
		c.CacheFor = 5 * time.Minute
	}
	if c.FreshFor == 0 {
		c.FreshFor = time.Second
	}
	if c.CacheBytes == 0 {
		c.CacheBytes = 32 << 20
	}
	if c.SaveEvery == 0 {
		c.SaveEvery = 10 * time.Minute
	}
	return c
}

// Validate says in a sentence what is wrong.
func (c Config) Validate() error {
	switch {
	case !commerce.ValidCurrency(c.Currency):
		return fmt.Errorf("currency %q is not three upper-case letters", c.Currency)
	case c.CacheFor < 0 || c.FreshFor < 0 || c.SaveEvery < 0:
		return errors.New("cache_for, fresh_for and save_every must not be negative")
	}
	return nil
}

// Saver is an index that lives in memory and can be written down.
type Saver interface {
	Save() error
}

// Service answers queries and keeps the index equal to the truth.
type Service struct {
	cfg       Config
	index     Index
	catalog   Catalog
	inventory Inventory
	analytics Analytics
	cache     *cache
	log       *slog.Logger
	// apply is held from reading a neighbour's truth until it is in the index, so that a slow reader never overwrites what a
	// faster one read later.
	apply sync.Mutex
}

var _ searchv1connect.SearchServiceHandler = (*Service)(nil)

// New makes the room over an index that the caller opened and will close, after Run and the subscriptions have ended.
func New(cfg Config, index Index, catalog Catalog, inventory Inventory, analytics Analytics, now func() time.Time, log *slog.Logger) (*Service, error) {
	cfg = cfg.WithDefaults()
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	return &Service{
		cfg: cfg, index: index, catalog: catalog, inventory: inventory, analytics: analytics,
		cache: newCache(cfg, now), log: log,
	}, nil
}

// retryRebuild is the pause after a rebuild that failed, most likely because a neighbour is not up yet.
const retryRebuild = 5 * time.Second

// Run rebuilds an index that may lack changes, then writes it down from time to time. It returns nil when ctx ends.
func (s *Service) Run(ctx context.Context) error {
	for s.stale(ctx) {
		_, err := s.rebuild(ctx)
		if err == nil || ctx.Err() != nil {
			break
		}
		s.log.Warn("rebuild the search index", "error", err, "again_in", retryRebuild)
		pause(ctx, retryRebuild)
	}
	for pause(ctx, s.cfg.SaveEvery) {
		s.save()
	}
	return nil
}

func (s *Service) stale(ctx context.Context) bool {
	status, err := s.index.Status(ctx)
	return ctx.Err() == nil && (err != nil || status.Stale)
}

// save is best effort: without a snapshot the next start after a crash rebuilds from nothing.
func (s *Service) save() {
	if saver, ok := s.index.(Saver); ok {
		if err := saver.Save(); err != nil {
			s.log.Warn("save the search index", "error", err)
		}
	}
}

// pause waits and reports whether it was not ended by ctx.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
