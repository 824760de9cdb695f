package gateway

import (
	"context"
	"strings"
	"testing"

	"rialto/internal/platform/errs"
)

func placing(token string, more ...string) request {
	return request{
		line: "POST /v1/orders", as: customerToken, headers: append([]string{"Idempotency-Key: key-1"}, more...),
		body: `{"quote_token":"` + token + `","tenders":[{"method":"card","token":"tok_approve"}]}`,
	}
}

func TestQuote(t *testing.T) {
	t.Parallel()
	address := `{"address":{"name":"Ann","line1":"1 Pike St","city":"Seattle","region":"WA","postal_code":"98101","country":"US"},"delivery":"standard"`
	run(t, []scenario{
		{name: "a quote", request: request{line: "POST /v1/checkout/quote", as: customerToken, body: address + `,"coupon":"SAVE10"}`}, status: 200,
			has: []string{
				`"quote_token":"q-ok"`, `"subtotal":{"amount":75864,"currency":"USD"}`, `"total":{"amount":84049,"currency":"USD"}`,
				`"changed":[{"product_id":"101","reason":"price","old":{"amount":70000,"currency":"USD"},"new":{"amount":75864,"currency":"USD"}}]`,
				`"delivery_options":[{"method":"standard","cost":{"amount":599,"currency":"USD"},"arrives_by":"2030-03-17T17:46:40Z"}]`,
				`"expires_at":"2030-03-17T17:46:40Z"`, `"coupons":[{"code":"SAVE10","discount":{"amount":7586,"currency":"USD"}}]`,
			}, asked: "Quote", with: `"coupon":"SAVE10"`},
		{name: "several coupons", request: request{line: "POST /v1/checkout/quote", as: customerToken, body: `{"address_id":"61","coupon":"SAVE10, ONCE"}`}, status: 200, asked: "Quote", with: `"coupon":"SAVE10, ONCE"`},
		{name: "by a saved address", request: request{line: "POST /v1/checkout/quote", as: customerToken, body: `{"address_id":"61"}`}, status: 200, asked: "Quote", with: `{"user_id":11,"address_id":61}`},
		{name: "a guest must say where mail goes", request: request{line: "POST /v1/checkout/quote", headers: []string{"X-Cart-Token: " + guestToken}, body: address + `}`}, status: 422, has: []string{`"code":"email_required"`}},
		{name: "a guest who does", request: request{line: "POST /v1/checkout/quote", headers: []string{"X-Cart-Token: " + guestToken}, body: address + `,"email":"g@example.test"}`}, status: 200},
		{name: "nobody", request: request{line: "POST /v1/checkout/quote", body: address + `}`}, status: 401, asked: "!Quote"},
		{name: "an unknown delivery", request: request{line: "POST /v1/checkout/quote", as: customerToken, body: `{"address_id":"61","delivery":"drone"}`}, status: 422, has: []string{`"field":"delivery"`}},
		{name: "half an address", request: request{line: "POST /v1/checkout/quote", as: customerToken, body: `{"address":{"name":"Ann"}}`}, status: 422,
			has: []string{`{"field":"address.line1","problem":"is required"}`, `"field":"address.city"`, `"field":"address.country"`}},
	})
}

func TestPlaceOrder(t *testing.T) {
	t.Parallel()
	withBody := func(body string) request {
		return request{line: "POST /v1/orders", as: customerToken, headers: []string{"Idempotency-Key: key-1"}, body: body}
	}
	run(t, []scenario{
		{name: "settled", request: placing("q-ok"), status: 201,
			has: []string{
				`"order_id":"9001","status":"confirmed","subtotal":{"amount":75864,"currency":"USD"}`,
				`"items":[{"product_id":"101","title":"Headphones","quantity":1,"unit_price":{"amount":75864,"currency":"USD"},"seller_id":"7"}]`,
				`"payment":{"status":"captured","method":"card","refunded":{"amount":0,"currency":"USD"}}`, `"timeline":[{"at":"2023-11-14T22:13:20Z","what":"order.placed"}]`,
			}, lacks: []string{"next_action", "ann@example.test"},
			headers: map[string]string{"Location": "/v1/orders/9001", "Idempotent-Replayed": "", "Cache-Control": "no-store"},
			asked:   "Place", with: `{"user_id":11,"idempotency_key":"key-1","quote_token":"q-ok","tenders":[{"method":"card","token":"tok_approve"}],"wait_ms":3000}`},
		{name: "one tender as payment", request: withBody(cardOrder), status: 201, asked: "Place", with: `"tenders":[{"method":"card","token":"tok_approve"}]`},
		{name: "the buyer must act", request: placing("q-3ds"), status: 202,
			has: []string{`"status":"pending"`, `"next_action":{"type":"redirect","url":"/sandbox/3ds/1"}`}, headers: map[string]string{"Location": "/v1/orders/9001"}},
		{name: "declined", request: placing("q-declined"), status: 402,
			has: []string{`"code":"payment_declined"`, `"meta":{"decline_code":"card_declined"}`, `"order":{"order_id":"9001","status":"canceled"`}, headers: map[string]string{"Location": ""}},
		{name: "sold out", request: placing("q-out"), status: 409, has: []string{`"code":"out_of_stock"`, `"product_ids":"101,102"`, `"order":{"order_id":"9001"`}},
		{name: "a moved price", request: placing("q-price"), status: 409,
			has: []string{`"code":"price_changed"`, `"quote_token":"q-fresh"`, `"changed":[{"product_id":"101","reason":"price","old":{"amount":75864,"currency":"USD"},"new":{"amount":80000,"currency":"USD"}}]`}},
		{name: "an unknown quote", request: placing("q-none"), status: 404, has: []string{`"code":"quote_not_found"`}},
		{name: "an expired quote", request: placing("q-ok"), status: 409, has: []string{`"code":"quote_expired"`}, fail: map[string]error{"Place": errs.Conflict("quote_expired", "This quote has expired.")}},
		{name: "the key is required", request: request{line: "POST /v1/orders", as: customerToken, body: cardOrder}, status: 422, has: []string{`"code":"idempotency_key_required"`}, asked: "!Place"},
		{name: "no tender", request: withBody(`{"quote_token":"q-ok"}`), status: 422, has: []string{`"field":"tenders"`}, asked: "!Place"},
		{name: "an empty list of tenders", request: withBody(`{"quote_token":"q-ok","tenders":[]}`), status: 422, has: []string{`"field":"tenders"`}, asked: "!Place"},
		{name: "both forms of tender", request: withBody(`{"quote_token":"q-ok","payment":{"method":"card"},"tenders":[{"method":"card"}]}`), status: 422, has: []string{`"field":"payment"`}},
		{name: "a price of one's own", request: withBody(`{"quote_token":"q-ok","payment":{"method":"card","token":"t"},"total":1}`), status: 422, has: []string{`"field":"total"`}, asked: "!Place"},
		{name: "nobody", request: request{line: "POST /v1/orders", headers: []string{"Idempotency-Key: k"}, body: cardOrder}, status: 401, asked: "!Place"},
		{name: "no answer is not a no", request: placing("q-ok"), status: 503, has: []string{`"code":"unknown_outcome"`}, headers: map[string]string{"Retry-After": "2"},
			fail: map[string]error{"Place": errs.UnknownOutcome(nil, "place the order")}},
		{name: "too late an answer is not a no either", request: placing("q-ok"), status: 503, has: []string{`"code":"timeout"`, "same key"}, fail: map[string]error{"Place": context.DeadlineExceeded}},
	})
}

func TestReplays(t *testing.T) {
	t.Parallel()
	for token, status := range map[string]int{"q-ok": 201, "q-3ds": 202, "q-declined": 402, "q-price": 409} {
		b := setup(t)
		first, second := b.do(placing(token)), b.do(placing(token))
		if first.Code != status || second.Code != status || first.Body.String() != second.Body.String() {
			t.Errorf("%s: %d %s, then %d %s", token, first.Code, first.Body, second.Code, second.Body)
		}
		if first.Header().Get("Idempotent-Replayed") != "" || second.Header().Get("Idempotent-Replayed") != "true" {
			t.Errorf("%s: Idempotent-Replayed %q, then %q", token, first.Header().Get("Idempotent-Replayed"), second.Header().Get("Idempotent-Replayed"))
		}
	}
}

func TestErrorsThatAreNotOursStayHidden(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.shop.fail["Place"] = errSecret{}
	w := b.do(placing("q-ok"))
	if w.Code != 500 || strings.Contains(w.Body.String(), "secret") || !strings.Contains(w.Body.String(), `"code":"internal"`) {
		t.Fatalf("got %d %s", w.Code, w.Body)
	}
}

type errSecret struct{}

func (errSecret) Error() string { return "secret: pq: relation orders does not exist" }

func TestOrders(t *testing.T) {
	t.Parallel()
	run(t, []scenario{
		{name: "own order", request: request{line: "GET /v1/orders/9001", as: customerToken}, status: 200, has: []string{`"shipments":[{"shipment_id":"71"`}},
		{name: "an unknown order", request: request{line: "GET /v1/orders/9002", as: customerToken}, status: 404, has: []string{`"code":"order_not_found"`}},
		{name: "an order id without end", request: request{line: "GET /v1/orders/" + strings.Repeat("9", 50), as: customerToken}, status: 422, asked: "!Get"},
		{name: "a page of orders", request: request{line: "GET /v1/orders?cursor=9002&limit=1", as: customerToken}, status: 200, has: []string{`"items":[{"order_id":"9001"`, `"next_cursor":"9001"`},
			asked: "List", with: `{"user_id":11,"cursor":"9002","limit":1}`},
		{name: "cancel", request: request{line: "POST /v1/orders/9001/cancel", as: customerToken, headers: []string{"Idempotency-Key: k"}}, status: 200,
			has: []string{`"status":"canceled"`}, headers: map[string]string{"Idempotent-Replayed": ""}},
		{name: "cancel again", request: request{line: "POST /v1/orders/9001/cancel", as: customerToken, headers: []string{"Idempotency-Key: again"}}, status: 200, headers: map[string]string{"Idempotent-Replayed": "true"}},
		{name: "cancel without a key", request: request{line: "POST /v1/orders/9001/cancel", as: customerToken}, status: 422, has: []string{`"code":"idempotency_key_required"`}, asked: "!Cancel"},
		{name: "cancel too late", request: request{line: "POST /v1/orders/9001/cancel", as: customerToken, headers: []string{"Idempotency-Key: k"}}, status: 409,
			fail: map[string]error{"Cancel": errs.Conflict("already_shipped", "It has left.")}, has: []string{`"code":"already_shipped"`}},
		{name: "tracking", request: request{line: "GET /v1/orders/9001/tracking", as: customerToken}, status: 200,
			has: []string{`"status":"shipped"`, `"tracking_number":"RX71"`, `"carrier":"rialto","scans":[{"at":"2023-11-14T22:13:20Z","what":"picked_up"}]`}},
	})
}
