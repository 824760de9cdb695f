package analytics

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"rialto/internal/commerce"
)

// batch is how many products are scored at a time, and so the most signals that one event carries.
const batch = 500

// Run scores what changed every TellEvery and everything every SweepEvery, until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	tell, sweep := time.NewTicker(s.cfg.TellEvery), time.NewTicker(s.cfg.SweepEvery)
	defer tell.Stop()
	defer sweep.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return nil
		case <-tell.C:
			err = s.tellChanged(ctx)
		case <-sweep.C:
			err = s.tellAll(ctx)
		}
		if err != nil && ctx.Err() == nil {
			s.log.Warn("tell signals", slog.Any("error", err))
		}
	}
}

// tellChanged scores the products that changed since they were looked at.
func (s *Service) tellChanged(ctx context.Context) error {
	s.telling.Lock()
	defer s.telling.Unlock()
	decay, err := s.lookUp(ctx, false)
	if err != nil {
		return err
	}
	return s.settleChanged(ctx, decay)
}

// tellAll scores every product: their raw velocities fade, and the fastest one may be another.
func (s *Service) tellAll(ctx context.Context) error {
	s.telling.Lock()
	defer s.telling.Unlock()
	decay, err := s.lookUp(ctx, true)
	if err != nil {
		return err
	}
	for after, more := int64(0), true; more; {
		tallies, err := s.store.Page(ctx, after, batch)
		if err != nil {
			return fmt.Errorf("page tallies: %w", err)
		}
		if err := s.settle(ctx, tallies, decay); err != nil {
			return err
		}
		if more = len(tallies) == batch; more {
			after = tallies[batch-1].ProductID
		}
	}
	return s.settleChanged(ctx, decay)
}

func (s *Service) settleChanged(ctx context.Context, decay float64) error {
	for {
		tallies, err := s.store.Unsettled(ctx, batch)
		if err != nil {
			return fmt.Errorf("list unsettled tallies: %w", err)
		}
		if err := s.settle(ctx, tallies, decay); err != nil || len(tallies) < batch {
			return err
		}
	}
}

// lookUp returns today's decay, and the peak if it is not known or must be fresh. In between the peak only rises, by the
// products that are scored; that it fell is noticed by the next sweep.
func (s *Service) lookUp(ctx context.Context, fresh bool) (decay float64, err error) {
	b, err := s.store.Basis(ctx)
	if err != nil {
		return 0, fmt.Errorf("read basis: %w", err)
	}
	decay = b.decay(commerce.Micros(s.now()))
	if s.known && !fresh {
		return decay, nil
	}
	if s.peak, err = s.store.Peak(ctx, decay); err != nil {
		return 0, fmt.Errorf("find peak: %w", err)
	}
	s.known = true
	return decay, nil
}

// settle scores tallies and tells those that moved.
func (s *Service) settle(ctx context.Context, tallies []Tally, decay float64) error {
	for _, t := range tallies {
		s.peak = max(s.peak, t.raw(decay))
	}
	var verdicts []Verdict
	for _, t := range tallies {
		v := Verdict{Tally: t, Signal: t.score(decay, s.peak)}
		v.Moved = moved(t.Told, v.Signal)
		if v.Moved || t.Touched > t.Settled {
			verdicts = append(verdicts, v)
		}
	}
	if len(verdicts) == 0 {
		return nil
	}
	if err := s.store.Settle(ctx, verdicts, commerce.Micros(s.now())); err != nil {
		return fmt.Errorf("settle %d products: %w", len(verdicts), err)
	}
	return nil
}
