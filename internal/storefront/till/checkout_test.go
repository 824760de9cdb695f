package till

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	commercev1 "rialto/gen/rialto/commerce/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// shopping is somebody with a lamp in the cart, at the checkout.
func shopping(t *testing.T, who string) (*bench, url.Values) {
	t.Helper()
	b := setup(t).as(who)
	b.add("1", "2")
	return b, b.get("/checkout").is(200).form()
}

// quotedGuest has typed an address and seen the total.
func quotedGuest(t *testing.T) (*bench, url.Values) {
	t.Helper()
	b, form := shopping(t, "")
	return b, b.send("POST", "/checkout/quote", filledIn(form, guestAddress...)).is(200).form()
}

func (b *bench) buy(form url.Values, fields ...string) answer {
	b.t.Helper()
	return b.send("POST", "/checkout/place", filledIn(form, fields...))
}

func TestNobodyIsAskedWhoTheyAreBeforeTheCheckout(t *testing.T) {
	t.Parallel()
	setup(t).get("/checkout").redirects("/signin?next=%2Fcheckout")
}

func TestWithoutAnythingToBuyThereIsNoCheckout(t *testing.T) {
	t.Parallel()
	b := setup(t).as("ann")
	a := b.get("/checkout").redirects("/cart?notice=nothing-to-buy")
	b.get(a.To).says("There is nothing in your cart.")
	b.post("/checkout/quote").redirects("/cart?notice=nothing-to-buy")
	b.post("/checkout/place").redirects("/cart?notice=nothing-to-buy")
}

func TestTheAnswersToFormsHaveAnAddressToo(t *testing.T) {
	t.Parallel()
	b := setup(t).as("ann")
	b.get("/checkout/quote").redirects("/checkout")
	b.get("/checkout/place").redirects("/checkout")
}

func TestAGuestBuysWithPlainForms(t *testing.T) {
	t.Parallel()
	b, form := shopping(t, "")
	if b.quoted != 0 {
		t.Error("a quote was made for nobody's address")
	}
	a := b.send("POST", "/checkout/quote", filledIn(form, guestAddress...)).is(200).
		says("$40.00", "$2.00", "$4.99", "$46.99", "Standard delivery", "Two-day delivery", "Arrives by", "to Gus Guest, 2 Main St, Portland")
	form = a.form()
	if form.Get("region") != "OR" || form.Get("email") != "gus@example.org" {
		t.Errorf("the form came back as %v", form)
	}
	a = b.buy(form).redirects("/orders/9000?notice=ordered")
	b.get(a.To).is(200).says("Thank you!", "Order 9000", "2 Main St", "gus@example.org", "$46.99", "Create an account").
		has(`href="/register?next=%2Forders%2F9000"`)
	if o := b.orders[0]; o.Email != "gus@example.org" || o.Address.Region != "OR" || o.Total != 4699 {
		t.Errorf("ordered %v", o)
	}
}

func TestASavedAddressGivesTheTotalAtOnce(t *testing.T) {
	t.Parallel()
	b, form := shopping(t, "ann")
	if b.quoted != 1 || form.Get("address") != "5" {
		t.Fatalf("%d quotes, form %v", b.quoted, form)
	}
	b.buy(form).redirects("/orders/9000?notice=ordered")
	if o := b.orders[0]; o.Address.GetLine1() != "1 Pike St" || o.UserId != ann {
		t.Errorf("ordered %v", o)
	}
}

func TestABoxTickedSavesTheNewAddressOnce(t *testing.T) {
	t.Parallel()
	b, form := shopping(t, "ann")
	form = filledIn(form, guestAddress...)
	form = b.send("POST", "/checkout/quote", filledIn(form, "address", "new", "save_address", "yes", "update", "yes")).is(200).form()
	b.buy(form).redirects("/orders/9000?notice=ordered")
	b.buy(form).redirects("/orders/9000?notice=ordered")
	if got := b.addresses[ann]; len(got) != 2 || got[1].Address.GetCity() != "Portland" {
		t.Errorf("saved %v", got)
	}
	b.add("1", "1")
	form = b.get("/checkout").is(200).form()
	form = b.send("POST", "/checkout/quote", filledIn(filledIn(form, guestAddress...), "address", "new", "save_address", "yes")).is(200).form()
	b.buy(form).is(http.StatusSeeOther)
	if got := b.addresses[ann]; len(got) != 2 {
		t.Errorf("saved it twice: %v", got)
	}
}

func TestTheQuoteFollowsWhatIsChosen(t *testing.T) {
	t.Parallel()
	b, form := shopping(t, "ann")
	form = b.send("POST", "/checkout/quote", filledIn(form, "delivery", "two_day")).is(200).says("$12.99").form()
	if form.Get("delivery") != "two_day" {
		t.Errorf("delivery came back as %q", form.Get("delivery"))
	}
	a := b.send("POST", "/checkout/quote", filledIn(form, "coupon", "tenth")).is(200).says("Coupon TENTH", "−$4.00")
	b.buy(a.form()).is(http.StatusSeeOther)
	if o := b.orders[0]; o.Delivery != "two_day" || o.Coupon != "TENTH" {
		t.Errorf("ordered %v", o)
	}
}

func TestChoosingACardMakesNoNewQuote(t *testing.T) {
	t.Parallel()
	b, form := shopping(t, "ann")
	a := b.send("POST", "/checkout/quote", filledIn(form, "card", "tok_3ds")).is(200)
	if got := a.form(); b.quoted != 1 || got.Get("quote_token") != form.Get("quote_token") || got.Get("card") != "tok_3ds" {
		t.Errorf("%d quotes; the form came back as %v", b.quoted, got)
	}
}

func TestMistakesComeBackAtTheirFieldsWithEverythingTyped(t *testing.T) {
	t.Parallel()
	b, form := shopping(t, "")
	a := b.send("POST", "/checkout/quote", filledIn(form, "update", "yes", "email", "gus", "name", "Gus", "line1", "2 Main St", "region", "Or"))
	a.is(422).says("Please look at this again:", "The town is required.", "Please give an e-mail address such as").
		has(`href="#city"`, `href="#email"`, `id="city-error"`, `value="gus"`, `value="2 Main St"`)
	if b.quoted != 0 {
		t.Error("a quote was asked for an unfinished form")
	}
	a = b.send("POST", "/checkout/quote", filledIn(filledIn(form, guestAddress...), "region", "Cascadia"))
	a.is(422).says(`The state or region "Cascadia" is not the two-letter code of a US state`).has(`id="region-error"`, `value="Cascadia"`)
}

func TestAFormThatSendsItselfIsNotScoldedForWhatIsStillToCome(t *testing.T) {
	t.Parallel()
	b, form := shopping(t, "")
	b.send("POST", "/checkout/quote", filledIn(form, "name", "Gus")).is(200).silent("is required").has(`value="Gus"`)
}

func TestAnAddressOfSomebodyElseIsNoChoice(t *testing.T) {
	t.Parallel()
	b, form := shopping(t, "bob")
	b.send("POST", "/checkout/quote", filledIn(form, "address", "5")).is(422).says("This address is no longer saved.").silent("Pike St")
	b.send("POST", "/checkout/quote", filledIn(form, "address", "home")).is(422).says("Please choose an address.")
}

func TestWhatCannotBeHadIsTakenOffWithAWord(t *testing.T) {
	t.Parallel()
	b, form := shopping(t, "ann")
	b.coupons["OLD"] = errs.Invalid("coupon_expired", "The coupon OLD is not valid at this time.")
	a := b.send("POST", "/checkout/quote", filledIn(form, "coupon", "OLD")).is(422).
		says("The coupon OLD is not valid at this time. It was taken off.", "$46.99")
	b.buy(a.form()).redirects("/orders/9000?notice=ordered")

	b, form = shopping(t, "ann")
	a = b.send("POST", "/checkout/quote", filledIn(form, "delivery", "prime_one_day")).is(422).
		says("One-day delivery with Rialto Plus is not available for this order.", "$46.99")
	if got := a.form().Get("delivery"); got != "standard" {
		t.Errorf("delivery is %q", got)
	}
}

func TestWhatIsNoLongerSoldIsNamedWithAWayOut(t *testing.T) {
	t.Parallel()
	b, form := shopping(t, "ann")
	b.add("2", "1")
	b.products[2].Featured = nil
	a := b.send("POST", "/checkout/quote", form).is(409).says("Some of your cart is no longer sold.", "Oak desk", "No longer sold in this currency.").
		has(`name="adjust" value="2 0"`)
	b.send("POST", "/checkout/quote", filledIn(a.form(), "adjust", "2 0")).is(200).says("$46.99").silent("Oak desk")
}

func TestARoomThatIsSilentLosesNothing(t *testing.T) {
	t.Parallel()
	b, form := shopping(t, "")
	for _, err := range []error{errs.Unavailable("pricing_down", "Down."), errs.UnknownOutcome(errors.New("gone"), "quote"), errors.New("secret detail")} {
		b.failQuote = err
		b.send("POST", "/checkout/quote", filledIn(form, guestAddress...)).is(409).
			says("We could not work out the total just now.").silent("secret").has(`value="gus@example.org"`, `value="2 Main St"`)
	}
}

func TestNothingIsBoughtThatWasNotShown(t *testing.T) {
	t.Parallel()
	for name, change := range map[string][]string{
		"no total yet":            {"quote_token", ""},
		"another street":          {"line1", "3 Side St"},
		"another delivery":        {"delivery", "two_day"},
		"another coupon":          {"coupon", "TENTH"},
		"another e-mail":          {"email", "gus@example.com"},
		"no key":                  {"key", ""},
		"the mark of another one": {"asked", "0123"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, form := quotedGuest(t)
			a := b.buy(form, change...).is(200).says("Please look at the total, then place the order.")
			if b.placed != 0 {
				t.Fatal("it was ordered unseen")
			}
			b.buy(a.form()).redirects("/orders/9000?notice=ordered")
		})
	}
}

func TestACardThatIsNoneIsAskedForAgain(t *testing.T) {
	t.Parallel()
	b, form := quotedGuest(t)
	b.buy(form, "card", "4111111111111111").is(422).says("Please choose how to pay.").hasNo("4111111111111111")
	if b.placed != 0 {
		t.Error("it was sent on")
	}
}

func TestSendingAFormTwiceBuysOnce(t *testing.T) {
	t.Parallel()
	b, form := quotedGuest(t)
	for range 3 {
		b.buy(form).redirects("/orders/9000?notice=ordered")
	}
	if len(b.orders) != 1 {
		t.Errorf("%d orders", len(b.orders))
	}
}

func TestTheKeyStaysUntilItHasMadeAnOrder(t *testing.T) {
	t.Parallel()
	b, first := quotedGuest(t)
	second := b.send("POST", "/checkout/quote", filledIn(first, "delivery", "two_day")).is(200).form()
	if first.Get("key") == "" || first.Get("key") != second.Get("key") {
		t.Fatalf("keys %q and %q", first.Get("key"), second.Get("key"))
	}
	b.decide = func(*orderv1.Order, string) *orderv1.Problem { return nil } // it stays pending, and the cart full
	b.buy(first).redirects("/orders/9000")
	third := b.buy(second).is(409).says("An order was already sent from this page.").has(`href="/orders"`).form()
	if len(b.orders) != 1 {
		t.Fatalf("%d orders", len(b.orders))
	}
	b.buy(third).redirects("/orders/9001")
}

func TestAnotherCardAfterADeclineKeepsEverythingElse(t *testing.T) {
	t.Parallel()
	for token, words := range map[string]string{
		"tok_decline": "The bank declined this card.", "tok_insufficient_funds": "There is not enough money on this card.",
	} {
		b, form := quotedGuest(t)
		a := b.buy(form, "card", token).is(http.StatusPaymentRequired).says(words, "choose another card", "$46.99")
		again := a.form()
		if again.Get("key") == form.Get("key") || again.Get("quote_token") != form.Get("quote_token") || again.Get("line1") != "2 Main St" {
			t.Errorf("the form came back as %v", again)
		}
		b.buy(again, "card", "tok_approve").redirects("/orders/9001?notice=ordered")
		// The first form again is the first answer again.
		b.add("1", "1")
		b.buy(form, "card", token).is(http.StatusPaymentRequired).says(words)
		if len(b.orders) != 2 || b.quoted != 1+0 && b.quoted != 2 {
			t.Errorf("%d orders, %d quotes", len(b.orders), b.quoted)
		}
	}
}

func TestAPriceThatMovedIsShownOldBesideNewAndAcceptedByOneClick(t *testing.T) {
	t.Parallel()
	b, form := quotedGuest(t)
	b.decide = func(o *orderv1.Order, _ string) *orderv1.Problem {
		if len(b.orders) > 1 {
			confirm(o)
			return nil
		}
		b.product(1, "Brass lamp", 2500)
		fresh, err := b.town.quote(o.UserId, o.Address, o.Delivery, o.Email)
		if err != nil {
			t.Error(err)
		}
		return &orderv1.Problem{Code: "price_changed", Detail: "The price changed.", FreshQuoteToken: fresh.GetQuoteId(), Changed: []*pricingv1.LineChange{
			{ProductId: 1, Reason: "price", OldAmount: 2000, NewAmount: 2500}, {Reason: "tax", OldAmount: 200, NewAmount: 250},
			{Reason: "coupon", OldAmount: 400, NewAmount: 0},
		}}
	}
	a := b.buy(form).is(409).says("Brass lamp costs $25.00 instead of $20.00.", "The tax is $2.50 instead of $2.00.",
		"The coupon takes off $0.00 instead of $4.00.", "Nothing was charged", "$57.49")
	again := a.form()
	if again.Get("key") == form.Get("key") || again.Get("quote_token") != "quote-2" || b.quoted != 1 {
		t.Errorf("the form came back as %v", again)
	}
	b.buy(again).redirects("/orders/9001?notice=ordered")
	if o := b.orders[1]; o.Total != 5749 || o.Address.City != "Portland" {
		t.Errorf("ordered %v", o)
	}
}

func TestWhatIsSoldOutIsNamedAndCanBeLoweredOrLeft(t *testing.T) {
	t.Parallel()
	gone := &orderv1.Problem{Code: "out_of_stock", Detail: "Not enough.", ProductIds: []int64{1}}
	for name, refuse := range map[string]func(*bench){
		"when reserved":   func(b *bench) { b.decide = func(*orderv1.Order, string) *orderv1.Problem { return gone } },
		"before anything": func(b *bench) { b.failPlace = errs.Conflict("out_of_stock", "Gone.").With("product_ids", "1") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, form := quotedGuest(t)
			b.add("2", "1")
			form = b.send("POST", "/checkout/quote", filledIn(form, "update", "yes")).is(200).form()
			b.sellable[1] = 1
			refuse(b)
			a := b.buy(form).is(409).says("There is not enough left of what you want.", "Only 1 left.", "Brass lamp").
				has(`name="adjust" value="1 1"`, `name="adjust" value="1 0"`, `value="gus@example.org"`)
			b.decide, b.failPlace = byToken, nil
			lowered := b.send("POST", "/checkout/quote", filledIn(a.form(), "adjust", "1 1")).is(200).says("$20.00").silent("Only 1 left.")
			left := b.send("POST", "/checkout/quote", filledIn(lowered.form(), "adjust", "1 0")).is(200).silent("Brass lamp")
			b.buy(left.form()).is(http.StatusSeeOther)
			if o := b.orders[len(b.orders)-1]; len(o.Items) != 1 || o.Items[0].ProductId != 2 {
				t.Errorf("ordered %v", o.Items)
			}
		})
	}
}

func TestNoAdjustmentIsTakenFromNonsense(t *testing.T) {
	t.Parallel()
	b, form := shopping(t, "ann")
	for _, bad := range []string{"1 x", "x 1", "1 -1", "1 1000", "1 1 1"} {
		b.send("POST", "/checkout/quote", filledIn(form, "adjust", bad)).is(422)
	}
	b.send("POST", "/checkout/quote", filledIn(form, "adjust", "77 0")).is(200)
}

func TestAQuoteThatHasExpiredIsAskedAnewAtOnce(t *testing.T) {
	t.Parallel()
	b, form := quotedGuest(t)
	b.quotes[form.Get("quote_token")].ExpiresAt = commerce.Micros(time.Now())
	a := b.buy(form).is(409).says("The total was only held for a while", "$46.99")
	b.buy(a.form()).redirects("/orders/9000?notice=ordered")
}

func TestAQuoteOfSomebodyElseIsAskedAnew(t *testing.T) {
	t.Parallel()
	b, form := shopping(t, "ann")
	b.as("bob").add("1", "1")
	a := b.buy(form).is(422).says("This address is no longer saved.").silent("Pike St")
	form = b.send("POST", "/checkout/quote", filledIn(filledIn(a.form(), guestAddress...), "address", "new")).is(200).form()
	b.quotes[form.Get("quote_token")].UserId = ann
	b.buy(form).is(409).says("Here is what it comes to now.")
}

func TestACouponThatRanOutMeanwhileIsTakenOff(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"coupon_used_up", "coupon_expired"} {
		b, form := quotedGuest(t)
		form = b.send("POST", "/checkout/quote", filledIn(form, "coupon", "TENTH")).is(200).says("$42.79").form()
		b.decide = func(*orderv1.Order, string) *orderv1.Problem {
			return &orderv1.Problem{Code: code, Detail: "The coupon is used up."}
		}
		a := b.buy(form).is(409).says("The coupon is used up. Nothing was charged. Here is the total without it.", "$46.99").silent("Coupon TENTH")
		b.decide = byToken
		b.buy(a.form()).redirects("/orders/9001?notice=ordered")
	}
}

func TestACheckoutThatEndedOtherwiseCanBeTriedAgain(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"checkout_expired", "checkout_failed", "canceled_by_buyer", "something_new"} {
		b, form := quotedGuest(t)
		b.decide = func(*orderv1.Order, string) *orderv1.Problem {
			return &orderv1.Problem{Code: code, Detail: "It was closed."}
		}
		a := b.buy(form).is(409).says("It was closed. Your cart is as it was: you can try again.")
		b.decide = byToken
		b.buy(a.form()).redirects("/orders/9001?notice=ordered")
	}
}

func TestNoAnswerIsNoNoAndTheSameFormIsSentAgain(t *testing.T) {
	t.Parallel()
	b, form := quotedGuest(t)
	b.failPlace = errs.UnknownOutcome(errors.New("connection reset"), "place")
	a := b.buy(form).is(503).says("We have no answer yet", "never bought twice").silent("connection reset")
	again := a.form()
	if again.Get("key") != form.Get("key") || again.Get("quote_token") != form.Get("quote_token") {
		t.Fatalf("the form came back as %v", again)
	}
	b.failPlace = nil
	b.buy(again).redirects("/orders/9000?notice=ordered")
}

func TestABankThatAsksIsGoneToAndLeadsBack(t *testing.T) {
	t.Parallel()
	b, form := quotedGuest(t)
	b.buy(form, "card", "tok_3ds").redirects("/sandbox/3ds/ch_1?return=%2Forders%2F9000")
	b.get("/orders/9000").is(200).says("Your bank asks you to approve the payment.", "Approve the payment", "Waiting for your approval").
		has(`href="/sandbox/3ds/ch_1?return=%2Forders%2F9000"`)
	b.orders[0].Payment.NextActionUrl = "https://bank.test/approve"
	b.get("/orders/9000").has(`href="https://bank.test/approve"`)
	b.orders[0].Payment.NextActionUrl = "javascript:alert(1)"
	b.get("/orders/9000").hasNo("javascript:")
}

func TestAPaymentThatTakesLongerIsWatchedOnTheOrdersPage(t *testing.T) {
	t.Parallel()
	b, form := quotedGuest(t)
	b.buy(form, "card", "tok_late_webhook").redirects("/orders/9000")
	b.get("/orders/9000").is(200).says("We are checking the payment.", "Checking the payment").has(`data-events="/orders/9000/events"`)
}

func TestAnOrderThatCameToNothingFillsTheNextForm(t *testing.T) {
	t.Parallel()
	b, form := quotedGuest(t)
	b.buy(form, "card", "tok_decline").is(402)
	b.get("/orders/9000").says("Payment declined").has(`href="/checkout?again=9000"`)
	next := b.get("/checkout?again=9000").is(200).says("$46.99").form()
	if next.Get("email") != "gus@example.org" || next.Get("line1") != "2 Main St" {
		t.Errorf("the form is %v", next)
	}
	b.as("bob").add("1", "1")
	b.get("/checkout?again=9000").is(404)
}

func TestAnAccountsOrderAgainTakesTheSavedAddressItHad(t *testing.T) {
	t.Parallel()
	b, form := shopping(t, "ann")
	b.buy(form, "card", "tok_decline").is(402)
	if got := b.get("/checkout?again=9000").is(200).form().Get("address"); got != "5" {
		t.Errorf("address %q", got)
	}
	b.orders[0].Address = &commercev1.Address{Name: "Ann", Line1: "9 Elsewhere", City: "Oslo", Country: "NO"}
	if got := b.get("/checkout?again=9000").is(200).form(); got.Get("address") != "new" || got.Get("line1") != "9 Elsewhere" {
		t.Errorf("the form is %v", got)
	}
}

func TestASessionThatEndsInMidCheckoutLosesNothing(t *testing.T) {
	t.Parallel()
	b, form := shopping(t, "ann")
	form = filledIn(form, "coupon", "TENTH", "card", "tok_3ds")
	b.mu.Lock()
	delete(b.sessions, "ann")
	b.mu.Unlock()
	a := b.send("POST", "/checkout/quote", form).is(401).says("Sign in to go on")
	for _, field := range []string{"coupon", "card", "address", "key", "quote_token"} {
		a.has(`name="` + field + `" value="` + form.Get(field) + `"`)
	}
	again := b.send("POST", "/signin", filledIn(form, "signin_email", "ann@example.org", "signin_password", "x", "signin_next", "/checkout/quote", "signin_again", "yes"))
	if again.Code != http.StatusTemporaryRedirect || again.To != "/checkout/quote" {
		t.Fatalf("answered %d to %q", again.Code, again.To)
	}
	b.send("POST", again.To, form).is(200).says("Coupon TENTH")
}

func TestNoAddressOfAPageHoldsAnythingPersonal(t *testing.T) {
	t.Parallel()
	b, form := quotedGuest(t)
	a := b.buy(form, "card", "tok_decline")
	for _, part := range []string{"gus", "Main", "97201"} {
		for _, href := range strings.Split(a.Body, `href="`)[1:] {
			if at, _, _ := strings.Cut(href, `"`); strings.Contains(at, part) {
				t.Errorf("a link holds %q: %s", part, at)
			}
		}
		if strings.Contains(b.log.String(), part) {
			t.Errorf("the log holds %q: %s", part, b.log.String())
		}
	}
}
