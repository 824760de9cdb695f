package paymenttest

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"rialto/internal/commerce"
	"rialto/internal/payment"
)

// save authorises an order of its own and keeps a card with it.
func (b *bundle) save(t *testing.T, id int64, token string) {
	t.Helper()
	key := payment.Key{UserID: b.key.UserID, OrderID: commerce.OrderID(fmt.Sprintf("card%d", id))}
	from := b.start(t, Attempt(key))
	to := from
	to.Status, to.Version, to.UpdatedAt, to.GatewayID = payment.StatusAuthorized, 1, 11, "ch_1"
	to.Brand, to.LastFour = "visa", "4242"
	to.Keep = &payment.Card{ID: id, UserID: key.UserID, Token: token, Brand: "visa", LastFour: "4242", SavedAt: 100 + id}
	if moved, err := b.store.Move(t.Context(), from, to); err != nil || !moved {
		t.Fatalf("move: %v, %v", moved, err)
	}
	stale := to
	stale.Keep = &payment.Card{ID: id + 1_000, UserID: key.UserID, Token: "stale", SavedAt: 999}
	if moved, err := b.store.Move(t.Context(), from, stale); err != nil || moved {
		t.Fatalf("stale move: %v, %v", moved, err)
	}
}

func (b *bundle) cards(t *testing.T) []payment.Card {
	t.Helper()
	cards, err := b.store.ListCards(t.Context(), b.key.UserID)
	if err != nil {
		t.Fatal(err)
	}
	return cards
}

func cardsKept(t *testing.T, b *bundle) {
	b.save(t, 1, "card_a")
	b.save(t, 2, "card_b")
	b.save(t, 3, "card_a")
	want := []payment.Card{
		{ID: 2, UserID: b.key.UserID, Token: "card_b", Brand: "visa", LastFour: "4242", SavedAt: 102},
		{ID: 1, UserID: b.key.UserID, Token: "card_a", Brand: "visa", LastFour: "4242", SavedAt: 101},
	}
	if got := b.cards(t); !slices.Equal(got, want) {
		t.Fatalf("saved %+v", got)
	}
	if c, err := b.store.Card(t.Context(), b.key.UserID, 1); err != nil || c != want[1] {
		t.Fatalf("card %+v, %v", c, err)
	}
	if _, err := b.store.Card(t.Context(), b.key.UserID+1_000_000, 1); !errors.Is(err, payment.ErrNoCard) {
		t.Fatalf("another user's card: %v", err)
	}
	paid := &bundle{data: b.data, store: b.store, key: payment.Key{UserID: b.key.UserID, OrderID: "card1"}}
	if p := paid.get(t); p.Brand != "visa" || p.LastFour != "4242" {
		t.Fatalf("payment %+v", p)
	}
}

func cardsLimit(t *testing.T, b *bundle) {
	for id := range int64(payment.MaxCards + 2) {
		b.save(t, id+1, fmt.Sprintf("card_%d", id))
	}
	got := b.cards(t)
	if len(got) != payment.MaxCards || got[0].ID != payment.MaxCards+2 || got[payment.MaxCards-1].ID != 3 {
		t.Fatalf("saved %+v", got)
	}
	if _, err := b.store.Card(t.Context(), b.key.UserID, 1); !errors.Is(err, payment.ErrNoCard) {
		t.Fatalf("a forgotten card still pays: %v", err)
	}
}

func cardsRemoved(t *testing.T, b *bundle) {
	ctx := t.Context()
	b.save(t, 1, "card_a")
	if err := b.store.RemoveCard(ctx, b.key.UserID+1_000_000, 1); !errors.Is(err, payment.ErrNoCard) {
		t.Fatalf("another user's card: %v", err)
	}
	if err := b.store.RemoveCard(ctx, b.key.UserID, 9); !errors.Is(err, payment.ErrNoCard) {
		t.Fatalf("a missing card: %v", err)
	}
	for range 2 {
		if err := b.store.RemoveCard(ctx, b.key.UserID, 1); err != nil {
			t.Fatal(err)
		}
	}
	if got := b.cards(t); len(got) != 0 {
		t.Fatalf("still there: %+v", got)
	}
	if _, err := b.store.Card(ctx, b.key.UserID, 1); !errors.Is(err, payment.ErrNoCard) {
		t.Fatalf("still pays: %v", err)
	}
	b.save(t, 2, "card_a")
	if got := b.cards(t); len(got) != 1 || got[0].ID != 2 {
		t.Fatalf("saved anew: %+v", got)
	}
}
