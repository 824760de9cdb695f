package gateway

import "testing"

func TestSearch(t *testing.T) {
	t.Parallel()
	run(t, []scenario{
		{name: "a page has products, facets and the rest", request: request{line: "GET /v1/search?q=headphones"}, status: 200,
			has: []string{
				`"total":1,"page":1,"items":[{"product_id":"101","external_id":"B0101","title":"Headphones","brand":"Acme",` +
					`"price":{"amount":75864,"currency":"USD"},"avg_rating":4.5,"review_count":3,"prime":true,` +
					`"category_path":"Electronics > Audio","seller_id":"7","image_urls":["http://127.0.0.1:8080/drawn/audio/over-ear.svg","https://img.test/1.jpg"],"in_stock":true}]`,
				`"facets":{"brand":[{"value":"Acme","count":1}],"category":[],"price":[{"from":50000,"to":100000,"count":1},{"from":100000,"to":null,"count":0}],"rating":[{"value":4,"count":1}]}`,
				`"sponsored":[],"also_viewed":[]`,
			}, lacks: []string{"score", "attributes"}, headers: map[string]string{"Cache-Control": ""}},
		{name: "every filter reaches search", status: 200, asked: "SearchPage",
			request: request{line: "GET /v1/search?q=x&brand=A%2CB&brand=C&price_min=0&price_max=5000&rating_min=4&prime=false&category=A+%3E+B&seller=7&in_stock=true&sort=price_asc&page=2&limit=10&currency=EUR"},
			with:    `{"search":{"q":"x","brands":["A,B","C"],"price_min":0,"price_max":5000,"rating_min":4,"prime":false,"category":"A \u003e B","seller_id":7,"in_stock":true,"sort":"price_asc","page":2,"page_size":10,"currency":"EUR"}}`},
		{name: "filters that are not given are absent", request: request{line: "GET /v1/search"}, status: 200, asked: "SearchPage",
			with: `{"search":{"page":1,"page_size":48,"currency":"USD"}}`},
		{name: "a price in another currency is null", request: request{line: "GET /v1/search?currency=EUR"}, status: 200, has: []string{`"price":null`}},
		{name: "who searches is told to search", request: request{line: "GET /v1/search?q=x", as: customerToken}, status: 200,
			asked: "SearchPage", with: `"user_id":11`, headers: map[string]string{"Cache-Control": "no-store"}},
		{name: "explain is for operators", request: request{line: "GET /v1/search?explain=true", as: customerToken}, status: 403, has: []string{`"code":"forbidden"`}, asked: "!SearchPage"},
		{name: "explain is not for nobody", request: request{line: "GET /v1/search?explain=true"}, status: 403},
		{name: "explain shows the terms", request: request{line: "GET /v1/search?explain=true", as: operatorToken}, status: 200,
			has: []string{`"score":0.75,"terms":{"text":0.5}`}},
		{name: "suggestions", request: request{line: "GET /v1/suggest?q=head"}, status: 200, has: []string{`"items":[{"text":"headphones","kind":"query"}]`}, asked: "Suggest", with: `"limit":8`},
		{name: "categories", request: request{line: "GET /v1/categories"}, status: 200, has: []string{`{"category_path":"Electronics > Audio","product_count":2}`}},
	})
}

func TestProducts(t *testing.T) {
	t.Parallel()
	run(t, []scenario{
		{name: "a product with what its page shows", request: request{line: "GET /v1/products/101"}, status: 200,
			has: []string{`"product_id":"101"`, `"family_id":"101"`, `"variants":[]`, `"options":{}`,
				`"image_urls":["http://127.0.0.1:8080/drawn/audio/over-ear.svg","https://img.test/1.jpg"]`,
				`"attributes":[{"name":"colour","kind":"text","value":"\u003cblack\u003e"},{"name":"weight","kind":"number","value":0.25,"unit":"kg"},` +
					`{"name":"wireless","kind":"yes_no","value":true},{"name":"foldable","kind":"yes_no","value":false}]`}},
		{name: "found by its external id", request: request{line: "GET /v1/products?external_id=B0101&source=demo"}, status: 200,
			has: []string{`{"items":[{"product_id":"101"`, `"next_cursor":""`}, asked: "FindExternal", with: `"source":"demo"`},
		{name: "an external id of nothing is an empty list", request: request{line: "GET /v1/products?external_id=none"}, status: 200, has: []string{`"items":[]`}, asked: "!Products"},
		{name: "offers", request: request{line: "GET /v1/products/101/offers"}, status: 200, has: []string{`"seller_id":"7"`, `"price":{"amount":75864,"currency":"USD"}`}},
		{name: "offers of nothing", request: request{line: "GET /v1/products/102/offers"}, status: 404},
	})
}
