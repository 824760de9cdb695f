package ordertest

import (
	"fmt"
	"testing"

	"rialto/internal/commerce"
	"rialto/internal/order"
)

// writeTo creates an order of a user with an e-mail address. CreatedAt grows with n.
func writeTo(t *testing.T, s order.Store, user commerce.UserID, n int, email string) {
	t.Helper()
	o, saga := Sample(user, n)
	o.Email = email
	if existing, err := s.Create(ctx, o, saga); err != nil || existing != nil {
		t.Fatalf("create: %v, %v", existing, err)
	}
}

// listed walks all pages of a list and returns the ids.
func listed(t *testing.T, s order.Store, q order.ListQuery) (ids []commerce.OrderID) {
	t.Helper()
	for {
		page, err := s.List(ctx, q)
		if err != nil || len(page) > q.Limit {
			t.Fatalf("%d orders for a page of %d, %v", len(page), q.Limit, err)
		}
		for _, o := range page {
			ids = append(ids, o.ID)
		}
		if len(page) < q.Limit {
			return ids
		}
		q.Before, q.BeforeID = page[q.Limit-1].CreatedAt, page[q.Limit-1].ID
	}
}

func byPerson(t *testing.T, open func() order.Store) {
	s := open()
	writeTo(t, s, 7, 1, "")
	writeTo(t, s, 8, 2, "Ada@Example.test")
	writeTo(t, s, 7, 3, "ada@example.test")
	writeTo(t, s, 9, 4, "ada@example.test.evil")
	writeTo(t, s, 8, 5, "bob@example.test")
	writeTo(t, s, 7, 6, "ÄDA@example.test")
	_, err := s.Update(ctx, 8, "80002", nil, func(o *order.Order) error { return o.MoveTo(order.Canceled, "order.canceled", Epoch) })
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		q    order.ListQuery
		want string
	}{
		"an e-mail, in any case":          {order.ListQuery{Email: "aDA@eXample.test"}, "[70003 80002]"},
		"with letters beyond ASCII":       {order.ListQuery{Email: "äda@example.test"}, "[70006]"},
		"wildcards are letters":           {order.ListQuery{Email: "%@example.test"}, "[]"},
		"an e-mail nobody gave":           {order.ListQuery{Email: "eve@example.test"}, "[]"},
		"a user":                          {order.ListQuery{UserID: 7}, "[70006 70003 70001]"},
		"either, each order once":         {order.ListQuery{UserID: 7, Email: "ADA@example.test"}, "[70006 70003 80002 70001]"},
		"a user without orders, or mail":  {order.ListQuery{UserID: 404, Email: "bob@example.test"}, "[80005]"},
		"either, of a status":             {order.ListQuery{UserID: 7, Email: "ada@example.test", Status: order.Pending}, "[70006 70003 70001]"},
		"an e-mail's orders of a status":  {order.ListQuery{Email: "ada@example.test", Status: order.Canceled}, "[80002]"},
		"a user's orders of a status":     {order.ListQuery{UserID: 8, Status: order.Canceled}, "[80002]"},
		"everybody's, without either one": {order.ListQuery{}, "[70006 80005 90004 70003 80002 70001]"},
	} {
		for _, limit := range []int{1, 2, 100} {
			tc.q.Limit = limit
			if got := fmt.Sprint(listed(t, s, tc.q)); got != tc.want {
				t.Errorf("%s, %d a page: %s, want %s", name, limit, got, tc.want)
			}
		}
	}
}

func sagasOfOne(t *testing.T, open func() order.Store) {
	s := open()
	o, placing := create(t, s, 7, 1)
	create(t, s, 7, 2)
	placing.State = order.Done
	placing.Log = append(placing.Log, order.LogEntry{At: Epoch + 9, Step: "confirm", What: "done"})
	if _, err := s.Update(ctx, 7, o.ID, placing, confirm); err != nil {
		t.Fatal(err)
	}
	cancel := &order.Saga{
		UserID: 7, OrderID: o.ID, Kind: order.Canceling, State: order.Running, Step: "stock", Attempt: 1, Started: placing.Started,
		Log: []order.LogEntry{{At: Epoch + 20, Step: "stock", What: "begin"}},
	}
	if started, err := s.StartSaga(ctx, cancel); err != nil || !started {
		t.Fatalf("start: %v, %v", started, err)
	}
	got, err := open().SagasOf(ctx, 7, o.ID)
	if err != nil || len(got) != 2 || got[0].Kind != order.Placing || got[1].Kind != order.Canceling {
		t.Fatalf("got %+v, %v; want place, then cancel", got, err)
	}
	if got[0].State != order.Done || fmt.Sprint(got[0].Log) != fmt.Sprint(placing.Log) || got[1].Log[0] != cancel.Log[0] {
		t.Errorf("a saga that ended lost something: %+v", got[0])
	}
	for _, none := range []struct {
		user commerce.UserID
		id   commerce.OrderID
	}{{8, o.ID}, {7, "404"}} {
		if got, err := s.SagasOf(ctx, none.user, none.id); err != nil || len(got) != 0 {
			t.Errorf("user %d, order %s: %d sagas, %v", none.user, none.id, len(got), err)
		}
	}
}
