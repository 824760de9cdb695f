// Package flashsale runs a flash sale against a running shop and proves from its books that nothing went wrong.
//
// It owns nothing. The one idea: the crowd comes over the public API like anybody (POST /v1/orders with a key of its own, the
// same key again after a lost answer), and the proof comes from the other side: stock ledger and gateway, not from what the
// crowd was told. What is prepared beforehand (a product, its stock, buyers with a quote in hand) is made by calls between rooms,
// without passwords.
//
// It asks catalog, inventory, identity, pricing, payment, order and drop, and the shop's own address. Its orders are real: on a shop
// that is not a demo it is for whoever means it. It changes no rule, so limits per buyer and the waiting room hold for it too.
package flashsale

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"rialto/internal/commerce"
)

// Options say how large the sale is. Zero means the default.
type Options struct {
	Buyers      int           // who want one unit each. Default 100,000; at most 1,000,000.
	Stock       int64         // units for sale. Default 1,000; at most 1,000,000.
	Over        time.Duration // within which everybody clicks, evenly at random. Default 10s.
	Declines    float64       // share of cards that are declined. Default 0.1; below zero: none.
	Timeouts    float64       // share of payments that the gateway does not answer in time. Default 0.05; below zero: none.
	Connections int           // that carry the crowd. Default 256.
	WaitingRoom bool          // buyers queue for their turn
	Seed        uint64        // of who does what. Default 1.
	Currency    string        // Default USD.
}

// WithDefaults fills what is zero.
func (o Options) WithDefaults() Options {
	o.Buyers = cmp.Or(o.Buyers, 100_000)
	o.Stock = cmp.Or(o.Stock, 1_000)
	o.Over = cmp.Or(o.Over, 10*time.Second)
	o.Declines = max(0, cmp.Or(o.Declines, 0.1))
	o.Timeouts = max(0, cmp.Or(o.Timeouts, 0.05))
	o.Connections = cmp.Or(o.Connections, 256)
	o.Seed = cmp.Or(o.Seed, 1)
	o.Currency = cmp.Or(o.Currency, "USD")
	return o
}

// Validate says in a sentence what cannot be run.
func (o Options) Validate() error {
	switch {
	case o.Buyers < 1 || o.Buyers > 1_000_000:
		return fmt.Errorf("buyers must be between 1 and 1,000,000, not %d", o.Buyers)
	case o.Stock < 1 || o.Stock > 1_000_000:
		return fmt.Errorf("stock must be between 1 and 1,000,000, not %d", o.Stock)
	case o.Declines+o.Timeouts > 1:
		return errors.New("the shares of declines and time-outs are more than everybody")
	case o.Connections < 1 || o.Connections > 10_000:
		return fmt.Errorf("connections must be between 1 and 10,000, not %d", o.Connections)
	case o.Over <= 0 || o.Over > time.Hour:
		return fmt.Errorf("the crowd must come within an hour, not %s", o.Over)
	case !commerce.ValidCurrency(o.Currency):
		return fmt.Errorf("currency must be three upper-case letters, not %q", o.Currency)
	}
	return nil
}

// Progress tells how far a phase is. Phases: buyers, idle, sale, second tries, proof.
type Progress func(phase string, done, total int64)

// Sale is one flash sale. Use New.
type Sale struct {
	needs  Needs
	shop   string
	client *http.Client
	now    func() time.Time
	opts   Options
	tell   Progress
}

// New returns a sale against the shop at an address such as http://127.0.0.1:8080.
func New(needs Needs, shop string, now func() time.Time, opts Options) (*Sale, error) {
	opts = opts.WithDefaults()
	if err := opts.Validate(); err != nil {
		return nil, err
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.Proxy, transport.DisableCompression = nil, true
	transport.MaxIdleConns, transport.MaxIdleConnsPerHost = 0, opts.Connections+8
	return &Sale{
		needs: needs, shop: shop, now: now, opts: opts,
		client: &http.Client{Transport: transport, Timeout: answerLimit},
	}, nil
}

// Run prepares the sale, lets the crowd in and reads the books. An error means that there is no result; a result that broke a
// promise is a Report with Problems.
func (s *Sale) Run(ctx context.Context, tell Progress) (*Report, error) {
	defer s.client.CloseIdleConnections()
	s.tell = tell
	shelf, err := s.stock(ctx)
	if err != nil {
		return nil, fmt.Errorf("put the product on the shelf: %w", err)
	}
	crowd, err := s.gather(ctx, shelf.product, s.opts.Buyers, "buyers")
	if err != nil {
		return nil, fmt.Errorf("gather the buyers: %w", err)
	}
	quiet, err := s.watch(ctx, shelf.other)
	if err != nil {
		return nil, fmt.Errorf("measure a product that nobody rushes for: %w", err)
	}
	report := &Report{Options: s.opts, ProductID: commerce.FormatID(int64(shelf.product.id)), Began: s.now()}
	if err := quiet.idle(ctx); err != nil {
		return nil, fmt.Errorf("measure an idle checkout: %w", err)
	}
	if report.AnsweredWithin, err = s.rush(ctx, crowd, quiet, shelf); err != nil {
		return nil, err
	}
	report.count(crowd, quiet)
	if err := s.prove(ctx, shelf, crowd, report); err != nil {
		return nil, fmt.Errorf("read the books: %w", err)
	}
	return report, nil
}
