package gateway

import (
	"net/http"
	"strings"
	"testing"
)

// cardOrder is a body that would be fine.
const cardOrder = `{"quote_token":"q-ok","payment":{"method":"card","token":"tok_approve"}}`

func TestNonsenseBodies(t *testing.T) {
	t.Parallel()
	item := func(body string) request {
		return request{line: "POST /v1/cart/items", as: customerToken, body: body}
	}
	run(t, []scenario{
		{name: "an unknown field is named", request: item(`{"product_id":"101","quantity":1,"unit_price":1}`),
			status: 422, has: []string{`"code":"validation"`, `"field":"unit_price"`, "is not a known field"}, asked: "!AddItem"},
		{name: "every bad field is listed", request: item(`{"product_id":"x","quantity":-1,"seller_id":"-3"}`),
			status: 422, has: []string{`"field":"product_id"`, `"field":"quantity"`, "must be at least 1", `"field":"seller_id"`}},
		{name: "a missing field is named", request: item(`{"product_id":"101"}`),
			status: 422, has: []string{`{"field":"quantity","problem":"is required"}`}},
		{name: "a field given twice is refused", request: item(`{"product_id":"101","quantity":1,"quantity":2}`),
			status: 422, has: []string{`{"field":"quantity","problem":"is given twice"}`}, asked: "!AddItem"},
		{name: "case matters", request: item(`{"product_id":"101","Quantity":1}`),
			status: 422, has: []string{`"field":"Quantity"`, "is not a known field"}, asked: "!AddItem"},
		{name: "an escaped name is no way round", request: item(`{"product_id":"101","quantit\u0079":1}`),
			status: 422, has: []string{"is not a known field"}, asked: "!AddItem"},
		{name: "a fractional quantity is refused", request: item(`{"product_id":"101","quantity":1.5}`),
			status: 422, has: []string{`{"field":"quantity","problem":"must be a whole number"}`}, asked: "!AddItem"},
		{name: "a quantity with a decimal point is refused", request: item(`{"product_id":"101","quantity":1.0}`),
			status: 422, has: []string{`"field":"quantity"`, "without a decimal point"}, asked: "!AddItem"},
		{name: "an exponent is refused", request: item(`{"product_id":"101","quantity":1e2}`),
			status: 422, has: []string{`{"field":"quantity","problem":"must be a plain number without an exponent"}`}, asked: "!AddItem"},
		{name: "an exponent in quotes is refused", request: item(`{"product_id":"101","quantity":"1e3"}`),
			status: 422, has: []string{`{"field":"quantity","problem":"must be a whole number"}`}, asked: "!AddItem"},
		{name: "zero is refused", request: item(`{"product_id":"101","quantity":0}`), status: 422, has: []string{`"field":"quantity"`}},
		{name: "a thousand is refused", request: item(`{"product_id":"101","quantity":1000}`), status: 422, has: []string{"must be at most 999"}},
		{name: "2^63 is refused", request: item(`{"product_id":"101","quantity":9223372036854775808}`), status: 422, has: []string{`"field":"quantity"`}},
		{name: "a megabyte of digits is refused", request: item(`{"product_id":"101","quantity":` + strings.Repeat("9", 100_000) + `}`),
			status: 422, has: []string{`"field":"quantity"`, "at most 40 characters"}, lacks: []string{"99999999999"}},
		{name: "NaN is no JSON", request: item(`{"product_id":"101","quantity":NaN}`), status: 400, has: []string{`"code":"malformed_json"`, "at byte"}},
		{name: "null is no quantity", request: item(`{"product_id":"101","quantity":null}`), status: 422, has: []string{`"field":"quantity"`}},
		{name: "a list is no body", request: item(`[1,2]`), status: 422, has: []string{`{"field":"body","problem":"must be an object"}`}},
		{name: "a number is no body", request: item(`7`), status: 422, has: []string{`"field":"body"`}},
		{name: "half a body is told with its place", request: item(`{"product_id":`), status: 400, has: []string{`"code":"malformed_json"`, "at byte 14"}},
		{name: "two bodies are refused", request: item(`{"product_id":"101","quantity":1}{}`), status: 400, has: []string{`"code":"malformed_json"`}},
		{name: "no body is told", request: request{line: "POST /v1/cart/items", as: customerToken, headers: []string{"Content-Type: application/json"}},
			status: 400, has: []string{`"code":"body_required"`}},
		{name: "10 MB are refused", request: item(`{"product_id":"` + strings.Repeat("1", 10<<20) + `"}`),
			status: http.StatusRequestEntityTooLarge, has: []string{`"code":"body_too_large"`, "1048576"}, asked: "!AddItem"},
		{name: "5,000 nested brackets are refused", request: item(strings.Repeat("[", 5000)), status: 400, has: []string{`"code":"json_too_deep"`}},
		{name: "5,000 nested objects are refused", request: item(strings.Repeat(`{"a":`, 5000)), status: 400, has: []string{`"code":"json_too_deep"`}},
		{name: "100,000 values are refused", request: item(`{"product_id":[` + strings.Repeat("1,", 100_000) + `1]}`), status: 400, has: []string{`"code":"json_too_large"`}},
		{name: "a form is refused", request: request{line: "POST /v1/cart/items", as: customerToken, body: "a=b", headers: []string{"Content-Type: application/x-www-form-urlencoded"}},
			status: http.StatusUnsupportedMediaType, has: []string{`"code":"unsupported_media_type"`, "application/json"}},
		{name: "latin1 is refused", request: request{line: "POST /v1/cart/items", as: customerToken, body: "{}", headers: []string{"Content-Type: application/json; charset=latin1"}},
			status: http.StatusUnsupportedMediaType},
		{name: "a zipped body is refused", request: request{line: "POST /v1/cart/items", as: customerToken, body: "{}", headers: []string{"Content-Encoding: gzip"}},
			status: http.StatusUnsupportedMediaType},
		{name: "UTF-8 by name is fine", request: request{line: "POST /v1/cart/items", as: customerToken, body: `{"product_id":"101","quantity":1}`, headers: []string{"Content-Type: application/json; charset=UTF-8"}},
			status: 200},
		{name: "NUL in text is refused", request: request{line: "POST /v1/cart/coupon", as: customerToken, body: `{"coupon":"A\u0000B"}`},
			status: 422, has: []string{`"field":"coupon"`, "NUL"}, asked: "!SetCoupon"},
		{name: "broken UTF-8 is refused", request: request{line: "POST /v1/cart/coupon", as: customerToken, body: "{\"coupon\":\"\xff\"}"},
			status: 400, has: []string{`"code":"malformed_json"`}, asked: "!SetCoupon"},
		{name: "a password is never echoed", request: request{line: "POST /v1/sessions", body: `{"email":"ann@example.test","password":["hunter2"]}`},
			status: 422, has: []string{`"field":"password"`}, lacks: []string{"hunter2"}},
	})
}

func TestNonsenseAddresses(t *testing.T) {
	t.Parallel()
	run(t, []scenario{
		{name: "no such route", request: request{line: "GET /v1/nothing"}, status: 404, has: []string{`"code":"route_not_found"`}},
		{name: "no such method", request: request{line: "DELETE /v1/search"}, status: 405, has: []string{`"code":"method_not_allowed"`},
			headers: map[string]string{"Allow": "GET, HEAD"}},
		{name: "several methods are listed", request: request{line: "PATCH /v1/cart/items/101"}, status: 405, headers: map[string]string{"Allow": "PUT, DELETE"}},
		{name: "TRACE is not answered", request: request{line: "TRACE /v1/me"}, status: 405},
		{name: "an id of letters", request: request{line: "GET /v1/products/abc"}, status: 422, has: []string{`"field":"product_id"`, "must be an id: a positive decimal number"}, asked: "!ProductPage"},
		{name: "a negative id", request: request{line: "GET /v1/products/-1"}, status: 422, has: []string{`"field":"product_id"`}},
		{name: "id zero", request: request{line: "GET /v1/products/0"}, status: 422},
		{name: "an id of 19 nines exists nowhere", request: request{line: "GET /v1/products/9999999999999999999"}, status: 404, has: []string{`"code":"product_not_found"`}},
		{name: "an id of 20 digits", request: request{line: "GET /v1/products/10000000000000000000"}, status: 422},
		{name: "an unknown id", request: request{line: "GET /v1/products/102"}, status: 404, has: []string{`"code":"product_not_found"`}},
		{name: "an unknown parameter", request: request{line: "GET /v1/search?prize_min=3"}, status: 422, has: []string{`{"field":"prize_min","problem":"is not a known field"}`}, asked: "!SearchPage"},
		{name: "NUL in a query", request: request{line: "GET /v1/search?q=a%00b"}, status: 400, has: []string{`"code":"malformed_address"`}, asked: "!SearchPage"},
		{name: "broken UTF-8 in a query", request: request{line: "GET /v1/search?q=%ff"}, status: 400, has: []string{`"code":"malformed_address"`}},
		{name: "a broken escape in a query", request: request{line: "GET /v1/search?q=%zz"}, status: 400, has: []string{`"code":"malformed_address"`}},
		{name: "NUL in a path", request: request{line: "GET /v1/orders/9%0001", as: customerToken}, status: 400, asked: "!Get"},
		{name: "a page below the first", request: request{line: "GET /v1/search?page=0"}, status: 400, has: []string{`"code":"page_out_of_range"`}},
		{name: "a page above 200", request: request{line: "GET /v1/search?page=1000000000"}, status: 400, has: []string{`"code":"page_out_of_range"`}, asked: "!SearchPage"},
		{name: "a page of words", request: request{line: "GET /v1/search?page=two"}, status: 422, has: []string{`{"field":"page","problem":"must be a valid integer"}`}},
		{name: "a rating that is not a number", request: request{line: "GET /v1/search?rating_min=NaN"}, status: 422, has: []string{`"field":"rating_min"`}},
		{name: "an infinite rating", request: request{line: "GET /v1/search?rating_min=Inf"}, status: 422, has: []string{`"field":"rating_min"`}},
		{name: "a negative price", request: request{line: "GET /v1/search?price_min=-1"}, status: 422, has: []string{`"field":"price_min"`}},
		{name: "prices the wrong way round", request: request{line: "GET /v1/search?price_min=2&price_max=1"}, status: 422, has: []string{`"field":"price_min"`}},
		{name: "an unknown sort", request: request{line: "GET /v1/search?sort=random"}, status: 422, has: []string{`"field":"sort"`, "relevance, price_asc"}},
		{name: "a currency in lower case", request: request{line: "GET /v1/products/101?currency=usd"}, status: 422, has: []string{`{"field":"currency","problem":"must be a currency code such as USD"}`}},
		{name: "a query without end", request: request{line: "GET /v1/search?q=" + strings.Repeat("a", 10_000)}, status: 422, has: []string{`"field":"q"`, "at most 300 characters long"}},
		{name: "a limit above 100", request: request{line: "GET /v1/orders?limit=101", as: customerToken}, status: 422, has: []string{`{"field":"limit","problem":"must be at most 100"}`}},
		{name: "a required parameter is missing", request: request{line: "GET /v1/products"}, status: 422, has: []string{`{"field":"external_id","problem":"is required"}`}},
	})
}
