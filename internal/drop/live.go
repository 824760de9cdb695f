package drop

import (
	"context"
	"fmt"
	"sync/atomic"

	"rialto/internal/commerce"
)

// room is a drop that is not over as this process knows it: the row, at most a second old, and what is measured here.
type room struct {
	Drop
	*gauge
}

// gauge is what this process counts about a drop; it lives as long as the drop does.
type gauge struct {
	arrivals arrivals
	meter    meter
	joins    atomic.Int64 // tickets given here since the last count
}

// rooms returns the drops that are not over, from memory; only the first call reads the rows.
func (s *Service) rooms(ctx context.Context) (map[commerce.ProductID]*room, error) {
	if live := s.live.Load(); live != nil {
		return *live, nil
	}
	return s.reload(ctx)
}

// reload reads the drops that are not over. It runs every second, and after every change made here.
func (s *Service) reload(ctx context.Context) (map[commerce.ProductID]*room, error) {
	s.load.Lock()
	defer s.load.Unlock()
	rows, err := s.store.Live(ctx, s.now())
	if err != nil {
		return nil, fmt.Errorf("read drops: %w", err)
	}
	var before map[commerce.ProductID]*room
	if live := s.live.Load(); live != nil {
		before = *live
	}
	live := make(map[commerce.ProductID]*room, len(rows))
	for _, d := range rows {
		r := &room{Drop: d, gauge: &gauge{}}
		if old := before[d.Product]; old != nil && old.ID == d.ID {
			r.gauge = old.gauge
		}
		live[d.Product] = r
	}
	s.live.Store(&live)
	return live, nil
}

// find returns the room of a product's drop that is not over; nil if there is none.
func (s *Service) find(ctx context.Context, product int64) (*room, error) {
	live, err := s.rooms(ctx)
	if err != nil {
		return nil, err
	}
	r := live[commerce.ProductID(product)]
	if r == nil || r.State(s.now()) == StateEnded {
		return nil, nil
	}
	return r, nil
}
