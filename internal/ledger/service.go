package ledger

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"rialto/gen/rialto/ledger/v1/ledgerv1connect"
	"rialto/internal/commerce"
)

// Config is what an operator may change. Zero means the default.
type Config struct {
	// FeePPM is the platform's part of what a seller sells, in parts per million. Defaults to 100,000 (10 %); -1 is none.
	FeePPM int64 `yaml:"fee_ppm"`
	// Every is the pause between two reconciliations. Defaults to a minute.
	Every time.Duration `yaml:"every"`
	// Grace is how long a disagreement may last before it is a finding, and how old a change must be to be looked at.
	// Defaults to 60 s.
	Grace time.Duration `yaml:"grace"`
}

// WithDefaults fills what was left empty.
func (c Config) WithDefaults() Config {
	if c.FeePPM == 0 {
		c.FeePPM = 100_000
	}
	c.FeePPM = max(c.FeePPM, 0)
	if c.Every == 0 {
		c.Every = time.Minute
	}
	if c.Grace == 0 {
		c.Grace = time.Minute
	}
	return c
}

// Validate says in a sentence what cannot work.
func (c Config) Validate() error {
	if c.FeePPM < -1 || c.FeePPM > 1_000_000 {
		return errors.New("ledger: the platform's fee must be between 0 and 1,000,000 parts per million")
	}
	if c.Every < 0 || c.Every > time.Hour || c.Grace < 0 || c.Grace > 24*time.Hour {
		return errors.New("ledger: reconcile at least every hour, with a grace of at most a day")
	}
	return nil
}

// Deps are the parts of the world that tests replace.
type Deps struct {
	Now func() time.Time
	Log *slog.Logger
}

// Service is the room of the books. Safe for concurrent use.
type Service struct {
	cfg   Config
	store Store
	needs Needs
	deps  Deps
	open  atomic.Int64
}

var _ ledgerv1connect.LedgerServiceHandler = (*Service)(nil)

// New returns the room over a store and its neighbours.
func New(cfg Config, store Store, needs Needs, deps Deps) (*Service, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	if deps.Log == nil {
		deps.Log = slog.New(slog.DiscardHandler)
	}
	return &Service{cfg: cfg.WithDefaults(), store: store, needs: needs, deps: deps}, nil
}

// OpenFindings is how many disagreements were open after the last pass: a gauge that should be 0.
func (s *Service) OpenFindings() int64 { return s.open.Load() }

func (s *Service) now() int64 { return commerce.Micros(s.deps.Now()) }

// Run reconciles every minute until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	tick := time.NewTicker(s.cfg.Every)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
		if _, err := s.Reconcile(ctx, nil); err != nil && ctx.Err() == nil {
			s.deps.Log.Warn("reconcile", "error", err)
		}
	}
}
