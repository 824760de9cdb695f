package payment_test

import (
	"testing"
	"testing/synctest"
	"time"

	"rialto/internal/payment"
	"rialto/internal/payment/paymenttest"
	"rialto/internal/platform/errs"
)

func TestCaptureTakesTheMoneyOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.captured(t)
	p := want(t, payment.StatusCaptured)(b.Capture(t.Context(), theOrder()))
	if p.GetCaptured() != 1_000 || b.gateway.Calls("capture") != 1 {
		t.Fatalf("captured %v in %d calls", p, b.gateway.Calls("capture"))
	}
	b.wantTold(t, payment.StatusAuthorized, payment.StatusCaptured)
}

func TestCaptureNeedsHeldMoney(t *testing.T) {
	t.Parallel()
	for _, token := range []string{"tok_decline", "tok_3ds", "tok_late_webhook"} {
		b := newBench(t)
		if _, err := b.Authorize(t.Context(), request(token)); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Capture(t.Context(), theOrder()); !errs.HasCode(err, "not_authorized") {
			t.Errorf("%s: %v", token, err)
		}
		if b.gateway.Calls("capture") != 0 {
			t.Errorf("%s: the gateway was asked", token)
		}
	}
	b := newBench(t)
	if _, err := b.Capture(t.Context(), theOrder()); !errs.Is(err, errs.KindNotFound) {
		t.Fatalf("no payment: %v", err)
	}
	if _, err := b.Capture(t.Context(), nil); !errs.Is(err, errs.KindInvalid) {
		t.Fatalf("no request: %v", err)
	}
	b.authorized(t)
	want(t, payment.StatusVoided)(b.Void(t.Context(), theOrder()))
	if _, err := b.Capture(t.Context(), theOrder()); !errs.HasCode(err, "not_authorized") {
		t.Fatalf("voided: %v", err)
	}
}

func TestCaptureWithoutAnswerIsUnknownUntilTheSameKeyIsSentAgain(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]paymenttest.Fault{
		"the request was lost":         paymenttest.FailBefore,
		"the answer was lost":          paymenttest.FailAfter,
		"the gateway hangs":            paymenttest.HangBefore,
		"the gateway charges and hang": paymenttest.HangAfter,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t)
				b.authorized(t)
				b.gateway.Script("capture", fault)
				want(t, payment.StatusCaptureUnknown)(b.Capture(t.Context(), theOrder()))
				want(t, payment.StatusCaptured)(b.Capture(t.Context(), theOrder()))
				if c := b.charge(t); c.Captured != 1_000 {
					t.Fatalf("captured %d at the gateway", c.Captured)
				}
				b.wantTold(t, payment.StatusAuthorized, payment.StatusCaptureUnknown, payment.StatusCaptured)
			})
		})
	}
}

func TestAnOldCaptureIsLookedUpFirst(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault paymenttest.Fault
		sent  int
	}{
		"it had happened":     {paymenttest.FailAfter, 1},
		"it had not happened": {paymenttest.FailBefore, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.authorized(t)
			b.gateway.Script("capture", tc.fault)
			want(t, payment.StatusCaptureUnknown)(b.Capture(t.Context(), theOrder()))
			b.skew = 20 * time.Hour
			want(t, payment.StatusCaptured)(b.Capture(t.Context(), theOrder()))
			if b.gateway.Calls("lookup") != 1 || b.gateway.Calls("capture") != tc.sent {
				t.Fatalf("%d look-ups, %d captures", b.gateway.Calls("lookup"), b.gateway.Calls("capture"))
			}
		})
	}
}
