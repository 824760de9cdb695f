package account_test

import (
	"context"
	"slices"
	"testing"

	paymentv1 "rialto/gen/rialto/payment/v1"
)

func (r *registry) ListCards(_ context.Context, q *paymentv1.ListCardsRequest) (*paymentv1.ListCardsResponse, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return &paymentv1.ListCardsResponse{Cards: slices.Clone(r.cards[q.GetUserId()])}, nil
}

func (r *registry) RemoveCard(_ context.Context, q *paymentv1.RemoveCardRequest) (*paymentv1.RemoveCardResponse, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cards[q.GetUserId()] = slices.DeleteFunc(r.cards[q.GetUserId()], func(c *paymentv1.Card) bool { return c.GetCardId() == q.GetCardId() })
	return &paymentv1.RemoveCardResponse{}, nil
}

func TestSavedCardsAreShownAndRemoved(t *testing.T) {
	t.Parallel()
	b := setup(t).as("ann")
	b.get("/cards").is(200).says("No card is saved yet")
	b.cards = map[int64][]*paymentv1.Card{ann: {{CardId: 31, Brand: "visa", LastFour: "4242"}}, ann + 1: {{CardId: 32, Brand: "amex", LastFour: "0005"}}}
	b.get("/cards").is(200).says("Visa ···· 4242").has(`action="/cards/31/remove"`)
	b.post("/cards/32/remove").leads(303, "/cards?notice=card-removed")
	b.post("/cards/31/remove").leads(303, "/cards?notice=card-removed")
	b.get("/cards?notice=card-removed").says("The card is gone.", "No card is saved yet")
	b.post("/cards/x/remove").is(404)
	if len(b.cards[ann+1]) != 1 {
		t.Error("somebody else's card was removed")
	}
}

func TestCardsAreForAccounts(t *testing.T) {
	t.Parallel()
	setup(t).get("/cards").leads(303, "/signin?next=%2Fcards")
}
