package gateway

import (
	"strings"
	"testing"
	"time"

	"rialto/internal/platform/errs"
)

func TestDropsAndTheirQueues(t *testing.T) {
	t.Parallel()
	const place = `{"ticket":"place-1","admitted":false,"ahead":7,"wait_ms":3000,"ask_again_ms":1000,"starts_at":"2027-01-15T08:00:00Z"}`
	run(t, []scenario{
		{name: "a drop", request: request{line: "GET /v1/products/101/drop"}, status: 200, lacks: []string{"joined", "rate"},
			has: []string{`{"product_id":"101","starts_at":"2027-01-15T08:00:00Z","ends_at":"2030-03-17T17:46:40Z","limit_per_buyer":2,"waiting_room":true,"state":"open"}`}},
		{name: "no drop", request: request{line: "GET /v1/products/102/drop"}, status: 404, has: []string{`"code":"drop_not_found"`}},
		{name: "a place", request: request{line: "POST /v1/products/101/queue", as: customerToken}, status: 200, has: []string{place}, asked: "Join", with: `{"product_id":101,"user_id":11}`},
		{name: "a place makes a guest", request: request{line: "POST /v1/products/101/queue"}, status: 200, asked: "Join", with: `"user_id":501`, headers: map[string]string{"X-Cart-Token": "guest-1"}},
		{name: "no place where there is no drop", request: request{line: "POST /v1/products/102/queue", as: customerToken}, status: 404, has: []string{`"code":"drop_not_found"`}},
		{name: "where one stands", request: request{line: "GET /v1/products/101/queue?ticket=place-1", as: customerToken}, status: 200, has: []string{place}, asked: "Join", with: `"user_id":11`},
		{name: "where somebody else stands", request: request{line: "GET /v1/products/101/queue?ticket=place-2", as: customerToken}, status: 404, has: []string{`"code":"ticket_not_found"`}, lacks: []string{"place-1"}},
		{name: "without a ticket", request: request{line: "GET /v1/products/101/queue", as: customerToken}, status: 422, has: []string{`{"field":"ticket","problem":"is required"}`}, asked: "!Join"},
		{name: "nobody", request: request{line: "GET /v1/products/101/queue?ticket=place-1"}, status: 401, asked: "!Join"},
		{name: "a product of letters", request: request{line: "POST /v1/products/lamp/queue", as: customerToken}, status: 422, has: []string{`"field":"product_id"`}, asked: "!Join"},
	})
}

func TestThoseWhoWaitHearThatNothingIsLeft(t *testing.T) {
	t.Parallel()
	b := setup(t)
	says := func() bool {
		return strings.Contains(b.do(request{line: "POST /v1/products/101/queue", as: customerToken}).Body.String(), `"sold_out":true`) &&
			strings.Contains(b.do(request{line: "GET /v1/products/101/queue?ticket=place-1", as: customerToken}).Body.String(), `"sold_out":true`)
	}
	if says() || b.shop.calls["SoldOut"] > 0 {
		t.Error("before the start everybody may hope")
	}
	b.clock = time.UnixMicro(1_800_000_000_000_000)
	joined := b.shop.calls["Join"]
	if !says() {
		t.Error("nobody hears that nothing is left")
	}
	if b.shop.calls["Join"] != joined+1 { // the one who looked at a place that they have
		t.Error("who came in vain took a place, behind which others would wait")
	}
	b.shop.fail = map[string]error{"SoldOut": errs.Unavailable("inventory_down", "Not now.")}
	if says() {
		t.Error("no answer sends people away")
	}
}
