// Package paymenttest is what payment's backends and tests share: the suite every Store passes (TestStore), the suite
// every Gateway passes (TestGateway), a Store in memory and a scripted Gateway in memory.
//
// The suites are the contracts of payment.Store and payment.Gateway, one case per sentence. Memory and Gateway pass them
// too, so that a test or a simulation that runs over them runs over the same rules as the product. Nothing of this is
// in the binary.
package paymenttest

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	busv1 "rialto/gen/rialto/bus/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/commerce"
	"rialto/internal/payment"
	"rialto/internal/platform/bus"
)

// Data is fresh data of a backend.
type Data struct {
	// Open gives another handle on the data, as a second process would have.
	Open func() payment.Store
	// Events returns what was appended for an order, oldest first.
	Events func(t *testing.T, key payment.Key) []*busv1.Event
}

// TestStore runs the suite. Every case has a user of its own, so one set of data serves all.
func TestStore(t *testing.T, open func(t *testing.T) Data) {
	data := open(t)
	for i, c := range []struct {
		name string
		run  func(t *testing.T, b *bundle)
	}{
		{"an attempt is written once and repeats return the first", attemptOnce},
		{"two processes beginning at once write one attempt", attemptRace},
		{"what is missing is not found", missing},
		{"a move needs the status and version it was decided on", moveGuarded},
		{"a capture starts once, from authorized only", captureStarts},
		{"a void marks what is open and leaves what is final", voidMarks},
		{"a void of an order never seen closes it", voidBarrier},
		{"a void and an attempt at once never miss each other", voidRace},
		{"a refund is written once and counted at once", refundOnce},
		{"refunds of many processes never exceed what was captured", refundRace},
		{"a settled refund moves the sums and the version", refundSettles},
		{"an attempt with a version is told at once", attemptTold},
		{"received money is captured once", receiveOnce},
		{"money after the void is booked and owed back at once", receiveLate},
		{"money by card is never received", receiveCard},
		{"promised cash is waived in parts, then voided", waive},
		{"received money is owed back until it is paid out", owed},
		{"the sums hold whatever staff, couriers and buyers do at once", tenderRace},
		{"a receipt and a void at once leave the money owed or the payment voided", receiveVoidRace},
		{"what waits for staff is listed oldest first", openList},
		{"a card is saved with the move, once per token", cardsKept},
		{"a user has at most ten cards, the oldest goes", cardsLimit},
		{"a removed card is gone, and removing it again is right", cardsRemoved},
		{"what waits for the gateway is due until it moves", dueList},
		{"a void and a refund are asked about, a settled one is not", dueMarks},
		{"payments that are missing are told apart", missingKeys},
		{"a webhook is kept once and due until it is booked", webhooks},
		{"pages walk all payments in key order", pages},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.run(t, &bundle{
				data: data, store: data.Open(), key: payment.Key{UserID: commerce.UserID(1000 + i), OrderID: "7001"},
			})
		})
	}
}

type bundle struct {
	data  Data
	store payment.Store
	key   payment.Key
}

// Attempt is an attempt to pay 1,000 USD cents.
func Attempt(key payment.Key) payment.Payment {
	return payment.Payment{
		Key: key, Status: payment.StatusNew, Amount: commerce.Money{Amount: 1_000, Currency: "USD"}, Method: "card",
		Token: "tok_approve", CreatedAt: 10, UpdatedAt: 10,
	}
}

func (b *bundle) begin(t *testing.T) payment.Payment {
	t.Helper()
	p, err := b.store.Begin(t.Context(), Attempt(b.key))
	if err != nil {
		t.Fatalf("begin: %v", err)
	}
	return p
}

func (b *bundle) get(t *testing.T) payment.Payment {
	t.Helper()
	p, err := b.store.Get(t.Context(), b.key)
	if err != nil {
		t.Fatalf("get: %v", err)
	}
	return p
}

// to moves the payment to a status, as an answer of the gateway would.
func (b *bundle) to(t *testing.T, status payment.Status) payment.Payment {
	t.Helper()
	from := b.get(t)
	to := from
	to.Status, to.Version, to.UpdatedAt, to.GatewayID = status, from.Version+1, from.UpdatedAt+1, "ch_1"
	if status == payment.StatusCaptured {
		to.Captured = to.Amount.Amount
	}
	if moved, err := b.store.Move(t.Context(), from, to); err != nil || !moved {
		t.Fatalf("move to %s: %v, %v", status, moved, err)
	}
	return b.get(t)
}

// wantEvents checks that each version from 1 on has exactly one event with the status it led to.
func (b *bundle) wantEvents(t *testing.T, statuses ...payment.Status) {
	t.Helper()
	events := b.data.Events(t, b.key)
	if len(events) != len(statuses) {
		t.Fatalf("%d events, want %d: %v", len(events), len(statuses), events)
	}
	last := int64(0)
	for i, e := range events {
		var told paymentv1.PaymentChanged
		if err := bus.Payload(e, &told); err != nil {
			t.Fatalf("payload: %v", err)
		}
		if e.GetVersion() != int64(i+1) || told.GetVersion() != e.GetVersion() || told.GetStatus() != string(statuses[i]) {
			t.Errorf("event %d is version %d %v, want status %s", i, e.GetVersion(), &told, statuses[i])
		}
		if e.GetTopic() != bus.PaymentEvents || e.GetKey() != string(b.key.OrderID) || e.GetType() != "payment.changed" ||
			e.GetUserId() != int64(b.key.UserID) {
			t.Errorf("envelope %v", e)
		}
		if e.GetOccurredAt() <= last {
			t.Errorf("event %d occurred at %d, after one at %d", i, e.GetOccurredAt(), last)
		}
		last = e.GetOccurredAt()
	}
}

func attemptOnce(t *testing.T, b *bundle) {
	first := b.begin(t)
	if first.Status != payment.StatusNew || first.Version != 0 || first.Amount.Amount != 1_000 || first.Token != "tok_approve" {
		t.Fatalf("written %+v", first)
	}
	other := Attempt(b.key)
	other.Amount.Amount, other.CreatedAt = 2_000, 99
	again, err := b.store.Begin(t.Context(), other)
	if err != nil || again.Amount.Amount != 1_000 || again.CreatedAt != 10 {
		t.Fatalf("repeat = %+v, %v", again, err)
	}
	b.wantEvents(t)
}

func attemptRace(t *testing.T, b *bundle) {
	stores := []payment.Store{b.store, b.data.Open()}
	amounts := make([]int64, 16)
	together(len(amounts), func(i int) {
		attempt := Attempt(b.key)
		attempt.Amount.Amount = int64(i + 1)
		p, err := stores[i%2].Begin(t.Context(), attempt)
		if err != nil {
			t.Errorf("begin: %v", err)
		}
		amounts[i] = p.Amount.Amount
	})
	for _, amount := range amounts {
		if amount != amounts[0] {
			t.Fatalf("callers saw different attempts: %v", amounts)
		}
	}
}

func missing(t *testing.T, b *bundle) {
	ctx := t.Context()
	if _, err := b.store.Get(ctx, b.key); !errors.Is(err, payment.ErrNotFound) {
		t.Errorf("get: %v", err)
	}
	if _, err := b.store.StartCapture(ctx, b.key, "c", 1); !errors.Is(err, payment.ErrNotFound) {
		t.Errorf("start capture: %v", err)
	}
	if _, err := b.store.StartRefund(ctx, b.key, payment.Refund{ID: "r", Amount: 1}, 40); !errors.Is(err, payment.ErrNotFound) {
		t.Errorf("start refund: %v", err)
	}
	if _, err := b.store.SettleRefund(ctx, b.key, "r", payment.RefundDone, 1); !errors.Is(err, payment.ErrNotFound) {
		t.Errorf("settle refund: %v", err)
	}
	b.begin(t)
	stranger := payment.Key{UserID: b.key.UserID + 1_000_000, OrderID: b.key.OrderID}
	if _, err := b.store.Get(ctx, stranger); !errors.Is(err, payment.ErrNotFound) {
		t.Errorf("another user's payment: %v", err)
	}
}

func moveGuarded(t *testing.T, b *bundle) {
	from := b.begin(t)
	to := from
	to.Status, to.Version, to.UpdatedAt, to.GatewayID = payment.StatusRequiresAction, 1, 11, "ch_1"
	to.ActionURL = "/sandbox/3ds/ch_1"
	if moved, err := b.store.Move(t.Context(), from, to); err != nil || !moved {
		t.Fatalf("first move: %v, %v", moved, err)
	}
	if got := b.get(t); got.Status != to.Status || got.ActionURL != to.ActionURL || got.GatewayID != "ch_1" || got.Version != 1 {
		t.Fatalf("stored %+v", got)
	}
	stale := to
	stale.Status = payment.StatusDeclined
	if moved, err := b.store.Move(t.Context(), from, stale); err != nil || moved {
		t.Fatalf("stale move: %v, %v", moved, err)
	}
	declined := to
	declined.Status, declined.Version, declined.UpdatedAt, declined.DeclineCode = payment.StatusDeclined, 2, 12, "card_declined"
	if moved, err := b.store.Move(t.Context(), to, declined); err != nil || !moved {
		t.Fatalf("second move: %v, %v", moved, err)
	}
	if got := b.get(t); got.Status != payment.StatusDeclined || got.DeclineCode != "card_declined" {
		t.Fatalf("stored %+v", got)
	}
	b.wantEvents(t, payment.StatusRequiresAction, payment.StatusDeclined)
}

func captureStarts(t *testing.T, b *bundle) {
	ctx := t.Context()
	b.begin(t)
	if p, err := b.store.StartCapture(ctx, b.key, "c1", 20); err != nil || p.CaptureID != "" {
		t.Fatalf("capture of a new payment: %+v, %v", p, err)
	}
	b.to(t, payment.StatusAuthorized)
	for _, id := range []string{"c1", "c2"} {
		p, err := b.store.StartCapture(ctx, b.key, id, 20)
		if err != nil || p.CaptureID != "c1" || p.CaptureAskedAt != 20 || p.Status != payment.StatusAuthorized {
			t.Fatalf("start %s: %+v, %v", id, p, err)
		}
	}
	b.to(t, payment.StatusCaptured)
	if p, err := b.store.StartCapture(ctx, b.key, "c3", 30); err != nil || p.CaptureID != "c1" || p.Captured != 1_000 {
		t.Fatalf("captured: %+v, %v", p, err)
	}
	b.wantEvents(t, payment.StatusAuthorized, payment.StatusCaptured)
}

func voidMarks(t *testing.T, b *bundle) {
	ctx := t.Context()
	b.begin(t)
	b.to(t, payment.StatusAuthorized)
	for _, id := range []string{"v1", "v2"} {
		if p, err := b.store.StartVoid(ctx, b.key, id, 20, 20+5); err != nil || p.VoidID != "v1" || p.Status != payment.StatusAuthorized {
			t.Fatalf("start %s: %+v, %v", id, p, err)
		}
	}
	if p, err := b.store.StartCapture(ctx, b.key, "c1", 20); err != nil || p.CaptureID != "" {
		t.Fatalf("a capture started after the void: %+v, %v", p, err)
	}
	b.to(t, payment.StatusVoided)
	if p, err := b.store.StartVoid(ctx, b.key, "v3", 30, 30+5); err != nil || p.VoidID != "v1" || p.Status != payment.StatusVoided {
		t.Fatalf("voided: %+v, %v", p, err)
	}
	b.wantEvents(t, payment.StatusAuthorized, payment.StatusVoided)
}

func voidBarrier(t *testing.T, b *bundle) {
	for range 2 {
		p, err := b.store.StartVoid(t.Context(), b.key, "v1", 20, 20+5)
		if err != nil || p.Status != payment.StatusVoided || p.Version != 1 || !p.Amount.IsZero() {
			t.Fatalf("barrier: %+v, %v", p, err)
		}
	}
	if p := b.begin(t); p.Status != payment.StatusVoided {
		t.Fatalf("a late attempt found %+v", p)
	}
	b.wantEvents(t, payment.StatusVoided)
}

func voidRace(t *testing.T, b *bundle) {
	other := b.data.Open()
	for i := range 20 {
		key := payment.Key{UserID: b.key.UserID, OrderID: commerce.OrderID(fmt.Sprintf("race%d", i))}
		together(2, func(who int) {
			var err error
			if who == 0 {
				_, err = b.store.Begin(t.Context(), Attempt(key))
			} else {
				_, err = other.StartVoid(t.Context(), key, "v", 20, 20+5)
			}
			if err != nil {
				t.Errorf("caller %d: %v", who, err)
			}
		})
		p, err := b.store.Get(t.Context(), key)
		if err != nil || p.VoidID == "" {
			t.Fatalf("the void left no mark: %+v, %v", p, err)
		}
	}
}

// together runs n calls at once and waits for all.
func together(n int, call func(i int)) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { call(i) })
	}
	wg.Wait()
}
