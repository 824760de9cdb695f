// Package giftcardtest holds what tests of gift cards share: the suite that every Store passes and a Store in memory.
//
// TestStore has one case per sentence of the Store's contract. Cases open the store more than once where a second process
// could have it open, and keep apart by their cards' ids. The memory store is for tests and the simulator; it is never in
// the binary.
package giftcardtest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	busv1 "rialto/gen/rialto/bus/v1"
	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	"rialto/internal/commerce"
	"rialto/internal/giftcard"
	"rialto/internal/platform/bus"
)

// Data is what a store is judged by.
type Data struct {
	// Open returns another handle on the same data, as a second process would have.
	Open func(t *testing.T) giftcard.Store
	// Events returns everything that was appended, in the order of aggregates and versions or of time.
	Events func(t *testing.T) []*busv1.Event
}

// at is a time at which every sample card is good; reopen is what a refund keeps a card good for at least.
const (
	at     = 1_700_000_000_000_000
	end    = at + 1_000_000
	reopen = at + 9_000_000
)

// Sample returns a card of $50.00 that ends a second after at.
func Sample(id giftcard.CardID) giftcard.Card {
	return giftcard.Card{
		ID: id, CodeHash: fmt.Sprint("hash-", id), LastFour: "7Q2M", Currency: "USD", Issued: 5000, Balance: 5000,
		ExpiresAt: end, CreatedAt: at, Note: "for a friend", Version: 1,
	}
}

// TestStore judges a store.
func TestStore(t *testing.T, data Data) {
	store := data.Open(t)
	next := atomic.Int64{}
	for name, run := range map[string]func(*bundle){
		"a card comes back by id, code and key":                      (*bundle).comesBack,
		"a key issues once":                                          (*bundle).keyIssuesOnce,
		"an amount is held, spent and refunded":                      (*bundle).holdSpendRefund,
		"a hold is released once and not held again":                 (*bundle).releaseOnce,
		"spent money is released without what was refunded":          (*bundle).releaseSpent,
		"a release without a hold forbids a late hold":               (*bundle).barrier,
		"a card never holds more than it has":                        (*bundle).short,
		"another amount for the same order is refused":               (*bundle).differs,
		"a card is not held outside its time, blocked or in euros":   (*bundle).unusable,
		"what was held before the end or a block is spent after it":  (*bundle).spentLate,
		"a refund keeps an expired card good":                        (*bundle).reopened,
		"no more is refunded than was spent":                         (*bundle).overRefund,
		"a refund is made once per id":                               (*bundle).refundOnce,
		"another user's use is neither seen nor moved":               (*bundle).foreign,
		"a card that does not exist holds nothing":                   (*bundle).unknown,
		"every version of a use has one event":                       (*bundle).events,
		"uses are listed newest first":                               (*bundle).usesNewestFirst,
		"thirty orders at once on two handles never overdraw a card": (*bundle).race,
		"a hold and a release at once leave nothing held":            (*bundle).holdAgainstRelease,
		"refunds at once never give back more than was spent":        (*bundle).refundRace,
		"spend and release at once end in one of the two":            (*bundle).spendAgainstRelease,
		"the same step given twice at once is one step":              (*bundle).twins,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := &bundle{T: t, s: store, data: data, card: giftcard.CardID(1000 + next.Add(1))}
			noError(t, store.Issue(t.Context(), fmt.Sprint("key-", b.card), "hash", Sample(b.card)))
			run(b)
			b.sound()
		})
	}
	t.Run("pages walk every card and use once", func(t *testing.T) {
		t.Parallel()
		pages(&bundle{T: t, s: data.Open(t), data: data, card: 900_001})
	})
}

// bundle is one case: a card of its own.
type bundle struct {
	*testing.T
	s    giftcard.Store
	data Data
	card giftcard.CardID
}

func (b *bundle) key(order string) giftcard.UseKey {
	return giftcard.UseKey{Card: b.card, User: 7, Order: commerce.OrderID(order)}
}

func usd(amount int64) commerce.Money { return commerce.Money{Amount: amount, Currency: "USD"} }

// Steps, at the usual time.
func (b *bundle) hold(order string, amount int64) (giftcard.Use, error) {
	return b.s.Hold(b.Context(), b.key(order), usd(amount), at)
}
func (b *bundle) spend(order string) (giftcard.Use, error) {
	return b.s.Spend(b.Context(), b.key(order), at)
}
func (b *bundle) release(order string) (giftcard.Use, error) {
	return b.s.Release(b.Context(), b.key(order), at, reopen)
}
func (b *bundle) refund(order, id string, amount int64) (giftcard.Use, error) {
	return b.s.Refund(b.Context(), b.key(order), id, usd(amount), at, reopen)
}

// is demands an answer's state, amount and refunded sum.
func (b *bundle) is(state giftcard.State, amount, refunded int64) func(giftcard.Use, error) {
	return func(u giftcard.Use, err error) {
		b.Helper()
		noError(b.T, err)
		if u.State != state || u.Amount != amount || u.Refunded != refunded || u.LastFour != "7Q2M" || u.Currency != "USD" {
			b.Fatalf("use %+v, want %s %d, refunded %d", u, state, amount, refunded)
		}
	}
}

// fails demands an error.
func (b *bundle) fails(want error) func(giftcard.Use, error) {
	return func(u giftcard.Use, err error) {
		b.Helper()
		if !errors.Is(err, want) || u != (giftcard.Use{}) {
			b.Fatalf("%+v, %v; want %v", u, err, want)
		}
	}
}

// has demands the card's balance and held.
func (b *bundle) has(balance, held int64) {
	b.Helper()
	c, err := b.s.Card(b.Context(), b.card)
	noError(b.T, err)
	if c.Balance != balance || c.Held != held {
		b.Fatalf("balance %d, held %d; want %d, %d", c.Balance, c.Held, balance, held)
	}
}

// sound demands that everything around the card folds to it.
func (b *bundle) sound() {
	b.Helper()
	page, err := b.s.Folds(b.Context(), b.card-1, 1)
	noError(b.T, err)
	f := page[0]
	c := f.Card
	if c.ID != b.card || f.HistoryBalance != c.Balance || f.HistoryHeld != c.Held || f.Changes != c.Version || f.UsesHeld != c.Held ||
		c.Issued-f.UsesTaken != c.Balance || c.Held < 0 || c.Held > c.Balance {
		b.Fatalf("the card is not what its rows say: %+v", f)
	}
}

func (b *bundle) comesBack() {
	want := Sample(b.card)
	byID, err := b.s.Card(b.Context(), b.card)
	noError(b.T, err)
	byCode, err := b.s.ByCode(b.Context(), want.CodeHash)
	noError(b.T, err)
	byKey, hash, err := b.s.Issued(b.Context(), fmt.Sprint("key-", b.card))
	noError(b.T, err)
	if byID != want || byCode != want || byKey != want || hash != "hash" {
		b.Fatalf("by id %+v, by code %+v, by key %+v (%s), want %+v", byID, byCode, byKey, hash, want)
	}
	_, err = b.s.Card(b.Context(), 404)
	wantErr(b.T, err, giftcard.ErrNoCard)
	_, err = b.s.ByCode(b.Context(), "nobody's")
	wantErr(b.T, err, giftcard.ErrNoCard)
	_, _, err = b.s.Issued(b.Context(), "no such key")
	wantErr(b.T, err, giftcard.ErrNoCard)
}

func (b *bundle) keyIssuesOnce() {
	other := Sample(b.card + 50_000)
	wantErr(b.T, b.s.Issue(b.Context(), fmt.Sprint("key-", b.card), "other", other), giftcard.ErrKeyUsed)
	_, err := b.s.Card(b.Context(), other.ID)
	wantErr(b.T, err, giftcard.ErrNoCard)
	_, err = b.s.ByCode(b.Context(), other.CodeHash)
	wantErr(b.T, err, giftcard.ErrNoCard)
}

func (b *bundle) holdSpendRefund() {
	for range 2 {
		b.is(giftcard.Held, 3000, 0)(b.hold("1", 3000))
		b.has(5000, 3000)
	}
	for range 2 {
		b.is(giftcard.Spent, 3000, 0)(b.spend("1"))
		b.has(2000, 0)
	}
	b.is(giftcard.Spent, 3000, 0)(b.hold("1", 3000))
	for range 2 {
		b.is(giftcard.Spent, 3000, 1000)(b.refund("1", "r1", 1000))
		b.has(3000, 0)
	}
	b.is(giftcard.Spent, 3000, 3000)(b.refund("1", "r2", 2000))
	b.has(5000, 0)
}

func (b *bundle) releaseOnce() {
	b.is(giftcard.Held, 3000, 0)(b.hold("1", 3000))
	b.is(giftcard.Released, 3000, 0)(b.release("1"))
	b.is(giftcard.Held, 4000, 0)(b.hold("2", 4000))
	b.is(giftcard.Released, 3000, 0)(b.release("1"))
	b.has(5000, 4000)
	b.fails(giftcard.ErrReleased)(b.hold("1", 1))
	b.fails(giftcard.ErrReleased)(b.spend("1"))
}

func (b *bundle) releaseSpent() {
	_, err := b.hold("1", 3000)
	noError(b.T, err)
	_, err = b.spend("1")
	noError(b.T, err)
	b.is(giftcard.Spent, 3000, 500)(b.refund("1", "r1", 500))
	for range 2 {
		b.is(giftcard.Released, 3000, 3000)(b.release("1"))
		b.has(5000, 0)
	}
	b.is(giftcard.Released, 3000, 3000)(b.refund("1", "r1", 500))
	b.fails(giftcard.ErrOverRefund)(b.refund("1", "r2", 1))
	b.has(5000, 0)
}

func (b *bundle) barrier() {
	b.fails(giftcard.ErrReleased)(b.spend("1"))
	for range 2 {
		b.is(giftcard.Released, 0, 0)(b.release("1"))
	}
	b.fails(giftcard.ErrReleased)(b.hold("1", 3000))
	b.has(5000, 0)
}

func (b *bundle) short() {
	_, err := b.hold("1", 3000)
	noError(b.T, err)
	_, err = b.hold("2", 2001)
	var lack giftcard.Lack
	if !errors.Is(err, giftcard.ErrShort) || !errors.As(err, &lack) || lack.Available != 2000 {
		b.Fatalf("error %v with %+v, want 2000 available", err, lack)
	}
	b.is(giftcard.Held, 2000, 0)(b.hold("2", 2000))
	b.has(5000, 5000)
}

func (b *bundle) differs() {
	_, err := b.hold("1", 3000)
	noError(b.T, err)
	b.fails(giftcard.ErrDiffers)(b.hold("1", 2999))
	b.fails(giftcard.ErrDiffers)(b.s.Hold(b.Context(), b.key("1"), commerce.Money{Amount: 3000, Currency: "EUR"}, at))
	b.has(5000, 3000)
}

func (b *bundle) unusable() {
	b.fails(giftcard.ErrCurrency)(b.s.Hold(b.Context(), b.key("1"), commerce.Money{Amount: 1, Currency: "EUR"}, at))
	b.fails(giftcard.ErrUnusable)(b.s.Hold(b.Context(), b.key("1"), usd(1), end))
	b.is(giftcard.Held, 1, 0)(b.s.Hold(b.Context(), b.key("1"), usd(1), end-1))
	for range 2 {
		c, err := b.s.Block(b.Context(), b.card, at)
		noError(b.T, err)
		if c.BlockedAt != at {
			b.Fatalf("blocked at %d", c.BlockedAt)
		}
	}
	b.fails(giftcard.ErrUnusable)(b.hold("2", 1))
	b.has(5000, 1)
}

func (b *bundle) spentLate() {
	_, err := b.hold("1", 3000)
	noError(b.T, err)
	_, err = b.s.Block(b.Context(), b.card, at)
	noError(b.T, err)
	b.is(giftcard.Spent, 3000, 0)(b.s.Spend(b.Context(), b.key("1"), end+1))
	b.has(2000, 0)
}

func (b *bundle) reopened() {
	_, err := b.hold("1", 3000)
	noError(b.T, err)
	_, err = b.spend("1")
	noError(b.T, err)
	b.fails(giftcard.ErrUnusable)(b.s.Hold(b.Context(), b.key("2"), usd(1), end))
	_, err = b.refund("1", "r", 100)
	noError(b.T, err)
	b.is(giftcard.Held, 2100, 0)(b.s.Hold(b.Context(), b.key("2"), usd(2100), reopen-1))
	b.fails(giftcard.ErrUnusable)(b.s.Hold(b.Context(), b.key("3"), usd(1), reopen))
	// A refund never shortens the time.
	_, err = b.s.Refund(b.Context(), b.key("1"), "r2", usd(100), at, end)
	noError(b.T, err)
	c, err := b.s.Card(b.Context(), b.card)
	noError(b.T, err)
	if c.ExpiresAt != reopen {
		b.Fatalf("ends at %d, want %d", c.ExpiresAt, int64(reopen))
	}
}

func (b *bundle) overRefund() {
	b.fails(giftcard.ErrOverRefund)(b.refund("1", "r", 1))
	_, err := b.hold("1", 3000)
	noError(b.T, err)
	b.fails(giftcard.ErrOverRefund)(b.refund("1", "r", 1))
	_, err = b.spend("1")
	noError(b.T, err)
	b.fails(giftcard.ErrOverRefund)(b.refund("1", "r", 3001))
	b.is(giftcard.Spent, 3000, 2000)(b.refund("1", "r", 2000))
	b.fails(giftcard.ErrOverRefund)(b.refund("1", "s", 1001))
	b.fails(giftcard.ErrCurrency)(b.s.Refund(b.Context(), b.key("1"), "s", commerce.Money{Amount: 1, Currency: "EUR"}, at, reopen))
	b.has(4000, 0)
}

func (b *bundle) refundOnce() {
	_, err := b.hold("1", 3000)
	noError(b.T, err)
	_, err = b.spend("1")
	noError(b.T, err)
	b.is(giftcard.Spent, 3000, 1000)(b.refund("1", "r", 1000))
	b.fails(giftcard.ErrDiffers)(b.refund("1", "r", 1001))
	b.is(giftcard.Spent, 3000, 1000)(b.refund("1", "r", 1000))
	b.has(3000, 0)
}

func (b *bundle) foreign() {
	_, err := b.hold("1", 3000)
	noError(b.T, err)
	thief := b.key("1")
	thief.User++
	b.fails(giftcard.ErrForeign)(b.s.Hold(b.Context(), thief, usd(3000), at))
	b.fails(giftcard.ErrForeign)(b.s.Spend(b.Context(), thief, at))
	b.fails(giftcard.ErrForeign)(b.s.Release(b.Context(), thief, at, reopen))
	b.fails(giftcard.ErrForeign)(b.s.Refund(b.Context(), thief, "r", usd(1), at, reopen))
	b.has(5000, 3000)
}

func (b *bundle) unknown() {
	key := giftcard.UseKey{Card: 404, User: 7, Order: "1"}
	b.fails(giftcard.ErrNoCard)(b.s.Hold(b.Context(), key, usd(1), at))
	b.fails(giftcard.ErrNoCard)(b.s.Release(b.Context(), key, at, reopen))
	b.fails(giftcard.ErrReleased)(b.s.Spend(b.Context(), key, at))
	_, err := b.s.Block(b.Context(), 404, at)
	wantErr(b.T, err, giftcard.ErrNoCard)
}

func (b *bundle) events() {
	order := fmt.Sprint("events-", b.card)
	for range 2 {
		for _, step := range []func() (giftcard.Use, error){
			func() (giftcard.Use, error) { return b.hold(order, 3000) },
			func() (giftcard.Use, error) { return b.spend(order) },
			func() (giftcard.Use, error) { return b.refund(order, "r", 1000) },
		} {
			_, err := step()
			noError(b.T, err)
		}
	}
	_, err := b.release(order)
	noError(b.T, err)
	_, err = b.refund(order, "late", 1)
	wantErr(b.T, err, giftcard.ErrOverRefund)
	var got []string
	last := int64(0)
	for _, e := range b.data.Events(b.T) {
		if e.GetKey() != order {
			continue
		}
		var u giftcardv1.UseChanged
		noError(b.T, bus.Payload(e, &u))
		if e.GetTopic() != bus.GiftCardEvents || e.GetType() != "giftcard.use_changed" || e.GetUserId() != 7 ||
			e.GetAggregate() != fmt.Sprintf("%s/gift/%d", order, b.card) || e.GetOccurredAt() <= last ||
			u.GetUserId() != 7 || u.GetOrderId() != order || u.GetCardId() != int64(b.card) || u.GetCurrency() != "USD" ||
			u.GetVersion() != e.GetVersion() {
			b.Fatalf("event %v", e)
		}
		last = e.GetOccurredAt()
		got = append(got, fmt.Sprintf("%d %s %d-%d", e.GetVersion(), u.GetState(), u.GetAmount(), u.GetRefunded()))
	}
	want := "[1 held 3000-0 2 spent 3000-0 3 spent 3000-1000 4 released 3000-3000]"
	if fmt.Sprint(got) != want {
		b.Fatalf("events %v, want %s", got, want)
	}
}

func (b *bundle) usesNewestFirst() {
	for i := range int64(4) {
		_, err := b.s.Hold(b.Context(), b.key(fmt.Sprint(i)), usd(1+i), at+i)
		noError(b.T, err)
	}
	_, err := b.s.Spend(b.Context(), b.key("0"), at+9)
	noError(b.T, err)
	uses, err := b.s.Uses(b.Context(), b.card, 3)
	noError(b.T, err)
	if len(uses) != 3 || uses[0].Order != "0" || uses[1].Order != "3" || uses[2].Order != "2" {
		b.Fatalf("uses %+v, want orders 0, 3, 2", uses)
	}
}

// atOnce runs fn n times on two handles at the same time and returns how often it succeeded.
func (b *bundle) atOnce(n int, fn func(ctx context.Context, s giftcard.Store, i int) error, refusals ...error) int64 {
	handles := []giftcard.Store{b.s, b.data.Open(b.T)}
	var done atomic.Int64
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			err := fn(b.Context(), handles[i%2], i)
			if err == nil {
				done.Add(1)
				return
			}
			for _, refusal := range refusals {
				if errors.Is(err, refusal) {
					return
				}
			}
			b.Errorf("number %d: %v", i, err)
		})
	}
	wg.Wait()
	return done.Load()
}

func (b *bundle) race() {
	held := b.atOnce(30, func(ctx context.Context, s giftcard.Store, i int) error {
		_, err := s.Hold(ctx, b.key(fmt.Sprint("race-", i)), usd(700), at)
		return err
	}, giftcard.ErrShort)
	if held != 7 {
		b.Fatalf("%d orders hold 700 of 5000, want 7", held)
	}
	b.has(5000, 4900)
}

func (b *bundle) holdAgainstRelease() {
	b.atOnce(30, func(ctx context.Context, s giftcard.Store, i int) (err error) {
		key := b.key(fmt.Sprint("pair-", i/2))
		if i%2 == 0 {
			_, err = s.Hold(ctx, key, usd(300), at)
		} else {
			_, err = s.Release(ctx, key, at, reopen)
		}
		return err
	}, giftcard.ErrReleased)
	b.has(5000, 0)
}

func (b *bundle) refundRace() {
	_, err := b.hold("1", 3000)
	noError(b.T, err)
	_, err = b.spend("1")
	noError(b.T, err)
	done := b.atOnce(30, func(ctx context.Context, s giftcard.Store, i int) error {
		_, err := s.Refund(ctx, b.key("1"), fmt.Sprint("r", i), usd(400), at, reopen)
		return err
	}, giftcard.ErrOverRefund)
	if done != 7 {
		b.Fatalf("%d refunds of 400 of 3000, want 7", done)
	}
	b.has(4800, 0)
}

func (b *bundle) spendAgainstRelease() {
	for i := range 8 {
		_, err := b.hold(fmt.Sprint(i), 100)
		noError(b.T, err)
	}
	b.atOnce(16, func(ctx context.Context, s giftcard.Store, i int) (err error) {
		if i%2 == 0 {
			_, err = s.Spend(ctx, b.key(fmt.Sprint(i/2)), at)
		} else {
			_, err = s.Release(ctx, b.key(fmt.Sprint(i/2)), at, reopen)
		}
		return err
	}, giftcard.ErrReleased)
	b.has(5000, 0) // a release gives spent money back too
}

func (b *bundle) twins() {
	same := func(ctx context.Context, s giftcard.Store, _ int) error {
		_, err := s.Hold(ctx, b.key("1"), usd(3000), at)
		return err
	}
	if n := b.atOnce(10, same); n != 10 {
		b.Fatalf("%d of 10 twins were answered", n)
	}
	b.has(5000, 3000)
	b.atOnce(10, func(ctx context.Context, s giftcard.Store, _ int) error {
		_, err := s.Spend(ctx, b.key("1"), at)
		return err
	})
	b.has(2000, 0)
}

func pages(b *bundle) {
	for i := range 5 {
		c := Sample(b.card + giftcard.CardID(i))
		noError(b.T, b.s.Issue(b.Context(), fmt.Sprint("key-", c.ID), "hash", c))
		key := giftcard.UseKey{Card: c.ID, User: 7, Order: commerce.OrderID(fmt.Sprint("page-", i))}
		_, err := b.s.Hold(b.Context(), key, usd(10), at)
		noError(b.T, err)
	}
	newest, err := b.s.Cards(b.Context(), b.card+5, 2)
	noError(b.T, err)
	if len(newest) != 2 || newest[0].ID != b.card+4 || newest[1].ID != b.card+3 {
		b.Fatalf("newest %+v", newest)
	}
	all, err := b.s.Cards(b.Context(), 0, 1)
	noError(b.T, err)
	if len(all) != 1 || all[0].ID < b.card+4 {
		b.Fatalf("the first page of all starts with %+v", all)
	}
	folds, err := b.s.Folds(b.Context(), b.card, 3)
	noError(b.T, err)
	if len(folds) != 3 || folds[0].Card.ID != b.card+1 || folds[0].UsesHeld != 10 {
		b.Fatalf("folds %+v", folds)
	}
	seen := 0
	for card, order := b.card-1, commerce.OrderID(""); ; {
		page, err := b.s.UseFolds(b.Context(), card, order, 2)
		noError(b.T, err)
		for _, f := range page {
			if f.Use.Amount != 10 || f.Use.State != giftcard.Held || f.Refunds != 0 {
				b.Fatalf("use %+v", f)
			}
			seen, card, order = seen+1, f.Use.Card, f.Use.Order
		}
		if len(page) < 2 {
			break
		}
	}
	if seen != 5 {
		b.Fatalf("%d uses, want 5", seen)
	}
}

func noError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantErr(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("error %v, want %v", err, want)
	}
}
