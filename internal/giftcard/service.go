package giftcard

import (
	"errors"
	"log/slog"
	"time"

	"rialto/gen/rialto/giftcard/v1/giftcardv1connect"
	"rialto/internal/commerce"
	"rialto/internal/platform/ids"
)

// Config is what an operator may change. Zero means the default.
type Config struct {
	// ReopenFor is how long a card is good at least after money came back to it. Defaults to 90 days.
	ReopenFor time.Duration `yaml:"reopen_for"`
}

// WithDefaults fills what was left empty.
func (c Config) WithDefaults() Config {
	if c.ReopenFor == 0 {
		c.ReopenFor = 90 * 24 * time.Hour
	}
	return c
}

// Validate says in a sentence what cannot work.
func (c Config) Validate() error {
	if c.ReopenFor < time.Hour || c.ReopenFor > 10*365*24*time.Hour {
		return errors.New("gift card: a refund must keep a card good for at least an hour and at most ten years")
	}
	return nil
}

// shortestSecret is what a secret must have at least, so that codes cannot be made by trying secrets.
const shortestSecret = 16

// Deps are the parts of the world that tests replace.
type Deps struct {
	Now    func() time.Time
	IDs    *ids.Source
	Secret string // from which codes are made, at least 16 bytes; kept by app, apart from the database
	Log    *slog.Logger
}

// Service is the gift-card room. Safe for concurrent use.
type Service struct {
	cfg   Config
	store Store
	deps  Deps
}

var _ giftcardv1connect.GiftCardServiceHandler = (*Service)(nil)

// New returns the room over a store.
func New(cfg Config, store Store, deps Deps) (*Service, error) {
	cfg = cfg.WithDefaults()
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	if len(deps.Secret) < shortestSecret {
		return nil, errors.New("gift card: the secret from which codes are made must have at least 16 bytes")
	}
	return &Service{cfg, store, deps}, nil
}

func (s *Service) now() int64 { return commerce.Micros(s.deps.Now()) }

// reopen is until when a card must be good that gets money back now.
func (s *Service) reopen(now int64) int64 { return now + s.cfg.ReopenFor.Microseconds() }
