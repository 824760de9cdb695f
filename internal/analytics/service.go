package analytics

import (
	"fmt"
	"log/slog"
	"sync"
	"time"

	"rialto/gen/rialto/analytics/v1/analyticsv1connect"
)

// Config is what an operator may set.
type Config struct {
	HalfLife        time.Duration `yaml:"half_life"`         // of a live sale's weight. Default 336h (14 days).
	HistoryHalfLife time.Duration `yaml:"history_half_life"` // of an imported one's, from the newest of its source. Default 1440h (60 days).
	TellEvery       time.Duration `yaml:"tell_every"`        // how often products that changed are scored and told. Default 1s.
	SweepEvery      time.Duration `yaml:"sweep_every"`       // how often all are, because time passes and peaks move. Default 10m.
}

// Defaults returns the values that fit most shops.
func Defaults() Config {
	return Config{HalfLife: 14 * day, HistoryHalfLife: 60 * day, TellEvery: time.Second, SweepEvery: 10 * time.Minute}
}

const day = 24 * time.Hour

// Validate refuses times that make no sense.
func (c Config) Validate() error {
	for _, d := range []struct {
		name            string
		is, least, most time.Duration
	}{
		{"half-life", c.HalfLife, time.Hour, 3650 * day},
		{"history half-life", c.HistoryHalfLife, time.Hour, 3650 * day},
		{"tell interval", c.TellEvery, 10 * time.Millisecond, time.Hour},
		{"sweep interval", c.SweepEvery, time.Second, 30 * day},
	} {
		if d.is < d.least || d.is > d.most {
			return fmt.Errorf("%s must be between %s and %s, not %s", d.name, d.least, d.most, d.is)
		}
	}
	return nil
}

// Deps are the clock and the log.
type Deps struct {
	Now func() time.Time
	Log *slog.Logger
}

// Service is the analytics room.
type Service struct {
	cfg   Config
	store Store
	now   func() time.Time
	log   *slog.Logger

	basis Basis // of the consumer, which alone applies effects

	telling sync.Mutex // one goroutine at a time scores and tells
	peak    float64    // highest raw velocity seen since it was last looked up; under telling
	known   bool       // peak was looked up; under telling
}

var _ analyticsv1connect.AnalyticsServiceHandler = (*Service)(nil)

// New checks the configuration and returns the room. Products are counted while Subscriptions are served and told while
// Run runs.
func New(cfg Config, store Store, deps Deps) (*Service, error) {
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("analytics: %w", err)
	}
	return &Service{cfg: cfg, store: store, now: deps.Now, log: deps.Log}, nil
}
