package gateway

import (
	"strings"
	"testing"
)

func TestPaymentMethods(t *testing.T) {
	t.Parallel()
	run(t, []scenario{
		{name: "with one's own cards", request: request{line: "GET /v1/payment-methods", as: customerToken}, status: 200, asked: "ListCards", with: `"user_id":11`, headers: map[string]string{"Cache-Control": "no-store"},
			has: []string{
				`"methods":[{"method":"card","title":"Card"},{"method":"gift_card","title":"Gift card"},{"method":"bank_transfer","title":"Bank transfer"},{"method":"cash_on_delivery","title":"Cash on delivery"}]`,
				`"cards":[{"card_id":"81","brand":"visa","last_four":"4242","saved_at":"2023-11-14T22:13:20Z"}]`,
			}},
		{name: "a guest has no cards", request: request{line: "GET /v1/payment-methods", headers: []string{"X-Cart-Token: " + guestToken}}, status: 200, has: []string{`"cards":[]`}},
		{name: "forgetting a card", request: request{line: "DELETE /v1/payment-methods/81", as: customerToken}, status: 204, asked: "RemoveCard", with: `{"user_id":11,"card_id":81}`},
		{name: "another's card is not found", request: request{line: "DELETE /v1/payment-methods/81", as: otherToken}, status: 404, asked: "RemoveCard", with: `{"user_id":12,"card_id":81}`},
		{name: "a card of letters", request: request{line: "DELETE /v1/payment-methods/visa", as: customerToken}, status: 422, has: []string{`"field":"card_id"`}, asked: "!RemoveCard"},
	})
}

func TestGiftCardBalance(t *testing.T) {
	t.Parallel()
	ask := func(body string) request { return request{line: "POST /v1/gift-cards/balance", body: body} }
	run(t, []scenario{
		{name: "for whoever has the code", request: ask(`{"code":"GOOD-CODE"}`), status: 200, headers: map[string]string{"Cache-Control": "no-store"},
			has: []string{`{"last_four":"7Q2M","available":{"amount":2000,"currency":"USD"},"expires_at":"2030-03-17T17:46:40Z"}`}, lacks: []string{"for Ann", "81", "GOOD"}},
		{name: "an unknown code", request: ask(`{"code":"BAD-CODE"}`), status: 404, has: []string{`"code":"gift_card_unknown"`}, lacks: []string{"BAD-CODE"}},
		{name: "no code", request: ask(`{}`), status: 422, has: []string{`{"field":"code","problem":"is required"}`}, asked: "!LookUp"},
		{name: "an empty code", request: ask(`{"code":""}`), status: 422, asked: "!LookUp"},
		{name: "a number", request: ask(`{"code":1234}`), status: 422, has: []string{`"field":"code"`}, lacks: []string{"1234"}, asked: "!LookUp"},
		{name: "a code without end", request: ask(`{"code":"` + strings.Repeat("A", 101) + `"}`), status: 422, asked: "!LookUp"},
		{name: "a code in the address", request: request{line: "GET /v1/gift-cards/balance?code=GOOD-CODE"}, status: 405, asked: "!LookUp"},
	})
}
