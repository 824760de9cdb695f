// Package demo fills a new shop with a marketplace: products that package goods made up, their stock, accounts, coupons,
// two years of purchases, and orders that went through the real rooms.
//
// The one idea: everything has a name that is known beforehand (an external id, the number of a row, an e-mail, the key of
// an order), so that each step asks the rooms what is there and does the rest. Whoever was interrupted starts again and
// ends with the same shop; whoever starts twice changes nothing.
//
// SeedProducts is what a shopper waits for: products, stock, coupons, gift cards and logins. SeedPast goes on in the background, a
// piece at a time with pauses between, so that shoppers never wait for it. It asks catalog, inventory, identity, pricing,
// giftcard, search, analytics, cart and order; it keeps no rows, publishes nothing, and never writes an order other than by placing it.
package demo

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"sync"
	"time"

	"rialto/internal/demo/goods"
)

// Source is what the demo calls itself where products and purchases say where they come from.
const Source = "demo"

// Config says how large the demo is. Zero values mean the defaults.
type Config struct {
	Seed       uint64   // of everything that is made up. Default 1.
	Products   int      // at least about so many. Default 22,000.
	Baskets    int      // of past purchases. Default 50,000.
	Customers  int      // who place orders, beside the shopper. Default 120.
	Orders     int      // at most 500. Default 480.
	Currencies []string // those enabled in the shop, its own first. Default USD, EUR; others are not served.

	ShopperEmail     string // Default shopper@rialto.test.
	ShopperPassword  string // Default rialto-demo, which everybody knows: for loopback only.
	OperatorEmail    string // Default operator@rialto.test.
	OperatorPassword string // Default rialto-demo.

	// Rest is how long SeedPast rests for each second that it worked. Default 0.5.
	Rest float64
}

// WithDefaults fills what is zero.
func (c Config) WithDefaults() Config {
	set := func(n *int, standard int) {
		if *n == 0 {
			*n = standard
		}
	}
	text := func(s *string, standard string) {
		if *s == "" {
			*s = standard
		}
	}
	if c.Seed == 0 {
		c.Seed = 1
	}
	set(&c.Products, 22_000)
	set(&c.Baskets, 50_000)
	set(&c.Customers, 120)
	set(&c.Orders, 480)
	if len(c.Currencies) == 0 {
		c.Currencies = []string{"USD", "EUR"}
	}
	text(&c.ShopperEmail, "shopper@rialto.test")
	text(&c.ShopperPassword, "rialto-demo")
	text(&c.OperatorEmail, "operator@rialto.test")
	text(&c.OperatorPassword, "rialto-demo")
	if c.Rest == 0 {
		c.Rest = 0.5
	}
	return c
}

// Validate says in one sentence what is wrong, nil if nothing is.
func (c Config) Validate() error {
	switch {
	case c.Products < 1 || c.Products > 200_000:
		return errors.New("demo: products must be between 1 and 200,000")
	case c.Baskets < 1 || c.Baskets > 1_000_000:
		return errors.New("demo: baskets must be between 1 and 1,000,000")
	case c.Customers < 1 || c.Customers > 1000 || c.Orders < 1 || c.Orders > 500:
		return errors.New("demo: customers must be between 1 and 1,000, orders between 1 and 500")
	case c.Rest < 0 || c.Rest > 10:
		return errors.New("demo: rest must be between 0 and 10")
	case !slices.Contains(c.Currencies, "USD") && !slices.Contains(c.Currencies, "EUR"):
		return errors.New("demo: its prices are in USD and EUR, and neither is enabled")
	}
	return nil
}

// Deps are the parts of the world that tests replace.
type Deps struct {
	Now  func() time.Time
	Rand io.Reader // for passwords that nobody is told. Default crypto/rand.Reader.
	Log  *slog.Logger
}

// Progress is told how far a stage is: "products" with their stock, "search", "history", "orders". It is called by one goroutine. nil hears nothing.
type Progress func(stage string, done, total int64)

func (p Progress) orNobody() Progress {
	if p == nil {
		return func(string, int64, int64) {}
	}
	return p
}

// Service seeds one shop. It remembers what it made up, about 30 MB; let go of it when the shop is seeded.
type Service struct {
	cfg   Config
	needs Needs
	deps  Deps
	goods func() (*goods.Catalogue, error) // made up once
}

// New checks the configuration; nothing is made up before it is asked for.
func New(cfg Config, needs Needs, deps Deps) (*Service, error) {
	cfg = cfg.WithDefaults()
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	if deps.Rand == nil {
		deps.Rand = rand.Reader
	}
	return &Service{cfg: cfg, needs: needs, deps: deps, goods: sync.OnceValues(func() (*goods.Catalogue, error) {
		return goods.Generate(cfg.Seed, cfg.Products)
	})}, nil
}

// Seed does everything: SeedProducts, then SeedPast.
func (s *Service) Seed(ctx context.Context, progress Progress) error {
	if err := s.SeedProducts(ctx, progress); err != nil {
		return err
	}
	return s.SeedPast(ctx, progress)
}

// SeedProducts makes a shop that can be shopped in. When it returns, products can be found. Asked again it puts right what
// an interrupted one left, and what people changed since back to what the demo says.
func (s *Service) SeedProducts(ctx context.Context, progress Progress) error {
	progress = progress.orNobody()
	c, err := s.goods()
	if err != nil {
		return err
	}
	for _, step := range []struct {
		doing string
		do    func() error
	}{
		{"open warehouses", func() error { return s.openWarehouses(ctx) }},
		{"make coupons", func() error { return s.makeCoupons(ctx) }},
		{"issue gift cards", func() error { return s.issueGiftCards(ctx) }},
		{"make logins", func() error { return s.makeLogins(ctx, c) }},
		{"fill the shelves", func() error { return s.fillShelves(ctx, c, progress) }},
		{"let products be found", func() error { return s.index(ctx, progress) }},
	} {
		if err := step.do(); err != nil {
			return fmt.Errorf("%s: %w", step.doing, err)
		}
	}
	return nil
}

// SeedPast adds what happened before: purchases for ranking to learn from, then orders. SeedProducts comes first.
func (s *Service) SeedPast(ctx context.Context, progress Progress) error {
	progress = progress.orNobody()
	c, err := s.goods()
	if err != nil {
		return err
	}
	ids, err := s.productIDs(ctx, c)
	if err != nil {
		return fmt.Errorf("look products up: %w", err)
	}
	past := c.Past(s.deps.Now(), 6*s.cfg.Customers+s.cfg.Baskets/10)
	if err := s.writeHistory(ctx, shop{c, past, ids}, progress); err != nil {
		return fmt.Errorf("write the history: %w", err)
	}
	if err := s.placeOrders(ctx, shop{c, past, ids}, progress); err != nil {
		return fmt.Errorf("place orders: %w", err)
	}
	return nil
}

// shop is what the second stage knows of the first: ids[i] is what the catalogue calls Products[i].
type shop struct {
	*goods.Catalogue
	past *goods.Past
	ids  []int64
}

// rest lets shoppers go first: it waits in proportion to the work since a time.
func (s *Service) rest(ctx context.Context, since time.Time) error {
	t := time.NewTimer(time.Duration(float64(s.deps.Now().Sub(since)) * s.cfg.Rest))
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
