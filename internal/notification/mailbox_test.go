package notification_test

import (
	"fmt"
	"testing"

	notificationv1 "rialto/gen/rialto/notification/v1"
	"rialto/internal/notification"
	"rialto/internal/notification/notificationtest"
)

func TestTheMailboxOfOneOrderSaysHowMuchWaitsEverywhere(t *testing.T) {
	t.Parallel()
	b := setup(t, 0)
	first, second, other := notificationtest.Sample("a"), notificationtest.Sample("b"), notificationtest.Sample("c")
	second.OrderID, second.Kind, second.At = first.OrderID, notification.OrderShipped, 2_000
	notificationtest.AddSent(t, b.store, first, second, other)
	notificationtest.Add(t, b.store, notificationtest.Sample("d"), notificationtest.Sample("e"))
	for order, want := range map[string]string{first.OrderID: "[b a]", other.OrderID: "[c]", "o-d": "[]", "": "[b c a]"} {
		got, err := b.ListMailbox(ctx, &notificationv1.ListMailboxRequest{OrderId: order})
		if err != nil {
			t.Fatal(err)
		}
		ids := []string{}
		for _, m := range got.GetItems() {
			ids = append(ids, m.GetMailId())
		}
		if fmt.Sprint(ids) != want || got.GetWaiting() != 2 || got.GetNextCursor() != "" {
			t.Errorf("order %q: %v, %d wait, next %q; want %s and 2", order, ids, got.GetWaiting(), got.GetNextCursor(), want)
		}
	}
}

func TestAFullPageOfMailIsNotFollowedByAnEmptyOne(t *testing.T) {
	t.Parallel()
	b := setup(t, 0)
	notificationtest.AddSent(t, b.store, notificationtest.Sample("a"), notificationtest.Sample("b"))
	for limit, more := range map[int32]bool{1: true, 2: false, 3: false} {
		got, err := b.ListMailbox(ctx, &notificationv1.ListMailboxRequest{Limit: limit})
		if err != nil || got.GetNextCursor() != "" != more {
			t.Errorf("limit %d: next %q, %v", limit, got.GetNextCursor(), err)
		}
	}
}
