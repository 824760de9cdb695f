package till

import (
	"slices"
	"strings"

	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
	"rialto/internal/storefront"
	"rialto/internal/ui"
)

// The choices of the payment field: a test card by its token, a saved one by this prefix and its id, or one of these.
const (
	savedCard    = "saved-"
	bankTransfer = "bank_transfer"
	cash         = "cash_on_delivery"
)

// card is one of the sandbox's test cards: what it is called, and what will happen.
type card struct{ Token, Text, Detail string }

// cards are those of the sandbox payment company, which is the only one so far.
var cards = []card{
	{"tok_approve", "Card that works", "The payment is approved at once."},
	{"tok_3ds", "Card that asks you (3-D Secure)", "You approve or refuse the payment on the page of a sandbox bank."},
	{"tok_decline", "Card that is declined", "The bank says no. You can take another card."},
	{"tok_insufficient_funds", "Card without enough money", "The bank says no, with the reason."},
	{"tok_timeout_charged", "No answer, but charged", "The payment company is silent. We ask again, and you are charged once."},
	{"tok_timeout_not_charged", "No answer, and not charged", "The payment company is silent. We ask again until it is decided."},
	{"tok_late_webhook", "Answer comes late", "The payment is decided a few seconds later; the order page shows it."},
}

// validWay reports whether the form's payment is one of those it offers; whose a saved card is, payment judges.
func validWay(way string) bool {
	if id, saved := strings.CutPrefix(way, savedCard); saved {
		_, err := commerce.ParseID(id)
		return err == nil
	}
	return way == bankTransfer || way == cash || testCard(way)
}

func testCard(token string) bool {
	return slices.ContainsFunc(cards, func(c card) bool { return c.Token == token })
}

// tenders are how the form pays: the gift card first, whatever is left of the total the other way.
func (f form) tenders() []*orderv1.Tender {
	var out []*orderv1.Tender
	if f.Gift != "" {
		out = append(out, &orderv1.Tender{Method: "gift_card", Code: f.Gift})
	}
	id, saved := strings.CutPrefix(f.Card, savedCard)
	switch {
	case saved:
		n, _ := commerce.ParseID(id)
		return append(out, &orderv1.Tender{Method: "card", CardId: n})
	case f.Card == bankTransfer, f.Card == cash:
		return append(out, &orderv1.Tender{Method: f.Card})
	}
	return append(out, &orderv1.Tender{Method: "card", Token: f.Card, Save: f.SaveCard})
}

// ways are the choices of the payment field, saved cards first.
func (v checkoutView) ways() ui.Choice {
	c := ui.Choice{Name: "card", Label: "Pay with", Error: v.Problems["card"], Required: true,
		Hint: "The payment company is a sandbox: no money moves. Each test card shows how a payment can go."}
	if v.Gift != nil {
		c.Hint = "For what the gift card does not cover. " + c.Hint
	}
	for _, saved := range v.Cards {
		c.Options = append(c.Options, ui.Option{
			Value: savedCard + commerce.FormatID(saved.GetCardId()), Text: storefront.CardName(saved), Detail: "Saved with your account.",
		})
	}
	for _, test := range cards {
		c.Options = append(c.Options, ui.Option{Value: test.Token, Text: test.Text, Detail: test.Detail})
	}
	c.Options = append(c.Options,
		ui.Option{Value: bankTransfer, Text: "Bank transfer", Detail: "You get our account and a reference. What you ordered is kept for you until the money is here, for some days."},
		ui.Option{Value: cash, Text: "Cash on delivery", Detail: "You pay the courier."})
	for i := range c.Options {
		c.Options[i].Selected = c.Options[i].Value == v.Form.Card
	}
	return c
}

// wallet reads what the buyer can pay with: saved cards, and the gift card whose code the form has.
func (c *checkout) wallet() {
	if !guest(c.p) {
		got, err := c.shop.Needs.Payment.ListCards(c.p.Ctx, &paymentv1.ListCardsRequest{UserId: c.p.Who.UserID()})
		if err != nil {
			c.shop.Deps.Log.Warn("list saved cards for a checkout", "error", err)
		}
		c.cards = got.GetCards()
	}
	if c.form.Gift != "" {
		c.lookUpGift()
	}
}

// lookUpGift finds the gift card of the form. One that cannot pay is taken off with a word why; a wrong code is counted.
func (c *checkout) lookUpGift() {
	notWrong, err := c.p.Door().Guess(c.p.Visit)
	if err == nil {
		c.gift, err = c.shop.Needs.GiftCards.LookUp(c.p.Ctx, &giftcardv1.LookUpRequest{Code: c.form.Gift})
		if !errs.HasCode(err, "gift_card_unknown") {
			notWrong()
		}
	}
	why := ""
	switch {
	case errs.Unanswered(err):
		why = "We cannot look at gift cards just now. Try again in a moment, or pay another way."
	case err != nil:
		why = errs.As(err).Message
	case c.gift.GetState() != "good":
		why = "This gift card is " + c.gift.GetState() + "."
	case c.gift.GetAvailable() == 0:
		why = "There is nothing left on this gift card."
	case c.gift.GetCurrency() != c.cart.GetCurrency():
		why = "This gift card is in " + c.gift.GetCurrency() + " and cannot pay in " + c.cart.GetCurrency() + "."
	default:
		return
	}
	c.problems["gift_card"], c.form.Gift, c.gift = why, "", nil
}

// giftPays is what the gift card pays of a total.
func giftPays(g *giftcardv1.GiftCard, total int64) int64 { return min(g.GetAvailable(), total) }
