package payment_test

import (
	"fmt"
	"sync"
	"testing"

	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/payment"
	"rialto/internal/payment/paymenttest"
	"rialto/internal/platform/errs"
)

// atOnce runs n calls together.
func atOnce(n int, call func(i int)) {
	var all sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		all.Go(func() {
			<-start
			call(i)
		})
	}
	close(start)
	all.Wait()
}

// Thirty callers want 100 each of 1,000, under ids that some of them share, while the gateway loses answers.
func TestRefundsNeverExceedWhatWasCaptured(t *testing.T) {
	t.Parallel()
	for round := range 20 {
		b := newBench(t)
		b.captured(t)
		b.gateway.Script("refund", paymenttest.FailAfter, paymenttest.FailBefore, paymenttest.None, paymenttest.FailAfter)
		atOnce(30, func(i int) {
			_, err := b.Refund(t.Context(), refundOf(fmt.Sprintf("r%d", i%20), 100))
			if err != nil && !errs.HasCode(err, "over_refund") {
				t.Errorf("refund %d: %v", i, err)
			}
		})
		for i := range 20 { // those without an answer
			_, _ = b.Refund(t.Context(), refundOf(fmt.Sprintf("r%d", i), 100))
		}
		p, c := want(t, payment.StatusCaptured)(b.Get(t.Context(), theOrder())), b.charge(t)
		if p.GetRefunded() != 1_000 || c.Refunded != 1_000 || len(p.GetRefunds()) != 10 {
			t.Fatalf("round %d: payment %v, charge %+v", round, p, c)
		}
	}
}

func TestRefundsOfCashMeetTheCourier(t *testing.T) {
	t.Parallel()
	for round := range 20 {
		b := newBench(t)
		want(t, payment.StatusPromised)(b.Authorize(t.Context(), cash()))
		atOnce(30, func(i int) {
			if i%10 == 5 {
				b.delivered(t)
				return
			}
			_, err := b.Refund(t.Context(), refundOf(fmt.Sprintf("r%d", i%12), 150))
			if err != nil && !errs.HasCode(err, "over_refund") {
				t.Errorf("refund %d: %v", i, err)
			}
		})
		p, err := b.Get(t.Context(), theOrder())
		if err != nil || p.GetWaived()+p.GetRefunded() != 900 || p.GetCaptured() != 1_000-p.GetWaived() || len(p.GetRefunds()) != 6 {
			t.Fatalf("round %d: %v, %v", round, p, err)
		}
		if _, broken := walk(t, b.Service, 0); len(broken) != 0 {
			t.Fatalf("round %d: %v", round, broken)
		}
	}
}

func TestAReceiptAndAVoidAtOnceKeepNoMoney(t *testing.T) {
	t.Parallel()
	for round := range 50 {
		b := newBench(t)
		want(t, payment.StatusRequiresAction)(b.Authorize(t.Context(), transfer()))
		atOnce(6, func(i int) {
			var err error
			if i%2 == 0 {
				_, err = b.Void(t.Context(), theOrder())
			} else {
				_, err = b.MarkReceived(t.Context(), received(1_000))
			}
			if err != nil {
				t.Errorf("caller %d: %v", i, err)
			}
		})
		p := want(t, payment.StatusCaptured)(b.Void(t.Context(), theOrder()))
		if p.GetCaptured() != 1_000 || p.GetRefunded() != 1_000 || len(p.GetRefunds()) != 1 {
			t.Fatalf("round %d: %v", round, p)
		}
		b.wantOpen(t, "7")
	}
}

// Every call that changes something comes four times at once, and then once more.
func TestDuplicatesOfEverything(t *testing.T) {
	t.Parallel()
	type step struct {
		name string
		ask  func(b *bench) (*paymentv1.Payment, error)
	}
	authorize := func(req func() *paymentv1.AuthorizeRequest) step {
		return step{"authorize", func(b *bench) (*paymentv1.Payment, error) { return b.Authorize(t.Context(), req()) }}
	}
	capture := step{"capture", func(b *bench) (*paymentv1.Payment, error) { return b.Capture(t.Context(), theOrder()) }}
	receive := step{"received", func(b *bench) (*paymentv1.Payment, error) { return b.MarkReceived(t.Context(), received(1_000)) }}
	deliver := step{"delivered", func(b *bench) (*paymentv1.Payment, error) {
		b.delivered(t)
		return b.Get(t.Context(), theOrder())
	}}
	refund := step{"refund", func(b *bench) (*paymentv1.Payment, error) { return b.Refund(t.Context(), refundOf("r1", 400)) }}
	pay := step{"refunded", func(b *bench) (*paymentv1.Payment, error) { return b.MarkRefunded(t.Context(), paidOut("r1")) }}
	void := step{"void", func(b *bench) (*paymentv1.Payment, error) { return b.Void(t.Context(), theOrder()) }}
	for name, tc := range map[string]struct {
		steps   []step
		waived  int64
		refunds int
		told    int
	}{
		"card":                 {[]step{authorize(func() *paymentv1.AuthorizeRequest { return saving("7", "tok_approve") }), capture, refund, void}, 0, 2, 4},
		"bank transfer":        {[]step{authorize(transfer), receive, capture, refund, pay, void}, 0, 2, 5},
		"cash on delivery":     {[]step{authorize(cash), capture, deliver, refund, pay, void}, 0, 2, 5},
		"cash, partly waived":  {[]step{authorize(cash), refund, deliver, void}, 400, 2, 4},
		"cash, never received": {[]step{authorize(cash), capture, refund, void}, 400, 1, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			for _, s := range tc.steps {
				atOnce(4, func(int) {
					if _, err := s.ask(b); err != nil {
						t.Errorf("%s: %v", s.name, err)
					}
				})
				if _, err := s.ask(b); err != nil {
					t.Errorf("%s again: %v", s.name, err)
				}
			}
			p, err := b.Get(t.Context(), theOrder())
			if err != nil || p.GetCaptured() != p.GetRefunded() || p.GetWaived() != tc.waived || len(p.GetRefunds()) != tc.refunds ||
				len(b.store.Events(b.key)) != tc.told {
				t.Fatalf("%d events, payment %v, %v", len(b.store.Events(b.key)), p, err)
			}
			if _, broken := walk(t, b.Service, 0); len(broken) != 0 {
				t.Fatal(broken)
			}
		})
	}
}
