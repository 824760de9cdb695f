package payment_test

import (
	"strings"
	"testing"

	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/payment"
	"rialto/internal/payment/paymenttest"
	"rialto/internal/platform/errs"
)

func TestATransferWaitsForTheMoney(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	req := transfer()
	first := want(t, payment.StatusRequiresAction)(b.Authorize(t.Context(), req))
	next := first.GetNextAction()
	if next.GetType() != "bank_transfer" || payment.OrderOf(next.GetReference()) != "7" || next.GetPayUntil() != req.GetPayUntil() ||
		!strings.Contains(next.GetAccount(), "not a bank account") {
		t.Fatalf("next action %v", next)
	}
	later := transfer()
	later.PayUntil += 1_000_000
	again := want(t, payment.StatusRequiresAction)(b.Authorize(t.Context(), later))
	if again.GetNextAction().GetPayUntil() != req.GetPayUntil() {
		t.Fatalf("the repeat moved the day: %v", again)
	}
	if _, err := b.Capture(t.Context(), theOrder()); !errs.HasCode(err, "not_authorized") {
		t.Fatalf("captured before it came: %v", err)
	}
	want(t, payment.StatusRequiresAction)(b.Refresh(t.Context(), theOrder()))
	for range 3 {
		p := want(t, payment.StatusCaptured)(b.MarkReceived(t.Context(), received(1_000)))
		if p.GetCaptured() != 1_000 || p.GetNextAction() != nil {
			t.Fatalf("received %v", p)
		}
	}
	want(t, payment.StatusCaptured)(b.Capture(t.Context(), theOrder()))
	b.wantTold(t, payment.StatusRequiresAction, payment.StatusCaptured)
	b.wantNoGateway(t)
}

// wantNoGateway checks that the card gateway heard nothing of the order.
func (b *bench) wantNoGateway(t *testing.T) {
	t.Helper()
	for _, method := range []string{"authorize", "capture", "void", "refund", "lookup"} {
		if n := b.gateway.Calls(method); n != 0 {
			t.Errorf("%s was asked %d times", method, n)
		}
	}
}

func TestOnlyTheRightAmountIsReceived(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if _, err := b.MarkReceived(t.Context(), received(1_000)); !errs.Is(err, errs.KindNotFound) {
		t.Fatalf("for nobody: %v", err)
	}
	want(t, payment.StatusRequiresAction)(b.Authorize(t.Context(), transfer()))
	euros := received(1_000)
	euros.Amount.Currency = "EUR"
	for name, req := range map[string]*paymentv1.MarkReceivedRequest{"less": received(999), "more": received(1_001), "euros": euros} {
		if _, err := b.MarkReceived(t.Context(), req); !errs.HasCode(err, "amount_differs") || !strings.Contains(err.Error(), "10.00 USD") {
			t.Errorf("%s: %v", name, err)
		}
	}
	want(t, payment.StatusRequiresAction)(b.Get(t.Context(), theOrder()))
	want(t, payment.StatusCaptured)(b.MarkReceived(t.Context(), received(1_000)))
	if _, err := b.MarkReceived(t.Context(), received(999)); !errs.HasCode(err, "amount_differs") {
		t.Fatalf("another amount after the money: %v", err)
	}
	for name, req := range map[string]*paymentv1.AuthorizeRequest{"card": request("tok_approve"), "cash": cash()} {
		other := newBench(t)
		if _, err := other.Authorize(t.Context(), req); err != nil {
			t.Fatal(err)
		}
		if _, err := other.MarkReceived(t.Context(), received(1_000)); !errs.HasCode(err, "not_a_transfer") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestReceivedSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for name, change := range map[string]func(*paymentv1.MarkReceivedRequest){
		"no user":         func(r *paymentv1.MarkReceivedRequest) { r.UserId = 0 },
		"no amount":       func(r *paymentv1.MarkReceivedRequest) { r.Amount = nil },
		"nothing":         func(r *paymentv1.MarkReceivedRequest) { r.Amount.Amount = 0 },
		"less than that":  func(r *paymentv1.MarkReceivedRequest) { r.Amount.Amount = -5 },
		"a long note":     func(r *paymentv1.MarkReceivedRequest) { r.Note = strings.Repeat("n", 201) },
		"a note of bytes": func(r *paymentv1.MarkReceivedRequest) { r.Note = "\xff" },
	} {
		req := received(1_000)
		change(req)
		if _, err := b.MarkReceived(t.Context(), req); !errs.HasCode(err, "validation") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := b.MarkReceived(t.Context(), nil); !errs.HasCode(err, "validation") {
		t.Errorf("no request: %v", err)
	}
	if _, err := b.MarkRefunded(t.Context(), nil); !errs.HasCode(err, "validation") {
		t.Errorf("no refund: %v", err)
	}
}

func TestATransferThatIsNotPaidIsVoided(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	want(t, payment.StatusRequiresAction)(b.Authorize(t.Context(), transfer()))
	for range 2 {
		want(t, payment.StatusVoided)(b.Void(t.Context(), theOrder()))
	}
	want(t, payment.StatusVoided)(b.Authorize(t.Context(), transfer()))
	b.wantOpen(t)

	for range 2 { // the bank was late
		p := want(t, payment.StatusCaptured)(b.MarkReceived(t.Context(), received(1_000)))
		if p.GetCaptured() != 1_000 || p.GetRefunded() != 1_000 || p.GetRefunds()[0].GetStatus() != "owed" {
			t.Fatalf("received %v", p)
		}
	}
	b.wantOpen(t, "7")
	for range 2 {
		p := want(t, payment.StatusCaptured)(b.MarkRefunded(t.Context(), paidOut("late-7")))
		if p.GetRefunded() != 1_000 || p.GetRefunds()[0].GetStatus() != "done" {
			t.Fatalf("paid out %v", p)
		}
	}
	b.wantOpen(t)
	b.wantTold(t, payment.StatusRequiresAction, payment.StatusVoided, payment.StatusCaptured, payment.StatusCaptured)
	b.wantNoGateway(t)
}

func TestARefundOfATransferIsOwedUntilStaffPaidIt(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	want(t, payment.StatusRequiresAction)(b.Authorize(t.Context(), transfer()))
	if _, err := b.Refund(t.Context(), refundOf("r0", 1)); !errs.HasCode(err, "over_refund") {
		t.Fatalf("before the money: %v", err)
	}
	want(t, payment.StatusCaptured)(b.MarkReceived(t.Context(), received(1_000)))
	for range 2 {
		p := want(t, payment.StatusCaptured)(b.Refund(t.Context(), refundOf("r1", 400)))
		if p.GetRefunded() != 400 || p.GetRefunds()[0].GetStatus() != "owed" {
			t.Fatalf("payment %v", p)
		}
	}
	if _, err := b.Refund(t.Context(), refundOf("r1", 401)); !errs.HasCode(err, "refund_differs") {
		t.Fatalf("same id, other amount: %v", err)
	}
	if _, err := b.Refund(t.Context(), refundOf("r2", 601)); !errs.HasCode(err, "over_refund") {
		t.Fatalf("more than is left: %v", err)
	}
	if _, err := b.MarkRefunded(t.Context(), paidOut("r2")); !errs.HasCode(err, "refund_not_found") {
		t.Fatalf("unknown refund: %v", err)
	}
	want(t, payment.StatusCaptured)(b.MarkRefunded(t.Context(), paidOut("r1")))
	p := want(t, payment.StatusCaptured)(b.Void(t.Context(), theOrder())) // canceled: the rest is owed too
	if p.GetRefunded() != 1_000 || len(p.GetRefunds()) != 2 {
		t.Fatalf("payment %v", p)
	}
	b.wantOpen(t, "7")
	b.wantNoGateway(t)
}

func TestTheGatewaysRefundsAreNotPaidByStaff(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.captured(t)
	b.gateway.Script("refund", paymenttest.FailBefore)
	want(t, payment.StatusCaptured)(b.Refund(t.Context(), refundOf("r1", 400)))
	if _, err := b.MarkRefunded(t.Context(), paidOut("r1")); !errs.HasCode(err, "not_owed") {
		t.Fatalf("answer %v", err)
	}
}

func (b *bench) wantOpen(t *testing.T, orders ...string) {
	t.Helper()
	out, err := b.ListOpen(t.Context(), &paymentv1.ListOpenRequest{})
	if err != nil || len(out.GetPayments()) != len(orders) {
		t.Fatalf("open: %v, %v; want %v", out, err, orders)
	}
	for i, p := range out.GetPayments() {
		if p.GetOrderId() != orders[i] {
			t.Fatalf("open: %v; want %v", out, orders)
		}
	}
}
