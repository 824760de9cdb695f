// Package ledgertest holds what tests of the books share: the suite that every Store passes, a Store in memory, and small
// working neighbours.
//
// TestStore has one case per sentence of the Store's contract; each opens fresh data. The memory store is for tests and the
// simulator; it is never in the binary.
package ledgertest

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"rialto/internal/commerce"
	"rialto/internal/ledger"
)

// at is a time of day for samples, in UTC microseconds.
const at = 1_700_000_000_000_000

// TestStore judges a store. open returns another handle on the same data, as a second process would have.
func TestStore(t *testing.T, open func(t *testing.T) ledger.Store) {
	store := open(t)
	for name, run := range map[string]func(*testing.T, ledger.Store){
		"a fact is booked once, whatever comes again":                    bookedOnce,
		"an order that is not booked has an empty book":                  emptyBook,
		"a sale without money is known to be sold":                       freeSale,
		"entries come back as they were booked":                          entriesComeBack,
		"the facts of several users are booked together":                 manyUsers,
		"a seller's entry counts once":                                   sellerOnce,
		"two handles that book one order at once book it once":           func(t *testing.T, s ledger.Store) { race(t, s, open(t)) },
		"a charge keeps the time at which its state is due":              chargeSeen,
		"a finding is a candidate, opens, is explained, and comes again": findingLives,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(t, store)
		})
	}
	t.Run("lists over everything", func(t *testing.T) { lists(t, open(t)) })
}

// Sale is a fact: two kettles and a teapot of two sellers for $43.99, $5.99 of it delivery.
func Sale(user commerce.UserID, order commerce.OrderID, refunds ...ledger.Refund) ledger.Fact {
	return ledger.Fact{
		Key: ledger.Key{User: user, Order: order}, Currency: "USD", At: at,
		Sale: &ledger.Sale{
			Total: 4399, Refunds: refunds,
			Lines: []ledger.Line{{Product: 17, Seller: 3, Net: 2000, Tax: 200}, {Product: 18, Seller: 4, Net: 1455, Tax: 145}},
		},
	}
}

// Paid is a fact: how much a card has paid for an order, and got back.
func Paid(user commerce.UserID, order commerce.OrderID, in, back int64) ledger.Fact {
	return ledger.Fact{
		Key: ledger.Key{User: user, Order: order}, Currency: "USD", At: at + 1,
		Payment: &ledger.Flow{Account: ledger.GatewayCash, In: in, Back: back},
	}
}

func book(t *testing.T, s ledger.Store, facts ...ledger.Fact) map[ledger.Key]ledger.Book {
	t.Helper()
	byUser := map[commerce.UserID][]ledger.Fact{}
	for _, f := range facts {
		byUser[f.User] = append(byUser[f.User], f)
	}
	books, err := s.Book(t.Context(), byUser, 100_000)
	noError(t, err)
	return books
}

func bookedOnce(t *testing.T, s ledger.Store) {
	key := ledger.Key{User: 1, Order: "once"}
	refund := ledger.Refund{ID: "r", Amount: 1000}
	var last ledger.Book
	for _, f := range []ledger.Fact{
		Paid(1, "once", 4399, 500), Sale(1, "once"), Sale(1, "once", refund), Paid(1, "once", 4399, 1000),
		Sale(1, "once"), Sale(1, "once", refund), Paid(1, "once", 4399, 0), Paid(1, "once", 4399, 1000),
	} {
		last = book(t, s, f)[key]
	}
	got, err := s.BookOf(t.Context(), key)
	noError(t, err)
	want := ledger.Book{
		Key: key, Currency: "USD", Sold: true, Total: 4399, Refunds: 1, Refunded: 1000, Captured: 4399, PaidBack: 1000, FeePPM: 100_000,
		At: at + 1, Version: 4,
	}
	if got != want || last != want {
		t.Fatalf("book %+v, answer %+v, want %+v", got, last, want)
	}
	entries, err := s.Entries(t.Context(), key)
	noError(t, err)
	if ids := names(entries); ids != "payment/4399 payment_back/500 sale refund/r payment_back/1000" {
		t.Fatalf("entries %s", ids)
	}
}

func names(entries []ledger.Entry) (ids string) {
	for i, e := range entries {
		if i > 0 {
			ids += " "
		}
		ids += e.ID
	}
	return ids
}

func emptyBook(t *testing.T, s ledger.Store) {
	key := ledger.Key{User: 2, Order: "empty"}
	b, err := s.BookOf(t.Context(), key)
	noError(t, err)
	entries, err := s.Entries(t.Context(), key)
	noError(t, err)
	if b != (ledger.Book{Key: key}) || entries != nil {
		t.Fatalf("book %+v, entries %v", b, entries)
	}
	if books := book(t, s, Paid(2, "empty", 0, 0)); books[key].Version != 0 {
		t.Fatalf("nothing was booked: %+v", books[key])
	}
}

func freeSale(t *testing.T, s ledger.Store) {
	f := ledger.Fact{Key: ledger.Key{User: 3, Order: "free"}, Currency: "USD", At: at, Sale: &ledger.Sale{}}
	book(t, s, f, f)
	b, err := s.BookOf(t.Context(), f.Key)
	noError(t, err)
	entries, err := s.Entries(t.Context(), f.Key)
	noError(t, err)
	if !b.Sold || b.Version != 1 || entries != nil {
		t.Fatalf("book %+v, entries %v", b, entries)
	}
}

func entriesComeBack(t *testing.T, s ledger.Store) {
	f := Sale(4, "whole")
	book(t, s, f)
	entries, err := s.Entries(t.Context(), f.Key)
	noError(t, err)
	want := "[{sale sale USD 1700000000000000 [{receivable 0 4399} {seller 3 -1800} {seller 4 -1309} {fees 0 -346} {tax 0 -345} {shipping 0 -599}]}]"
	if got := fmt.Sprint(entries); got != want {
		t.Fatalf("entries\n%s, want\n%s", got, want)
	}
	if other, err := s.Entries(t.Context(), ledger.Key{User: 5, Order: "whole"}); err != nil || other != nil {
		t.Fatalf("another user sees %v, %v", other, err)
	}
}

func manyUsers(t *testing.T, s ledger.Store) {
	var facts []ledger.Fact
	for user := range commerce.UserID(40) {
		facts = append(facts, Sale(100+user, "a"), Paid(100+user, "a", 4399, 0), Sale(100+user, "b"))
	}
	books := book(t, s, facts...)
	for _, f := range facts {
		if b := books[f.Key]; b.Total != 4399 || b.Receivable() != map[commerce.OrderID]int64{"a": 0, "b": 4399}[f.Order] {
			t.Fatalf("book %+v", b)
		}
	}
}

func sellers(f ledger.Fact) map[commerce.SellerID][]ledger.SellerEntry {
	out := map[commerce.SellerID][]ledger.SellerEntry{}
	for _, e := range f.SellerEntries(100_000) {
		out[e.Seller] = append(out[e.Seller], e)
	}
	return out
}

func sellerOnce(t *testing.T, s ledger.Store) {
	f := Sale(6, "sellers", ledger.Refund{ID: "r", Amount: 1100, Lines: []ledger.Line{{Product: 71, Seller: 71, Net: 1000, Tax: 100}}})
	f.Sale.Lines = []ledger.Line{{Product: 71, Seller: 71, Net: 2000, Tax: 200}, {Product: 72, Seller: 72, Net: 1000, Tax: 100}}
	early := f
	early.Sale = &ledger.Sale{Total: f.Sale.Total, Lines: f.Sale.Lines}
	for _, f := range []ledger.Fact{early, f, early, f} {
		noError(t, s.BookSellers(t.Context(), sellers(f)))
	}
	page, err := s.SellerAudits(t.Context(), ledger.SellerBalance{Seller: 71}, 2)
	noError(t, err)
	want := []ledger.SellerBalance{
		{Seller: 71, Currency: "USD", Sales: 2000, Fees: 100, Refunds: 1000}, {Seller: 72, Currency: "USD", Sales: 1000, Fees: 100},
	}
	for i, a := range page {
		if a.Balance != want[i] || a.Fold != want[i] || a.Balance.Payable() != 900 {
			t.Fatalf("seller %+v, want %+v", a, want[i])
		}
	}
	if len(page) != 2 {
		t.Fatalf("%d sellers", len(page))
	}
}

func race(t *testing.T, a, b ledger.Store) {
	key := ledger.Key{User: 7, Order: "race"}
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			facts := map[commerce.UserID][]ledger.Fact{7: {Sale(7, "race"), Paid(7, "race", int64(i%4)*100+100, 0)}}
			for {
				_, err := []ledger.Store{a, b}[i%2].Book(t.Context(), facts, 100_000)
				if err == nil {
					return
				}
				if !errors.Is(err, ledger.ErrRaced) {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	got, err := a.BookOf(t.Context(), key)
	noError(t, err)
	entries, err := a.Entries(t.Context(), key)
	noError(t, err)
	sum := int64(0)
	for _, e := range entries {
		for _, p := range e.Postings {
			if p.Account == ledger.Receivable {
				sum += p.Amount
			}
		}
	}
	if got.Total != 4399 || got.Captured != 400 || sum != got.Receivable() {
		t.Fatalf("book %+v, receivable by its entries %d: %s", got, sum, names(entries))
	}
}

func chargeSeen(t *testing.T, s ledger.Store) {
	key := ledger.Key{User: 8, Order: "charge"}
	first := ledger.Charge{Key: key, State: "captured", Currency: "USD", Amount: 4399, Captured: 4399, At: at, DueAt: at + 10}
	again, later, stale := first, first, first
	again.At, again.DueAt = at+1, at+20
	later.Refunded, later.At, later.DueAt = 100, at+2, at+30
	stale.State, stale.DueAt = "authorized", at+40
	for _, step := range []struct{ report, want ledger.Charge }{{first, first}, {again, first}, {later, later}, {stale, later}} {
		noError(t, s.KeepCharges(t.Context(), []ledger.Charge{step.report}))
		got, err := s.ChargeOf(t.Context(), key)
		noError(t, err)
		if got != step.want {
			t.Fatalf("charge %+v, want %+v", got, step.want)
		}
	}
	none, err := s.ChargeOf(t.Context(), ledger.Key{User: 8, Order: "none"})
	noError(t, err)
	if none != (ledger.Charge{}) {
		t.Fatalf("charge %+v", none)
	}
}

func findingLives(t *testing.T, s ledger.Store) {
	key := ledger.Key{User: 9, Order: "finding"}
	wrong := []ledger.Problem{{Kind: ledger.AmountsDiffer, Detail: "1 and 2"}}
	for i, step := range []struct {
		wrong  []ledger.Problem
		at     int64
		opens  int
		states string
	}{
		{wrong, 1, 0, ""}, {nil, 2, 0, ""}, {wrong, 100, 0, ""}, {wrong, 159, 0, ""}, {wrong, 160, 1, "100-160-0"}, {wrong, 200, 0, "100-200-0"},
		{nil, 220, 0, "100-200-220"}, {nil, 230, 0, "100-200-220"}, {wrong, 240, 0, ""}, {wrong, 300, 1, "240-300-0"},
	} {
		opened, err := s.Found(t.Context(), key, step.wrong, step.at, 60)
		noError(t, err)
		all, err := s.Findings(t.Context(), false, 500)
		noError(t, err)
		states := ""
		for _, f := range all {
			if f.Key == key {
				states = fmt.Sprintf("%d-%d-%d", f.FirstSeen, f.LastSeen, f.ExplainedAt)
			}
		}
		if len(opened) != step.opens || states != step.states {
			t.Fatalf("step %d: opened %v, listed %q, want %d and %q", i, opened, states, step.opens, step.states)
		}
	}
}

func lists(t *testing.T, s ledger.Store) {
	const first = 9000 // above all other users
	for i := range commerce.UserID(5) {
		f := Sale(first+i, "list")
		f.At = at + 1_000_000 + int64(i)
		book(t, s, f)
		noError(t, s.KeepCharges(t.Context(), []ledger.Charge{{Key: f.Key, State: "captured", Currency: "USD", DueAt: f.At}}))
	}
	page, err := s.Audits(t.Context(), ledger.Key{User: first, Order: "list"}, 3)
	noError(t, err)
	if len(page) != 3 || page[0].Book.User != first+1 || names(page[0].Entries) != "sale" {
		t.Fatalf("audits %+v", page)
	}
	for _, booked := range []bool{true, false} {
		after := ledger.Mark{At: at + 1_000_001, Key: ledger.Key{User: first + 1, Order: "list"}}
		marks, err := s.Changed(t.Context(), booked, after, at+1_000_003, 10)
		noError(t, err)
		if len(marks) != 2 || marks[0].User != first+2 || marks[1] != (ledger.Mark{At: at + 1_000_003, Key: ledger.Key{User: first + 3, Order: "list"}}) {
			t.Fatalf("changed (booked %v) %+v", booked, marks)
		}
	}
	trial, err := s.Trial(t.Context())
	noError(t, err)
	sum := int64(0)
	for _, a := range trial {
		sum += a.Amount
	}
	if len(trial) < 5 || sum != 0 {
		t.Fatalf("trial balance %+v sums to %d", trial, sum)
	}
	findingLists(t, s)
	noPass, err := s.Pass(t.Context())
	noError(t, err)
	want := ledger.Pass{At: 7, Orders: 8, Charged: ledger.Mark{At: 9, Key: ledger.Key{User: 1, Order: "x"}}, Cursor: "c"}
	for range 2 {
		noError(t, s.SavePass(t.Context(), want))
	}
	got, err := s.Pass(t.Context())
	noError(t, err)
	if noPass != (ledger.Pass{}) || got != want {
		t.Fatalf("pass %+v, then %+v", noPass, got)
	}
}

func findingLists(t *testing.T, s ledger.Store) {
	before, err := s.CountOpen(t.Context())
	noError(t, err)
	wrong := []ledger.Problem{{Kind: ledger.BookBehind, Detail: "late"}}
	for i := range commerce.UserID(4) { // the first is a candidate, the last explained
		key := ledger.Key{User: 9100 + i, Order: "f"}
		seen := int64(10_000) + int64(i)
		_, err := s.Found(t.Context(), key, wrong, seen, 5)
		noError(t, err)
		if i > 0 {
			_, err = s.Found(t.Context(), key, wrong, seen+5, 5)
			noError(t, err)
		}
		if i == 3 {
			_, err = s.Found(t.Context(), key, nil, seen+9, 5)
			noError(t, err)
		}
	}
	open, err := s.CountOpen(t.Context())
	noError(t, err)
	for openOnly, want := range map[bool]string{true: "9102 9101", false: "9102 9101 9103"} {
		found, err := s.Findings(t.Context(), openOnly, 100)
		noError(t, err)
		if got := usersFrom(9100, found); got != want || open != before+2 {
			t.Fatalf("findings (open only %v) of %s, %d open, want %s, %d", openOnly, got, open, want, before+2)
		}
	}
	left, err := s.Unexplained(t.Context(), 100)
	noError(t, err)
	if got := usersFrom(9100, left); got != "9100 9101 9102" {
		t.Fatalf("not explained are those of %s", got)
	}
}

func usersFrom(first commerce.UserID, found []ledger.Finding) (out string) {
	for _, f := range found {
		if f.User < first {
			continue
		}
		if out != "" {
			out += " "
		}
		out += fmt.Sprint(f.User)
	}
	return out
}

func noError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
