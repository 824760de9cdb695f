package payment_test

import (
	"context"
	"fmt"
	"io"
	"testing"

	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/payment"
	"rialto/internal/payment/paymenttest"
	"rialto/internal/platform/errs"
)

// lossy is a store that loses its nth call, before or after it took effect, as a crash at that point does.
type lossy struct {
	*paymenttest.Memory
	calls, nth int
	after      bool
}

// lost runs one call and says whether its answer is lost.
func (l *lossy) lost(effect func()) error {
	l.calls++
	if l.calls != l.nth {
		effect()
		return nil
	}
	if l.after {
		effect()
	}
	return errs.UnknownOutcome(io.ErrUnexpectedEOF, "commit")
}

func (l *lossy) Begin(ctx context.Context, a payment.Payment) (p payment.Payment, err error) {
	if lost := l.lost(func() { p, err = l.Memory.Begin(ctx, a) }); lost != nil {
		return payment.Payment{}, lost
	}
	return p, err
}

func (l *lossy) Move(ctx context.Context, from, to payment.Payment) (moved bool, err error) {
	if lost := l.lost(func() { moved, err = l.Memory.Move(ctx, from, to) }); lost != nil {
		return false, lost
	}
	return moved, err
}

func (l *lossy) StartCapture(ctx context.Context, key payment.Key, id string, at int64) (p payment.Payment, err error) {
	if lost := l.lost(func() { p, err = l.Memory.StartCapture(ctx, key, id, at) }); lost != nil {
		return payment.Payment{}, lost
	}
	return p, err
}

func (l *lossy) StartVoid(ctx context.Context, key payment.Key, id string, at, askAt int64) (p payment.Payment, err error) {
	if lost := l.lost(func() { p, err = l.Memory.StartVoid(ctx, key, id, at, askAt) }); lost != nil {
		return payment.Payment{}, lost
	}
	return p, err
}

func (l *lossy) StartRefund(ctx context.Context, key payment.Key, r payment.Refund, askAt int64) (p payment.Payment, err error) {
	if lost := l.lost(func() { p, err = l.Memory.StartRefund(ctx, key, r, askAt) }); lost != nil {
		return payment.Payment{}, lost
	}
	return p, err
}

func (l *lossy) SettleRefund(ctx context.Context, key payment.Key, id string, as payment.RefundStatus, at int64) (p payment.Payment, err error) {
	if lost := l.lost(func() { p, err = l.Memory.SettleRefund(ctx, key, id, as, at) }); lost != nil {
		return payment.Payment{}, lost
	}
	return p, err
}

func (l *lossy) Receive(ctx context.Context, key payment.Key, r payment.Receipt) (p payment.Payment, err error) {
	if lost := l.lost(func() { p, err = l.Memory.Receive(ctx, key, r) }); lost != nil {
		return payment.Payment{}, lost
	}
	return p, err
}

func (l *lossy) PayOut(ctx context.Context, key payment.Key, id string, at int64) (p payment.Payment, err error) {
	if lost := l.lost(func() { p, err = l.Memory.PayOut(ctx, key, id, at) }); lost != nil {
		return payment.Payment{}, lost
	}
	return p, err
}

// untilDone asks again, as the saga does, until the answer is the status it waits for.
func untilDone(t *testing.T, status payment.Status, ask func() (*paymentv1.Payment, error)) {
	t.Helper()
	for range 5 {
		p, err := ask()
		if err == nil && p.GetStatus() == string(status) {
			return
		}
		if err != nil && !errs.Unanswered(err) {
			t.Fatalf("a lost call became a definite no: %v", err)
		}
	}
	t.Fatalf("never became %s", status)
}

// Every durable call and every gateway call of authorise, capture, refund and void is lost in turn, before and after it
// took effect. Asking again always ends with the money taken once and given back once.
func TestEveryLostCallIsHealedByAskingAgain(t *testing.T) {
	t.Parallel()
	const all = 9 // durable calls of an undisturbed run
	methods := []string{"", "authorize", "capture", "refund"}
	for _, method := range methods {
		for _, fault := range []paymenttest.Fault{paymenttest.FailBefore, paymenttest.FailAfter} {
			for nth := range all + 1 {
				t.Run(fmt.Sprintf("call %d, gateway %q, fault %d", nth, method, fault), func(t *testing.T) {
					t.Parallel()
					b := newBench(t)
					store := &lossy{Memory: b.store, nth: nth, after: fault == paymenttest.FailAfter}
					s, err := payment.New(payment.Config{WebhookSecrets: []string{secret}}, store, b.gateway, b.deps)
					if err != nil {
						t.Fatal(err)
					}
					if method != "" {
						b.gateway.Script(method, fault)
					}
					ctx := t.Context()
					untilDone(t, payment.StatusAuthorized, func() (*paymentv1.Payment, error) { return s.Authorize(ctx, request("tok_approve")) })
					untilDone(t, payment.StatusCaptured, func() (*paymentv1.Payment, error) { return s.Capture(ctx, theOrder()) })
					untilDone(t, payment.StatusCaptured, func() (*paymentv1.Payment, error) { return s.Refund(ctx, refundOf("r1", 300)) })
					for range 5 {
						s.Void(ctx, theOrder())
					}
					p := want(t, payment.StatusCaptured)(s.Get(ctx, theOrder()))
					c := b.charge(t)
					if p.GetCaptured() != 1_000 || p.GetRefunded() != 1_000 || c.Captured != 1_000 || c.Refunded != 1_000 {
						t.Fatalf("payment %v, charge %+v", p, c)
					}
					if method == "" && nth == 0 && store.calls != all+4 { // four more voids write StartVoid alone
						t.Fatalf("an undisturbed run makes %d durable calls, so %d are not tried", store.calls, store.calls-all-4)
					}
				})
			}
		}
	}
}

// The same for a transfer, from the promise to the last cent paid back by staff.
func TestEveryLostCallOfATransferIsHealedByAskingAgain(t *testing.T) {
	t.Parallel()
	const all = 6 // durable calls of an undisturbed run
	for _, after := range []bool{false, true} {
		for nth := range all + 1 {
			t.Run(fmt.Sprintf("call %d, after %v", nth, after), func(t *testing.T) {
				t.Parallel()
				b := newBench(t)
				store := &lossy{Memory: b.store, nth: nth, after: after}
				s, err := payment.New(payment.Config{WebhookSecrets: []string{secret}}, store, b.gateway, b.deps)
				if err != nil {
					t.Fatal(err)
				}
				ctx, req := t.Context(), transfer()
				untilDone(t, payment.StatusRequiresAction, func() (*paymentv1.Payment, error) { return s.Authorize(ctx, req) })
				untilDone(t, payment.StatusCaptured, func() (*paymentv1.Payment, error) { return s.MarkReceived(ctx, received(1_000)) })
				untilDone(t, payment.StatusCaptured, func() (*paymentv1.Payment, error) { return s.Refund(ctx, refundOf("r1", 300)) })
				untilDone(t, payment.StatusCaptured, func() (*paymentv1.Payment, error) { return s.MarkRefunded(ctx, paidOut("r1")) })
				untilDone(t, payment.StatusCaptured, func() (*paymentv1.Payment, error) { return s.Void(ctx, theOrder()) })
				p := want(t, payment.StatusCaptured)(s.Get(ctx, theOrder()))
				if p.GetRefunded() != 1_000 || len(p.GetRefunds()) != 2 || p.GetRefunds()[0].GetStatus() != "done" ||
					p.GetRefunds()[1].GetStatus() != "owed" || len(b.store.Events(b.key)) != 5 {
					t.Fatalf("payment %v", p)
				}
				if nth == 0 && store.calls != all {
					t.Fatalf("an undisturbed run makes %d durable calls", store.calls)
				}
			})
		}
	}
}
