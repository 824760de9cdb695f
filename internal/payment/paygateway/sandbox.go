// Package paygateway holds the companies that payment can move money with. Today that is the sandbox: an outside company
// in miniature, with a database of its own that knows nothing of payment's, and webhooks of its own.
//
// The one idea: it behaves as a real gateway does where that hurts. Keys make calls repeatable, a call may hang for ever
// although it took effect, a decision may come later by webhook, the buyer may have to approve, and every charge, refund
// and undelivered webhook survives a crash. What a charge does is chosen by its token:
//
//	tok_approve · tok_decline · tok_insufficient_funds · tok_3ds (the buyer approves at /sandbox/3ds/{charge_id})
//	tok_timeout_charged · tok_timeout_not_charged (the first call hangs; look-ups and repeats tell the truth)
//	tok_late_webhook (processing, decided after a while) · any other token is declined as invalid_token
//
// Each stands for a card with a brand and last four digits, "Visa 4242" for tok_approve; card_approve is the token of the
// same card for later payments, and so on. A number behind it makes it another card of the same kind: tok_approve_17.
//
// It asks nobody; it delivers webhooks through a function that app gives it. No real money is ever moved.
package paygateway

import (
	"cmp"
	"context"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/url"
	"time"

	"rialto/internal/commerce"
	"rialto/internal/payment"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/sqldb"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations returns the schema of gateway.db.
func Migrations() fs.FS { return sqldb.Migrations(files) }

// Config is what an operator may change. Zero means the default.
type Config struct {
	Secret         string        `yaml:"secret"`          // signs the webhooks; payment has the same. No default.
	LateAfter      time.Duration `yaml:"late_after"`      // when tok_late_webhook is decided. Default 5s.
	HangFor        time.Duration `yaml:"hang_for"`        // how long a call hangs whose caller set no deadline. Default 30s.
	Every          time.Duration `yaml:"every"`           // how often due decisions and webhooks are looked for. Default 200ms.
	DeliverTimeout time.Duration `yaml:"deliver_timeout"` // bounds one delivery. Default 5s.
}

// WithDefaults fills what is zero.
func (c Config) WithDefaults() Config {
	c.LateAfter = cmp.Or(c.LateAfter, 5*time.Second)
	c.HangFor = cmp.Or(c.HangFor, 30*time.Second)
	c.Every = cmp.Or(c.Every, 200*time.Millisecond)
	c.DeliverTimeout = cmp.Or(c.DeliverTimeout, 5*time.Second)
	return c
}

// Validate says in one sentence per rule what is wrong.
func (c Config) Validate() error {
	var all []error
	if len(c.Secret) < 16 {
		all = append(all, errors.New("sandbox gateway: the webhook secret must have at least 16 characters"))
	}
	if c.LateAfter <= 0 || c.HangFor <= 0 || c.Every <= 0 || c.DeliverTimeout <= 0 {
		all = append(all, errors.New("sandbox gateway: every duration must be above zero"))
	}
	return errors.Join(all...)
}

// Deps are the parts of the world that tests replace.
type Deps struct {
	Now  func() time.Time
	Rand io.Reader // crypto/rand.Reader: it makes charge ids that nobody can guess
	Log  *slog.Logger
	// Deliver hands a webhook to the shop; an error means that it comes again.
	Deliver func(ctx context.Context, body []byte, signature string) error
	// Treat returns the token as which a new charge is treated, so that a demo can make payments fail on purpose. The books
	// keep the card's own token, so repeats and look-ups stay true whatever it returns by then. nil: every card as itself.
	Treat func(token string) string
}

// Sandbox implements payment.Gateway and payment.Ledger. Run delivers its webhooks, Handler serves its pages.
type Sandbox struct {
	cfg  Config
	db   *sqldb.DB
	deps Deps
}

var (
	_ payment.Gateway = (*Sandbox)(nil)
	_ payment.Ledger  = (*Sandbox)(nil)
)

// NewSandbox returns the sandbox on its own database, opened with Migrations.
func NewSandbox(cfg Config, db *sqldb.DB, deps Deps) (*Sandbox, error) {
	cfg = cfg.WithDefaults()
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	return &Sandbox{cfg: cfg, db: db, deps: deps}, nil
}

func (s *Sandbox) micros() int64 { return s.deps.Now().UnixMicro() }

// Authorize implements payment.Gateway.
func (s *Sandbox) Authorize(ctx context.Context, a payment.Authorization) (payment.Charge, error) {
	now := s.micros()
	plan := s.planFor(a.Token)
	row := charge{Token: a.Token}
	row.Key, row.Amount, row.State, row.DeclineCode, row.At = a.Key, a.Amount, plan.state, plan.decline, now
	if plan.late {
		row.decidesAt = now + s.cfg.LateAfter.Microseconds()
	}
	var err error
	if row.ID, err = s.newID(a.OrderID); err != nil {
		return payment.Charge{}, err
	}
	stored, first, err := s.open(ctx, row)
	switch {
	case err != nil:
		return payment.Charge{}, fmt.Errorf("open the charge: %w", err)
	case !first && stored.differs(a):
		return payment.Charge{}, keyReused
	case first && plan.hangs:
		return payment.Charge{}, s.hang(ctx)
	}
	return stored.seen(), nil
}

func (s *Sandbox) planFor(token string) plan {
	if s.deps.Treat != nil {
		token = s.deps.Treat(token)
	}
	return planOf(token)
}

var keyReused = errs.Conflict("key_reused", "This key was used before with other parameters.")

// differs reports that a key comes again with other parameters. A charge that was closed before it was seen has none.
func (c charge) differs(a payment.Authorization) bool {
	closed := c.State == payment.ChargeVoided && c.Amount.IsZero()
	return c.UserID != a.UserID || !closed && (c.Amount != a.Amount || c.Token != a.Token)
}

// hang keeps the caller waiting until it gives up, as a gateway does whose answer was lost.
func (s *Sandbox) hang(ctx context.Context) error {
	t := time.NewTimer(s.cfg.HangFor)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
	return errs.UnknownOutcome(ctx.Err(), "authorize")
}

// newID returns "ch_ORDER_RANDOM": it leads back to the order, whose id is the key of the charge.
func (s *Sandbox) newID(order commerce.OrderID) (string, error) {
	var random [12]byte
	if _, err := io.ReadFull(s.deps.Rand, random[:]); err != nil {
		return "", fmt.Errorf("random charge id: %w", err)
	}
	return "ch_" + string(order) + "_" + hex.EncodeToString(random[:]), nil
}

// Capture implements payment.Gateway.
func (s *Sandbox) Capture(ctx context.Context, key payment.Key, captureID string, amount commerce.Money) (payment.Charge, error) {
	c, err := s.capture(ctx, key, captureID, amount, s.micros())
	if err == nil && c.captureID == captureID && c.Captured != amount.Amount {
		err = keyReused
	}
	return c.seenUnless(err)
}

// Void implements payment.Gateway.
func (s *Sandbox) Void(ctx context.Context, key payment.Key, _ string) (payment.Charge, error) {
	id, err := s.newID(key.OrderID)
	if err != nil {
		return payment.Charge{}, err
	}
	closed := charge{}
	closed.Key, closed.ID, closed.State, closed.At = key, id, payment.ChargeVoided, s.micros()
	c, err := s.void(ctx, closed)
	return c.seenUnless(err)
}

// Refund implements payment.Gateway.
func (s *Sandbox) Refund(ctx context.Context, key payment.Key, refundID string, amount commerce.Money) (payment.Charge, error) {
	c, err := s.refund(ctx, key, refundID, amount, s.micros())
	if err == nil {
		for _, r := range c.Refunds {
			if r.ID == refundID && r.Amount != amount.Amount {
				err = keyReused
			}
		}
	}
	return c.seenUnless(err)
}

// Lookup implements payment.Gateway.
func (s *Sandbox) Lookup(ctx context.Context, key payment.Key) (payment.Charge, error) {
	c, err := s.find(ctx, key)
	return c.seenUnless(err)
}

// seen is the charge as the shop may see it.
func (c charge) seen() payment.Charge {
	if c.State == payment.ChargeRequiresAction {
		c.ActionURL = "/sandbox/3ds/" + url.PathEscape(c.ID)
	}
	if card := planOf(c.Token); card.brand != "" {
		c.Brand, c.LastFour = card.brand, card.lastFour
		if c.State != payment.ChargeDeclined {
			c.Reusable = reusable(c.Token)
		}
	}
	return c.Charge
}

func (c charge) seenUnless(err error) (payment.Charge, error) {
	if err != nil {
		return payment.Charge{}, err
	}
	return c.seen(), nil
}
