package gateway

import (
	"strings"
	"testing"
)

// keyed is a staff request with an Idempotency-Key.
func keyed(key, line, body string) request {
	r := staff(line, body)
	r.headers = []string{"Idempotency-Key: " + key}
	return r
}

func TestAdminGiftCards(t *testing.T) {
	t.Parallel()
	const issue, amount = "POST /v1/admin/gift-cards", `{"amount":{"amount":5000,"currency":"USD"},"expires_at":"2030-03-17T17:46:40Z","note":"for Ann"}`
	const shown = `"card_id":"81","last_four":"7Q2M","state":"good","issued":{"amount":5000,"currency":"USD"},"balance":{"amount":3000,"currency":"USD"},"held":{"amount":1000,"currency":"USD"},"available":{"amount":2000,"currency":"USD"}`
	run(t, []scenario{
		{name: "a new card", request: keyed("k", issue, amount), status: 201, has: []string{shown, `"code":"GOOD-CODE"`}, headers: map[string]string{"Location": "/v1/admin/gift-cards/81", "Idempotent-Replayed": "", "Cache-Control": "no-store"},
			asked: "Issue", with: `{"idempotency_key":"k","amount":{"amount":5000,"currency":"USD"},"expires_at":1900000000000000,"note":"for Ann"}`},
		{name: "the same card again", request: keyed("again", issue, amount), status: 201, has: []string{`"code":"GOOD-CODE"`}, headers: map[string]string{"Idempotent-Replayed": "true"}},
		{name: "without a key", request: staff(issue, amount), status: 422, has: []string{`"code":"idempotency_key_required"`}, asked: "!Issue"},
		{name: "of nothing", request: keyed("k", issue, `{"amount":{"amount":0,"currency":"USD"}}`), status: 422, has: []string{`"field":"amount"`}},
		{name: "of less than nothing", request: keyed("k", issue, `{"amount":{"amount":-1,"currency":"USD"}}`), status: 422, has: []string{`"field":"amount.amount"`}, asked: "!Issue"},
		{name: "of more than there is", request: keyed("k", issue, `{"amount":{"amount":9223372036854775807,"currency":"USD"}}`), status: 422, has: []string{`"field":"amount.amount"`}, asked: "!Issue"},
		{name: "of a currency in lower case, for a past that is none", request: keyed("k", issue, `{"amount":{"amount":1,"currency":"usd"},"expires_at":"soon","code":"MINE"}`), status: 422,
			has: []string{`"field":"amount.currency"`, `"field":"expires_at"`, `"field":"code"`}, asked: "!Issue"},
		{name: "all of them, without their codes", request: staff("GET /v1/admin/gift-cards?limit=1&cursor=82"), status: 200, has: []string{shown, `"next_cursor":"80"`}, lacks: []string{"GOOD-CODE"}, asked: "ListGiftCards", with: `{"cursor":"82","limit":1}`},
		{name: "one with its uses", request: staff("GET /v1/admin/gift-cards/81"), status: 200,
			has: []string{shown, `"uses":[{"order_id":"9001","state":"spent","amount":{"amount":2000,"currency":"USD"},"refunded":{"amount":500,"currency":"USD"},"at":"2023-11-14T22:13:20Z"}]`}},
		{name: "none", request: staff("GET /v1/admin/gift-cards/82"), status: 404},
		{name: "blocking", request: staff("POST /v1/admin/gift-cards/81/block"), status: 200, has: []string{`"state":"blocked"`}, asked: "Block", with: `"card_id":81`},
		{name: "blocking none", request: staff("POST /v1/admin/gift-cards/82/block"), status: 404},
	})
}

func TestAdminPayments(t *testing.T) {
	t.Parallel()
	received := func(order, body string) request {
		return staff("POST /v1/admin/payments/"+order+"/received", body)
	}
	run(t, []scenario{
		{name: "open ones", request: staff("GET /v1/admin/payments?cursor=c1"), status: 200, asked: "ListOpen", with: `{"cursor":"c1","limit":20}`,
			has: []string{`"order_id":"9001","user_id":"11","method":"bank_transfer","status":"requires_action","amount":{"amount":83000,"currency":"USD"}`, `"reference":"R-9001"`, `"next_cursor":"c2"`}},
		{name: "money has come", request: received("9001", `{"amount":{"amount":83000,"currency":"USD"},"note":"ANN R-9001"}`), status: 200, has: []string{`"status":"captured"`},
			asked: "MarkReceived", with: `{"user_id":11,"order_id":"9001","amount":{"amount":83000,"currency":"USD"},"note":"ANN R-9001"}`},
		{name: "another amount", request: received("9001", `{"amount":{"amount":82999,"currency":"USD"}}`), status: 409, has: []string{`"code":"amount_differs"`}},
		{name: "for an order that there is not", request: received("9002", `{"amount":{"amount":83000,"currency":"USD"}}`), status: 404, asked: "!MarkReceived"},
		{name: "a fraction of a cent", request: received("9001", `{"amount":{"amount":1.5,"currency":"USD"}}`), status: 422, has: []string{`"field":"amount.amount"`}, asked: "!MarkReceived"},
		{name: "an exponent", request: received("9001", `{"amount":{"amount":1e3,"currency":"USD"}}`), status: 422, has: []string{`"field":"amount.amount"`}, asked: "!MarkReceived"},
		{name: "less than nothing", request: received("9001", `{"amount":{"amount":-83000,"currency":"USD"}}`), status: 422, asked: "!MarkReceived"},
		{name: "no amount", request: received("9001", `{"note":"x"}`), status: 422, has: []string{`{"field":"amount","problem":"is required"}`}, asked: "!MarkReceived"},
		{name: "a note without end", request: received("9001", `{"amount":{"amount":1,"currency":"USD"},"note":"`+strings.Repeat("x", 201)+`"}`), status: 422, has: []string{`"field":"note"`}, asked: "!MarkReceived"},
		{name: "a refund is paid out", request: staff("POST /v1/admin/payments/9001/refunds/r1/paid"), status: 200, has: []string{`"refunds":[{"refund_id":"r1","amount":{"amount":500,"currency":"USD"},"status":"done"}]`},
			asked: "MarkRefunded", with: `{"user_id":11,"order_id":"9001","refund_id":"r1"}`},
		{name: "a refund of no order", request: staff("POST /v1/admin/payments/9002/refunds/r1/paid"), status: 404, asked: "!MarkRefunded"},
	})
}

func TestAdminRefunds(t *testing.T) {
	t.Parallel()
	const line = "POST /v1/admin/orders/9001/refunds"
	run(t, []scenario{
		{name: "an amount", request: keyed("k", line, `{"amount":{"amount":500,"currency":"USD"},"reason":"scratched"}`), status: 201, headers: map[string]string{"Location": "/v1/admin/orders/9001", "Idempotent-Replayed": ""},
			has:   []string{`"refunds":[{"refund_id":"r1","amount":{"amount":500,"currency":"USD"},"gateway":{"amount":500,"currency":"USD"},"gift_card":{"amount":0,"currency":"USD"},"status":"done","reason":"scratched","lines":[],"at":"2023-11-14T22:13:20Z"}]`},
			asked: "Refund", with: `{"user_id":11,"order_id":"9001","idempotency_key":"k","amount":500,"reason":"scratched"}`},
		{name: "again", request: keyed("again", line, `{"amount":{"amount":500,"currency":"USD"},"reason":"scratched"}`), status: 201, headers: map[string]string{"Idempotent-Replayed": "true"}},
		{name: "lines, whose seller is found", request: keyed("k", line, `{"lines":[{"product_id":"101","quantity":1}],"reason":"scratched"}`), status: 201, asked: "Refund", with: `"lines":[{"product_id":101,"seller_id":7,"quantity":1}]`,
			has: []string{`"lines":[{"product_id":"101","seller_id":"7","quantity":1}]`}},
		{name: "a line that was not bought", request: keyed("k", line, `{"lines":[{"product_id":"101","quantity":1},{"product_id":"102","quantity":1}],"reason":"x"}`), status: 422, has: []string{`{"field":"lines[1].product_id","problem":"is not in this order"}`}, asked: "!Refund"},
		{name: "a line of another seller", request: keyed("k", line, `{"lines":[{"product_id":"101","seller_id":"8","quantity":1}],"reason":"x"}`), status: 422, asked: "!Refund"},
		{name: "too much", request: keyed("k", line, `{"amount":{"amount":83451,"currency":"USD"},"reason":"x"}`), status: 409, has: []string{`"code":"over_refund"`}},
		{name: "yen for dollars", request: keyed("k", line, `{"amount":{"amount":500,"currency":"JPY"},"reason":"x"}`), status: 422, has: []string{`{"field":"amount.currency","problem":"must be the order's, USD"}`}, asked: "!Refund"},
		{name: "nothing", request: keyed("k", line, `{"amount":{"amount":0,"currency":"USD"},"reason":"x"}`), status: 422, has: []string{`"field":"amount.amount"`}, asked: "!Refund"},
		{name: "neither", request: keyed("k", line, `{"reason":"x"}`), status: 422, has: []string{`"field":"amount"`}, asked: "!Refund"},
		{name: "both", request: keyed("k", line, `{"amount":{"amount":1,"currency":"USD"},"lines":[{"product_id":"101","quantity":1}],"reason":"x"}`), status: 422, has: []string{`"field":"amount"`}, asked: "!Refund"},
		{name: "no reason", request: keyed("k", line, `{"amount":{"amount":1,"currency":"USD"}}`), status: 422, has: []string{`{"field":"reason","problem":"is required"}`}, asked: "!Refund"},
		{name: "quantities of nonsense", request: keyed("k", line, `{"lines":[{"product_id":"101","quantity":0},{"product_id":"101","quantity":2147483647},{"product_id":"101","quantity":1.5},{"product_id":"101","quantity":"1e3"}],"reason":"x"}`), status: 422, asked: "!Refund",
			has: []string{`"field":"lines[0].quantity"`, `"field":"lines[1].quantity"`, `"field":"lines[2].quantity"`, `"field":"lines[3].quantity"`}},
		{name: "without a key", request: staff(line, `{"amount":{"amount":1,"currency":"USD"},"reason":"x"}`), status: 422, has: []string{`"code":"idempotency_key_required"`}, asked: "!Refund"},
		{name: "of an order that there is not", request: keyed("k", "POST /v1/admin/orders/9002/refunds", `{"amount":{"amount":1,"currency":"USD"},"reason":"x"}`), status: 404, asked: "!Refund"},
	})
}

func TestAdminBooks(t *testing.T) {
	t.Parallel()
	run(t, []scenario{
		{name: "the books of an order", request: staff("GET /v1/admin/ledger/orders/9001"), status: 200, asked: "OrderBook", with: `{"user_id":11,"order_id":"9001"}`,
			has: []string{`{"items":[{"entry_id":"9001/sale","kind":"sale","at":"2023-11-14T22:13:20Z","postings":[{"account":"receivable","amount":{"amount":83450,"currency":"USD"}},{"account":"seller","seller_id":"7","amount":{"amount":-83450,"currency":"USD"}}]}]`}},
		{name: "the books of none", request: staff("GET /v1/admin/ledger/orders/9002"), status: 404, asked: "!OrderBook"},
		{name: "the balance", request: staff("GET /v1/admin/ledger/balance"), status: 200, has: []string{`{"account":"fees","balance":{"amount":-100,"currency":"USD"}}`}},
		{name: "sellers", request: staff("GET /v1/admin/sellers/balances?seller_id=7&limit=5"), status: 200, asked: "ListSellers", with: `{"seller_id":7,"limit":5}`,
			has: []string{`{"seller_id":"7","sales":{"amount":1000,"currency":"USD"},"fees":{"amount":100,"currency":"USD"},"refunds":{"amount":950,"currency":"USD"},"payable":{"amount":-50,"currency":"USD"}}`}},
		{name: "findings, before the first pass", request: staff("GET /v1/admin/reconciliation?open=true"), status: 200, asked: "ListFindings", with: `{"open_only":true,"limit":100}`, lacks: []string{`"last"`, "explained_at"},
			has: []string{`"findings":[{"kind":"charge_without_order","order_id":"9001","user_id":"11","detail":"834.50 USD"`}},
		{name: "a pass", request: staff("POST /v1/admin/reconciliation/run"), status: 200, has: []string{`{"at":"2023-11-14T22:13:20Z","orders":3,"charges":2,"open":1}`}},
		{name: "sagas of a state", request: staff("GET /v1/admin/sagas?state=needs_person"), status: 200, asked: "ListSagas", with: `{"limit":50,"state":"needs_person"}`, has: []string{`"kind":"place"`, `"started_at":"2023-11-14T22:13:20Z"`}},
		{name: "sagas of an order", request: staff("GET /v1/admin/sagas?order_id=9001"), status: 200, asked: "ListSagas", with: `"order_id":"9001"`},
		{name: "sagas of a state that there is not", request: staff("GET /v1/admin/sagas?state=lost"), status: 422, has: []string{`"field":"state"`}, asked: "!ListSagas"},
		{name: "a retry", request: staff("POST /v1/admin/sagas/9001/retry"), status: 200, asked: "RetrySaga", with: `{"user_id":11,"order_id":"9001"}`, has: []string{`"items":[{"order_id":"9001"`}},
		{name: "a retry of nothing", request: staff("POST /v1/admin/sagas/9002/retry"), status: 404, asked: "!RetrySaga"},
	})
}

func TestAdminMoves(t *testing.T) {
	t.Parallel()
	const line = "POST /v1/admin/inventory/101/moves"
	run(t, []scenario{
		{name: "a stock's history", request: staff("GET /v1/admin/inventory/101/ledger?limit=1"), status: 200, asked: "StockLedger", with: `{"product_id":101,"limit":1}`,
			has: []string{`{"items":[{"at":"2023-11-14T22:13:20Z","kind":"reserved","quantity":2,"warehouse_id":"3","seller_id":"7","order_id":"9001","version":5}],"next_cursor":"4"}`}},
		{name: "a move", request: keyed("peak", line, `{"from_warehouse_id":"3","to_warehouse_id":"4","quantity":5}`), status: 200, has: []string{`"from":{"warehouse_id":"3","seller_id":"7","available_qty":5`, `"to":{"warehouse_id":"4"`},
			asked: "MoveStock", with: `{"move_id":"staff:peak","product_id":101,"seller_id":7,"from_warehouse_id":3,"to_warehouse_id":4,"quantity":5}`},
		{name: "a move without a name", request: staff(line, `{"from_warehouse_id":"3","to_warehouse_id":"4","quantity":5}`), status: 200, asked: "MoveStock", with: `{"move_id":"`},
		{name: "too much", request: staff(line, `{"from_warehouse_id":"3","to_warehouse_id":"4","quantity":9}`), status: 409, has: []string{`"code":"not_enough_to_move"`}},
		{name: "on the spot", request: staff(line, `{"from_warehouse_id":"3","to_warehouse_id":"3","quantity":1}`), status: 422, has: []string{`"field":"to_warehouse_id"`}, asked: "!MoveStock"},
		{name: "of nonsense", request: staff(line, `{"from_warehouse_id":"x","quantity":-1}`), status: 422, has: []string{`"field":"from_warehouse_id"`, `"field":"to_warehouse_id"`, `"field":"quantity"`}, asked: "!MoveStock"},
		{name: "of a product that there is not", request: staff("POST /v1/admin/inventory/102/moves", `{"from_warehouse_id":"3","to_warehouse_id":"4","quantity":1}`), status: 404, asked: "!MoveStock"},
		{name: "hot", request: staff("PUT /v1/admin/inventory/101/hot", `{"until":"2030-03-17T17:46:40Z"}`), status: 204, asked: "SetHot", with: `{"product_id":101,"until":1900000000000000}`},
		{name: "no longer hot", request: staff("PUT /v1/admin/inventory/101/hot", `{}`), status: 204, asked: "SetHot", with: `{"product_id":101}`},
		{name: "hot until one day", request: staff("PUT /v1/admin/inventory/101/hot", `{"until":"one day"}`), status: 422, has: []string{`"field":"until"`}, asked: "!SetHot"},
	})
}

func TestAdminDrops(t *testing.T) {
	t.Parallel()
	run(t, []scenario{
		{name: "a new drop", request: staff("POST /v1/admin/drops", `{"product_id":"101","starts_at":"2030-03-17T17:46:40Z","limit_per_buyer":2,"waiting_room":true}`), status: 201,
			has: []string{`"state":"announced"`}, headers: map[string]string{"Location": "/v1/products/101/drop"}, asked: "CreateDrop", with: `{"drop":{"product_id":101,"starts_at":1900000000000000,"limit_per_buyer":2,"waiting_room":true}}`},
		{name: "a drop of nothing", request: staff("POST /v1/admin/drops", `{"product_id":"102"}`), status: 404, asked: "!CreateDrop"},
		{name: "a drop of nonsense", request: staff("POST /v1/admin/drops", `{"product_id":"x","limit_per_buyer":-1,"waiting_room":"yes","rate":5}`), status: 422, asked: "!CreateDrop",
			has: []string{`"field":"product_id"`, `"field":"limit_per_buyer"`, `"field":"waiting_room"`, `"field":"rate"`}},
		{name: "drops", request: staff("GET /v1/admin/drops"), status: 200, has: []string{`"joined":40,"admitted":8,"rate":12.5`}},
		{name: "what is not given stays", request: staff("PATCH /v1/admin/drops/101", `{"limit_per_buyer":0,"waiting_room":false}`), status: 200, asked: "UpdateDrop", with: `{"drop":{"product_id":101,"drop_id":91,"starts_at":1800000000000000,"ends_at":1900000000000000}}`},
		{name: "other times", request: staff("PATCH /v1/admin/drops/101", `{"starts_at":"2030-03-17T17:46:39Z","ends_at":"2030-03-17T17:46:41Z"}`), status: 200, asked: "UpdateDrop", with: `"starts_at":1899999999000000,"ends_at":1900000001000000,"limit_per_buyer":2,"waiting_room":true`},
		{name: "no drop to change", request: staff("PATCH /v1/admin/drops/102", `{"waiting_room":true}`), status: 404, asked: "!UpdateDrop"},
		{name: "the end", request: staff("POST /v1/admin/drops/101/end"), status: 200, has: []string{`"state":"ended"`}},
		{name: "the end of none", request: staff("POST /v1/admin/drops/102/end"), status: 404},
		{name: "a coupon for each, with others", request: staff("POST /v1/admin/coupons", `{"code":"ONCE","kind":"percent","percent":5,"max_per_user":1,"stackable":true}`), status: 201, has: []string{`"max_per_user":1,"stackable":true`}, asked: "CreateCoupon", with: `"max_per_user":1,"stackable":true`},
		{name: "a coupon for less than nobody", request: staff("POST /v1/admin/coupons", `{"code":"ONCE","kind":"percent","percent":5,"max_per_user":-1}`), status: 422, has: []string{`"field":"max_per_user"`}, asked: "!CreateCoupon"},
	})
}
