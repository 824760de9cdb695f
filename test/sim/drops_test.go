package sim

import (
	"context"
	"errors"
	"time"

	dropv1 "rialto/gen/rialto/drop/v1"
	"rialto/internal/drop"
	"rialto/internal/order"
)

func bootDrops(l *life) {
	w := l.p.w
	store := drop.Store(w.limits)
	if w.mutant.limits != nil {
		store = w.mutant.limits(w, store)
	}
	deps := drop.Deps{Now: l.p.now, IDs: l.source(6), Rand: w.market, Secret: secret, Log: w.log}
	l.drops = must(drop.New(drop.Config{}, dropStore{store, l}, deps))
	go l.drops.Run(l.ctx)
}

// link is the room of drops as the order room sees it; where there is none, nothing is dropped.
func (p *process) link(from *life) order.Drops {
	if p == nil {
		return noDrops{}
	}
	return dropLink{from, p}
}

type noDrops struct{ order.Drops }

// Admit implements order.Drops. Without a drop nobody asks for more.
func (noDrops) Admit(context.Context, *dropv1.AdmitRequest) (*dropv1.AdmitResponse, error) {
	return &dropv1.AdmitResponse{}, nil
}

// announce puts product 1 under a limit, long before anybody comes: no clock is so wrong that it has not begun.
func (m *market) announce(d *dice) {
	m.limit = int64(1 + d.n(2))
	l := m.w.drops.life.Load()
	must(l.drops.CreateDrop(l.ctx, &dropv1.CreateDropRequest{Drop: &dropv1.Drop{
		ProductId: 1, StartsAt: m.w.began.Add(-3 * time.Hour).UnixMicro(), LimitPerBuyer: m.limit,
	}}))
}

type dropStore struct {
	drop.Store
	l *life
}

func (s dropStore) take(ctx context.Context, t drop.Take, at int64, do func(context.Context, drop.Take, int64) (drop.Done, error)) (drop.Done, error) {
	return write(ctx, s.l, opWriteDrop, string(t.Order), func() (drop.Done, error) { return do(ctx, t, at) })
}

func (s dropStore) Take(ctx context.Context, t drop.Take, at int64) (drop.Done, error) {
	return s.take(ctx, t, at, s.Store.Take)
}

func (s dropStore) Keep(ctx context.Context, t drop.Take, at int64) (drop.Done, error) {
	return s.take(ctx, t, at, s.Store.Keep)
}

func (s dropStore) Give(ctx context.Context, t drop.Take, at int64) (drop.Done, error) {
	return s.take(ctx, t, at, s.Store.Give)
}

// checkLimits: no buyer has more of a dropped product than one may, by whatever they are known, and what is counted is what
// orders have (I26).
func (w *world) checkLimits(f *facts) {
	if w.drops == nil {
		return
	}
	total, of := int64(0), map[int64]int64{}
	for _, a := range f.orders {
		for _, it := range a.Order.Items {
			if it.ProductID == 1 && a.Order.Status != order.Canceled && a.Order.Status != order.Pending {
				total += it.Quantity
				of[int64(a.Order.UserID)] += it.Quantity
			}
		}
	}
	for user, units := range of {
		if units > w.market.limit {
			w.broken("I26", "user %d has %d units of what one may have %d", user, units, w.market.limit)
		}
	}
	for _, c := range must(w.limits.PageTakers(w.ctx, drop.TakerKey{}, 1000)) {
		if c.Taken != c.Live || c.Live > w.market.limit {
			w.broken("I26", "%s %s counts %d units of %d, the takes sum to %d", c.Kind, c.Who, c.Taken, w.market.limit, c.Live)
		}
	}
	for _, d := range must(w.limits.PageDrops(w.ctx, 0, 0, 10)) {
		if d.Live.User != total {
			w.broken("I26", "orders have %d units of the dropped product, takes %d", total, d.Live.User)
		}
	}
}

var dropMutants = []mutant{
	{name: "a limit is checked, then taken", limits: func(w *world, s drop.Store) drop.Store { return lookThenTake{s, w} }},
	{name: "a take is not given back", limits: func(_ *world, s drop.Store) drop.Store { return keepsTake{s} }},
}

// lookThenTake asks first how much is taken, and does not ask again.
type lookThenTake struct {
	drop.Store
	w *world
}

func (s lookThenTake) Take(ctx context.Context, t drop.Take, at int64) (drop.Done, error) {
	fits := s.fits(ctx, t)
	d := s.w.roll(opNews, string(t.Order))
	sleep(ctx, d.between(time.Millisecond, 300*time.Millisecond))
	done, err := s.Store.Take(ctx, t, at)
	if !errors.Is(err, drop.ErrLimit) || !fits {
		return done, err
	}
	s.miscount(t, -t.Quantity)
	return s.Store.Take(ctx, t, at)
}

func (s lookThenTake) fits(ctx context.Context, t drop.Take) bool {
	for _, c := range must(s.Store.PageTakers(ctx, drop.TakerKey{}, 1000)) {
		for _, b := range t.Buyers() {
			if c.Buyer == b && c.Taken+t.Quantity > s.w.market.limit {
				return false
			}
		}
	}
	return t.Quantity <= s.w.market.limit
}

func (s lookThenTake) miscount(t drop.Take, by int64) {
	for _, c := range must(s.Store.PageTakers(context.Background(), drop.TakerKey{}, 1000)) {
		for _, b := range t.Buyers() {
			if c.Buyer == b {
				s.w.limits.Miscount(c.TakerKey, by)
			}
		}
	}
}

type keepsTake struct{ drop.Store }

func (s keepsTake) Give(context.Context, drop.Take, int64) (drop.Done, error) {
	return drop.Done{State: drop.StateGiven}, nil
}
