package notification

import (
	"context"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"rialto/internal/commerce"
)

// Run looks for waiting mails when one was written and every tick, sendLimit at a time. A mail that could not be sent
// waits firstPause, twice as long each time, at most longestPause.
const (
	tick         = time.Second
	sendLimit    = 200
	firstPause   = 2 * time.Second
	longestPause = time.Minute
)

// Run hands mails to Outgoing until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	t := time.NewTicker(tick)
	defer t.Stop()
	for {
		began := time.Now()
		full := s.send(ctx)
		rest(ctx, restFor*time.Since(began))
		if full {
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case <-s.added:
		case <-t.C:
		}
	}
}

// restFor keeps sending to a fifth of the time: a mail is never as urgent as the checkout of the next buyer, and making a
// file can cost as much as taking an order.
const restFor = 4

func rest(ctx context.Context, d time.Duration) {
	t := time.NewTimer(min(d, tick))
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// send hands over what waits and reports whether there may be more.
func (s *Service) send(ctx context.Context) bool {
	waiting, err := s.store.Unsent(ctx, commerce.Micros(s.now()), sendLimit)
	if err != nil {
		if ctx.Err() == nil {
			s.log.Warn("list unsent mail", slog.Any("error", err))
		}
		return false
	}
	var g errgroup.Group
	g.SetLimit(hands)
	for _, m := range waiting {
		g.Go(func() error {
			s.sendOne(ctx, m)
			return nil
		})
	}
	_ = g.Wait() // sendOne keeps its failures in the row
	return len(waiting) == sendLimit && ctx.Err() == nil
}

// sendOne marks a mail sent only after Outgoing has it: a crash in between sends it again under the same id.
func (s *Service) sendOne(ctx context.Context, m Mail) {
	err := s.outgoing.Send(ctx, m)
	if err == nil {
		err = s.store.MarkSent(ctx, m, commerce.Micros(s.now()))
	}
	if err == nil || ctx.Err() != nil {
		return
	}
	s.log.Warn("mail waits", slog.String("mail_id", m.ID), slog.Any("error", err))
	next := commerce.Micros(s.now().Add(pause(m.Attempt + 1)))
	if err := s.store.Postpone(ctx, m, next); err != nil && ctx.Err() == nil {
		s.log.Warn("postpone mail", slog.String("mail_id", m.ID), slog.Any("error", err))
	}
}

// pause is how long to wait after failure n, from 1.
func pause(n int64) time.Duration {
	return min(firstPause<<min(n-1, 10), longestPause)
}
