package cli

import (
	"errors"
	"testing"

	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/platform/errs"
)

func TestSagasShowTheirStepsAndUndo(t *testing.T) {
	t.Parallel()
	s := &shop{}
	out, err := said(t, s, (&sagasCommand{}).do)
	if err != nil {
		t.Fatal(err)
	}
	wants(t, out, "order 9001  place undoing at authorize, attempt 3", "2023-11-14T22:13:20Z  +0s", "+250ms", "undone", "last error: No answer to: authorise.")
	if out, err = said(t, s, (&sagasCommand{State: "waiting"}).do); err != nil {
		t.Fatal(err)
	}
	wants(t, out, "No checkout is going on.")
}

func TestRetryFindsTheOrder(t *testing.T) {
	t.Parallel()
	s := &shop{}
	out, err := said(t, s, (&sagasCommand{Retry: "9001"}).do)
	if err != nil || len(s.asked) != 1 || s.asked[0].(*orderv1.RetrySagaRequest).GetUserId() != 11 {
		t.Fatalf("asked %v, %v", s.asked, err)
	}
	wants(t, out, "Order 9001 is due now.")
	if _, err := said(t, s, (&sagasCommand{Retry: "9002"}).do); !errs.HasCode(err, "order_not_found") {
		t.Fatalf("got %v", err)
	}
}

func TestGiftCards(t *testing.T) {
	t.Parallel()
	s := &shop{}
	out, err := said(t, s, (&giftCardIssue{Amount: "50.00", Currency: "USD", Note: "for Ann"}).do)
	if err != nil {
		t.Fatal(err)
	}
	wants(t, out, "AAAA-BBBB-CCCC-7Q2M\nCard 81 over 50.00 USD is a new card")
	req := s.asked[0].(*giftcardv1.IssueRequest)
	if req.GetAmount().GetAmount() != 5000 || req.GetIdempotencyKey() == "" || req.GetExpiresAt() != 0 || req.GetNote() != "for Ann" {
		t.Errorf("asked %v", req)
	}
	if out, err = said(t, s, (&giftCardIssue{Amount: "50", Currency: "USD", Key: "again"}).do); err != nil {
		t.Fatal(err)
	}
	wants(t, out, "was issued with this key before")
	for _, amount := range []string{"-1", "1.5.0", "1e3", "0.001", "99999999999999999999", ""} {
		if _, err := said(t, s, (&giftCardIssue{Amount: amount, Currency: "USD"}).do); err == nil {
			t.Errorf("%q was taken for an amount", amount)
		}
	}
	if len(s.asked) != 2 {
		t.Errorf("%d cards were asked for", len(s.asked))
	}
}

func TestGiftCardsAreShownWithoutTheirCodes(t *testing.T) {
	t.Parallel()
	s := &shop{}
	for state, do := range map[string]work{"good": (&giftCardList{Limit: 50}).do, "blocked": (&giftCardBlock{}).do} {
		out, err := said(t, s, do)
		if err != nil {
			t.Fatal(err)
		}
		wants(t, out, "7Q2M", state, "50.00 USD", "30.00 USD", "for Ann")
	}
	out, err := said(t, s, (&giftCardShow{}).do)
	if err != nil {
		t.Fatal(err)
	}
	wants(t, out, "9001", "spent", "20.00 USD")
}

func TestOpenPaymentsAreWhatStaffMustDo(t *testing.T) {
	t.Parallel()
	out, err := said(t, &shop{}, (&paymentsOpen{}).do)
	if err != nil {
		t.Fatal(err)
	}
	wants(t, out, "transfer awaited", "84.05 USD", "R-9001", "refund owed (cash_on_delivery)", "5.00 USD", "r1")
}

func TestPaymentsReceivedAndPaid(t *testing.T) {
	t.Parallel()
	s := &shop{}
	out, err := said(t, s, (&paymentsReceived{Order: "9001", Amount: "84.05", Currency: "USD", Note: "ANN"}).do)
	if err != nil {
		t.Fatal(err)
	}
	wants(t, out, "84.05 USD for order 9001 is booked; the payment is captured.")
	if req := s.asked[0].(*paymentv1.MarkReceivedRequest); req.GetUserId() != 11 || req.GetAmount().GetAmount() != 8405 || req.GetNote() != "ANN" {
		t.Errorf("asked %v", req)
	}
	if _, err := said(t, s, (&paymentsPaid{Order: "9001", Refund: "r1"}).do); err != nil {
		t.Fatal(err)
	}
	if req := s.asked[1].(*paymentv1.MarkRefundedRequest); req.GetUserId() != 11 || req.GetRefundId() != "r1" {
		t.Errorf("asked %v", req)
	}
	for _, do := range []work{
		(&paymentsReceived{Order: "9002", Amount: "84.05", Currency: "USD"}).do, (&paymentsPaid{Order: "9002", Refund: "r1"}).do,
		(&paymentsReceived{Order: "9001", Amount: "84,05", Currency: "USD"}).do,
	} {
		if _, err := said(t, s, do); err == nil {
			t.Error("nonsense was booked")
		}
	}
	if len(s.asked) != 2 {
		t.Errorf("asked %v", s.asked)
	}
}

func TestReconcileFailsWhenSomethingIsUnexplained(t *testing.T) {
	t.Parallel()
	out, err := said(t, &shop{}, (&reconcileCommand{}).do)
	if err != nil {
		t.Fatal(err)
	}
	wants(t, out, "3 orders and 2 charges compared at 2023-11-14T22:13:20Z; 0 findings are open.")
	out, err = said(t, &shop{open: 1}, (&reconcileCommand{}).do)
	if !errors.Is(err, errUnexplained) {
		t.Fatalf("got %v", err)
	}
	wants(t, out, "charge_without_order", "84.05 USD")
}

func TestDrops(t *testing.T) {
	t.Parallel()
	for want, do := range map[string]work{
		"No drop has been announced.": (&dropsList{}).do, "announced": (&dropsCreate{Product: 101, Limit: 2, WaitingRoom: true}).do,
		"ended": (&dropsEnd{Product: 101}).do,
	} {
		out, err := said(t, &shop{}, do)
		if err != nil {
			t.Fatal(err)
		}
		wants(t, out, want)
	}
}

func TestTimesInFlags(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{"2026-11-27": 1_795_737_600_000_000, "2026-11-27T01:00:00+01:00": 1_795_737_600_000_000} {
		var w when
		if err := w.UnmarshalText([]byte(text)); err != nil || w.micros() != want {
			t.Errorf("%s: %d, %v", text, w.micros(), err)
		}
	}
	var w when
	if err := w.UnmarshalText([]byte("27.11.2026")); err == nil || w.micros() != 0 {
		t.Error("27.11.2026 was taken for a time")
	}
}
