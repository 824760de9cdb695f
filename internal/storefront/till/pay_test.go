package till

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	dropv1 "rialto/gen/rialto/drop/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// tendered is what the last order was paid with.
func (b *bench) tendered() string {
	out := ""
	for _, t := range b.tenders {
		out += fmt.Sprintf("[%s %s%s %d %v]", t.GetMethod(), t.GetToken(), t.GetCode(), t.GetCardId(), t.GetSave())
	}
	return out
}

func TestEveryWayToPayReachesTheOrder(t *testing.T) {
	t.Parallel()
	for card, want := range map[string]string{
		"tok_approve":      "[card tok_approve 0 true]",
		"saved-31":         "[card  31 false]",
		"bank_transfer":    "[bank_transfer  0 false]",
		"cash_on_delivery": "[cash_on_delivery  0 false]",
	} {
		b, form := shopping(t, "ann")
		b.buy(form, "card", card, "save_card", "yes").redirects("/orders/9000?notice=ordered")
		if got := b.tendered(); got != want {
			t.Errorf("%s: tendered %s, want %s", card, got, want)
		}
	}
}

func TestACheckoutOffersSavedCardsToTheirOwnerAlone(t *testing.T) {
	t.Parallel()
	b, _ := shopping(t, "ann")
	b.get("/checkout").says("Visa ···· 4242", "Keep this card")
	b, _ = shopping(t, "bob")
	b.get("/checkout").silent("4242")
	b, _ = quotedGuest(t)
	b.get("/checkout").silent("4242", "Keep this card")
	b, form := shopping(t, "ann")
	for _, forged := range []string{"saved-", "saved-x", "saved--1", "tok_free"} {
		b.buy(form, "card", forged).is(http.StatusUnprocessableEntity).says("Please choose how to pay.")
	}
}

func TestAGiftCardShowsWhatItPaysAndWhatIsLeft(t *testing.T) {
	t.Parallel()
	b, form := shopping(t, "ann")
	a := b.send("POST", "/checkout/quote", filledIn(form, "gift_card", "gift-10")).is(200).
		says("This card has $10.00.", "Gift card ···· FT10", "−$10.00", "Left to pay $36.99").has("The gift card pays $10.00 of it")
	b.buy(a.form(), "card", "tok_approve").redirects("/orders/9000?notice=ordered")
	if got := b.tendered(); got != "[gift_card GIFT-10 0 false][card tok_approve 0 false]" {
		t.Errorf("tendered %s", got)
	}
}

func TestAGiftCardChangesWhatWasAccepted(t *testing.T) {
	t.Parallel()
	b, form := shopping(t, "ann")
	b.buy(form, "gift_card", "GIFT-10").is(200).says("Here is what it comes to.", "Left to pay $36.99")
	if b.placed != 0 {
		t.Error("it was bought before what is left to pay was seen")
	}
}

func TestAGiftCardThatCannotPayIsTakenOffWithAWord(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{
		"NONSENSE": "There is no gift card with this code.", "GIFT-OLD": "This gift card is expired.", "GIFT-EUR": "is in EUR and cannot pay in USD",
		hostile: "There is no gift card with this code.",
	} {
		b, form := shopping(t, "ann")
		a := b.send("POST", "/checkout/quote", filledIn(form, "gift_card", code)).says(want).calm()
		if got := a.form().Get("gift_card"); got != "" {
			t.Errorf("%s: the form still has %q", code, got)
		}
	}
}

func TestASecondOrderOfTheSameAsksFirst(t *testing.T) {
	t.Parallel()
	b, form := shopping(t, "ann")
	b.failPlace = errs.Conflict("duplicate_order", "You bought this a moment ago.").With("order_id", "8999")
	a := b.buy(form).is(http.StatusConflict).says("You bought exactly this a few minutes ago.", "press “Place order” again").has(`href="/orders/8999"`)
	b.failPlace = nil
	b.buy(a.form()).redirects("/orders/9000?notice=ordered")
	if !b.again {
		t.Error("the buyer's word did not reach the order")
	}
}

func TestRefusalsOfPaymentComeBackInWords(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{
		"gift_card_short": "does not cover the total by itself", "gift_card_expired": "No longer good.",
		"card_unknown": "This card is no longer saved.", "purchase_limit": "No longer good.",
	} {
		b, form := shopping(t, "ann")
		b.failPlace = errs.Conflict(code, "No longer good.")
		b.buy(form, "card", "saved-31").is(http.StatusConflict).says(want)
	}
	b, form := shopping(t, "ann")
	b.failPlace = errs.Conflict("waiting_room", "Not yet.").With("product_id", "1")
	b.buy(form).redirects("/p/1/queue")
}

func TestTheWaitingRoomLeadsToTheCheckoutInTurn(t *testing.T) {
	t.Parallel()
	b := setup(t).as("ann")
	b.get("/p/1/queue").redirects("/checkout") // no drop, no queue
	b.tickets[ann] = &dropv1.Ticket{Ticket: "T", Ahead: 41, WaitMs: 3_000, AskAgainMs: 2_000}
	b.get("/p/1/queue").is(200).says("Brass lamp", "41 people are before you.", "about 3 seconds")
	b.tickets[ann].Admitted = true
	b.get("/p/1/queue").redirects("/checkout?ticket=T")
	b.add("1", "1")
	if got := b.get("/checkout?ticket=T").is(200).form().Get("ticket"); got != "T" {
		t.Errorf("the form has ticket %q", got)
	}
	setup(t).get("/p/1/queue").redirects("/signin?next=%2Fp%2F1%2Fqueue")
}

func TestTheWaitingRoomLetsThoseGoWhoWaitForNothing(t *testing.T) {
	t.Parallel()
	b := setup(t).as("ann")
	b.tickets[ann] = &dropv1.Ticket{Ticket: "T", Ahead: 41, WaitMs: 3_000, AskAgainMs: 2_000}
	b.sellable[1] = 0
	b.get("/p/1/queue").is(200).says("Brass lamp", "Sold out for now", "You need not wait", "Back to the product").silent("41 people")
	if b.joined > 0 {
		t.Error("who came in vain took a place, behind which others would wait")
	}
	b.failStock = errSilent
	b.get("/p/1/queue").is(200).says("41 people").silent("Sold out")
	b.failStock = nil
	b.tickets[ann].StartsAt = commerce.Micros(time.Now().Add(time.Hour)) // what is on the shelf before it begins says nothing
	b.get("/p/1/queue").is(200).silent("Sold out")
	b.sellable[1], b.tickets[ann].StartsAt, b.tickets[ann].Admitted = 1, 0, true // one came back
	b.get("/p/1/queue").redirects("/checkout?ticket=T")
}

func TestATransferIsExplained(t *testing.T) {
	t.Parallel()
	b, form := shopping(t, "ann")
	b.decide = func(o *orderv1.Order, _ string) *orderv1.Problem {
		o.Tenders = []*orderv1.TenderState{
			{Method: "gift_card", Amount: 1000, Label: "Gift card ···· FT10"}, {Method: "bank_transfer", Amount: 3699},
		}
		o.Payment = &orderv1.PaymentState{Status: "requires_action", NextActionType: "bank_transfer", Reference: "R-17", Account: "XX00 TEST", PayUntil: o.CreatedAt}
		return nil
	}
	b.buy(form, "card", "bank_transfer").redirects("/orders/9000")
	b.get("/orders/9000").is(200).says("We wait for your transfer.", "Transfer $36.99", "XX00 TEST", "R-17", "Gift card ···· FT10 $10.00").
		silent("Approve the payment")
}

func TestRefundsAreToldOneByOne(t *testing.T) {
	t.Parallel()
	b, form := shopping(t, "ann")
	b.buy(form).redirects("/orders/9000?notice=ordered")
	b.orders[0].Refunds = []*orderv1.OrderRefund{
		{Amount: 500, Gateway: 500, Status: "done"}, {Amount: 700, Gateway: 500, GiftCard: 200, Status: "owed"}, {Amount: 100, GiftCard: 100, Status: "done"},
	}
	b.get("/orders/9000").says("$5.00 paid back.", "$7.00 on its way back, $2.00 of it to the gift card.", "$1.00 paid back to the gift card.")
}
