package payment_test

import (
	"context"
	"fmt"
	"testing"

	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/payment"
	"rialto/internal/platform/errs"
)

func TestWhatWaitsForStaffIsListedInPages(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for i := range 5 {
		req := transfer()
		req.OrderId = fmt.Sprint(100 + i)
		want(t, payment.StatusRequiresAction)(b.Authorize(t.Context(), req))
	}
	b.authorized(t)
	seen := map[string]bool{}
	for cursor, page := "", 0; page == 0 || cursor != ""; page++ {
		out, err := b.ListOpen(t.Context(), &paymentv1.ListOpenRequest{Cursor: cursor, Limit: 2})
		if err != nil || len(out.GetPayments()) > 2 || page > 5 {
			t.Fatalf("page %d: %v, %v", page, out, err)
		}
		for _, p := range out.GetPayments() {
			if seen[p.GetOrderId()] || p.GetNextAction().GetReference() == "" {
				t.Errorf("listed %v", p)
			}
			seen[p.GetOrderId()] = true
		}
		cursor = out.GetNextCursor()
	}
	if len(seen) != 5 {
		t.Fatalf("listed %v", seen)
	}
}

func TestListsRefuseForeignCursors(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, cursor := range []string{"x", "1/2", "1/2/", "a/2/3", "1/b/3", "1/2/\x00"} {
		if _, err := b.ListOpen(t.Context(), &paymentv1.ListOpenRequest{Cursor: cursor}); !errs.HasCode(err, "validation") {
			t.Errorf("open %q: %v", cursor, err)
		}
	}
	if _, err := b.Report(t.Context(), &paymentv1.ReportRequest{Cursor: "x"}); !errs.HasCode(err, "validation") {
		t.Errorf("report: %v", err)
	}
	if _, err := b.Report(t.Context(), &paymentv1.ReportRequest{Since: -1}); !errs.HasCode(err, "validation") {
		t.Errorf("since before time: %v", err)
	}
}

// closed is a gateway that shows no books.
type closed struct{ payment.Gateway }

func TestAGatewayNeedNotShowItsBooks(t *testing.T) {
	t.Parallel()
	b := benchWith(t, func(_ *bench, g payment.Gateway) payment.Gateway { return closed{g} })
	b.authorized(t)
	if _, err := b.Report(context.Background(), nil); !errs.HasCode(err, "report_unavailable") || !errs.Is(err, errs.KindUnavailable) {
		t.Fatalf("answer %v", err)
	}
	if facts, broken := walk(t, b.Service, 0); len(facts["charge"]) != 0 || len(facts["payment"]) != 1 || len(broken) != 0 {
		t.Fatalf("facts %v, broken %v", facts, broken)
	}
}
