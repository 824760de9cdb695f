package payment_test

import (
	"testing"

	"rialto/internal/payment"
	"rialto/internal/payment/paymenttest"
	"rialto/internal/platform/errs"
)

func TestVoidLetsHeldMoneyGo(t *testing.T) {
	t.Parallel()
	for _, token := range []string{"tok_approve", "tok_3ds", "tok_late_webhook"} {
		b := newBench(t)
		if _, err := b.Authorize(t.Context(), request(token)); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			want(t, payment.StatusVoided)(b.Void(t.Context(), theOrder()))
		}
		if c := b.charge(t); c.State != payment.ChargeVoided || b.gateway.Calls("void") != 1 {
			t.Errorf("%s: charge %s after %d voids", token, c.State, b.gateway.Calls("void"))
		}
	}
}

func TestVoidOfAnOrderNeverSeenRefusesTheLateAuthorize(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for range 2 {
		want(t, payment.StatusVoided)(b.Void(t.Context(), theOrder()))
	}
	want(t, payment.StatusVoided)(b.Authorize(t.Context(), request("tok_approve")))
	if b.gateway.Calls("authorize") != 0 {
		t.Fatal("the gateway was asked")
	}
	b.wantTold(t, payment.StatusVoided)
}

// The attempt is written and a worker stops before it sends; another worker voids; then the first one wakes up.
func TestVoidBeatsAnAuthorizeThatIsStillOnItsWay(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if _, err := b.store.Begin(t.Context(), paymenttest.Attempt(b.key)); err != nil {
		t.Fatal(err)
	}
	want(t, payment.StatusVoided)(b.Void(t.Context(), theOrder()))
	late, err := b.gateway.Authorize(t.Context(), payment.Authorization{
		Key: b.key, Amount: paymenttest.Attempt(b.key).Amount, Token: "tok_approve",
	})
	if err != nil || late.State != payment.ChargeVoided {
		t.Fatalf("the late authorise was answered %+v, %v", late, err)
	}
}

func TestVoidLeavesADeclineAsItIs(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	want(t, payment.StatusDeclined)(b.Authorize(t.Context(), request("tok_decline")))
	want(t, payment.StatusDeclined)(b.Void(t.Context(), theOrder()))
	b.wantTold(t, payment.StatusDeclined)
}

func TestVoidWithoutAnswerIsAskedAgain(t *testing.T) {
	t.Parallel()
	for _, fault := range []paymenttest.Fault{paymenttest.FailBefore, paymenttest.FailAfter} {
		b := newBench(t)
		b.authorized(t)
		b.gateway.Script("void", fault)
		want(t, payment.StatusVoidUnknown)(b.Void(t.Context(), theOrder()))
		if _, err := b.Capture(t.Context(), theOrder()); !errs.HasCode(err, "not_authorized") {
			t.Fatalf("captured after a void was asked: %v", err)
		}
		want(t, payment.StatusVoidUnknown)(b.Authorize(t.Context(), request("tok_approve")))
		want(t, payment.StatusVoided)(b.Void(t.Context(), theOrder()))
		b.wantTold(t, payment.StatusAuthorized, payment.StatusVoidUnknown, payment.StatusVoided)
	}
}

func TestVoidOfCapturedMoneyRefundsAllOfIt(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.captured(t)
	want(t, payment.StatusCaptured)(b.Refund(t.Context(), refundOf("r1", 300)))
	for range 2 {
		p := want(t, payment.StatusCaptured)(b.Void(t.Context(), theOrder()))
		if p.GetRefunded() != 1_000 || len(p.GetRefunds()) != 2 {
			t.Fatalf("payment %v", p)
		}
	}
	if c := b.charge(t); c.Refunded != 1_000 {
		t.Fatalf("the gateway gave back %d", c.Refunded)
	}
}

func TestVoidAsksAgainForRefundsWithoutAnswer(t *testing.T) {
	t.Parallel()
	for _, fault := range []paymenttest.Fault{paymenttest.FailBefore, paymenttest.FailAfter} {
		b := newBench(t)
		b.captured(t)
		b.gateway.Script("refund", fault, fault)
		p := want(t, payment.StatusCaptured)(b.Void(t.Context(), theOrder()))
		if p.GetRefunded() != 0 || p.GetRefunds()[0].GetStatus() != "unknown" {
			t.Fatalf("payment %v", p)
		}
		want(t, payment.StatusCaptured)(b.Void(t.Context(), theOrder()))
		p = want(t, payment.StatusCaptured)(b.Void(t.Context(), theOrder()))
		if p.GetRefunded() != 1_000 || len(p.GetRefunds()) != 1 || b.charge(t).Refunded != 1_000 {
			t.Fatalf("payment %v", p)
		}
	}
}

// The capture took effect and its answer was lost: what the gateway says to the void decides.
func TestVoidOfAnUnknownCaptureRefundsWhatWasTaken(t *testing.T) {
	t.Parallel()
	for fault, status := range map[paymenttest.Fault]payment.Status{
		paymenttest.FailAfter: payment.StatusCaptured, paymenttest.FailBefore: payment.StatusVoided,
	} {
		b := newBench(t)
		b.authorized(t)
		b.gateway.Script("capture", fault)
		want(t, payment.StatusCaptureUnknown)(b.Capture(t.Context(), theOrder()))
		p := want(t, status)(b.Void(t.Context(), theOrder()))
		if p.GetCaptured() != p.GetRefunded() {
			t.Fatalf("money is left: %v", p)
		}
		if c := b.charge(t); c.Captured != c.Refunded {
			t.Fatalf("money is left at the gateway: %+v", c)
		}
	}
}
