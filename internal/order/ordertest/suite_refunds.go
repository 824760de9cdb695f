package ordertest

import (
	"errors"
	"fmt"
	"testing"

	"rialto/internal/commerce"
	"rialto/internal/order"
)

// refundSaga is the saga of one refund of an order.
func refundSaga(o *order.Order, part string) *order.Saga {
	return &order.Saga{
		UserID: o.UserID, OrderID: o.ID, Kind: order.Refunding, Part: part, State: order.Running, Step: "refund", Attempt: 1,
		DueAt: Epoch + 1, Started: Epoch + 20, Data: order.SagaData{RefundID: part},
		Log: []order.LogEntry{{At: Epoch + 20, Step: "refund", What: "begin"}},
	}
}

func giveBack(part string) func(*order.Order) error {
	return func(o *order.Order) error {
		o.Refunds = append(o.Refunds, order.Refund{ID: part, Gateway: 100, GiftCard: 5, GatewayState: order.RefundOwed,
			GiftCardState: order.RefundDone, Lines: []order.RefundLine{{ProductID: 11, SellerID: 1, Quantity: 1, Net: 90, Tax: 15}}})
		return o.Record("order.payment_changed", Epoch+20)
	}
}

func begins(t *testing.T, open func() order.Store) {
	s := open()
	o, _ := create(t, s, 7, 1)
	no := errors.New("no")
	for name, change := range map[string]func(*order.Order) error{
		"a change that fails":           func(o *order.Order) error { return errors.Join(giveBack("a")(o), no) },
		"a change that records nothing": func(*order.Order) error { return nil },
	} {
		if _, err := s.Begin(ctx, 7, o.ID, refundSaga(o, "a"), change); err != nil && !errors.Is(err, no) {
			t.Errorf("%s: %v", name, err)
		}
		if sagas, err := s.SagasOf(ctx, 7, o.ID); err != nil || len(sagas) != 1 || get(t, s, o).Version != 1 {
			t.Errorf("%s left %d sagas, %v", name, len(sagas), err)
		}
	}
	saga := refundSaga(o, "a")
	got, err := s.Begin(ctx, 7, o.ID, saga, giveBack("a"))
	if err != nil || got.Version != 2 || saga.Logged != 1 {
		t.Fatalf("got %+v, %v, %d logged", got, err, saga.Logged)
	}
	read := get(t, open(), o)
	if len(read.Refunds) != 1 || read.Refunds[0].GatewayState != order.RefundOwed || read.Refunds[0].Lines[0].Tax != 15 {
		t.Errorf("refunds %+v", read.Refunds)
	}
	wantEvents(t, s, 1, 2)
	if kept, err := s.SagaOf(ctx, saga.SagaKey()); err != nil || kept.Part != "a" || kept.Kind != order.Refunding || len(kept.Log) != 1 {
		t.Errorf("the saga is %+v, %v", kept, err)
	}
	if _, err := s.Begin(ctx, 8, o.ID, refundSaga(o, "b"), giveBack("b")); err == nil {
		t.Error("somebody else's order was changed")
	}
}

func parts(t *testing.T, open func() order.Store) {
	s := open()
	o, _ := create(t, s, 7, 1)
	a, b := refundSaga(o, "a"), refundSaga(o, "b")
	for _, saga := range []*order.Saga{b, a} {
		if _, err := s.Begin(ctx, 7, o.ID, saga, giveBack(saga.Part)); err != nil {
			t.Fatal(err)
		}
	}
	a.State, a.Log = order.Done, append(a.Log, order.LogEntry{At: Epoch + 30, Step: "settle", What: "refunded"})
	if err := s.Advance(ctx, a); err != nil {
		t.Fatal(err)
	}
	b.State, b.Tries = order.NeedsPerson, 1
	if err := s.Advance(ctx, b); err != nil {
		t.Fatal(err)
	}
	all, err := s.SagasOf(ctx, 7, o.ID)
	if err != nil || len(all) != 3 || all[1].Part != "a" || all[1].State != order.Done || len(all[1].Log) != 2 || len(all[2].Log) != 1 {
		t.Fatalf("got %+v, %v", all, err)
	}
	if n, err := s.Stuck(ctx); err != nil || n != 1 {
		t.Errorf("%d need a person, %v", n, err)
	}
	if listed, err := s.Sagas(ctx, order.NeedsPerson, 10); err != nil || len(listed) != 1 || listed[0].Part != "b" {
		t.Errorf("listed %+v, %v", listed, err)
	}
	if err := s.Wake(ctx, b.SagaKey(), Epoch+5); err != nil {
		t.Fatal(err)
	}
	due, err := s.Due(ctx, Epoch+10, 10)
	if err != nil || len(due) != 1 || due[0].Part != "b" {
		t.Fatalf("due %+v, %v", due, err)
	}
	if mine, err := s.Claim(ctx, due[0], Epoch+99); err != nil || !mine {
		t.Errorf("claim: %v, %v", mine, err)
	}
	if n, err := s.Stuck(ctx); err != nil || n != 0 {
		t.Errorf("%d still need a person, %v", n, err)
	}
}

// turnsOnce walks every pair of states: what the graph does not have is refused and changes nothing.
func turnsOnce(t *testing.T, open func() order.Store) {
	s := open()
	states := []order.SagaState{order.Running, order.Waiting, order.Undoing, order.NeedsPerson, order.Done}
	n := 0
	for _, from := range states {
		for _, to := range states {
			n++
			o, saga := create(t, s, 7, n)
			saga.State = from
			if err := s.Advance(ctx, saga); err != nil {
				t.Fatalf("to %s: %v", from, err)
			}
			saga.State = to
			err := s.Advance(ctx, saga)
			if allowed := order.AllowedSaga(from, to); allowed != (err == nil) || !allowed && !errors.Is(err, order.ErrFenced) {
				t.Errorf("%s → %s: %v", from, to, err)
			}
			want := to
			if err != nil {
				want = from
				if _, err := s.Update(ctx, 7, o.ID, saga, confirm); !errors.Is(err, order.ErrFenced) || get(t, s, o).Version != 1 {
					t.Errorf("%s → %s with a change of the order: %v", from, to, err)
				}
			}
			if got, err := s.SagaOf(ctx, saga.SagaKey()); err != nil || got.State != want {
				t.Errorf("%s → %s left %s, %v", from, to, got.State, err)
			}
		}
	}
}

func recent(t *testing.T, open func() order.Store) {
	s := open()
	for n, basket := range []string{"a", "b", "a", "c"} {
		o, saga := Sample(7, n+1)
		o.Basket = basket
		if _, err := s.Create(ctx, o, saga); err != nil {
			t.Fatal(err)
		}
	}
	_, err := s.Update(ctx, 7, "70004", nil, func(o *order.Order) error { return o.MoveTo(order.Canceled, "order.canceled", Epoch) })
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		user   commerce.UserID
		basket string
		since  int64
		want   string
	}{
		"the newest":     {7, "a", 0, "70003 at 3"},
		"only one":       {7, "b", 1, "70002 at 2"},
		"too long ago":   {7, "b", 2, " at -"},
		"canceled":       {7, "c", 0, " at -"},
		"another basket": {7, "d", 0, " at -"},
		"another user":   {8, "a", 0, " at -"},
	} {
		id, at, err := open().Recent(ctx, tc.user, tc.basket, Epoch+tc.since)
		got := fmt.Sprintf("%s at %d", id, at-Epoch)
		if id == "" {
			got = " at -"
		}
		if err != nil || got != tc.want {
			t.Errorf("%s: %s, %v, want %s", name, got, err, tc.want)
		}
	}
}
