package notification_test

import (
	"strings"
	"testing"

	checkv1 "rialto/gen/rialto/check/v1"
	notificationv1 "rialto/gen/rialto/notification/v1"
	"rialto/internal/notification"
	"rialto/internal/notification/notificationtest"
	"rialto/internal/platform/errs"
)

// check walks pages of one mail.
func check(t *testing.T, s *notification.Service) (violations []*checkv1.Violation, facts []*checkv1.Fact) {
	t.Helper()
	req := &checkv1.CheckRequest{Limit: 1}
	for {
		resp, err := s.Check(ctx, req)
		if err != nil {
			t.Fatalf("check: %v", err)
		}
		violations = append(violations, resp.GetViolations()...)
		facts = append(facts, resp.GetFacts()...)
		if req.Cursor = resp.GetNextCursor(); req.Cursor == "" {
			return violations, facts
		}
	}
}

func TestCheckFindsASecondMailOfOneKind(t *testing.T) {
	t.Parallel()
	b := setup(t, 0)
	first, second, other := notificationtest.Sample("a"), notificationtest.Sample("b"), notificationtest.Sample("c")
	second.OrderID, other.OrderID, other.Kind = first.OrderID, first.OrderID, notification.OrderShipped
	notificationtest.AddSent(t, b.store, first, other)
	if violations, facts := check(t, b.Service); len(violations) != 0 || len(facts) != 2 {
		t.Fatalf("sound books: %v, %d facts", violations, len(facts))
	}
	notificationtest.AddSent(t, b.store, second)
	violations, facts := check(t, b.Service)
	if len(violations) != 1 || violations[0].GetInvariant() != "I20" || !strings.Contains(violations[0].GetSubject(), "mail b of order o-a") {
		t.Fatalf("violations %v", violations)
	}
	if f := facts[0]; f.GetKind() != "mail" || f.GetStatus() != "order_confirmed" || f.GetOrderId() != "o-a" || f.GetId() != "a" || f.GetUserId() != 7 {
		t.Fatalf("fact %v", f)
	}
}

func TestBadPagesAreRefusedInWords(t *testing.T) {
	t.Parallel()
	b := setup(t, 0)
	for _, bad := range []*checkv1.CheckRequest{{Limit: -1}, {Limit: 5001}, {Cursor: "!"}, {Cursor: "YQ"}} {
		if _, err := b.Check(ctx, bad); !errs.Is(err, errs.KindInvalid) {
			t.Errorf("check %v: %v", bad, err)
		}
	}
	_, err := b.ListMailbox(ctx, &notificationv1.ListMailboxRequest{Limit: 101, Cursor: "YQ", To: strings.Repeat("a", 255), OrderId: strings.Repeat("1", 21)})
	if e := errs.As(err); e == nil || e.Kind != errs.KindInvalid || len(e.Fields) != 4 {
		t.Errorf("mailbox: %v", err)
	}
	if _, err := b.ListMailbox(ctx, nil); err != nil {
		t.Errorf("nil is the first page: %v", err)
	}
}
