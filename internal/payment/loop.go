package payment

import (
	"context"
	"sync"
	"time"

	"rialto/internal/platform/errs"
)

const (
	// A payment that waits for the gateway is asked about after 1, 2, 4 … 60 s; one whose caller is still at work, or whose
	// money is held, every 60 s; one whose keys are too old to be sent again, every hour.
	firstAsk = time.Second
	slowAsk  = time.Minute
	lastAsk  = time.Hour

	dueBatch = 100
	askers   = 8 // look-ups at a time: a silent gateway must not hold up the rest
)

// Run books webhooks as they come and asks about payments that wait too long, until ctx ends. It needs no saga: what is
// due is in the rows.
func (s *Service) Run(ctx context.Context) error {
	due, sweep := time.NewTicker(s.cfg.RetryEvery), time.NewTicker(s.cfg.SweepEvery)
	defer due.Stop()
	defer sweep.Stop()
	for {
		select { // a tick goes before a wake: many webhooks must not starve what waits, nor is it left to chance
		case <-due.C:
			s.Turn(ctx)
			continue
		default:
		}
		select {
		case <-s.wake:
			s.bookDue(ctx)
		case <-due.C:
			s.Turn(ctx)
		case <-sweep.C:
			if err := s.sweep(ctx); err != nil && ctx.Err() == nil {
				s.log.Warn("search the gateway's ledger", "error", err)
			}
		case <-ctx.Done():
			return nil
		}
	}
}

// Turn does once what Run does all the time: it books the webhooks that are due and asks about the payments that are.
func (s *Service) Turn(ctx context.Context) {
	s.bookDue(ctx)
	s.askDue(ctx)
}

func (s *Service) bookDue(ctx context.Context) {
	now := s.micros()
	due, err := s.store.DueWebhooks(ctx, now, now-s.cfg.RetryFor.Microseconds(), dueBatch)
	if err != nil {
		s.log.Warn("list webhooks to book", "error", err)
		return
	}
	each(due, func(w Webhook) { s.bookWebhook(ctx, w) })
}

func (s *Service) askDue(ctx context.Context) {
	due, err := s.store.Due(ctx, s.micros(), dueBatch)
	if err != nil {
		s.log.Warn("list payments that wait", "error", err)
		return
	}
	each(due, func(p Payment) {
		if err := s.inquire(ctx, p); err != nil && ctx.Err() == nil {
			s.log.Warn("ask about a payment", "order_id", p.OrderID, "status", p.Status, "asks", p.Asks+1, "error", err)
		}
		p.Asks++
		if err := s.store.AskAgain(ctx, p.Key, s.askAt(p)); err != nil && ctx.Err() == nil {
			s.log.Warn("put off asking about a payment", "order_id", p.OrderID, "error", err)
		}
	})
}

// inquire books what the gateway says about a payment and goes on with what was asked of it: a void that did not end.
func (s *Service) inquire(ctx context.Context, p Payment) (err error) {
	if p.ByCard() {
		var answered bool
		if p, answered, err = s.reread(ctx, p); err == nil && !answered {
			err = errs.Unavailable("gateway_silent", "The gateway does not answer.")
		}
		if err != nil {
			return err
		}
	}
	if p.VoidID == "" {
		return nil
	}
	_, err = s.finishVoid(ctx, p)
	return err
}

// askAt is when a payment is asked about next.
func (s *Service) askAt(p Payment) int64 {
	pause := growing(p.Asks, slowAsk)
	switch {
	case s.expired(p.CreatedAt) && !p.Status.Final():
		pause = lastAsk
	case p.VoidID == "" && (p.Status == StatusNew || p.Status == StatusAuthorized):
		pause = slowAsk
	}
	return s.micros() + pause.Microseconds()
}

// growing is the pause after so many tries: one second, doubled each time, at most `most`.
func growing(tries int64, most time.Duration) time.Duration {
	return min(firstAsk<<min(tries, 16), most)
}

// each works on the items, a few at a time.
func each[T any](items []T, work func(T)) {
	var all sync.WaitGroup
	slots := make(chan struct{}, askers)
	for _, item := range items {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			work(item)
		})
	}
	all.Wait()
}
