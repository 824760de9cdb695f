package drop

import (
	"context"
	"time"
)

// step is how often the waiting rooms move on.
const step = time.Second

// savedUp is how many microseconds of admissions a waiting room may catch up on after a stall: more would be a rush.
const savedUp = 2_000_000

// Run moves the waiting rooms on until ctx ends. Whatever fails is tried again a second later; all state is in the rows.
func (s *Service) Run(ctx context.Context) error {
	ticker := time.NewTicker(step)
	defer ticker.Stop()
	for {
		if err := s.move(ctx); err != nil && ctx.Err() == nil {
			s.deps.Log.WarnContext(ctx, "waiting rooms stand still", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// move measures, admits and counts once for every drop that is not over, then reads the rows anew.
func (s *Service) move(ctx context.Context) error {
	live, err := s.reload(ctx)
	if err != nil {
		return err
	}
	moved := false
	for _, r := range live {
		now := s.now()
		r.meter.read(now)
		if !r.Waiting {
			continue
		}
		if r.State(now) == StateOpen {
			if err := s.advance(ctx, r, now); err != nil {
				return err
			}
		}
		if err := s.store.Tally(ctx, r.Drop); err != nil {
			return err
		}
		r.joins.Store(0)
		moved = true
	}
	if moved {
		_, err = s.reload(ctx)
	}
	return err
}

// advance admits as many as the rate allows for the time that is not accounted for. Those who were admitted and do nothing
// hold up nobody. Several processes share one account: the row's moved_at.
func (s *Service) advance(ctx context.Context, r *room, now int64) error {
	from := max(r.MovedAt, r.StartsAt, now-savedUp)
	if r.MovedAt > now+savedUp { // the clock went back: do not wait until it is there again
		from = now - step.Microseconds()
	}
	rate := s.rate(r)
	n := int(rate * float64(now-from) / 1e6)
	if n < 1 {
		return nil
	}
	_, err := s.store.Advance(ctx, r.Drop, n, from+int64(float64(n)/rate*1e6), now)
	return err
}
