package fulfillment

import (
	"context"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// How the simulation works: it looks every tick for at most dueLimit parcels and takes hands of them at a time, so that
// their commits share one disk flush.
const (
	tick     = 200 * time.Millisecond
	dueLimit = 200
	hands    = 16
)

// A step that failed comes again after firstPause, twice as long each time, at most longestPause.
const (
	firstPause   = time.Second
	longestPause = time.Minute
)

// Run plays the warehouse people and the carrier until ctx ends. At speed 0 it does nothing and still waits for ctx.
func (s *Service) Run(ctx context.Context) error {
	if s.cfg.DemoSpeed == 0 {
		<-ctx.Done()
		return nil
	}
	t := time.NewTicker(tick)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.C:
			s.work(ctx)
		}
	}
}

// work takes the next step of every parcel that is due. Two processes may both try: the guarded update lets one win.
func (s *Service) work(ctx context.Context) {
	due, err := s.store.Due(ctx, commerce.Micros(s.now()), dueLimit)
	if err != nil {
		if ctx.Err() == nil {
			s.log.Warn("list due shipments", slog.Any("error", err))
		}
		return
	}
	var g errgroup.Group
	g.SetLimit(hands)
	for _, sh := range due {
		g.Go(func() error {
			s.workOn(ctx, sh)
			return nil
		})
	}
	_ = g.Wait() // workOn keeps its failures in the row
}

// workOn takes one step and, if it failed, plans the next attempt. That a parcel was canceled or moved by a person
// meanwhile is no failure.
func (s *Service) workOn(ctx context.Context, sh Shipment) {
	err := s.simulate(ctx, sh)
	if err == nil || ctx.Err() != nil || errs.HasCode(err, canceledCode) {
		return
	}
	s.log.Warn("simulated step failed", slog.String("shipment_id", sh.ID), slog.String("step", string(sh.Next)), slog.Any("error", err))
	again := sh
	again.Attempt++
	again.DueAt = commerce.Micros(s.now().Add(pause(again.Attempt)))
	if err := s.store.Reschedule(ctx, sh, again); err != nil && ctx.Err() == nil {
		s.log.Warn("plan next attempt", slog.String("shipment_id", sh.ID), slog.Any("error", err))
	}
}

// simulate takes the step that is due.
func (s *Service) simulate(ctx context.Context, sh Shipment) error {
	var err error
	switch sh.Next {
	case PickStep:
		_, err = s.take(ctx, sh.ID, s.picking())
	case HandOverStep:
		_, err = s.take(ctx, sh.ID, s.handingOver())
	case InTransitStep:
		err = s.pass(ctx, sh, "in_transit", "Sorting centre", OutForDeliveryStep)
	case OutForDeliveryStep:
		err = s.pass(ctx, sh, "out_for_delivery", "Local depot", DeliverStep)
	case DeliverStep:
		_, err = s.take(ctx, sh.ID, s.delivering())
	}
	return err
}

// pass records a scan on the way, which changes no status.
func (s *Service) pass(ctx context.Context, sh Shipment, what, place string, next Step) error {
	if err := s.scan(ctx, sh, what, place); err != nil {
		return err
	}
	return s.store.Reschedule(ctx, sh, sh.awaiting(next))
}

// pause is how long to wait before attempt n, from 1.
func pause(n int64) time.Duration {
	return min(firstPause<<min(n-1, 10), longestPause)
}
