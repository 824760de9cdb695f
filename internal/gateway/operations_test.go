package gateway

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestOperations(t *testing.T) {
	t.Parallel()
	run(t, []scenario{
		{name: "healthy", request: request{line: "GET /healthz"}, status: 200, has: []string{`{"status":"ok"}`}},
		{name: "ready", request: request{line: "GET /readyz"}, status: 200},
		{name: "metrics", request: request{line: "GET /metrics"}, status: 200, has: []string{"requests_total 1"}},
		{name: "the document", request: request{line: "GET /openapi.yaml"}, status: 200, has: []string{"openapi: 3.1.0", "/v1/orders/{order_id}/cancel:"},
			headers: map[string]string{"Content-Type": "application/yaml; charset=utf-8"}},
		{name: "the document for people", request: request{line: "GET /docs"}, status: 200, has: []string{"<h2>orders</h2>", "/v1/checkout/quote"},
			lacks: []string{"<script", "http://", "https://"}, headers: map[string]string{"Content-Type": "text/html; charset=utf-8"}},
		{name: "a webhook", request: request{line: "POST /v1/webhooks/payments/sandbox", headers: []string{"Rialto-Signature: t=1,v1=good"}, body: `{"id": "evt_1"}`}, status: 204,
			asked: "Webhook", with: `{"gateway":"sandbox","signature":"t=1,v1=good","body":"eyJpZCI6ICJldnRfMSJ9"}`},
		{name: "a webhook with a bad signature", request: request{line: "POST /v1/webhooks/payments/sandbox", headers: []string{"Rialto-Signature: t=1,v1=bad"}, body: `{}`}, status: 401},
		{name: "a webhook's bytes are not judged", request: request{line: "POST /v1/webhooks/payments/sandbox", headers: []string{"Rialto-Signature: t=1,v1=good", "Content-Type: text/plain"}, body: "\x00\xff{"}, status: 204,
			asked: "Webhook", with: `"body":"AP97"`},
		{name: "a webhook too large", request: request{line: "POST /v1/webhooks/payments/sandbox", body: strings.Repeat("a", 70_000)}, status: 413, asked: "!Webhook"},
	})
}

func TestNotReadySaysWhy(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.gateway.deps.Ready = func(context.Context) error { return errors.New("search is building its index") }
	w := b.do(request{line: "GET /readyz"})
	if w.Code != 503 || !strings.Contains(w.Body.String(), "search is building its index") {
		t.Fatalf("got %d %s", w.Code, w.Body)
	}
	if w := b.do(request{line: "GET /healthz"}); w.Code != 200 {
		t.Fatalf("not ready is not dead, yet health is %d", w.Code)
	}
}

func TestHeadersOfEveryAnswer(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.shop.fail["Get"] = errSecret{}
	for line, status := range map[string]int{
		"GET /v1/search": 200, "GET /v1/me": 401, "GET /nothing": 404, "POST /v1/search": 405, "GET /docs": 200, "GET /metrics": 200,
		"GET //v1//search": http.StatusTemporaryRedirect, "GET /v1/orders/9001": 401,
	} {
		w := b.do(request{line: line})
		if w.Code != status {
			t.Errorf("%s: %d, want %d", line, w.Code, status)
		}
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin", "Strict-Transport-Security": "",
		} {
			if got := w.Header().Get(name); got != want {
				t.Errorf("%s: %s is %q", line, name, got)
			}
		}
		if !strings.HasPrefix(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s: policy %q", line, w.Header().Get("Content-Security-Policy"))
		}
	}
}

func TestAnotherSitesPageChangesNothing(t *testing.T) {
	t.Parallel()
	cookie, body := "Cookie: rialto_session="+customerToken, `{"product_id":"101","quantity":1}`
	run(t, []scenario{
		{name: "cross-site", request: request{line: "POST /v1/cart/items", headers: []string{cookie, "Sec-Fetch-Site: cross-site"}, body: body}, status: 403, has: []string{`"code":"cross_origin"`}, asked: "!AddItem"},
		{name: "same-site is another host", request: request{line: "DELETE /v1/cart/items/101", headers: []string{cookie, "Sec-Fetch-Site: same-site"}}, status: 403, asked: "!RemoveItem"},
		{name: "an old browser's Origin", request: request{line: "POST /v1/cart/items", headers: []string{cookie, "Origin: https://evil.test"}, body: body}, status: 403, asked: "!AddItem"},
		{name: "null", request: request{line: "POST /v1/cart/items", headers: []string{cookie, "Origin: null"}, body: body}, status: 403},
		{name: "our own page", request: request{line: "POST /v1/cart/items", headers: []string{cookie, "Sec-Fetch-Site: same-origin"}, body: body}, status: 200},
		{name: "our own address behind a proxy", request: request{line: "POST /v1/cart/items", headers: []string{cookie, "Origin: http://127.0.0.1:8080"}, body: body}, status: 200},
		{name: "a program", request: request{line: "POST /v1/cart/items", as: customerToken, body: body}, status: 200},
		{name: "reading", request: request{line: "GET /v1/cart", headers: []string{cookie, "Sec-Fetch-Site: cross-site"}}, status: 200},
	})
}

func TestAPanicIsAProblem(t *testing.T) {
	t.Parallel()
	b := setup(t)
	g := b.gateway
	handler, err := g.wrap(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("boom") }))
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if w.Code != 500 || strings.Contains(w.Body.String(), "boom") || !strings.Contains(w.Body.String(), `"code":"internal"`) {
		t.Fatalf("got %d %s", w.Code, w.Body)
	}
}

func TestMetricsAreOnlyThereWhenGiven(t *testing.T) {
	t.Parallel()
	b := setup(t)
	deps := b.gateway.deps
	deps.Metrics = nil
	g, err := New(Config{}, b.gateway.door, b.shop.needs(), deps)
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	g.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	if w.Code != 404 {
		t.Fatalf("got %d", w.Code)
	}
}
