// Package ordertest holds the suite that every order store passes, samples, and a store in memory.
package ordertest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"sync/atomic"
	"testing"

	"rialto/internal/commerce"
	"rialto/internal/order"
	"rialto/internal/platform/errs"
)

var ctx = context.Background()

// TestStore runs the suite. Each call of open gives another handle on the same fresh data, as another process has.
func TestStore(t *testing.T, open func(t *testing.T) func() order.Store) {
	for name, run := range map[string]func(*testing.T, func() order.Store){
		"a created order reads back whole":                              readsBack,
		"the same key creates once, from two handles":                   keyOnce,
		"the same quote gives the order it became":                      quoteOnce,
		"a twin is found by key, then by quote":                         findsTwin,
		"a key stays with the order that it joined":                     staysJoined,
		"many requests of a joining key join one order":                 joinsOnce,
		"a canceled order frees its quote":                              quoteFreed,
		"another user's order is not found":                             notYours,
		"a list is newest first, in pages, and one's own":               lists,
		"staff lists by user, by e-mail in any case, or by either":      byPerson,
		"an order's sagas are read whole, those done too":               sagasOfOne,
		"an update writes row, history and event together":              updates,
		"an update that fails writes nothing":                           updateFails,
		"an update that records nothing writes nothing":                 updateNothing,
		"parallel updates all land":                                     updatesParallel,
		"a fenced saga writes nothing, and neither does its order":      fenced,
		"a saga that is done stays done":                                staysDone,
		"only one worker claims a due saga":                             claims,
		"a renewed lease is not claimed":                                renewed,
		"a saga keeps its log":                                          keepsLog,
		"due sagas are those whose time has come":                       due,
		"wake reaches sleepers and nobody else":                         wakes,
		"a second saga of a kind is not started":                        startsOnce,
		"audit sees every order with its events":                        audits,
		"a refund's saga starts with the order's change, or not at all": begins,
		"an order's refunds have sagas of their own":                    parts,
		"a saga that turned round does not go forward again":            turnsOnce,
		"the same basket is found while it is recent":                   recent,
		"values given and returned are the caller's":                    ownsNothing,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(t, open(t))
		})
	}
}

func create(t *testing.T, s order.Store, user commerce.UserID, n int) (*order.Order, *order.Saga) {
	t.Helper()
	o, saga := Sample(user, n)
	existing, err := s.Create(ctx, o, saga)
	if err != nil || existing != nil {
		t.Fatalf("create: %v, %v", existing, err)
	}
	return o, saga
}

func get(t *testing.T, s order.Store, o *order.Order) *order.Order {
	t.Helper()
	got, err := s.Get(ctx, o.UserID, o.ID)
	if err != nil {
		t.Fatalf("get: %v", err)
	}
	return got
}

func confirm(o *order.Order) error {
	o.Shipments = []order.Shipment{{ID: "s1", SellerID: 1, WarehouseID: 3, Status: order.Preparing,
		Lines: []order.ShipmentLine{{ProductID: 11, Quantity: 2}, {ProductID: 12, Quantity: 1}}}}
	o.Payment.Status = order.PaymentCaptured
	o.Tenders[1].Label = "Visa ···· 4242"
	return o.MoveTo(order.Confirmed, "order.confirmed", Epoch+10)
}

func readsBack(t *testing.T, open func() order.Store) {
	o, _ := create(t, open(), 7, 1)
	want, _ := Sample(7, 1)
	for name, read := range map[string]func(order.Store) (*order.Order, error){
		"get": func(s order.Store) (*order.Order, error) { return s.Get(ctx, 7, o.ID) },
		"key": func(s order.Store) (*order.Order, error) {
			known, err := s.ByKey(ctx, 7, "key-1")
			if err != nil {
				return nil, err
			}
			return known.Order, nil
		},
		"find": func(s order.Store) (*order.Order, error) { return s.Find(ctx, o.ID) },
	} {
		got, err := read(open())
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !sameOrder(got, want) {
			t.Errorf("%s: got\n%+v\nwant\n%+v", name, got, want)
		}
	}
}

// sameOrder compares what a store keeps: everything but the events that were recorded on the way.
func sameOrder(a, b *order.Order) bool {
	x, y := *clone(a), *clone(b)
	return reflect.DeepEqual(x, y)
}

func keyOnce(t *testing.T, open func() order.Store) {
	stores := []order.Store{open(), open()}
	var created atomic.Int64
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			o, saga := Sample(7, 1)
			o.ID, o.QuoteID = commerce.OrderID(fmt.Sprint(100+i)), fmt.Sprint("other-", i)
			saga.OrderID = o.ID
			existing, err := stores[i%2].Create(ctx, o, saga)
			if err != nil {
				t.Errorf("create: %v", err)
			} else if existing == nil {
				created.Add(1)
			} else if existing.IdempotencyKey != "key-1" {
				t.Errorf("got the order of key %s", existing.IdempotencyKey)
			}
		})
	}
	wg.Wait()
	if created.Load() != 1 {
		t.Fatalf("%d orders for one key", created.Load())
	}
}

func quoteOnce(t *testing.T, open func() order.Store) {
	s := open()
	first, _ := create(t, s, 7, 1)
	o, saga := Sample(7, 2)
	o.QuoteID = first.QuoteID
	existing, err := s.Create(ctx, o, saga)
	if err != nil || existing == nil || existing.ID != first.ID {
		t.Fatalf("got %v, %v; want the first order", existing, err)
	}
	if _, err := s.Get(ctx, 7, o.ID); !errs.Is(err, errs.KindNotFound) {
		t.Fatalf("the second order was written: %v", err)
	}
}

func findsTwin(t *testing.T, open func() order.Store) {
	s := open()
	create(t, s, 7, 1)
	second, _ := create(t, s, 7, 2)
	for _, tc := range []struct {
		user       commerce.UserID
		key, quote string
		want       commerce.OrderID
	}{
		{7, "key-1", "quote-1", "70001"}, {7, "key-1", "quote-2", "70001"}, {7, "joins", "quote-2", "70002"},
		{7, "other", "other", ""}, {8, "key-1", "quote-1", ""},
	} {
		got, err := s.Join(ctx, tc.user, tc.key, "hash", tc.quote)
		if tc.want == "" && !errs.Is(err, errs.KindNotFound) || tc.want != "" && (err != nil || got.ID != tc.want) {
			t.Errorf("user %d, %s, %s: %v, %v", tc.user, tc.key, tc.quote, got, err)
		}
	}
	_, err := s.Update(ctx, 7, second.ID, nil, func(o *order.Order) error { return o.MoveTo(order.Canceled, "order.canceled", Epoch) })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Join(ctx, 7, "other", "hash", "quote-2"); !errs.Is(err, errs.KindNotFound) {
		t.Errorf("the quote of a canceled order: %v", err)
	}
	if got, err := s.Join(ctx, 7, "key-2", "hash", "other"); err != nil || got.ID != second.ID {
		t.Errorf("the key of a canceled order: %v, %v", got, err)
	}
}

func quoteFreed(t *testing.T, open func() order.Store) {
	s := open()
	first, _ := create(t, s, 7, 1)
	_, err := s.Update(ctx, 7, first.ID, nil, func(o *order.Order) error {
		return o.MoveTo(order.Canceled, "order.canceled", Epoch)
	})
	if err != nil {
		t.Fatal(err)
	}
	o, saga := Sample(7, 2)
	o.QuoteID = first.QuoteID
	if existing, err := s.Create(ctx, o, saga); err != nil || existing != nil {
		t.Fatalf("the quote is still taken: %v, %v", existing, err)
	}
}

func notYours(t *testing.T, open func() order.Store) {
	s := open()
	o, _ := create(t, s, 7, 1)
	if _, err := s.Get(ctx, 8, o.ID); !errs.Is(err, errs.KindNotFound) {
		t.Errorf("get: %v", err)
	}
	if _, err := s.ByKey(ctx, 8, o.IdempotencyKey); !errs.Is(err, errs.KindNotFound) {
		t.Errorf("by key: %v", err)
	}
	_, err := s.Update(ctx, 8, o.ID, nil, func(*order.Order) error { return nil })
	if !errs.Is(err, errs.KindNotFound) {
		t.Errorf("update: %v", err)
	}
}

func lists(t *testing.T, open func() order.Store) {
	s := open()
	for n := range 5 {
		create(t, s, 7, n+1)
	}
	create(t, s, 8, 1)
	q := order.ListQuery{UserID: 7, Limit: 2}
	var seen []string
	for {
		page, err := s.List(ctx, q)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range page {
			seen = append(seen, o.IdempotencyKey)
			if len(o.Items) != 2 {
				t.Errorf("order %s came without its lines", o.ID)
			}
		}
		if len(page) < q.Limit {
			break
		}
		q.Before, q.BeforeID = page[len(page)-1].CreatedAt, page[len(page)-1].ID
	}
	if fmt.Sprint(seen) != "[key-5 key-4 key-3 key-2 key-1]" {
		t.Fatalf("got %v", seen)
	}
	all, err := s.List(ctx, order.ListQuery{Limit: 50})
	if err != nil || len(all) != 6 {
		t.Fatalf("staff sees %d orders, %v", len(all), err)
	}
	none, err := s.List(ctx, order.ListQuery{Status: order.Shipped, Limit: 50})
	if err != nil || len(none) != 0 {
		t.Fatalf("%d shipped orders, %v", len(none), err)
	}
}

func updates(t *testing.T, open func() order.Store) {
	o, _ := create(t, open(), 7, 1)
	if _, err := open().Update(ctx, 7, o.ID, nil, confirm); err != nil {
		t.Fatal(err)
	}
	got := get(t, open(), o)
	if got.Status != order.Confirmed || got.Version != 2 || len(got.History) != 2 || len(got.Shipments) != 1 ||
		got.Shipments[0].Lines[0].Quantity != 2 || got.Payment.Status != order.PaymentCaptured || got.Tenders[1].Label == "" {
		t.Fatalf("got %+v", got)
	}
	wantEvents(t, open(), 1, 2)
}

func wantEvents(t *testing.T, s order.Store, versions ...int64) {
	t.Helper()
	rows, err := s.Audit(ctx, order.AuditCursor{}, 10)
	if err != nil || len(rows) != 1 || fmt.Sprint(rows[0].Events) != fmt.Sprint(versions) {
		t.Fatalf("audit %+v, %v; want events %v", rows, err, versions)
	}
}

func updateFails(t *testing.T, open func() order.Store) {
	s := open()
	o, _ := create(t, s, 7, 1)
	no := errors.New("no")
	_, err := s.Update(ctx, 7, o.ID, nil, func(o *order.Order) error { return errors.Join(confirm(o), no) })
	if !errors.Is(err, no) {
		t.Fatalf("got %v", err)
	}
	if got := get(t, s, o); got.Version != 1 || got.Status != order.Pending || len(got.Shipments) != 0 {
		t.Fatalf("half written: %+v", got)
	}
	wantEvents(t, s, 1)
}

func updateNothing(t *testing.T, open func() order.Store) {
	s := open()
	o, _ := create(t, s, 7, 1)
	if _, err := s.Update(ctx, 7, o.ID, nil, func(*order.Order) error { return nil }); err != nil {
		t.Fatal(err)
	}
	wantEvents(t, s, 1)
}

func updatesParallel(t *testing.T, open func() order.Store) {
	stores := []order.Store{open(), open()}
	o, _ := create(t, stores[0], 7, 1)
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Go(func() {
			for {
				_, err := stores[i%2].Update(ctx, 7, o.ID, nil, func(o *order.Order) error {
					return o.Record("order.payment_changed", Epoch)
				})
				if err == nil {
					return
				}
				if !errs.Is(err, errs.KindUnavailable) {
					t.Errorf("update: %v", err)
					return
				}
			}
		})
	}
	wg.Wait()
	if got := get(t, stores[1], o); got.Version != 11 || len(got.History) != 11 {
		t.Fatalf("version %d, %d history rows", got.Version, len(got.History))
	}
}

func audits(t *testing.T, open func() order.Store) {
	s := open()
	for n := range 3 {
		create(t, s, commerce.UserID(7+n%2), n+1)
	}
	var seen int
	cursor := order.AuditCursor{}
	for {
		page, err := s.Audit(ctx, cursor, 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range page {
			seen++
			if a.SameKey != 1 || len(a.Events) != 1 || a.SagaDone || len(a.Order.History) != 1 || len(a.Order.Items) != 2 {
				t.Errorf("audited %+v", a)
			}
		}
		if len(page) < 2 {
			break
		}
		cursor = order.AuditCursor{UserID: page[1].Order.UserID, ID: page[1].Order.ID}
	}
	if seen != 3 {
		t.Fatalf("audit saw %d of 3 orders", seen)
	}
}

func ownsNothing(t *testing.T, open func() order.Store) {
	s := open()
	o, saga := create(t, s, 7, 1)
	o.Items[0].Title, saga.Data.Warehouses[0] = "changed by the caller", 99
	got := get(t, s, o)
	got.Items[1].Title = "changed by the reader"
	again := get(t, s, o)
	kept, err := s.SagaOf(ctx, saga.SagaKey())
	if err != nil || again.Items[0].Title != "Lantern" || again.Items[1].Title != "Matches" || kept.Data.Warehouses[0] != 3 {
		t.Fatalf("the store shares memory with its callers: %+v, %+v", again.Items, kept.Data)
	}
}
