package sim

import (
	"context"
	"errors"
	"time"

	"google.golang.org/protobuf/proto"

	"rialto/internal/platform/errs"
)

// fault is what becomes of one call or one write.
type fault uint8

const (
	fine        fault = iota
	slow              // some tenths of a second
	stuck             // longer than a saga's lease
	lostRequest       // nothing happened, no answer
	lostReply         // it happened, no answer
	late              // no answer, and it happens seconds later
	twice             // delivered twice at once
	again             // delivered again, seconds later
	killBefore        // the room dies before it does it
	killAfter         // the room dies when it has done it
	down              // the room was not there
	failing           // a store that refuses, nothing written
	unsure            // a commit that took effect and failed
	lying             // the gateway answers about another amount, currency or charge
	faults
)

var faultNames = [faults]string{
	"fine", "slow", "stuck", "lost request", "lost reply", "late", "twice", "again", "killed before", "killed after", "down", "store fails",
	"commit unsure", "wrong answer",
}

func (f fault) String() string { return faultNames[f] }

// errDied is why there is no answer: the room died over it.
var errDied = errors.New("the room died")

// harsh says how much goes wrong in a schedule, of ten thousand calls.
type harsh struct{ network, kills, store int }

var weather = []harsh{{0, 0, 0}, {300, 20, 30}, {900, 60, 100}, {2200, 100, 300}}

func (w *world) networkFault(d *dice) fault {
	if !w.rough.Load() {
		return fine
	}
	h := w.weather
	at := d.n(10_000)
	switch {
	case at < h.kills:
		return killBefore
	case at < 2*h.kills:
		return killAfter
	case at < 2*h.kills+h.network:
		return []fault{slow, slow, stuck, lostRequest, lostReply, lostReply, late, twice, again}[d.n(9)]
	}
	return fine
}

// call carries a request to another room's service, as a client in `from` sees it.
func call[Req proto.Message, Resp any](ctx context.Context, from *life, to *process, o op, req Req,
	method func(*life) func(context.Context, Req) (Resp, error)) (Resp, error) {
	w := to.w
	deliver := func(copied bool) (out Resp, err error) {
		l := to.life.Load()
		if l == nil {
			return out, errs.Unavailable("down", "%s is not there.", to.name)
		}
		r := req
		if copied {
			r = proto.CloneOf(req)
		}
		out, err = method(l)(l.ctx, r)
		if l.dead.Load() {
			var none Resp
			return none, errs.UnknownOutcome(errDied, o.String())
		}
		return out, err
	}
	return exchange(ctx, w, from, to, o, subjectOf(req), deliver)
}

// subjectOf finds what a request is about: an order, else a person, else a product.
func subjectOf(req any) string {
	if r, ok := req.(interface{ GetOrderId() string }); ok && r.GetOrderId() != "" {
		return r.GetOrderId()
	}
	if r, ok := req.(interface{ GetIdempotencyKey() string }); ok {
		return r.GetIdempotencyKey()
	}
	if r, ok := req.(interface{ GetQuoteId() string }); ok {
		return r.GetQuoteId()
	}
	return ""
}

// exchange is one call over the network: there, the work, and back.
func exchange[Resp any](ctx context.Context, w *world, from *life, to *process, o op, subject string,
	deliver func(copied bool) (Resp, error)) (out Resp, err error) {
	var none Resp
	if from.gone() {
		return none, errGone
	}
	d := w.roll(o, subject)
	f := w.faultOf(o, &d, to)
	w.hit(o, subject, f)
	defer func() {
		if from.gone() { // all that the dead do, they do in the instant of their death: in no order worth a record
			out, err = none, errGone
			return
		}
		w.note(o, subject, f, err)
	}()
	if sleep(ctx, travel(&d, f)); ctx.Err() != nil || from.gone() {
		return none, errs.UnknownOutcome(ctx.Err(), o.String())
	}
	repeat := func(least, most time.Duration) {
		pause, after := d.between(least, most), d.between(50*time.Microsecond, 20*time.Millisecond)
		w.spawn(func() {
			time.Sleep(pause)
			_, err := deliver(true)
			time.Sleep(after)
			w.note(o, subject, again, err)
		})
	}
	switch f {
	case lostRequest:
		return none, w.silence(ctx, &d, o)
	case late:
		repeat(200*time.Millisecond, 12*time.Second)
		return none, w.silence(ctx, &d, o)
	case killBefore:
		to.kill(&d)
		return none, errs.UnknownOutcome(nil, o.String())
	case down:
		return none, errs.Unavailable("down", "Nobody answers to %s.", o)
	case twice:
		repeat(time.Microsecond, 5*time.Millisecond)
	}
	out, err = deliver(f == twice || f == again)
	if errors.Is(err, errDied) { // a moment later than the death itself, where nothing may be seen to happen
		sleep(ctx, d.between(50*time.Microsecond, 20*time.Millisecond))
		return none, err
	}
	switch f {
	case again:
		repeat(100*time.Millisecond, 12*time.Second)
	case killAfter:
		to.kill(&d)
		return none, errs.UnknownOutcome(nil, o.String())
	case lostReply:
		return none, w.silence(ctx, &d, o)
	}
	if d.chance(2500) {
		sleep(ctx, d.between(50*time.Microsecond, 4*time.Millisecond))
	}
	return out, err
}

// faultOf draws what becomes of a call. The gateway does not die, so there a death is a loss.
func (w *world) faultOf(o op, d *dice, to *process) fault {
	f := w.networkFault(d)
	if f == fine && o.returns() && w.weather.network > 0 && w.rough.Load() && d.chance(600) {
		f = []fault{late, again}[d.n(2)]
	}
	switch {
	case to != nil && to.life.Load() == nil:
		return down
	case to == nil && f == killBefore:
		return lostRequest
	case to == nil && f == killAfter:
		return lostReply
	}
	return f
}

func travel(d *dice, f fault) time.Duration {
	switch f {
	case slow:
		return d.between(50*time.Millisecond, 1200*time.Millisecond)
	case stuck:
		return d.between(3*time.Second, 8*time.Second)
	}
	return d.between(50*time.Microsecond, 4*time.Millisecond)
}

// silence is what a client hears of a request or reply that was lost: nothing, until it gives up.
func (w *world) silence(ctx context.Context, d *dice, o op) error {
	sleep(ctx, d.between(20*time.Millisecond, 2500*time.Millisecond))
	return errs.UnknownOutcome(ctx.Err(), o.String())
}

func sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
