package gateway

import (
	"slices"
	"strings"
	"testing"

	"rialto/internal/door"
	"rialto/internal/platform/errs"
)

func TestWho(t *testing.T) {
	t.Parallel()
	cleared := map[string]string{"Set-Cookie": "rialto_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"}
	run(t, []scenario{
		{name: "nobody is asked to sign in", request: request{line: "GET /v1/me"}, status: 401, has: []string{`"code":"unauthenticated"`}, asked: "!Authenticate"},
		{name: "an unknown token", request: request{line: "GET /v1/me", as: "tok-unknown"}, status: 401, has: []string{"unknown or has expired"}},
		{name: "a token is not searched for in vain", request: request{line: "GET /v1/me", as: strings.Repeat("a", 5000)}, status: 401, asked: "!Authenticate"},
		{name: "a token with a space", request: request{line: "GET /v1/me", as: "tok customer"}, status: 401, asked: "!Authenticate"},
		{name: "another scheme", request: request{line: "GET /v1/me", headers: []string{"Authorization: Basic YTpi"}}, status: 401, has: []string{"Bearer"}},
		{name: "an empty bearer", request: request{line: "GET /v1/me", headers: []string{"Authorization: Bearer"}}, status: 401},
		{name: "the session's cookie", request: request{line: "GET /v1/me", headers: []string{"Cookie: rialto_session=" + customerToken}}, status: 200},
		{name: "the bearer token comes first", request: request{line: "GET /v1/me", as: otherToken, headers: []string{"Cookie: rialto_session=" + customerToken}}, status: 200, has: []string{`"user_id":"12"`}},
		{name: "a session comes before a cart token", request: request{line: "GET /v1/me", headers: []string{"Cookie: rialto_session=" + customerToken, "X-Cart-Token: " + guestToken}}, status: 200, has: []string{`"user_id":"11"`}},
		{name: "a bad bearer token is told even where nobody needs one", request: request{line: "GET /v1/search", as: "tok-unknown"}, status: 401, asked: "!SearchPage"},
		{name: "an expired session's page still reads", request: request{line: "GET /v1/search", headers: []string{"Cookie: rialto_session=gone"}}, status: 200, headers: cleared},
		{name: "an expired session changes nothing", request: request{line: "POST /v1/cart/items", headers: []string{"Cookie: rialto_session=gone"}, body: `{"product_id":"101","quantity":1}`},
			status: 401, headers: cleared, asked: "!AddItem"},
		{name: "an expired cart makes a new guest", request: request{line: "POST /v1/cart/items", headers: []string{"Cookie: rialto_cart=gone"}, body: `{"product_id":"101","quantity":1}`},
			status: 200, headers: map[string]string{"X-Cart-Token": "guest-1"}, asked: "CreateGuest"},
		{name: "an expired X-Cart-Token is told", request: request{line: "POST /v1/cart/items", headers: []string{"X-Cart-Token: gone"}, body: `{"product_id":"101","quantity":1}`},
			status: 401, asked: "!CreateGuest"},
		{name: "a cookie of garbage is no session", request: request{line: "GET /v1/me", headers: []string{"Cookie: rialto_session=\x01\x02; ;=;\xff"}}, status: 401, asked: "!Authenticate"},
		{name: "while nobody can be asked one can look", request: request{line: "GET /v1/search", as: customerToken}, status: 200,
			fail: map[string]error{"Authenticate": errs.Unavailable("down", "Down.")}},
		{name: "while nobody can be asked one cannot act", request: request{line: "POST /v1/cart/items", as: customerToken, body: `{"product_id":"101","quantity":1}`}, status: 503,
			fail: map[string]error{"Authenticate": errs.Unavailable("down", "Down.")}, headers: map[string]string{"Retry-After": "2"}, asked: "!AddItem"},
	})
}

func TestOneAuthenticateCallARequest(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.do(request{line: "POST /v1/orders", as: customerToken, headers: []string{"Idempotency-Key: k", "X-Cart-Token: " + guestToken}, body: cardOrder})
	if n := b.shop.calls["Authenticate"]; n != 1 {
		t.Fatalf("%d calls of Authenticate", n)
	}
}

// TestAccess walks every operation of the document: each states who may call it, and nobody else gets through.
func TestAccess(t *testing.T) {
	t.Parallel()
	doc := setup(t).gateway.api.OpenAPI()
	replace := strings.NewReplacer("{product_id}", "101", "{warehouse_id}", "3", "{order_id}", "9001", "{shipment_id}", "71", "{address_id}", "61", "{gateway}", "sandbox",
		"{card_id}", "81", "{refund_id}", "r1")
	seen := map[string]int{}
	for _, op := range operations(doc) {
		class, _ := op.Extensions[accessKey].(string)
		seen[class]++
		line := op.Method + " " + replace.Replace(op.Path)
		t.Run(line, func(t *testing.T) {
			b := setup(t) // sign-out is among them
			if op.Responses["default"] == nil || op.Responses["default"].Content["application/problem+json"] == nil {
				t.Error("no problem response is documented")
			}
			if op.Security == nil || op.Summary == "" || len(op.Tags) != 1 {
				t.Error("security, summary or tag is missing in the document")
			}
			nobody, customer, guest := b.do(request{line: line}).Code, b.do(request{line: line, as: customerToken}).Code, b.do(request{line: line, headers: []string{"X-Cart-Token: " + guestToken}}).Code
			switch door.Access(class) {
			case door.Operator:
				if nobody != 401 || customer != 403 || guest != 403 {
					t.Errorf("nobody got %d, a customer %d, a guest %d", nobody, customer, guest)
				}
				if got := b.do(request{line: line, as: operatorToken}).Code; got == 401 || got == 403 {
					t.Errorf("an operator got %d", got)
				}
			case door.Shopper:
				if nobody != 401 || customer == 401 || customer == 403 || guest == 401 || guest == 403 {
					t.Errorf("nobody got %d, a customer %d, a guest %d", nobody, customer, guest)
				}
			case door.Open, door.Unasked:
				if customer == 403 {
					t.Errorf("a customer got %d", customer)
				}
			default:
				t.Errorf("access %q", class)
			}
			if strings.HasPrefix(op.Path, "/v1/admin/") != (door.Access(class) == door.Operator) {
				t.Errorf("%s is for %s", op.Path, class)
			}
		})
	}
	if seen[string(door.Operator)] < 37 || seen[string(door.Shopper)] < 12 {
		t.Errorf("too few operations were looked at: %v", seen)
	}
}

// TestUserIDComesFromTheCredential tries to be somebody else by every other way in.
func TestUserIDComesFromTheCredential(t *testing.T) {
	t.Parallel()
	run(t, []scenario{
		{name: "another's order is not found", request: request{line: "GET /v1/orders/9001", as: otherToken}, status: 404, has: []string{`"code":"order_not_found"`}, asked: "Get", with: `"user_id":12`},
		{name: "nor canceled", request: request{line: "POST /v1/orders/9001/cancel", as: otherToken, headers: []string{"Idempotency-Key: k"}}, status: 404},
		{name: "nor tracked", request: request{line: "GET /v1/orders/9001/tracking", as: otherToken}, status: 404, asked: "!Track"},
		{name: "another's card stays", request: request{line: "DELETE /v1/payment-methods/81", as: otherToken}, status: 404, asked: "RemoveCard", with: `"user_id":12`},
		{name: "another's card pays nothing: it is looked up by the payer", request: request{line: "POST /v1/orders", as: otherToken, headers: []string{"Idempotency-Key: k"}, body: `{"quote_token":"q-ok","payment":{"method":"card","card_id":"81"}}`},
			status: 201, asked: "Place", with: `{"user_id":12,`},
		{name: "a user in the query is no parameter", request: request{line: "GET /v1/orders?user_id=11", as: otherToken}, status: 422},
		{name: "a user in the body is no field", request: request{line: "POST /v1/cart/items", as: otherToken, body: `{"product_id":"101","quantity":1,"user_id":"11"}`}, status: 422},
	})
}

// TestPatternsCoverEveryRoute: a route beside them would be answered by the shop's pages.
func TestPatternsCoverEveryRoute(t *testing.T) {
	t.Parallel()
	for path := range setup(t).gateway.api.OpenAPI().Paths {
		if !slices.ContainsFunc(Patterns, func(p string) bool { return path == p || strings.HasSuffix(p, "/") && strings.HasPrefix(path, p) }) {
			t.Errorf("%s is in no pattern", path)
		}
	}
}
