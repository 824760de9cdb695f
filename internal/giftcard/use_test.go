package giftcard_test

import (
	"testing"
	"time"

	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	"rialto/internal/platform/errs"
)

func hold(card *giftcardv1.GiftCard, order string, amount int64) *giftcardv1.HoldRequest {
	return &giftcardv1.HoldRequest{CardId: card.CardId, UserId: 7, OrderId: order, Amount: usd(amount)}
}

func of(card *giftcardv1.GiftCard, order string) *giftcardv1.OrderRequest {
	return &giftcardv1.OrderRequest{CardId: card.CardId, UserId: 7, OrderId: order}
}

func refund(card *giftcardv1.GiftCard, order, id string, amount int64) *giftcardv1.RefundRequest {
	return &giftcardv1.RefundRequest{CardId: card.CardId, UserId: 7, OrderId: order, RefundId: id, Amount: usd(amount)}
}

// wants demands a use's state, amount and refunded sum.
func wants(t *testing.T, state string, amount, refunded int64) func(*giftcardv1.Use, error) {
	return func(u *giftcardv1.Use, err error) {
		t.Helper()
		if err != nil || u.State != state || u.Amount != amount || u.Refunded != refunded || len(u.LastFour) != 4 {
			t.Fatalf("%v, %v; want %s %d, refunded %d", u, err, state, amount, refunded)
		}
	}
}

func TestAnOrderPaysWithACardAndGetsMoneyBack(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), t.Context()
	card := b.issue(t).Card
	for range 2 { // each step as often as one likes
		wants(t, "held", 3000, 0)(b.Hold(ctx, hold(card, "1", 3000)))
	}
	for range 2 {
		wants(t, "spent", 3000, 0)(b.Spend(ctx, of(card, "1")))
	}
	for range 2 {
		wants(t, "spent", 3000, 1000)(b.Refund(ctx, refund(card, "1", "r", 1000)))
	}
	got, err := b.Get(ctx, &giftcardv1.GetRequest{CardId: card.CardId})
	noError(t, err)
	if got.Card.Balance != 3000 || got.Card.Held != 0 || got.Card.Issued != 5000 || len(got.Uses) != 1 || got.Uses[0].Refunded != 1000 {
		t.Fatalf("card %v", got)
	}
	for range 2 {
		wants(t, "released", 3000, 3000)(b.Release(ctx, of(card, "1")))
	}
	got, err = b.Get(ctx, &giftcardv1.GetRequest{CardId: card.CardId})
	noError(t, err)
	if got.Card.Available != 5000 {
		t.Fatalf("card %v", got.Card)
	}
}

func TestStepsAreRefusedInWords(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), t.Context()
	card := b.issue(t).Card
	_, err := b.Hold(ctx, hold(card, "1", 5001))
	wantCode(t, err, errs.KindConflict, "gift_card_short")
	if errs.As(err).Meta["available"] != "5000" {
		t.Fatalf("meta %v", errs.As(err).Meta)
	}
	wants(t, "held", 5000, 0)(b.Hold(ctx, hold(card, "1", 5000)))
	_, err = b.Hold(ctx, hold(card, "1", 4999))
	wantCode(t, err, errs.KindConflict, "hold_differs")
	_, err = b.Spend(ctx, of(card, "2"))
	wantCode(t, err, errs.KindConflict, "gift_card_released")
	_, err = b.Refund(ctx, refund(card, "1", "r", 1))
	wantCode(t, err, errs.KindConflict, "over_refund")
	wants(t, "released", 5000, 0)(b.Release(ctx, of(card, "1")))
	_, err = b.Hold(ctx, hold(card, "1", 5000))
	wantCode(t, err, errs.KindConflict, "gift_card_released")

	euros := hold(card, "3", 1)
	euros.Amount.Currency = "EUR"
	_, err = b.Hold(ctx, euros)
	wantCode(t, err, errs.KindInvalid, "gift_card_currency")
	thief := of(card, "1")
	thief.UserId = 8
	_, err = b.Release(ctx, thief)
	wantCode(t, err, errs.KindNotFound, "use_not_found")
	_, err = b.Hold(ctx, hold(&giftcardv1.GiftCard{CardId: 404}, "1", 1))
	wantCode(t, err, errs.KindNotFound, "gift_card_unknown")
}

func TestABlockedCardIsGoneButWhatItHoldsIsSpent(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), t.Context()
	issued := b.issue(t)
	card := issued.Card
	wants(t, "held", 2000, 0)(b.Hold(ctx, hold(card, "1", 2000)))
	for range 2 {
		got, err := b.Block(ctx, &giftcardv1.BlockRequest{CardId: card.CardId})
		noError(t, err)
		if got.State != "blocked" || got.Available != 0 || got.Balance != 5000 {
			t.Fatalf("blocked card %v", got)
		}
	}
	_, err := b.LookUp(ctx, &giftcardv1.LookUpRequest{Code: issued.Code})
	wantCode(t, err, errs.KindNotFound, "gift_card_unknown")
	_, err = b.Hold(ctx, hold(card, "2", 1))
	wantCode(t, err, errs.KindConflict, "gift_card_expired")
	wants(t, "spent", 2000, 0)(b.Spend(ctx, of(card, "1")))
	_, err = b.Block(ctx, nil)
	wantCode(t, err, errs.KindNotFound, "gift_card_unknown")
	_, err = b.Get(ctx, nil)
	wantCode(t, err, errs.KindNotFound, "gift_card_unknown")
}

func TestARefundToAnExpiredCardLeavesNinetyDaysToSpendIt(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), t.Context()
	issued := b.issue(t)
	card := issued.Card
	wants(t, "held", 2000, 0)(b.Hold(ctx, hold(card, "1", 2000)))
	b.clock = b.clock.AddDate(1, 0, 0)
	wants(t, "spent", 2000, 0)(b.Spend(ctx, of(card, "1")))
	found, err := b.LookUp(ctx, &giftcardv1.LookUpRequest{Code: issued.Code})
	noError(t, err)
	if found.State != "expired" || found.Available != 0 {
		t.Fatalf("expired card %v", found)
	}
	wants(t, "spent", 2000, 500)(b.Refund(ctx, refund(card, "1", "r", 500)))
	b.clock = b.clock.AddDate(0, 0, 90).Add(-time.Microsecond)
	wants(t, "held", 3500, 0)(b.Hold(ctx, hold(card, "2", 3500)))
	b.clock = b.clock.Add(time.Microsecond)
	_, err = b.Hold(ctx, hold(card, "3", 1))
	wantCode(t, err, errs.KindConflict, "gift_card_expired")
}

func TestBadRequestsNameEveryField(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), t.Context()
	_, err := b.Hold(ctx, nil)
	wantFields(t, err, "card_id", "user_id", "order_id", "amount")
	_, err = b.Spend(ctx, nil)
	wantFields(t, err, "card_id", "user_id", "order_id")
	_, err = b.Release(ctx, &giftcardv1.OrderRequest{CardId: 1, UserId: 1, OrderId: "123456789012345678901"})
	wantFields(t, err, "order_id")
	_, err = b.Refund(ctx, nil)
	wantFields(t, err, "card_id", "user_id", "order_id", "amount", "refund_id")
	for _, amount := range []int64{0, -1, 1<<63 - 1} {
		_, err = b.Hold(ctx, hold(&giftcardv1.GiftCard{CardId: 1}, "1", amount))
		wantFields(t, err, "amount")
	}
	if n := len(b.store.Events()); n != 0 {
		t.Fatalf("refused requests left %d events", n)
	}
}
