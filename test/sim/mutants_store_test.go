package sim

import (
	"context"
	"errors"
	"time"

	"rialto/internal/commerce"
	"rialto/internal/inventory"
	"rialto/internal/order"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/outbox"
	"rialto/internal/pricing"
	"rialto/internal/pricing/pricingtest"
)

var storeMutants = []mutant{
	{name: "a release leaves no barrier", stock: func(_ *world, s inventory.Store) inventory.Store { return noBarrier{s} }},
	{name: "stock is checked, then taken", stock: func(w *world, s inventory.Store) inventory.Store {
		return &checkThenAct{s, w, map[inventory.Claim]bool{}}
	}},
	{name: "a release gives back twice", stock: func(_ *world, s inventory.Store) inventory.Store { return releaseTwice{s} }},
	{name: "a commit after the end is accepted", stock: func(_ *world, s inventory.Store) inventory.Store { return lateCommit{s} }},
	{name: "a cancel gives back nothing", stock: func(_ *world, s inventory.Store) inventory.Store { return noCancel{s} }},
	{name: "a coupon is counted without its limit", prices: func(w *world, s pricing.Store) pricing.Store { return noLimit{s, w.prices} }},
	{name: "a released coupon can be held again", prices: func(_ *world, s pricing.Store) pricing.Store { return keepsCoupon{s} }},
	{name: "the fence is ignored", orders: func(_ *world, s order.Store) order.Store { return noFence{s} }},
	{name: "the idempotency key is not unique", orders: func(w *world, s order.Store) order.Store { return &anyKey{s, w} }},
	{name: "the saga is done before its order", orders: func(w *world, s order.Store) order.Store { return doneFirst{s, w} }},
	{name: "an order is acknowledged before it is durable", orders: func(w *world, s order.Store) order.Store { return lazy{s, w} }},
	{name: "nobody resumes a saga", orders: func(_ *world, s order.Store) order.Store { return noResume{s} }},
	{name: "an event is sent after the transaction", box: func(l *life, b *box) outbox.Box { return &volatileBox{box: b} }},
	{name: "the relay asks for what is after the last number", box: func(l *life, b *box) outbox.Box { return &afterLast{box: b} }},
}

type noBarrier struct{ inventory.Store }

func (s noBarrier) Release(ctx context.Context, c inventory.Claim, to inventory.State, at int64) (bool, error) {
	if met, err := s.Store.Met(ctx, c); err != nil || !met {
		return false, err
	}
	return s.Store.Release(ctx, c, to, at)
}

// checkThenAct looks first and believes it.
type checkThenAct struct {
	inventory.Store
	w      *world
	ghosts map[inventory.Claim]bool
}

func (s *checkThenAct) Reserve(ctx context.Context, h inventory.Hold) ([]inventory.Allocation, error) {
	rows := must(s.Store.Stock(ctx, h.ProductID))
	d := s.w.roll(opNews, string(h.OrderID))
	sleep(ctx, d.between(time.Millisecond, 300*time.Millisecond))
	plan, ok := inventory.Plan(rows, h.Lines[0], h.Ranking)
	got, err := s.Store.Reserve(ctx, h)
	var short *inventory.Short
	if ok && errors.As(err, &short) {
		s.ghosts[h.Claim] = true
		return plan, nil
	}
	return got, err
}

func (s *checkThenAct) Commit(ctx context.Context, c inventory.Claim, at int64) error {
	if s.ghosts[c] {
		return nil
	}
	return s.Store.Commit(ctx, c, at)
}

type releaseTwice struct{ inventory.Store }

func (s releaseTwice) Release(ctx context.Context, c inventory.Claim, to inventory.State, at int64) (bool, error) {
	before := ended(ctx, s.Store, c)
	freed, err := s.Store.Release(ctx, c, to, at)
	if err != nil || before == nil {
		return freed, err
	}
	rows := must(s.Store.Stock(ctx, c.ProductID))
	_, err = s.Store.SetStock(ctx, rows[0].Place, rows[0].Available+before.Quantity, at)
	return true, err
}

// ended returns the ledger's entry that gave a claim's units back, nil if there is none.
func ended(ctx context.Context, s inventory.Store, c inventory.Claim) *inventory.Entry {
	for _, e := range must(s.Ledger(ctx, c.ProductID, nil, 1000)) {
		if e.OrderID == c.OrderID && e.Kind == inventory.KindReleased {
			return &e
		}
	}
	return nil
}

type lateCommit struct{ inventory.Store }

func (s lateCommit) Commit(ctx context.Context, c inventory.Claim, at int64) error {
	err := s.Store.Commit(ctx, c, at)
	was := ended(ctx, s.Store, c)
	if !errors.Is(err, inventory.ErrGone) || was == nil {
		return err
	}
	c.OrderID += "~again"
	s.Store.Reserve(ctx, inventory.Hold{
		Claim: c, Lines: []inventory.Offer{{ProductID: c.ProductID, SellerID: was.SellerID, Quantity: was.Quantity}}, Deadline: at, At: at,
	})
	return s.Store.Commit(ctx, c, at)
}

type noCancel struct{ inventory.Store }

func (s noCancel) Cancel(ctx context.Context, c inventory.Claim, at int64) ([]inventory.Reservation, error) {
	met, err := s.Store.Met(ctx, c)
	if err != nil || !met {
		return nil, err
	}
	for _, b := range must(s.Store.Books(ctx, c.ProductID-1, 1)) {
		for _, r := range b.Live {
			if r.OrderID == c.OrderID && r.State == inventory.Committed {
				r.State = inventory.Canceled
				return []inventory.Reservation{r}, nil
			}
		}
	}
	return nil, nil
}

type noLimit struct {
	pricing.Store
	memory *pricingtest.Memory
}

func (s noLimit) Reserve(ctx context.Context, r pricing.Redemption, at int64) (pricing.State, error) {
	state, err := s.Store.Reserve(ctx, r, at)
	if errors.Is(err, pricing.ErrUsedUp) {
		s.memory.Miscount(r.Coupon, -1)
		state, err = s.Store.Reserve(ctx, r, at)
	}
	return state, err
}

type keepsCoupon struct{ pricing.Store }

func (s keepsCoupon) Release(context.Context, pricing.Redemption, int64) (pricing.State, error) {
	return pricing.StateReleased, nil
}

// noFence writes for whoever comes, as if the row's attempt were theirs.
type noFence struct{ order.Store }

func (s noFence) Advance(ctx context.Context, saga *order.Saga) error {
	s.forge(ctx, saga)
	return s.Store.Advance(ctx, saga)
}

func (s noFence) Update(ctx context.Context, user commerce.UserID, id commerce.OrderID, saga *order.Saga,
	change func(*order.Order) error) (*order.Order, error) {
	if saga != nil {
		s.forge(ctx, saga)
	}
	return s.Store.Update(ctx, user, id, saga, change)
}

func (s noFence) forge(ctx context.Context, saga *order.Saga) {
	if row, err := s.Store.SagaOf(ctx, saga.SagaKey()); err == nil {
		saga.Attempt = row.Attempt
	}
}

// anyKey stores every order as if nobody had used its key or its quote.
type anyKey struct {
	order.Store
	w *world
}

func (s *anyKey) Create(ctx context.Context, o *order.Order, saga *order.Saga) (*order.Known, error) {
	o.IdempotencyKey += "~" + string(o.ID)
	o.QuoteID += "~" + string(o.ID)
	return s.Store.Create(ctx, o, saga)
}

func (s *anyKey) Join(context.Context, commerce.UserID, string, string, string) (*order.Known, error) {
	return nil, errs.NotFound("order_not_found", "There is no such order.")
}

// doneFirst writes the end of the saga in a transaction of its own.
type doneFirst struct {
	order.Store
	w *world
}

func (s doneFirst) Update(ctx context.Context, user commerce.UserID, id commerce.OrderID, saga *order.Saga,
	change func(*order.Order) error) (*order.Order, error) {
	if saga == nil || saga.State != order.Done {
		return s.Store.Update(ctx, user, id, saga, change)
	}
	if err := s.Store.Advance(ctx, saga); err != nil {
		return nil, err
	}
	l := s.w.order.life.Load()
	d := s.w.roll(opNews, string(id))
	sleep(ctx, d.between(time.Millisecond, 20*time.Millisecond))
	if l.gone() {
		return nil, errGone
	}
	return s.Store.Update(ctx, user, id, nil, change)
}

// lazy says that an order is there and writes it a moment later.
type lazy struct {
	order.Store
	w *world
}

func (s lazy) Create(ctx context.Context, o *order.Order, saga *order.Saga) (*order.Known, error) {
	l := s.w.order.life.Load()
	if existing, err := s.Store.Join(ctx, o.UserID, o.IdempotencyKey, o.RequestHash, o.QuoteID); err == nil {
		return existing, nil
	}
	s.w.books.answers = append(s.w.books.answers, answer{user: int64(o.UserID), key: o.IdempotencyKey, order: string(o.ID)})
	d := s.w.roll(opNews, string(o.ID))
	if sleep(ctx, d.between(time.Millisecond, 50*time.Millisecond)); l.gone() {
		return nil, errGone
	}
	return s.Store.Create(ctx, o, saga)
}

type noResume struct{ order.Store }

func (s noResume) Due(context.Context, int64, int) ([]*order.Saga, error) { return nil, nil }

// volatileBox sends what it was told of since the room booted: what was written before a crash is forgotten.
type volatileBox struct {
	*box
	known map[string]bool
}

func (b *volatileBox) Unpublished(ctx context.Context, limit int) ([]outbox.Row, error) {
	rows, err := b.box.Unpublished(ctx, limit)
	if b.known == nil && err == nil {
		b.known = map[string]bool{}
		for _, r := range rows {
			b.known[r.Event.GetEventId()] = true
		}
	}
	var out []outbox.Row
	for _, r := range rows {
		if !b.known[r.Event.GetEventId()] {
			out = append(out, r)
		}
	}
	return out, err
}

// afterLast numbers events by the time at which their transactions began, and never looks back.
type afterLast struct {
	*box
	last int64
}

func (b *afterLast) Unpublished(ctx context.Context, limit int) ([]outbox.Row, error) {
	rows, err := b.box.Unpublished(ctx, limit)
	var out []outbox.Row
	for _, r := range rows {
		if r.Event.GetOccurredAt() > b.last {
			out = append(out, r)
		}
	}
	return out, err
}

func (b *afterLast) Published(ctx context.Context, rows []outbox.Row, at int64) error {
	err := b.box.Published(ctx, rows, at)
	for _, r := range rows {
		b.last = max(b.last, r.Event.GetOccurredAt())
	}
	return err
}
