package order

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"rialto/gen/rialto/order/v1/orderv1connect"
	"rialto/internal/platform/ids"
)

// Config is what an operator may change. Zero values mean the defaults.
type Config struct {
	Hold      time.Duration `yaml:"hold"`       // how long stock is held while a checkout runs. Default 10m.
	BuyerWait time.Duration `yaml:"buyer_wait"` // how long the buyer has for 3-D Secure, and the gateway for an answer. Default 15m.
	Lease     time.Duration `yaml:"lease"`      // after this without news another worker takes a saga over. Default 3s.
	Sweep     time.Duration `yaml:"sweep"`      // how often due sagas and old holds are looked for. Default 1s.
	AskAgain  time.Duration `yaml:"ask_again"`  // how long the same basket once more is asked about. Default 10m.
	Workers   int           `yaml:"workers"`    // how many sagas the sweeper advances at once. Default 32.
	Currency  string        `yaml:"-"`          // the shop's default, from the shop's own setting. Default USD.

	TransferDays int `yaml:"transfer_days"` // how many days a bank transfer has to arrive; the stock is held for them. Default 5.
}

// WithDefaults fills what is zero.
func (c Config) WithDefaults() Config {
	set := func(d *time.Duration, standard time.Duration) {
		if *d == 0 {
			*d = standard
		}
	}
	set(&c.Hold, 10*time.Minute)
	set(&c.BuyerWait, 15*time.Minute)
	set(&c.Lease, 3*time.Second)
	set(&c.Sweep, time.Second)
	set(&c.AskAgain, 10*time.Minute)
	if c.Workers == 0 {
		c.Workers = 32
	}
	if c.TransferDays == 0 {
		c.TransferDays = 5
	}
	if c.Currency == "" {
		c.Currency = "USD"
	}
	return c
}

// Validate says in one sentence what is wrong, nil if nothing is.
func (c Config) Validate() error {
	switch {
	case c.Lease < 100*time.Millisecond || c.Lease > time.Minute:
		return errors.New("order.lease must be between 100ms and 1m")
	case c.Sweep < 10*time.Millisecond || c.Sweep > time.Minute:
		return errors.New("order.sweep must be between 10ms and 1m")
	case c.Hold < c.Lease:
		return errors.New("order.hold must be longer than order.lease")
	case c.BuyerWait < c.Lease:
		return errors.New("order.buyer_wait must be longer than order.lease")
	case c.AskAgain < 0 || c.AskAgain > 24*time.Hour:
		return errors.New("order.ask_again must be between 0 and 24h")
	case c.TransferDays < 1 || c.TransferDays > 60:
		return errors.New("order.transfer_days must be between 1 and 60")
	case c.Workers < 1 || c.Workers > 1000:
		return errors.New("order.workers must be between 1 and 1000")
	}
	return nil
}

// Deps are the things that every room gets from outside.
type Deps struct {
	Now func() time.Time
	IDs *ids.Source
	Log *slog.Logger
}

// Service is the order room.
type Service struct {
	cfg     Config
	store   Store
	needs   Needs
	now     func() time.Time
	ids     *ids.Source
	log     *slog.Logger
	kick    chan struct{} // something is due before the next sweep
	slots   chan struct{} // one for each saga that the sweeper may have driven at a time
	drivers sync.WaitGroup

	placing, cancel, refunding []step
}

var _ orderv1connect.OrderServiceHandler = (*Service)(nil)

// New returns the room over a store and its neighbours. Run must run for orders to survive crashes.
func New(cfg Config, store Store, needs Needs, deps Deps) (*Service, error) {
	cfg = cfg.WithDefaults()
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	s := &Service{
		cfg: cfg, store: store, needs: needs, now: deps.Now, ids: deps.IDs, log: deps.Log, kick: make(chan struct{}, 1),
		slots: make(chan struct{}, cfg.Workers),
	}
	s.placing, s.cancel, s.refunding = s.placeSteps(), s.cancelSteps(), s.refundSteps()
	return s, nil
}

// Run resumes what is due and ends old holds until ctx ends. The two go apart: a gateway that is slow to answer for sagas
// must not keep stock from being given free.
func (s *Service) Run(ctx context.Context) error {
	var loops sync.WaitGroup
	loops.Go(func() { s.repeat(ctx, "resume orders", s.kick, s.resume) })
	loops.Go(func() { s.repeat(ctx, "end old holds", nil, s.endHolds) })
	loops.Wait()
	s.drivers.Wait()
	return nil
}

// repeat works now, at every tick and when it is kicked.
func (s *Service) repeat(ctx context.Context, doing string, kick <-chan struct{}, work func(context.Context) error) {
	tick := time.NewTicker(s.cfg.Sweep)
	defer tick.Stop()
	for {
		if err := work(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn(doing, "error", err)
		}
		select {
		case <-tick.C:
		case <-kick:
		case <-ctx.Done():
			return
		}
	}
}

func (s *Service) wakeSweeper() {
	select {
	case s.kick <- struct{}{}:
	default:
	}
}

func (s *Service) micros() int64 { return s.now().UnixMicro() }
