package flashsale

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// healing is how long the crowd goes on trying while units are unsold, after everybody was answered once: twice what a failed
// payment may hold them.
const healing = 15 * time.Second

// rush lets everybody click at their moment, whatever became of those before. Then, while units are left that a failed payment gave
// back, those who came too late try again, as people do. It returns how long it took until everybody had been answered once.
func (s *Sale) rush(ctx context.Context, crowd []*buyer, quiet *calm, sh shelf) (answered time.Duration, err error) {
	slices.SortFunc(crowd, func(a, b *buyer) int { return int(a.click - b.click) })
	start := s.now().Add(time.Second)
	if s.opts.WaitingRoom {
		if err := s.announce(ctx, sh.product, start); err != nil {
			return 0, fmt.Errorf("announce the drop: %w", err)
		}
		defer s.end(context.WithoutCancel(ctx), sh.product)
	}
	busy, stop := context.WithCancel(ctx)
	calmed := make(chan error, 1)
	go func() { calmed <- quiet.during(busy, start) }()
	err = s.all(ctx, crowd, start, "sale")
	answered = s.now().Sub(start)
	stop()
	if calm := <-calmed; err == nil {
		err = calm
	}
	if err != nil {
		return answered, err
	}
	return answered, s.again(ctx, crowd, sh)
}

// all runs each buyer of a list, which is sorted by their moment.
func (s *Sale) all(ctx context.Context, list []*buyer, start time.Time, phase string) error {
	var next, done atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	for range min(s.opts.Connections, len(list)) {
		group.Go(func() error {
			for i := next.Add(1) - 1; i < int64(len(list)); i = next.Add(1) - 1 {
				if err := s.buy(ctx, list[i], start.Add(list[i].click)); err != nil {
					return err
				}
				s.tell(phase, done.Add(1), int64(len(list)))
			}
			return nil
		})
	}
	return group.Wait()
}

// again lets a part of those who found nothing try once more, a second apart, until all units are sold or nothing can come back
// any more.
func (s *Sale) again(ctx context.Context, crowd []*buyer, sh shelf) error {
	until := s.now().Add(healing)
	var late []*buyer
	for _, b := range crowd {
		if b.outcome == soldOut {
			late = append(late, b)
		}
	}
	for len(late) > 0 && s.now().Before(until) {
		st, err := s.state(ctx, sh.product, bought(crowd))
		if err != nil {
			return err
		}
		if st.sellable == 0 && st.held == 0 {
			return nil
		}
		n := min(len(late), int(max(2*st.sellable, 16)))
		if st.sellable > 0 {
			if err := s.all(ctx, late[:n], s.now(), "second tries"); err != nil {
				return err
			}
			late = late[n:]
		}
		if err := pause(ctx, 250*time.Millisecond); err != nil {
			return err
		}
	}
	return nil
}

func bought(crowd []*buyer) (n int64) {
	for _, b := range crowd {
		if b.outcome == confirmed {
			n++
		}
	}
	return n
}

func pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
