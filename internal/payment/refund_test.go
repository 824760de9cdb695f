package payment_test

import (
	"testing"
	"time"

	"rialto/internal/payment"
	"rialto/internal/payment/paymenttest"
	"rialto/internal/platform/errs"
)

func TestRefundGivesBackOncePerID(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.captured(t)
	for range 2 {
		p := want(t, payment.StatusCaptured)(b.Refund(t.Context(), refundOf("r1", 400)))
		if p.GetRefunded() != 400 || p.GetRefunds()[0].GetStatus() != "done" {
			t.Fatalf("payment %v", p)
		}
	}
	if _, err := b.Refund(t.Context(), refundOf("r1", 401)); !errs.HasCode(err, "refund_differs") {
		t.Fatalf("same id, other amount: %v", err)
	}
	if _, err := b.Refund(t.Context(), refundOf("r2", 601)); !errs.HasCode(err, "over_refund") {
		t.Fatalf("more than is left: %v", err)
	}
	if c := b.charge(t); c.Refunded != 400 || b.gateway.Calls("refund") != 1 {
		t.Fatalf("the gateway gave back %d in %d calls", c.Refunded, b.gateway.Calls("refund"))
	}
	b.wantTold(t, payment.StatusAuthorized, payment.StatusCaptured, payment.StatusCaptured)
}

func TestRefundWithoutAnswerIsUnknownAndCounts(t *testing.T) {
	t.Parallel()
	for _, fault := range []paymenttest.Fault{paymenttest.FailBefore, paymenttest.FailAfter} {
		b := newBench(t)
		b.captured(t)
		b.gateway.Script("refund", fault)
		p := want(t, payment.StatusCaptured)(b.Refund(t.Context(), refundOf("r1", 700)))
		if p.GetRefunded() != 0 || p.GetRefunds()[0].GetStatus() != "unknown" {
			t.Fatalf("payment %v", p)
		}
		if _, err := b.Refund(t.Context(), refundOf("r2", 400)); !errs.HasCode(err, "over_refund") {
			t.Fatalf("the unknown refund does not count: %v", err)
		}
		p = want(t, payment.StatusCaptured)(b.Refund(t.Context(), refundOf("r1", 700)))
		if p.GetRefunded() != 700 || b.charge(t).Refunded != 700 {
			t.Fatalf("payment %v", p)
		}
	}
}

func TestAnOldRefundIsOnlyLookedUp(t *testing.T) {
	t.Parallel()
	for fault, status := range map[paymenttest.Fault]string{
		paymenttest.FailAfter: "done", paymenttest.FailBefore: "failed",
	} {
		b := newBench(t)
		b.captured(t)
		b.gateway.Script("refund", fault)
		want(t, payment.StatusCaptured)(b.Refund(t.Context(), refundOf("r1", 700)))
		b.skew = 20 * time.Hour
		p := want(t, payment.StatusCaptured)(b.Refund(t.Context(), refundOf("r1", 700)))
		if p.GetRefunds()[0].GetStatus() != status || b.gateway.Calls("refund") != 1 {
			t.Fatalf("payment %v after %d calls", p, b.gateway.Calls("refund"))
		}
	}
}

func TestAFailedRefundLeavesTheMoneyToRefund(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.captured(t)
	// The gateway's own desk has given 900 back already, so it refuses 700.
	if _, err := b.gateway.Refund(t.Context(), b.key, "desk", paymenttest.Attempt(b.key).Amount); err != nil {
		t.Fatal(err)
	}
	p := want(t, payment.StatusCaptured)(b.Refund(t.Context(), refundOf("r1", 700)))
	if p.GetRefunded() != 0 || p.GetRefunds()[0].GetStatus() != "failed" {
		t.Fatalf("payment %v", p)
	}
	stored, err := b.store.Get(t.Context(), b.key)
	if err != nil || stored.Left() != 1_000 {
		t.Fatalf("left %d, %v", stored.Left(), err)
	}
}

func TestRefundSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if _, err := b.Refund(t.Context(), refundOf("r1", 1)); !errs.Is(err, errs.KindNotFound) {
		t.Fatalf("no payment: %v", err)
	}
	b.authorized(t)
	if _, err := b.Refund(t.Context(), refundOf("r1", 1)); !errs.HasCode(err, "over_refund") {
		t.Fatalf("not captured: %v", err)
	}
	b.gateway.Script("capture", paymenttest.FailAfter)
	want(t, payment.StatusCaptureUnknown)(b.Capture(t.Context(), theOrder()))
	if _, err := b.Refund(t.Context(), refundOf("r1", 1)); !errs.Is(err, errs.KindUnavailable) {
		t.Fatalf("capture unknown: %v", err)
	}
	want(t, payment.StatusCaptured)(b.Refresh(t.Context(), theOrder()))
	euros := refundOf("r1", 1)
	euros.Amount.Currency = "EUR"
	if _, err := b.Refund(t.Context(), euros); !errs.HasCode(err, "currency_differs") {
		t.Fatalf("other currency: %v", err)
	}
	for _, id := range []string{"", "a b", "\x00", string(make([]byte, 65))} {
		if _, err := b.Refund(t.Context(), refundOf(id, 1)); !errs.HasCode(err, "validation") {
			t.Errorf("id %q: %v", id, err)
		}
	}
	for _, amount := range []int64{0, -1, 1 << 62} {
		if _, err := b.Refund(t.Context(), refundOf("r1", amount)); !errs.HasCode(err, "validation") {
			t.Errorf("amount %d: %v", amount, err)
		}
	}
}
