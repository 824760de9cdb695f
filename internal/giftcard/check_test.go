package giftcard_test

import (
	"fmt"
	"strings"
	"testing"

	checkv1 "rialto/gen/rialto/check/v1"
	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	"rialto/internal/giftcard"
)

// walk pages through Check and returns what it says.
func (b *bundle) walk(t *testing.T) (violations []string, facts []string) {
	t.Helper()
	for cursor, more := "", true; more; more = cursor != "" {
		page, err := b.Check(t.Context(), &checkv1.CheckRequest{Cursor: cursor, Limit: 1})
		noError(t, err)
		for _, v := range page.Violations {
			violations = append(violations, v.Invariant)
		}
		for _, f := range page.Facts {
			facts = append(facts, fmt.Sprintf("%s %s %d %s %s %d %s", f.Kind, f.Id, f.UserId, f.OrderId, f.Status, f.Amount, f.Currency))
		}
		cursor = page.NextCursor
	}
	return violations, facts
}

func TestCheckStatesEveryUse(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), t.Context()
	card := b.issue(t).Card
	for _, order := range []string{"1", "2", "3"} {
		wants(t, "held", 1000, 0)(b.Hold(ctx, hold(card, order, 1000)))
	}
	wants(t, "spent", 1000, 0)(b.Spend(ctx, of(card, "1")))
	wants(t, "spent", 1000, 300)(b.Refund(ctx, refund(card, "1", "r", 300)))
	wants(t, "released", 1000, 0)(b.Release(ctx, of(card, "2")))
	violations, facts := b.walk(t)
	id := fmt.Sprint("gift_card ", card.CardId, " 7 ")
	want := []string{id + "1 spent 700 USD", id + "2 released 0 USD", id + "3 held 1000 USD"}
	if violations != nil || strings.Join(facts, "; ") != strings.Join(want, "; ") {
		t.Fatalf("violations %v, facts %v, want %v", violations, facts, want)
	}
}

func TestCheckFindsAnOverdrawnCard(t *testing.T) {
	t.Parallel()
	for invariant, spoil := range map[string]func(b *bundle, card giftcard.CardID){
		"I1": func(b *bundle, id giftcard.CardID) {
			b.store.Corrupt(id, func(c *giftcard.Card) { c.Held = c.Balance + 1 })
		},
		"I2":  func(b *bundle, id giftcard.CardID) { b.store.CorruptUse(id, "1", func(u *giftcard.Use) { u.Amount++ }) },
		"I3":  func(b *bundle, id giftcard.CardID) { b.store.Corrupt(id, func(c *giftcard.Card) { c.Version++ }) },
		"I25": func(b *bundle, id giftcard.CardID) { b.store.Corrupt(id, func(c *giftcard.Card) { c.Issued-- }) },
		"I12": func(b *bundle, id giftcard.CardID) {
			b.store.CorruptUse(id, "1", func(u *giftcard.Use) { u.Refunded = 1 })
		},
	} {
		t.Run(invariant, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			card := b.issue(t).Card
			wants(t, "held", 1000, 0)(b.Hold(t.Context(), hold(card, "1", 1000)))
			spoil(b, giftcard.CardID(card.CardId))
			if violations, _ := b.walk(t); len(violations) == 0 || violations[0] != invariant {
				t.Fatalf("found %v, want %s first", violations, invariant)
			}
		})
	}
}

func TestCheckRefusesAForeignCursor(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, cursor := range []string{"card", "card/x", "use/", "order/1"} {
		_, err := b.Check(t.Context(), &checkv1.CheckRequest{Cursor: cursor})
		wantFields(t, err, "cursor")
	}
	_, err := b.Get(t.Context(), &giftcardv1.GetRequest{CardId: -1})
	if err == nil {
		t.Fatal("a card of a negative id was found")
	}
}
