package sim

import (
	"cmp"
	"context"
	"slices"
	"time"

	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/outbox"
)

// event is a row of a room's outbox.
type event = *busv1.Event

// box is a room's outbox: what its memory store has written, less what was marked. The marks survive a crash as the store
// does: they are in the books.
type box struct {
	l    *life
	all  func() []event
	hint func()
}

func newBox(l *life, all func() []event) *box { return &box{l: l, all: all, hint: func() {}} }

// OnCommit implements outbox.Box.
func (b *box) OnCommit(fn func()) { b.hint = fn }

func (b *box) committed() { b.hint() }

// Unpublished implements outbox.Box.
func (b *box) Unpublished(_ context.Context, limit int) ([]outbox.Row, error) {
	return read(b.l, opMarkPublished, b.l.p.name, func() (rows []outbox.Row, _ error) {
		for _, e := range b.all() {
			if !b.l.p.w.books.isPublished(e) {
				rows = append(rows, outbox.Row{Event: e})
			}
		}
		slices.SortStableFunc(rows, func(a, b outbox.Row) int {
			return cmp.Or(cmp.Compare(a.Event.OccurredAt, b.Event.OccurredAt), cmp.Compare(a.Event.Aggregate, b.Event.Aggregate),
				cmp.Compare(a.Event.Version, b.Event.Version))
		})
		return rows[:min(len(rows), limit)], nil
	})
}

// Published implements outbox.Box.
func (b *box) Published(ctx context.Context, rows []outbox.Row, _ int64) error {
	return done(ctx, b.l, opMarkPublished, b.l.p.name, func() error {
		b.l.p.w.books.publish(rows)
		return nil
	})
}

// publisher is the log as a relay sees it.
type publisher struct{ l *life }

// Publish implements outbox.Publisher.
func (p publisher) Publish(ctx context.Context, req *busv1.PublishRequest) (*busv1.PublishResponse, error) {
	w := p.l.p.w
	return exchange(ctx, w, p.l, nil, opPublish, p.l.p.name, func(bool) (*busv1.PublishResponse, error) { return w.bus.Publish(ctx, req) })
}

// consumer is the log as a consumer group sees it: batches come again, old events come again, and events of different keys
// change places.
type consumer struct {
	bus.Bus
	w   *world
	l   *life   // nil: somebody who does not die
	got []event // what it fetched last
}

// Fetch implements bus.Bus.
func (c *consumer) Fetch(ctx context.Context, req *busv1.FetchRequest) (*busv1.FetchResponse, error) {
	if c.l.gone() {
		return nil, errGone
	}
	got, err := c.Bus.Fetch(ctx, req)
	if err != nil || len(got.GetEvents()) == 0 {
		return got, err
	}
	c.got = slices.Clone(got.Events)
	w := c.w
	d := w.roll(opFetch, req.GetGroup())
	sleep(ctx, d.between(50*time.Microsecond, 2*time.Millisecond))
	if c.l.gone() {
		return nil, errGone
	}
	if !w.rough.Load() {
		return got, nil
	}
	f := fine
	switch d.pick(80, 8, 8, 4) {
	case 1:
		f = twice
		got.Events = append(got.Events, got.Events[d.n(len(got.Events))])
	case 2:
		f = again
		slices.Reverse(got.Events)
	case 3:
		f = lostReply
		err = errs.UnknownOutcome(nil, "fetch")
	}
	w.hit(opFetch, got.Events[0].GetKey(), f)
	return got, err
}

// Ack implements bus.Bus. An acknowledgement that is lost brings the batch again.
func (c *consumer) Ack(ctx context.Context, req *busv1.AckRequest) (*busv1.AckResponse, error) {
	w, got := c.w, c.got // an Ack that comes again is of this batch, whatever was fetched since
	return exchange(ctx, w, c.l, nil, opAck, req.GetGroup(), func(bool) (*busv1.AckResponse, error) {
		w.books.arrived(req.GetGroup(), got)
		return w.bus.Ack(ctx, req)
	})
}
