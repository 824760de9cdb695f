package drop

import (
	"errors"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"rialto/gen/rialto/drop/v1/dropv1connect"
	"rialto/internal/commerce"
	"rialto/internal/platform/ids"
)

// Config is what an operator may change. Zero means the default.
type Config struct {
	// MinRate and MaxRate bound how many a waiting room admits in a second, whatever was measured. Default to 20 and 2,000.
	MinRate float64 `yaml:"min_rate"`
	MaxRate float64 `yaml:"max_rate"`
	// TicketTTL is how long a ticket is good after the start, or after joining later; asking again renews it. Defaults to 24 h.
	TicketTTL time.Duration `yaml:"ticket_ttl"`
}

// WithDefaults fills what was left empty.
func (c Config) WithDefaults() Config {
	if c.MinRate == 0 {
		c.MinRate = 20
	}
	if c.MaxRate == 0 {
		c.MaxRate = max(2000, c.MinRate)
	}
	if c.TicketTTL == 0 {
		c.TicketTTL = 24 * time.Hour
	}
	return c
}

// Validate says in a sentence what cannot work.
func (c Config) Validate() error {
	switch {
	case !(c.MinRate >= 1 && c.MaxRate <= 100_000 && c.MinRate <= c.MaxRate):
		return errors.New("drop: min_rate and max_rate must be between 1 and 100000 admissions a second, in this order")
	case c.TicketTTL < time.Minute || c.TicketTTL > 30*24*time.Hour:
		return errors.New("drop: ticket_ttl must be between 1 minute and 30 days")
	}
	return nil
}

// Deps are the parts of the world that tests replace.
type Deps struct {
	Now    func() time.Time
	IDs    *ids.Source
	Rand   io.Reader // draws places; must be unguessable and safe for concurrent use: crypto/rand.Reader
	Secret string    // that signs tickets; kept by app, apart from the database
	Log    *slog.Logger
}

// Service is the room of drops. Safe for concurrent use.
type Service struct {
	cfg    Config
	store  Store
	deps   Deps
	signer signer

	live atomic.Pointer[map[commerce.ProductID]*room] // nil until it was first read
	load sync.Mutex                                   // one reading of the rows at a time, so that an older one never wins
}

var _ dropv1connect.DropServiceHandler = (*Service)(nil)

// New returns the room over its store. It reads nothing yet; Run moves the waiting rooms on.
func New(cfg Config, store Store, deps Deps) (*Service, error) {
	cfg = cfg.WithDefaults()
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	if deps.Secret == "" {
		return nil, errors.New("drop: tickets need a secret to be signed with")
	}
	return &Service{cfg: cfg, store: store, deps: deps, signer: newSigner(deps.Secret)}, nil
}

func (s *Service) now() int64 { return commerce.Micros(s.deps.Now()) }
