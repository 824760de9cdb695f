package payment_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/payment"
	"rialto/internal/payment/paymenttest"
)

// past is a gateway whose look-ups may be answered from the past, as an answer is that was long on its way: the charge as
// it was when the event was made that is being booked.
type past struct {
	payment.Gateway
	seen *payment.Charge
}

func (p *past) Lookup(ctx context.Context, key payment.Key) (payment.Charge, error) {
	if p.seen != nil {
		return *p.seen, nil
	}
	return p.Gateway.Lookup(ctx, key)
}

// story is a payment that was lived through without one event being heard. Each note is an event: what the gateway would
// have said at that moment.
type story struct {
	name   string
	live   func(t *testing.T, b *bench, note func())
	status payment.Status
	kept   int64 // captured − refunded at the end
}

func stories() []story {
	authorize := func(t *testing.T, b *bench, token string, fault paymenttest.Fault) {
		b.gateway.Script("authorize", fault)
		if _, err := b.Authorize(t.Context(), request(token)); err != nil {
			t.Fatal(err)
		}
	}
	call := func(t *testing.T, b *bench, method string, fault paymenttest.Fault, ask func(context.Context, *paymentv1.OrderPaymentRequest) (*paymentv1.Payment, error)) {
		b.gateway.Script(method, fault)
		if _, err := ask(t.Context(), theOrder()); err != nil {
			t.Fatal(err)
		}
	}
	return []story{
		{"approved and captured", func(t *testing.T, b *bench, note func()) {
			authorize(t, b, "tok_approve", paymenttest.None)
			note()
			call(t, b, "capture", paymenttest.FailAfter, b.Capture)
			note()
			note()
		}, payment.StatusCaptured, 1_000},
		{"3-D Secure, captured and refunded in parts", func(t *testing.T, b *bench, note func()) {
			authorize(t, b, "tok_3ds", paymenttest.FailAfter)
			note()
			b.gateway.Decide(b.key, payment.ChargeAuthorized, "")
			note()
			want(t, payment.StatusAuthorized)(b.Refresh(t.Context(), theOrder()))
			call(t, b, "capture", paymenttest.None, b.Capture)
			note()
			for i, amount := range []int64{300, 200} {
				b.gateway.Script("refund", paymenttest.FailAfter)
				want(t, payment.StatusCaptured)(b.Refund(t.Context(), refundOf(fmt.Sprint("r", i), amount)))
				note()
			}
		}, payment.StatusCaptured, 500},
		{"3-D Secure, refused by the buyer", func(t *testing.T, b *bench, note func()) {
			authorize(t, b, "tok_3ds", paymenttest.None)
			note()
			b.gateway.Decide(b.key, payment.ChargeDeclined, "authentication_failed")
			note()
			note()
		}, payment.StatusDeclined, 0},
		{"declined, and the answer lost", func(t *testing.T, b *bench, note func()) {
			authorize(t, b, "tok_decline", paymenttest.FailAfter)
			note()
			note()
		}, payment.StatusDeclined, 0},
		{"decided late", func(t *testing.T, b *bench, note func()) {
			authorize(t, b, "tok_late_webhook", paymenttest.None)
			note()
			note()
			b.gateway.Decide(b.key, payment.ChargeAuthorized, "")
			note()
			note()
		}, payment.StatusAuthorized, 0},
		{"refunded before the capture is heard of", func(t *testing.T, b *bench, note func()) {
			authorize(t, b, "tok_approve", paymenttest.None)
			note()
			call(t, b, "capture", paymenttest.None, b.Capture)
			note()
			b.gateway.Script("refund", paymenttest.FailAfter)
			want(t, payment.StatusCaptured)(b.Refund(t.Context(), refundOf("r1", 1_000)))
			note()
			note()
		}, payment.StatusCaptured, 0},
		{"voided after it was paid", func(t *testing.T, b *bench, note func()) {
			authorize(t, b, "tok_approve", paymenttest.None)
			note()
			call(t, b, "capture", paymenttest.FailAfter, b.Capture)
			note()
			call(t, b, "void", paymenttest.FailBefore, b.Void)
			note()
		}, payment.StatusCaptured, 0},
		{"approved after it was canceled", func(t *testing.T, b *bench, note func()) {
			authorize(t, b, "tok_late_webhook", paymenttest.FailAfter)
			note()
			call(t, b, "void", paymenttest.FailBefore, b.Void)
			b.gateway.Decide(b.key, payment.ChargeAuthorized, "")
			note()
			note()
		}, payment.StatusVoided, 0},
		{"expired at the gateway", func(t *testing.T, b *bench, note func()) {
			authorize(t, b, "tok_3ds", paymenttest.None)
			note()
			b.gateway.Decide(b.key, payment.ChargeVoided, "")
			note()
			call(t, b, "void", paymenttest.FailAfter, b.Void)
			note()
		}, payment.StatusVoided, 0},
	}
}

// The events of every story come in every order, with one of them a second time at every place: as the same webhook, and
// as a look-up of the page where the buyer comes back or of a poller. There is one end.
func TestEveryOrderOfEventsEndsInOneState(t *testing.T) {
	t.Parallel()
	for _, s := range stories() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			events := s.play(t, nil)
			runs := 0
			for _, order := range permutations(events) {
				for _, twin := range order {
					for place := range len(order) + 1 {
						s.play(t, slices.Insert(slices.Clone(order), place, twin))
						s.play(t, slices.Insert(slices.Clone(order), place, "look-up "+twin))
						runs += 2
					}
				}
			}
			if n := len(events); n < 2 || n > 5 || runs < 2*n*(n+1) {
				t.Fatalf("%d events in %d orders", n, runs)
			}
		})
	}
}

// play lives the story, brings the events and checks the end. It returns the names of the events there are.
func (s story) play(t *testing.T, order []string) (events []string) {
	t.Helper()
	var gateway *past
	b := benchWith(t, func(_ *bench, g payment.Gateway) payment.Gateway {
		gateway = &past{Gateway: g}
		return gateway
	})
	said := map[string]payment.Charge{}
	s.live(t, b, func() {
		name := fmt.Sprint("evt_", len(said))
		said[name], events = b.charge(t), append(events, name)
	})
	for _, name := range order {
		if at, lookup := said[name]; lookup {
			gateway.seen = &at
			b.notify(t, name)
		} else {
			at := said[name[len("look-up "):]]
			gateway.seen = &at
			if _, err := b.Refresh(t.Context(), theOrder()); err != nil {
				t.Fatalf("%v: %v", order, err)
			}
		}
		gateway.seen = nil
	}
	if order != nil {
		s.wantEnd(t, b, order)
	}
	return events
}

func (s story) wantEnd(t *testing.T, b *bench, order []string) {
	t.Helper()
	p, err := b.Get(t.Context(), theOrder())
	c := b.charge(t)
	if err != nil || p.GetStatus() != string(s.status) || p.GetCaptured()-p.GetRefunded() != s.kept ||
		string(c.State) != p.GetStatus() || c.Captured != p.GetCaptured() || c.Refunded != p.GetRefunded() {
		t.Fatalf("%v: payment %v, %v; charge %+v", order, p, err, c)
	}
	for _, r := range p.GetRefunds() {
		if r.GetStatus() != "done" {
			t.Fatalf("%v: refund %v", order, r)
		}
	}
	for i, e := range b.store.Events(b.key) {
		if e.GetVersion() != int64(i+1) {
			t.Fatalf("%v: told %v", order, e)
		}
	}
	b.skew += time.Hour
	if _, broken := walk(t, b.Service, 0); len(broken) != 0 {
		t.Fatalf("%v: %v", order, broken)
	}
}
