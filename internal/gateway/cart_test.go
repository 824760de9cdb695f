package gateway

import (
	"strings"
	"testing"

	"rialto/internal/platform/errs"
)

func TestCart(t *testing.T) {
	t.Parallel()
	add := `{"product_id":"101","quantity":2}`
	run(t, []scenario{
		{name: "nobody's cart is empty and makes no guest", request: request{line: "GET /v1/cart"}, status: 200,
			has: []string{`{"items":[],"subtotal":{"amount":0,"currency":"USD"}}`}, asked: "!CreateGuest", headers: map[string]string{"Cache-Control": "no-store"}},
		{name: "adding", request: request{line: "POST /v1/cart/items", as: customerToken, body: add}, status: 200,
			has:   []string{`{"items":[{"product_id":"101","quantity":2,"price":{"amount":75864,"currency":"USD"},"seller_id":"7"}],"subtotal":{"amount":151728,"currency":"USD"}}`},
			asked: "AddItem", with: `"user_id":11`, headers: map[string]string{"X-Cart-Token": ""}},
		{name: "the first write makes a guest", request: request{line: "POST /v1/cart/items", body: add}, status: 200, asked: "AddItem", with: `"user_id":501`,
			headers: map[string]string{"X-Cart-Token": "guest-1", "Set-Cookie": "rialto_cart=guest-1; Path=/; Expires=Sun, 17 Mar 2030 17:46:40 GMT; HttpOnly; SameSite=Lax", "Cache-Control": "no-store"}},
		{name: "a guest's next write makes none", request: request{line: "POST /v1/cart/items", headers: []string{"X-Cart-Token: " + guestToken}, body: add}, status: 200, asked: "!CreateGuest"},
		{name: "the guest's cookie will do", request: request{line: "POST /v1/cart/items", headers: []string{"Cookie: rialto_cart=" + guestToken}, body: add}, status: 200, asked: "AddItem", with: `"user_id":21`},
		{name: "a guest gets their token though the product is unknown", request: request{line: "POST /v1/cart/items", body: `{"product_id":"102","quantity":1}`}, status: 404,
			headers: map[string]string{"X-Cart-Token": "guest-1"}},
		{name: "a refused body makes no guest", request: request{line: "POST /v1/cart/items", body: `{"product_id":"101","quantity":0}`}, status: 422, asked: "!CreateGuest"},
		{name: "an offer and a currency", request: request{line: "POST /v1/cart/items", as: customerToken, body: `{"product_id":"101","quantity":1,"seller_id":"7","currency":"EUR"}`}, status: 200,
			asked: "AddItem", with: `"seller_id":7,"quantity":1,"currency":"EUR"`},
		{name: "a foreign currency", request: request{line: "POST /v1/cart/items", as: customerToken, body: add}, status: 422, has: []string{`"code":"currency_unavailable"`},
			fail: map[string]error{"AddItem": errs.Invalid("currency_unavailable", "The product has no price in XXX.")}},
		{name: "setting", request: request{line: "PUT /v1/cart/items/101", as: customerToken, body: `{"quantity":0}`}, status: 200, has: []string{`"items":[]`}, asked: "SetItem", with: `{"user_id":11,"product_id":101}`},
		{name: "removing", request: request{line: "DELETE /v1/cart/items/101", as: customerToken}, status: 200, has: []string{`"items":[]`}, asked: "RemoveItem"},
		{name: "removing from nobody's cart", request: request{line: "DELETE /v1/cart/items/101"}, status: 200, has: []string{`"items":[]`}, asked: "!CreateGuest"},
		{name: "a coupon", request: request{line: "POST /v1/cart/coupon", as: customerToken, body: `{"coupon":"SAVE10"}`}, status: 200, has: []string{`"coupon":"SAVE10"`}},
	})
}

func TestGuestJourneyWithCookiesOnly(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first := b.do(request{line: "POST /v1/cart/items", body: `{"product_id":"101","quantity":2}`})
	name, _, _ := strings.Cut(first.Header().Get("Set-Cookie"), ";")
	second := b.do(request{line: "GET /v1/cart", headers: []string{"Cookie: " + name}})
	if second.Code != 200 || !strings.Contains(second.Body.String(), `"quantity":2`) {
		t.Fatalf("got %d %s", second.Code, second.Body)
	}
}

func TestCookiesUnderHTTPS(t *testing.T) {
	t.Parallel()
	b := setup(t, func(c *settings) { c.PublicURL = "https://shop.example" })
	w := b.do(request{line: "POST /v1/cart/items", body: `{"product_id":"101","quantity":2}`})
	if got := w.Header().Get("Set-Cookie"); !strings.HasPrefix(got, "__Host-rialto_cart=guest-1; Path=/; ") || !strings.Contains(got, "HttpOnly; Secure; SameSite=Lax") {
		t.Fatalf("cookie %q", got)
	}
	if got := w.Header().Get("Strict-Transport-Security"); got != "max-age=63072000; includeSubDomains" {
		t.Fatalf("HSTS %q", got)
	}
	if w := b.do(request{line: "GET /v1/me", headers: []string{"Cookie: rialto_session=" + customerToken}}); w.Code != 401 {
		t.Fatalf("a cookie without the prefix could be planted by another host, yet it got %d", w.Code)
	}
}
