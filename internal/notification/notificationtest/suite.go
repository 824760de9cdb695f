// Package notificationtest holds the suite that every mail store passes, a store in memory that passes it too, sample
// values, and neighbours with scripted answers.
//
// The suite has one case per sentence of notification.Store. Nothing here is part of the product.
package notificationtest

import (
	"context"
	"fmt"
	"reflect"
	"sync"
	"testing"

	"rialto/internal/notification"
)

// Stand is a fresh store under test with a second handle on the same data, as a second process has.
type Stand struct {
	Store, Second notification.Store
}

// TestStore runs the suite.
func TestStore(t *testing.T, open func(t *testing.T) Stand) {
	for name, run := range map[string]func(*testing.T, Stand){
		"a mail reads back as it was":                         readsBack,
		"an event is answered once":                           onceEach,
		"two handles that answer one event keep one mail":     onceConcurrently,
		"Unsent lists what waits, the longest due first":      unsent,
		"a mail that was sent no longer waits":                sentNoLonger,
		"the first time of sending stays":                     firstStays,
		"a failed attempt is counted and waits":               postponed,
		"a late Postpone changes nothing":                     postponedLate,
		"the mailbox shows sent mail, newest first, in pages": mailbox,
		"the mailbox of one address in any case":              oneMailbox,
		"the mailbox of one order":                            oneOrder,
		"what waits is counted until it is sent":              waiting,
		"Scan pages by order, kind and id":                    scanPages,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(t, open(t))
		})
	}
}

var ctx = context.Background()

// Sample returns a mail that waits, written at 1,000 µs.
func Sample(id string) notification.Mail {
	return notification.Mail{
		UserID: 7, ID: id, Kind: notification.OrderConfirmed, OrderID: "o-" + id, To: "Ada@example.com",
		Subject: "Order confirmed", Text: "Hello Ada,\n\nfine.\n", At: 1_000, TryAt: 1_000,
	}
}

// Add keeps mails.
func Add(t *testing.T, s notification.Store, mails ...notification.Mail) {
	t.Helper()
	for _, m := range mails {
		if err := s.Add(ctx, m); err != nil {
			t.Fatalf("add %s: %v", m.ID, err)
		}
	}
}

// AddSent keeps mails and notes that they were sent at 5,000 µs.
func AddSent(t *testing.T, s notification.Store, mails ...notification.Mail) {
	t.Helper()
	Add(t, s, mails...)
	for _, m := range mails {
		if err := s.MarkSent(ctx, m, 5_000); err != nil {
			t.Fatalf("mark %s sent: %v", m.ID, err)
		}
	}
}

func all(t *testing.T, s notification.Store) []notification.Mail {
	t.Helper()
	mails, err := s.Scan(ctx, notification.Place{}, 100)
	if err != nil {
		t.Fatalf("scan: %v", err)
	}
	return mails
}

func wantIDs(t *testing.T, got []notification.Mail, err error, want ...string) {
	t.Helper()
	var ids []string
	for _, m := range got {
		ids = append(ids, m.ID)
	}
	if err != nil || fmt.Sprint(ids) != fmt.Sprint(want) {
		t.Fatalf("got %q, %v; want %q", ids, err, want)
	}
}

func readsBack(t *testing.T, s Stand) {
	Add(t, s.Store, Sample("a"))
	if got := all(t, s.Second); len(got) != 1 || !reflect.DeepEqual(got[0], Sample("a")) {
		t.Fatalf("got %+v", got)
	}
}

func onceEach(t *testing.T, s Stand) {
	Add(t, s.Store, Sample("a"))
	again := Sample("a")
	again.Text = "another text\n"
	Add(t, s.Second, again)
	if got := all(t, s.Store); len(got) != 1 || got[0].Text != Sample("a").Text {
		t.Fatalf("got %+v", got)
	}
}

func onceConcurrently(t *testing.T, s Stand) {
	var wg sync.WaitGroup
	for i := range 16 {
		store := s.Store
		if i%2 == 1 {
			store = s.Second
		}
		wg.Go(func() {
			if err := store.Add(ctx, Sample("a")); err != nil {
				t.Errorf("add: %v", err)
			}
		})
	}
	wg.Wait()
	if got := all(t, s.Store); len(got) != 1 {
		t.Fatalf("%d mails", len(got))
	}
}

func unsent(t *testing.T, s Stand) {
	soon, late, notYet := Sample("soon"), Sample("late"), Sample("not yet")
	soon.TryAt, late.TryAt, notYet.TryAt, late.UserID = 20, 10, 31, 8
	Add(t, s.Store, soon, late, notYet)
	got, err := s.Store.Unsent(ctx, 30, 10)
	wantIDs(t, got, err, "late", "soon")
	got, err = s.Store.Unsent(ctx, 30, 1)
	wantIDs(t, got, err, "late")
}

func sentNoLonger(t *testing.T, s Stand) {
	AddSent(t, s.Store, Sample("a"))
	got, err := s.Second.Unsent(ctx, 1_000_000, 10)
	wantIDs(t, got, err)
	if m := all(t, s.Store)[0]; m.SentAt != 5_000 {
		t.Fatalf("sent at %d", m.SentAt)
	}
}

func firstStays(t *testing.T, s Stand) {
	AddSent(t, s.Store, Sample("a"))
	if err := s.Store.MarkSent(ctx, Sample("a"), 9_000); err != nil {
		t.Fatal(err)
	}
	if m := all(t, s.Store)[0]; m.SentAt != 5_000 {
		t.Fatalf("sent at %d", m.SentAt)
	}
}

func postponed(t *testing.T, s Stand) {
	Add(t, s.Store, Sample("a"))
	if err := s.Store.Postpone(ctx, Sample("a"), 8_000); err != nil {
		t.Fatal(err)
	}
	got, err := s.Store.Unsent(ctx, 7_999, 10)
	wantIDs(t, got, err)
	got, err = s.Store.Unsent(ctx, 8_000, 10)
	wantIDs(t, got, err, "a")
	if got[0].Attempt != 1 {
		t.Fatalf("attempt %d", got[0].Attempt)
	}
}

func postponedLate(t *testing.T, s Stand) {
	Add(t, s.Store, Sample("a"))
	AddSent(t, s.Store, Sample("b"))
	for range 2 {
		for _, id := range []string{"a", "b"} {
			if err := s.Store.Postpone(ctx, Sample(id), 8_000); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := all(t, s.Store); got[0].Attempt != 1 || got[1].Attempt != 0 {
		t.Fatalf("attempts %d and %d, want 1 and 0", got[0].Attempt, got[1].Attempt)
	}
}

// mailed sends a, b, c and d at 100, 200, 200 and 300, and leaves e unsent.
func mailed(t *testing.T, s Stand) {
	for id, at := range map[string]int64{"a": 100, "b": 200, "c": 200, "d": 300} {
		m := Sample(id)
		m.At = at
		if id == "b" {
			m.To, m.UserID = "bob@example.com", 8
		}
		AddSent(t, s.Store, m)
	}
	Add(t, s.Store, Sample("e"))
}

func mailbox(t *testing.T, s Stand) {
	mailed(t, s)
	got, err := s.Store.List(ctx, notification.Listing{Limit: 2})
	wantIDs(t, got, err, "d", "c")
	got, err = s.Store.List(ctx, notification.Listing{After: notification.Position{At: 200, ID: "c"}, Limit: 2})
	wantIDs(t, got, err, "b", "a")
}

func oneMailbox(t *testing.T, s Stand) {
	mailed(t, s)
	got, err := s.Store.List(ctx, notification.Listing{To: "aDA@EXAMPLE.com", Limit: 10})
	wantIDs(t, got, err, "d", "c", "a")
	got, err = s.Store.List(ctx, notification.Listing{To: "nobody@example.com", Limit: 10})
	wantIDs(t, got, err)
}

func oneOrder(t *testing.T, s Stand) {
	mailed(t, s)
	for i, kind := range []notification.Kind{notification.OrderShipped, notification.OrderDelivered, notification.OrderCanceled} {
		m := Sample(fmt.Sprint(i))
		m.Kind, m.OrderID, m.At = kind, "o-b", 150+100*int64(i)
		if kind == notification.OrderCanceled {
			Add(t, s.Store, m) // not sent: not in the mailbox
			continue
		}
		AddSent(t, s.Store, m)
	}
	got, err := s.Second.List(ctx, notification.Listing{OrderID: "o-b", Limit: 10})
	wantIDs(t, got, err, "1", "b", "0")
	got, err = s.Store.List(ctx, notification.Listing{OrderID: "o-b", After: notification.Position{At: 250, ID: "1"}, Limit: 1})
	wantIDs(t, got, err, "b")
	got, err = s.Store.List(ctx, notification.Listing{OrderID: "o-b", To: "BOB@example.com", Limit: 10})
	wantIDs(t, got, err, "b")
	got, err = s.Store.List(ctx, notification.Listing{OrderID: "o", Limit: 10})
	wantIDs(t, got, err)
}

func waiting(t *testing.T, s Stand) {
	count := func(want int64) {
		t.Helper()
		if n, err := s.Second.Waiting(ctx); err != nil || n != want {
			t.Fatalf("%d wait, %v; want %d", n, err, want)
		}
	}
	count(0)
	late := Sample("late")
	late.TryAt = 1 << 60
	Add(t, s.Store, Sample("a"), Sample("b"), late)
	count(3)
	if err := s.Store.Postpone(ctx, Sample("a"), 8_000); err != nil {
		t.Fatal(err)
	}
	count(3)
	AddSent(t, s.Store, Sample("b"))
	count(2)
}

func scanPages(t *testing.T, s Stand) {
	for _, id := range []string{"3", "1", "2"} {
		m := Sample(id)
		m.OrderID = "o"
		if id == "1" {
			m.Kind = notification.OrderShipped
		}
		Add(t, s.Store, m)
	}
	got, err := s.Store.Scan(ctx, notification.Place{}, 2)
	wantIDs(t, got, err, "2", "3")
	got, err = s.Store.Scan(ctx, notification.Place{OrderID: "o", Kind: notification.OrderConfirmed, ID: "3"}, 2)
	wantIDs(t, got, err, "1")
}
