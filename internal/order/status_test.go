package order_test

import (
	"fmt"
	"testing"

	"rialto/internal/order"
	"rialto/internal/order/ordertest"
	"rialto/internal/platform/errs"
)

var statuses = []order.Status{order.Pending, order.Confirmed, order.Shipped, order.Delivered, order.Returned, order.Canceled}

func TestOnlyTheGraphsTransitionsAreAllowed(t *testing.T) {
	t.Parallel()
	moves := map[string]bool{
		"pending confirmed": true, "pending canceled": true, "confirmed shipped": true, "confirmed delivered": true,
		"confirmed canceled": true, "shipped delivered": true, "shipped returned": true, "delivered returned": true,
	}
	for _, from := range statuses {
		for _, to := range statuses {
			want := from == to || moves[fmt.Sprint(from, " ", to)]
			if got := order.Allowed(from, to); got != want {
				t.Errorf("%s → %s: %v", from, to, got)
			}
		}
		if order.Allowed("", from) != (from == order.Pending) {
			t.Errorf("an order is born %s", from)
		}
		if order.Allowed(from, "") || order.Allowed("lost", from) {
			t.Errorf("%s and a status that does not exist", from)
		}
	}
}

func TestARefusedMoveChangesNothing(t *testing.T) {
	t.Parallel()
	o, _ := ordertest.Sample(7, 1)
	err := o.MoveTo(order.Shipped, "order.shipped", ordertest.Epoch)
	if !errs.HasCode(err, "wrong_status") || o.Status != order.Pending || o.Version != 1 || len(o.History) != 1 || len(o.Events()) != 1 {
		t.Fatalf("%v, %+v", err, o)
	}
}

func TestEveryVersionHasOneHistoryRowAndOneEventAndALaterTime(t *testing.T) {
	t.Parallel()
	o, _ := ordertest.Sample(7, 1)
	steps := []func() error{
		func() error { return o.Record("order.payment_changed", ordertest.Epoch) },
		func() error { return o.MoveTo(order.Confirmed, "order.confirmed", ordertest.Epoch-1_000_000) }, // the clock stepped back
		func() error { return o.MoveTo(order.Shipped, "order.shipped", ordertest.Epoch+50) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	if o.Version != 4 || len(o.History) != 4 || len(o.Events()) != 4 {
		t.Fatalf("version %d, %d history rows, %d events", o.Version, len(o.History), len(o.Events()))
	}
	for i, h := range o.History {
		e := o.Events()[i]
		if h.Version != int64(i)+1 || e.GetVersion() != h.Version || e.GetType() != h.What || e.GetOccurredAt() != h.At {
			t.Errorf("version %d: %+v and %v", i+1, h, e)
		}
		if i > 0 && h.At <= o.History[i-1].At {
			t.Errorf("version %d is not later than the one before", i+1)
		}
	}
}
