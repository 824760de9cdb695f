package payment

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"rialto/gen/rialto/payment/v1/paymentv1connect"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/ids"
)

// Config is what an operator may change. Zero means the default.
type Config struct {
	Gateway        string        `yaml:"gateway"`         // name under which webhooks arrive. Default sandbox.
	GatewayTimeout time.Duration `yaml:"gateway_timeout"` // after this without answer the outcome of a call is unknown. Default 2s.
	KeyLife        time.Duration `yaml:"key_life"`        // how long a key is sent again; gateways forget theirs after 24h. Default 20h.
	WebhookSecrets []string      `yaml:"webhook_secrets"` // that sign webhooks, two while one replaces the other. No default.
	WebhookAge     time.Duration `yaml:"webhook_age"`     // how old a signature may be, either way. Default 300s.
	RetryEvery     time.Duration `yaml:"retry_every"`     // how often what is due is looked for: webhooks, payments that wait. Default 1s.
	SweepEvery     time.Duration `yaml:"sweep_every"`     // how often the gateway's ledger is searched for charges of nobody. Default 60s.
	Account        string        `yaml:"account"`         // where bank transfers go, as the buyer reads it. Default: one that is no account.
	RetryFor       time.Duration `yaml:"retry_for"`       // how long such a webhook is tried. Default 72h.
}

// WithDefaults fills what is zero.
func (c Config) WithDefaults() Config {
	c.Gateway = cmp.Or(c.Gateway, "sandbox")
	c.GatewayTimeout = cmp.Or(c.GatewayTimeout, 2*time.Second)
	c.KeyLife = cmp.Or(c.KeyLife, 20*time.Hour)
	c.WebhookAge = cmp.Or(c.WebhookAge, 300*time.Second)
	c.RetryEvery = cmp.Or(c.RetryEvery, time.Second)
	c.SweepEvery = cmp.Or(c.SweepEvery, time.Minute)
	c.Account = cmp.Or(c.Account, "XX00 RIAL TO00 0000 0000 00 (an example, not a bank account)")
	c.RetryFor = cmp.Or(c.RetryFor, 72*time.Hour)
	return c
}

// Validate says in one sentence per rule what is wrong.
func (c Config) Validate() error {
	var all []error
	if min(c.GatewayTimeout, c.KeyLife, c.WebhookAge, c.RetryEvery, c.RetryFor, c.SweepEvery) <= 0 {
		all = append(all, errors.New("payment: every duration must be above zero"))
	}
	if len(c.Account) > maxAccount {
		all = append(all, fmt.Errorf("payment: the account must have at most %d characters", maxAccount))
	}
	if len(c.WebhookSecrets) == 0 {
		all = append(all, errors.New("payment: webhooks need at least one secret"))
	}
	for _, secret := range c.WebhookSecrets {
		if len(secret) < 16 {
			all = append(all, errors.New("payment: a webhook secret must have at least 16 characters"))
		}
	}
	return errors.Join(all...)
}

// Deps are the parts of the world that tests replace.
type Deps struct {
	Now func() time.Time
	IDs *ids.Source
	Log *slog.Logger
}

// Service is the payment room.
type Service struct {
	cfg     Config
	store   Store
	gateway Gateway
	now     func() time.Time
	ids     *ids.Source
	log     *slog.Logger
	wake    chan struct{} // a webhook was kept
	swept   int64         // Run alone: up to when the gateway's ledger was searched
}

// maxAccount is how long the text of a bank account may be.
const maxAccount = 200

var _ paymentv1connect.PaymentServiceHandler = (*Service)(nil)

// New returns the room. It starts nothing; Run books webhooks and asks about what waits.
func New(cfg Config, store Store, gateway Gateway, deps Deps) (*Service, error) {
	cfg = cfg.WithDefaults()
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	return &Service{
		cfg: cfg, store: store, gateway: gateway, now: deps.Now, ids: deps.IDs, log: deps.Log, wake: make(chan struct{}, 1),
	}, nil
}

func (s *Service) micros() int64 { return s.now().UnixMicro() }

// expired reports that a key first sent at `at` must not be sent again.
func (s *Service) expired(at int64) bool { return s.now().Sub(time.UnixMicro(at)) >= s.cfg.KeyLife }

// ask calls the gateway under its deadline. ok is false when there was no answer that can be trusted about p.
func (s *Service) ask(ctx context.Context, doing string, p Payment, call func(context.Context) (Charge, error)) (c Charge, ok bool) {
	ctx, cancel := context.WithTimeout(ctx, s.cfg.GatewayTimeout)
	defer cancel()
	c, err := call(ctx)
	switch {
	case err != nil && errs.Unanswered(err):
		s.log.Warn("payment gateway gave no answer", "doing", doing, "order_id", p.OrderID, "error", err)
		return Charge{}, false
	case err != nil:
		s.log.Error("payment gateway refused a call that should be right", "doing", doing, "order_id", p.OrderID, "error", err)
		return Charge{}, false
	case c.contradicts(p):
		s.log.Error("payment gateway answered about another charge", "doing", doing, "order_id", p.OrderID,
			"charge", c.ID, "charge_amount", c.Amount.String())
		return Charge{}, false
	}
	return c, true
}

// lookup asks the gateway for the truth about p.
func (s *Service) lookup(ctx context.Context, p Payment) (Charge, bool) {
	return s.ask(ctx, "lookup", p, func(ctx context.Context) (Charge, error) { return s.gateway.Lookup(ctx, p.Key) })
}

// settle books an answer, or silence as the unknown that belongs to the call.
func (s *Service) settle(ctx context.Context, p Payment, c Charge, answered bool, silent Status) (Payment, error) {
	return s.book(ctx, p, func(p Payment) Payment {
		if answered {
			return p.heard(c)
		}
		return p.unheard(silent)
	})
}
