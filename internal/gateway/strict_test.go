package gateway

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"rialto/internal/platform/errs"
)

func TestStrictJSON(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{ // "" = fine, else code or field: problem
		`{"a":[1,2.5,-3,"x",true,null],"b_2":{"c":"\"}{,"}}`: "",
		` {"a" : "1e5", "b":[{"a":1},{"a":2}]} `:             "",
		`{"a":"\\u0000"}`:                                    "",
		`{"a":{"b":[0,1e5]}}`:                                "a.b[1]: must be a plain number without an exponent",
		`{"a":[{"b":1,"b":2}]}`:                              "a[0].b: is given twice",
		`{"A":1}`:                                            "A: is not a known field",
		`{"\u0061":1}`:                                       `\u0061: is not a known field`,
		`{"a":"x\u0000y"}`:                                   "a: must not contain the NUL character",
		`{"a":1-2}`:                                          "a: must be a plain number without an exponent",
		`1E5`:                                                "body: must be a plain number without an exponent",
		strings.Repeat("[", 65):                              "json_too_deep",
		strings.Repeat("[", 64):                              "",
		strings.Repeat(",", 2001):                            "json_too_large",
		`"` + "\xc3\x28" + `"`:                               "malformed_json",
		``:                                                   "body_required",
		`}}}]]]{"a":1}`:                                      "",
		`{"a":"unfinished`:                                   "",
		`{"a":"unfinished\`:                                  "",
		`{"` + strings.Repeat("é", 90):                       strings.Repeat("é", 30) + ": is not a known field",
	} {
		err := checkJSON([]byte(text))
		got := ""
		if e := errs.As(err); e != nil {
			got = e.Code
			if len(e.Fields) > 0 {
				got = e.Fields[0].Name + ": " + e.Fields[0].Problem
			}
		}
		if got != want {
			t.Errorf("%.60q: got %q, want %q", text, got, want)
		}
	}
}

// FuzzBody sends any body to operations that take one: the answer is never a 5xx, and a problem where it is not a success.
func FuzzBody(f *testing.F) {
	for _, seed := range []string{
		cardOrder, `{"product_id":"101","quantity":2}`, `{"address":{"name":"A","line1":"B","city":"C","country":"US"}}`,
		`{"code":"A","kind":"amount","amount":{"amount":5,"currency":"USD"},"starts_at":"2026-01-01T00:00:00Z"}`,
		`{"product_id":"S","title":"T","price":"1.5","stock":3}`, `{"price":{"amount":1,"currency":"USD"},"image_urls":["x"]}`,
		`{"amount":{"amount":5,"currency":"USD"},"reason":"r","lines":[{"product_id":"101","quantity":1}]}`, `{"until":"2026-01-01T00:00:00Z"}`,
		`{"name":"n","city":"c","country":"US","latitude":1.5,"longitude":2}`, `[`, `{"a":`, `{"quantity":1e999}`, "\x00", `""`,
	} {
		f.Add(seed)
	}
	b := setup(f)
	lines := []string{
		"POST /v1/cart/items", "PUT /v1/cart/items/101", "POST /v1/cart/coupon", "POST /v1/checkout/quote", "POST /v1/orders",
		"POST /v1/account", "POST /v1/sessions", "POST /v1/me/addresses", "POST /v1/admin/products", "PATCH /v1/admin/products/101",
		"PUT /v1/admin/inventory/101/3", "POST /v1/admin/warehouses", "POST /v1/admin/coupons", "POST /v1/gift-cards/balance",
		"POST /v1/admin/gift-cards", "POST /v1/admin/payments/9001/received", "POST /v1/admin/orders/9001/refunds", "POST /v1/admin/drops",
		"PATCH /v1/admin/drops/101", "POST /v1/admin/inventory/101/moves", "PUT /v1/admin/inventory/101/hot", "POST /v1/webhooks/payments/sandbox",
	}
	f.Fuzz(func(t *testing.T, body string) {
		for _, line := range lines {
			w := b.do(request{line: line, as: operatorToken, headers: []string{"Content-Type: application/json", "Idempotency-Key: k"}, body: body})
			if w.Code >= 500 {
				t.Fatalf("%s: %d %s", line, w.Code, w.Body)
			}
			if w.Code >= 400 {
				checkProblem(t, w)
			}
		}
	})
}

func TestAClientThatSends10MBSeesTheAnswer(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(setup(t).gateway.Handler())
	t.Cleanup(srv.Close)
	req, err := http.NewRequest("POST", srv.URL+"/v1/sessions", strings.NewReader(`{"email":"`+strings.Repeat("a", 10<<20)+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := srv.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var p problem
	if err := json.NewDecoder(res.Body).Decode(&p); err != nil || res.StatusCode != http.StatusRequestEntityTooLarge || p.Code != "body_too_large" {
		t.Fatalf("got %d %+v, %v", res.StatusCode, p, err)
	}
}

func TestAnUnannouncedBodyIsMeasuredToo(t *testing.T) {
	t.Parallel()
	b := setup(t)
	req := httptest.NewRequest("POST", "/v1/sessions", strings.NewReader(`{"email":"`+strings.Repeat("a", 2<<20)+`"}`))
	req.ContentLength = -1
	req.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	b.gateway.Handler().ServeHTTP(w, req)
	if w.Code != http.StatusRequestEntityTooLarge {
		t.Fatalf("got %d %s", w.Code, w.Body)
	}
}
