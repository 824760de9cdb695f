package payment_test

import (
	"fmt"
	"testing"

	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/payment"
	"rialto/internal/payment/paymenttest"
	"rialto/internal/platform/errs"
)

func saving(order, token string) *paymentv1.AuthorizeRequest {
	req := request(token)
	req.OrderId, req.Save = order, true
	return req
}

func paidBy(order string, user, card int64) *paymentv1.AuthorizeRequest {
	req := request("")
	req.OrderId, req.UserId, req.CardId = order, user, card
	return req
}

func (b *bench) cards(t *testing.T) []*paymentv1.Card {
	t.Helper()
	out, err := b.ListCards(t.Context(), &paymentv1.ListCardsRequest{UserId: 5})
	if err != nil {
		t.Fatal(err)
	}
	return out.GetCards()
}

func TestACardIsSavedOnceItIsAuthorised(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p := want(t, payment.StatusAuthorized)(b.Authorize(t.Context(), saving("7", "tok_approve")))
	if p.GetCardBrand() != "visa" || p.GetCardLastFour() != "4242" {
		t.Fatalf("payment %v", p)
	}
	want(t, payment.StatusAuthorized)(b.Authorize(t.Context(), saving("7", "tok_approve")))
	want(t, payment.StatusAuthorized)(b.Authorize(t.Context(), saving("8", "tok_approve"))) // the same card again
	cards := b.cards(t)
	if len(cards) != 1 || cards[0].GetBrand() != "visa" || cards[0].GetLastFour() != "4242" || cards[0].GetSavedAt() == 0 {
		t.Fatalf("cards %v", cards)
	}
	want(t, payment.StatusAuthorized)(b.Authorize(t.Context(), paidBy("9", 5, cards[0].GetCardId())))
	if n := len(b.cards(t)); n != 1 {
		t.Fatalf("paying with it made %d cards", n)
	}
}

func TestACardIsNotSavedUnasked(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.authorized(t)
	want(t, payment.StatusDeclined)(b.Authorize(t.Context(), saving("8", "tok_decline")))
	want(t, payment.StatusRequiresAction)(b.Authorize(t.Context(), saving("9", "tok_3ds")))
	if cards := b.cards(t); len(cards) != 0 {
		t.Fatalf("saved %v", cards)
	}
	b.gateway.Decide(payment.Key{UserID: 5, OrderID: "9"}, payment.ChargeAuthorized, "")
	want(t, payment.StatusAuthorized)(b.Refresh(t.Context(), &paymentv1.OrderPaymentRequest{UserId: 5, OrderId: "9"}))
	if cards := b.cards(t); len(cards) != 1 {
		t.Fatalf("approved, but saved %v", cards)
	}
}

func TestACardIsSavedThoughTheAnswerWasLost(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.gateway.Script("authorize", paymenttest.FailAfter)
	want(t, payment.StatusUnknown)(b.Authorize(t.Context(), saving("7", "tok_approve")))
	want(t, payment.StatusAuthorized)(b.Refresh(t.Context(), theOrder()))
	if cards := b.cards(t); len(cards) != 1 {
		t.Fatalf("saved %v", cards)
	}
}

func TestASavedCardPaysOnlyForItsOwner(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	want(t, payment.StatusAuthorized)(b.Authorize(t.Context(), saving("7", "tok_approve")))
	id := b.cards(t)[0].GetCardId()
	calls := b.gateway.Calls("authorize")
	for name, req := range map[string]*paymentv1.AuthorizeRequest{
		"another's": paidBy("8", 6, id), "no such card": paidBy("8", 5, id+1), "a huge number": paidBy("8", 5, 1<<62),
	} {
		if _, err := b.Authorize(t.Context(), req); !errs.HasCode(err, "card_unknown") || !errs.Is(err, errs.KindInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := b.RemoveCard(t.Context(), &paymentv1.RemoveCardRequest{UserId: 6, CardId: id}); !errs.Is(err, errs.KindNotFound) {
		t.Errorf("another's was removed: %v", err)
	}
	if out, err := b.ListCards(t.Context(), &paymentv1.ListCardsRequest{UserId: 6}); err != nil || len(out.GetCards()) != 0 {
		t.Errorf("another sees %v, %v", out, err)
	}
	if b.gateway.Calls("authorize") != calls {
		t.Error("the gateway was asked")
	}
}

func TestARemovedCardPaysNoMore(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	want(t, payment.StatusAuthorized)(b.Authorize(t.Context(), saving("7", "tok_approve")))
	id := b.cards(t)[0].GetCardId()
	want(t, payment.StatusAuthorized)(b.Authorize(t.Context(), paidBy("8", 5, id)))
	for range 2 {
		if _, err := b.RemoveCard(t.Context(), &paymentv1.RemoveCardRequest{UserId: 5, CardId: id}); err != nil {
			t.Fatal(err)
		}
	}
	if cards := b.cards(t); len(cards) != 0 {
		t.Fatalf("still there: %v", cards)
	}
	if _, err := b.Authorize(t.Context(), paidBy("9", 5, id)); !errs.HasCode(err, "card_unknown") {
		t.Fatalf("still pays: %v", err)
	}
	want(t, payment.StatusAuthorized)(b.Authorize(t.Context(), paidBy("8", 5, id))) // the repeat of what it paid
	if _, err := b.Authorize(t.Context(), paidBy("8", 5, id+1)); !errs.HasCode(err, "card_unknown") {
		t.Fatalf("another card for the same order: %v", err)
	}
}

func TestTenCardsAreKept(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for i := range 12 {
		want(t, payment.StatusAuthorized)(b.Authorize(t.Context(), saving(fmt.Sprint(100+i), fmt.Sprintf("tok_approve_%04d", i))))
	}
	cards := b.cards(t)
	if len(cards) != 10 || cards[0].GetLastFour() != "0011" || cards[9].GetLastFour() != "0002" {
		t.Fatalf("cards %v", cards)
	}
}

func TestMethodsSayWhatDoesNotBelongToThem(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		req    *paymentv1.AuthorizeRequest
		change func(*paymentv1.AuthorizeRequest)
		field  string
	}{
		"both a token and a card":      {request("tok_approve"), func(r *paymentv1.AuthorizeRequest) { r.CardId = 1 }, "token"},
		"a card below zero":            {request(""), func(r *paymentv1.AuthorizeRequest) { r.CardId = -1 }, "card_id"},
		"a card number as token":       {request(""), func(r *paymentv1.AuthorizeRequest) { r.Token = "4111 1111" }, "token"},
		"a token of a transfer":        {transfer(), func(r *paymentv1.AuthorizeRequest) { r.Token = "tok_approve" }, "token"},
		"a saved card of a transfer":   {transfer(), func(r *paymentv1.AuthorizeRequest) { r.CardId = 1 }, "card_id"},
		"cash to be saved":             {cash(), func(r *paymentv1.AuthorizeRequest) { r.Save = true }, "save"},
		"a transfer without a day":     {transfer(), func(r *paymentv1.AuthorizeRequest) { r.PayUntil = 0 }, "pay_until"},
		"a transfer for an odd order":  {transfer(), func(r *paymentv1.AuthorizeRequest) { r.OrderId = "a7" }, "order_id"},
		"a transfer of less than zero": {transfer(), func(r *paymentv1.AuthorizeRequest) { r.Amount.Amount = -1 }, "amount"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tc.change(tc.req)
			_, err := newBench(t).Authorize(t.Context(), tc.req)
			e := errs.As(err)
			if !errs.HasCode(err, "validation") || len(e.Fields) != 1 || e.Fields[0].Name != tc.field {
				t.Fatalf("answer %v", err)
			}
		})
	}
	b := newBench(t)
	if _, err := b.ListCards(t.Context(), nil); !errs.HasCode(err, "validation") {
		t.Errorf("cards of nobody: %v", err)
	}
	if _, err := b.RemoveCard(t.Context(), nil); !errs.HasCode(err, "validation") {
		t.Errorf("remove nothing: %v", err)
	}
}

func TestAnOrderIsPaidInOneWay(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	want(t, payment.StatusPromised)(b.Authorize(t.Context(), cash()))
	for name, req := range map[string]*paymentv1.AuthorizeRequest{"card": request("tok_approve"), "transfer": transfer()} {
		if _, err := b.Authorize(t.Context(), req); !errs.HasCode(err, "payment_differs") {
			t.Errorf("%s: %v", name, err)
		}
	}
	b.wantNoGateway(t)
}
