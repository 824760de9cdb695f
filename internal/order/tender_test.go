package order_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/commerce"
	"rialto/internal/order"
	"rialto/internal/order/ordertest"
	"rialto/internal/platform/errs"
)

// paid places the sample order (29.74 USD) with these tenders and expects it to be confirmed at once.
func (b *bundle) paid(tenders ...*orderv1.Tender) *orderv1.Order {
	b.Helper()
	b.quote("q", ordertest.WithCoupon(5))
	got, err := b.Place(b.Context(), paying(tenders...))
	b.must(err)
	if !got.GetSettled() || got.GetOrder().GetStatus() != "confirmed" {
		b.Fatalf("not confirmed: %v", got)
	}
	return got.GetOrder()
}

func told(o *orderv1.Order) string {
	var out []string
	for _, t := range o.GetTenders() {
		out = append(out, fmt.Sprintf("%s %d (%s)", t.GetMethod(), t.GetAmount(), t.GetLabel()))
	}
	return strings.Join(out, ", ")
}

func TestTheGiftCardPaysWhatItCanAndTheOtherTenderTheRest(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		balance int64
		tenders []*orderv1.Tender
		want    string
		charged int64
	}{
		"a part":                       {1000, []*orderv1.Tender{byCard, byGiftCard}, "gift_card 1000 (Gift card ···· 7Q2M), card 1974 (Visa ···· 4242)", 1974},
		"all, and no card is needed":   {2974, []*orderv1.Tender{byGiftCard}, "gift_card 2974 (Gift card ···· 7Q2M)", 0},
		"all, and the card is let off": {5000, []*orderv1.Tender{byGiftCard, byCard}, "gift_card 2974 (Gift card ···· 7Q2M)", 0},
		"nothing, for it is empty":     {0, []*orderv1.Tender{byGiftCard, byCard}, "card 2974 (Visa ···· 4242)", 2974},
		"no gift card":                 {0, []*orderv1.Tender{byCard}, "card 2974 (Visa ···· 4242)", 2974},
		"a saved card":                 {0, []*orderv1.Tender{{Method: "card", CardId: 3}}, "card 2974 (Visa ···· 4242)", 2974},
		"the rest in cash":             {1000, []*orderv1.Tender{byGiftCard, {Method: "cash_on_delivery"}}, "gift_card 1000 (Gift card ···· 7Q2M), cash_on_delivery 1974 ()", 1974},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(b *bundle) {
				b.shop.Cards.Issue(9, ordertest.Code, tc.balance)
				o := b.paid(tc.tenders...)
				if got := told(o); got != tc.want {
					t.Errorf("paid by %s, want %s", got, tc.want)
				}
				if p := b.shop.Bank.Of(o.GetOrderId()); p.GetAmount().GetAmount() != tc.charged {
					t.Errorf("the payment is %v", p)
				}
				b.balanced()
			})
		})
	}
}

func TestNeitherCodeNorTokenIsKept(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		o := b.paid(byGiftCard, byCard)
		rows, err := b.store.Audit(b.Context(), order.AuditCursor{}, 10)
		b.must(err)
		sagas, err := b.store.SagasOf(b.Context(), buyer, commerce.OrderID(o.GetOrderId()))
		b.must(err)
		text, err := json.Marshal([]any{rows, sagas, b.store.Events()})
		b.must(err)
		for _, secret := range []string{ordertest.Code, strings.ReplaceAll(ordertest.Code, "-", ""), ordertest.Approve} {
			if strings.Contains(string(text), secret) {
				t.Errorf("%s is kept", secret)
			}
		}
	})
}

func TestATokenOfDigitsThatIsNoCardNumberIsAToken(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q")
		got, err := b.Place(b.Context(), paying(&orderv1.Tender{Method: "card", Token: "4242424242424241"}))
		if err != nil || got.GetOrder() == nil {
			t.Errorf("%v, %v", got, err)
		}
	})
}

func TestTendersThatCannotPayAreRefusedAndNothingIsWritten(t *testing.T) {
	t.Parallel()
	expired := func(c *giftcardv1.GiftCard) { c.State = "expired" }
	blocked := func(c *giftcardv1.GiftCard) { c.State = "blocked" }
	euros := func(c *giftcardv1.GiftCard) { c.Currency = "EUR" }
	for name, tc := range map[string]struct {
		tenders []*orderv1.Tender
		change  func(*giftcardv1.GiftCard)
		code    string
	}{
		"too little on the gift card":      {[]*orderv1.Tender{byGiftCard}, nil, "gift_card_short"},
		"an unknown code":                  {[]*orderv1.Tender{{Method: "gift_card", Code: "WRONG"}, byCard}, nil, "gift_card_unknown"},
		"an expired gift card":             {[]*orderv1.Tender{byGiftCard, byCard}, expired, "gift_card_expired"},
		"a blocked gift card":              {[]*orderv1.Tender{byGiftCard, byCard}, blocked, "gift_card_unknown"},
		"a gift card in euros":             {[]*orderv1.Tender{byGiftCard, byCard}, euros, "gift_card_currency"},
		"a gift card without a code":       {[]*orderv1.Tender{{Method: "gift_card", Code: " - "}}, nil, "validation"},
		"a code without end":               {[]*orderv1.Tender{{Method: "gift_card", Code: strings.Repeat("X", 65)}}, nil, "validation"},
		"two gift cards":                   {[]*orderv1.Tender{byGiftCard, byGiftCard}, nil, "validation"},
		"two cards":                        {[]*orderv1.Tender{byCard, byCard}, nil, "validation"},
		"a card and a transfer":            {[]*orderv1.Tender{byCard, {Method: "bank_transfer"}}, nil, "validation"},
		"three tenders":                    {[]*orderv1.Tender{byGiftCard, byCard, byCard}, nil, "validation"},
		"token and saved card":             {[]*orderv1.Tender{{Method: "card", Token: "t", CardId: 3}}, nil, "validation"},
		"a card number":                    {[]*orderv1.Tender{{Method: "card", Token: "4242424242424242"}}, nil, "validation"},
		"a card number as printed":         {[]*orderv1.Tender{{Method: "card", Token: "3782-822463-10005"}}, nil, "validation"},
		"a saved card with a negative id":  {[]*orderv1.Tender{{Method: "card", CardId: -3}}, nil, "validation"},
		"a transfer with a token":          {[]*orderv1.Tender{{Method: "bank_transfer", Token: "t"}}, nil, "validation"},
		"cash with a saved card":           {[]*orderv1.Tender{{Method: "cash_on_delivery", CardId: 3}}, nil, "validation"},
		"cash to be kept":                  {[]*orderv1.Tender{{Method: "cash_on_delivery", Save: true}}, nil, "validation"},
		"a gift card with a token":         {[]*orderv1.Tender{{Method: "gift_card", Code: byGiftCard.Code, Token: "t"}, byCard}, nil, "validation"},
		"a card with a code":               {[]*orderv1.Tender{{Method: "card", Token: "t", Code: "X"}}, nil, "validation"},
		"a method that is not there":       {[]*orderv1.Tender{{Method: "barter"}}, nil, "method_unavailable"},
		"a good one and one that is wrong": {[]*orderv1.Tender{byGiftCard, {Method: "barter"}}, nil, "method_unavailable"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(b *bundle) {
				b.quote("q")
				if tc.change != nil {
					b.shop.Cards.Change(9, tc.change)
				}
				if _, err := b.Place(b.Context(), paying(tc.tenders...)); !errs.HasCode(err, tc.code) {
					t.Fatalf("got %v, want %s", err, tc.code)
				}
				if b.events() != "" {
					t.Errorf("events: %s", b.events())
				}
				if got := b.place(ordertest.Approve); got.GetOrder().GetStatus() != "confirmed" {
					t.Errorf("the key was used up: %v", got)
				}
			})
		})
	}
}

func TestAGiftCardThatWasEmptiedMeanwhileUndoesTheOrder(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*giftcardv1.GiftCard){
		"spent elsewhere": func(c *giftcardv1.GiftCard) { c.Balance = 999 },
		"expired":         func(c *giftcardv1.GiftCard) { c.State = "expired" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(b *bundle) {
				b.quote("q", ordertest.WithCoupon(5))
				b.line.Before("HoldCard", func() { b.shop.Cards.Change(9, change) })
				got, err := b.Place(b.Context(), paying(byGiftCard, byCard))
				b.must(err)
				if got.GetProblem().GetCode() != "gift_card_short" || got.GetOrder().GetStatus() != "canceled" {
					t.Errorf("got %v", got)
				}
				b.balanced()
			})
		})
	}
}

func TestASavedCardThatIsGoneIsADecline(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q")
		got, err := b.Place(b.Context(), paying(&orderv1.Tender{Method: "card", CardId: 404}))
		b.must(err)
		if got.GetProblem().GetCode() != "payment_declined" || got.GetProblem().GetDeclineCode() != "invalid_token" {
			t.Errorf("got %v", got)
		}
		b.balanced()
	})
}

func TestAKeyCoversTheTendersHoweverACodeIsTyped(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		second []*orderv1.Tender
		same   bool
	}{
		"the same":                 {[]*orderv1.Tender{byGiftCard, byCard}, true},
		"typed otherwise":          {[]*orderv1.Tender{{Method: "gift_card", Code: "gift card 0000 7q2m"}, byCard}, true},
		"another code":             {[]*orderv1.Tender{{Method: "gift_card", Code: "GIFT-CARD-0000-7Q2N"}, byCard}, false},
		"no gift card":             {[]*orderv1.Tender{byCard}, false},
		"a card to be kept":        {[]*orderv1.Tender{byGiftCard, {Method: "card", Token: ordertest.Approve, Save: true}}, false},
		"a saved card":             {[]*orderv1.Tender{byGiftCard, {Method: "card", CardId: 3}}, false},
		"cash instead of the card": {[]*orderv1.Tender{byGiftCard, {Method: "cash_on_delivery"}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(b *bundle) {
				b.paid(byGiftCard, byCard)
				got, err := b.Place(b.Context(), paying(tc.second...))
				if tc.same && (err != nil || !got.GetReplayed()) || !tc.same && !errs.HasCode(err, "idempotency_mismatch") {
					t.Errorf("got %v, %v", got, err)
				}
			})
		})
	}
}

func TestATwinThatEmptiedTheGiftCardIsJoined(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.shop.Cards.Issue(9, ordertest.Code, 2974)
		first := b.paid(byGiftCard)
		twin := paying(byGiftCard)
		twin.IdempotencyKey = "k2"
		got, err := b.Place(b.Context(), twin)
		if err != nil || !got.GetJoined() || got.GetOrder().GetOrderId() != first.GetOrderId() {
			t.Errorf("got %v, %v", got, err)
		}
	})
}

func TestEveryCouponIsTakenKeptAndGivenBack(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		token, state string
	}{"confirmed": {ordertest.Approve, "committed"}, "declined": {ordertest.Decline, "released"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(b *bundle) {
				b.shop.Prices.Coupon(6, 3)
				b.quote("q", ordertest.WithCoupon(5, 6))
				id := b.place(tc.token).GetOrder().GetOrderId()
				for _, coupon := range []int64{5, 6} {
					if got := b.shop.Prices.State(coupon, id); got != tc.state {
						t.Errorf("coupon %d is %q, want %q", coupon, got, tc.state)
					}
				}
				b.balanced()
			})
		})
	}
}

func TestStepsThatAnOrderDoesNotNeedCostNothing(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		tenders []*orderv1.Tender
		want    string
	}{
		"by card":      {[]*orderv1.Tender{byCard}, "ByKey GetQuote Admit SoldOut Recent Create Reserve Recheck Advance Authorize Commit Capture Update"},
		"by gift card": {[]*orderv1.Tender{byGiftCard}, "ByKey GetQuote Admit SoldOut Recent LookUp Create Reserve HoldCard Recheck Advance Commit SpendCard Update"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(b *bundle) {
				b.shop.Cards.Issue(9, ordertest.Code, 5000)
				b.quote("q")
				_, err := b.Place(b.Context(), paying(tc.tenders...))
				b.must(err)
				if got := strings.Join(b.line.Calls(), " "); got != tc.want {
					t.Errorf("calls\n got %s\nwant %s", got, tc.want)
				}
			})
		})
	}
}
