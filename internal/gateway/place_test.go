package gateway

import (
	"strings"
	"testing"

	"rialto/internal/platform/errs"
)

// paying is a checkout with these tenders, and with more fields of the body before them.
func paying(quote, tenders string, more ...string) request {
	return request{
		line: "POST /v1/orders", as: customerToken, headers: []string{"Idempotency-Key: key-1"},
		body: `{"quote_token":"` + quote + `",` + strings.Join(append(more, `"tenders":`+tenders), ",") + `}`,
	}
}

const (
	withCard     = `[{"method":"card","token":"tok_approve"}]`
	withGiftCard = `[{"method":"gift_card","code":"GOOD-CODE"}]`
)

func TestWaysToPay(t *testing.T) {
	t.Parallel()
	run(t, []scenario{
		{name: "a gift card and a card", request: paying("q-ok", `[{"method":"gift_card","code":"GOOD-CODE"},{"method":"card","token":"tok_approve","save":true}]`), status: 201,
			asked: "Place", with: `"tenders":[{"method":"gift_card","code":"GOOD-CODE"},{"method":"card","token":"tok_approve","save":true}]`,
			has: []string{
				`"tenders":[{"method":"gift_card","amount":{"amount":450,"currency":"USD"},"label":"Gift card ···· 7Q2M"},{"method":"card","amount":{"amount":83000,"currency":"USD"},"label":"Visa ···· 4242"}]`,
				`"refunds":[]`,
			}, lacks: []string{"GOOD-CODE"}},
		{name: "a saved card", request: paying("q-ok", `[{"method":"card","card_id":"81"}]`), status: 201, asked: "Place", with: `"tenders":[{"method":"card","card_id":81}]`},
		{name: "a bank transfer says where to and until when", request: paying("q-transfer", `[{"method":"bank_transfer"}]`), status: 202,
			has: []string{`"payment":{"status":"requires_action","method":"bank_transfer","refunded":{"amount":0,"currency":"USD"},"next_action":{"type":"bank_transfer","reference":"R-9001","account":"DE02 1203","pay_until":"2030-03-17T17:46:40Z"}}`}},
		{name: "cash on delivery", request: paying("q-ok", `[{"method":"cash_on_delivery"}]`), status: 201, asked: "Place", with: `"tenders":[{"method":"cash_on_delivery"}]`},
		{name: "a method that there is not", request: paying("q-ok", `[{"method":"shells"}]`), status: 422, has: []string{`"code":"method_unavailable"`}},
		{name: "three tenders", request: paying("q-ok", `[{"method":"card"},{"method":"card"},{"method":"card"}]`), status: 422, has: []string{`{"field":"tenders","problem":"must be a list of at most 2 items"}`}, asked: "!Place"},
		{name: "a card number is no field", request: paying("q-ok", `[{"method":"card","number":"4242424242424242"}]`), status: 422, has: []string{`"field":"tenders[0].number"`}, lacks: []string{"4242424242424242"}, asked: "!Place"},
		{name: "a card of letters", request: paying("q-ok", `[{"method":"card","card_id":"mine"}]`), status: 422, has: []string{`"field":"tenders[0].card_id"`}, asked: "!Place"},
		{name: "a negative card", request: paying("q-ok", `[{"method":"card","card_id":"-81"}]`), status: 422, asked: "!Place"},
		{name: "an amount of one's own", request: paying("q-ok", `[{"method":"card","token":"t","amount":1}]`), status: 422, has: []string{`"field":"tenders[0].amount"`}, asked: "!Place"},
		{name: "a code without end", request: paying("q-ok", `[{"method":"gift_card","code":"`+strings.Repeat("A", 101)+`"}]`), status: 422, has: []string{`"field":"tenders[0].code"`}, asked: "!Place"},
		{name: "an unknown code", request: paying("q-ok", `[{"method":"gift_card","code":"BAD"}]`), status: 422, has: []string{`"code":"gift_card_unknown"`}, lacks: []string{"BAD"}},
		{name: "once more, and through the waiting room", request: paying("q-ok", withCard, `"again":true`, `"ticket":"place-1"`), status: 201, asked: "Place", with: `"again":true,"ticket":"place-1"`},
		{name: "a ticket without end", request: paying("q-ok", withCard, `"ticket":"`+strings.Repeat("A", 501)+`"`), status: 422, asked: "!Place"},
	})
}

func TestOrdersThatAreNotBegun(t *testing.T) {
	t.Parallel()
	fails := func(err error) map[string]error { return map[string]error{"Place": err} }
	run(t, []scenario{
		{name: "the same again", request: placing("q-ok"), status: 409, has: []string{`"code":"duplicate_order"`, `"order_id":"9001"`, `\"again\": true`, "as order 9001"},
			fail: fails(errs.Conflict("duplicate_order", "Again?").With("order_id", "9001"))},
		{name: "a gift card that is too small", request: paying("q-ok", withGiftCard), status: 409, has: []string{`"code":"gift_card_short"`, `"available":{"amount":2000,"currency":"USD"}`},
			fail: fails(errs.Conflict("gift_card_short", "The card has 20.00 USD.").With("available", "2000").With("currency", "USD"))},
		{name: "a waiting room", request: placing("q-ok"), status: 409, has: []string{`"code":"waiting_room"`, `"product_id":"101"`}, headers: map[string]string{"Retry-After": "5"},
			fail: fails(errs.Conflict("waiting_room", "Wait.").With("product_id", "101"))},
		{name: "a drop that has not begun", request: placing("q-ok"), status: 409, has: []string{`"code":"drop_not_open"`, `"starts_at":"2026-01-01T00:01:30Z"`}, headers: map[string]string{"Retry-After": "91"},
			fail: fails(errs.Conflict("drop_not_open", "Not yet.").With("starts_at", "1767225690000000"))},
		{name: "a drop that begins this moment", request: placing("q-ok"), status: 409, headers: map[string]string{"Retry-After": "1"},
			fail: fails(errs.Conflict("drop_not_open", "Not yet.").With("starts_at", "1767225500000000"))},
		{name: "a drop of unknown start", request: placing("q-ok"), status: 409, headers: map[string]string{"Retry-After": "5"}, fail: fails(errs.Conflict("drop_not_open", "Not yet."))},
		{name: "too many for one buyer", request: placing("q-limit"), status: 409, has: []string{`"code":"purchase_limit"`, `"product_ids":"101"`, `"order":{"order_id":"9001"`}},
	})
}

// TestGuessingCodes: whoever guesses codes may do it by balances or by orders, and has one budget for both.
func TestGuessingCodes(t *testing.T) {
	t.Parallel()
	b := setup(t, limited)
	balance := func(token, code string) request {
		return request{line: "POST /v1/gift-cards/balance", as: token, body: `{"code":"` + code + `"}`}
	}
	for range 5 {
		if w := b.do(balance(customerToken, goodCode)); w.Code != 200 {
			t.Fatalf("a right code must cost nothing, yet it got %d %s", w.Code, w.Body)
		}
		if w := b.do(balance(customerToken, "BAD")); w.Code != 404 {
			t.Fatalf("got %d %s", w.Code, w.Body)
		}
		if w := b.do(paying("q-ok", `[{"method":"gift_card","code":"BAD"}]`)); w.Code != 422 {
			t.Fatalf("got %d %s", w.Code, w.Body)
		}
	}
	for name, r := range map[string]request{
		"a balance": balance(customerToken, goodCode), "a balance by somebody else at this address": balance(otherToken, goodCode),
		"a balance by nobody": balance("", goodCode), "an order": paying("q-ok", withGiftCard),
	} {
		w := b.do(r)
		if w.Code != 429 || !strings.Contains(w.Body.String(), `"code":"too_many_wrong_codes"`) || w.Header().Get("Retry-After") != "360" {
			t.Errorf("%s: %d %q %s", name, w.Code, w.Header().Get("Retry-After"), w.Body)
		}
	}
	if w := b.do(placing("q-ok")); w.Code != 201 {
		t.Errorf("an order without a code must go on, yet it got %d %s", w.Code, w.Body)
	}
}

func TestNoAnswerIsNoWrongCode(t *testing.T) {
	t.Parallel()
	b := setup(t, limited)
	b.shop.fail["LookUp"] = errs.Unavailable("down", "Down.")
	for range 20 {
		if w := b.do(request{line: "POST /v1/gift-cards/balance", as: customerToken, body: `{"code":"GOOD-CODE"}`}); w.Code != 503 {
			t.Fatalf("got %d %s", w.Code, w.Body)
		}
	}
}
