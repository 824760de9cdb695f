package pricing

import (
	"errors"
	"io"
	"time"

	"rialto/gen/rialto/pricing/v1/pricingv1connect"
	"rialto/internal/commerce"
	"rialto/internal/platform/ids"
)

// Config is what an operator may set.
type Config struct {
	// QuoteTTL is how long a quote may be bought at. Defaults to 15 minutes.
	QuoteTTL time.Duration `yaml:"quote_ttl"`
	// Currencies are the shop's: a coupon's sums must be in one of them. Empty allows every currency.
	Currencies []string `yaml:"-"`
}

// WithDefaults fills what was left empty.
func (c Config) WithDefaults() Config {
	if c.QuoteTTL == 0 {
		c.QuoteTTL = 15 * time.Minute
	}
	return c
}

// Validate says in a sentence what cannot work.
func (c Config) Validate() error {
	if c.QuoteTTL < time.Minute || c.QuoteTTL > 24*time.Hour {
		return errors.New("pricing: the quote's time to live must be between 1 minute and 24 hours")
	}
	return nil
}

// Deps are the things that differ between a test and the shop.
type Deps struct {
	Now  func() time.Time
	IDs  *ids.Source // coupon ids
	Rand io.Reader   // quote ids; must be unguessable and safe for concurrent use: crypto/rand.Reader
}

// Service prices purchases. Safe for concurrent use.
type Service struct {
	cfg      Config
	store    Store
	catalog  Catalog
	shipping Shipping
	deps     Deps
	taxes    taxTable
}

var _ pricingv1connect.PricingServiceHandler = (*Service)(nil)

// New returns a service over a store and its neighbours.
func New(cfg Config, store Store, catalog Catalog, shipping Shipping, deps Deps) (*Service, error) {
	cfg = cfg.WithDefaults()
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	taxes, err := readTaxTable(taxRates)
	if err != nil {
		return nil, err
	}
	return &Service{cfg, store, catalog, shipping, deps, taxes}, nil
}

func (s *Service) now() int64 { return commerce.Micros(s.deps.Now()) }
