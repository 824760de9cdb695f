package journey

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"rialto/internal/app"
	"rialto/test/restclient"
)

// TestNonsense sends what no shop wants to hear. Every answer is a problem that says what is wrong, never a 500, and
// afterwards nothing has changed: the cart is as it was, no order exists, no unit is held.
func TestNonsense(t *testing.T) {
	t.Parallel()
	s := one(t, config(t), app.Options{})
	product := s.product(t, "Sane product", "10.00", 5)
	buyer := s.member(t, "sane")
	buyer.add(product, 1)
	other := s.member(t, "other")
	otherOrder := other.buy(product, 1).Str("order_id")
	quote := buyer.quote()
	otherQuote := func() string { other.add(product, 1); return other.quote().Str("quote_token") }()

	order := func(body string, headers ...string) request {
		return request{"POST", "/v1/orders", body, append([]string{"Idempotency-Key", "nonsense"}, headers...)}
	}
	item := func(body string) request { return request{"POST", "/v1/cart/items", body, nil} }
	checkout := func(body string) request { return request{"POST", "/v1/checkout/quote", body, nil} }
	get := func(path string) request { return request{"GET", path, "", nil} }
	place := fmt.Sprintf(`{"quote_token":%q,"payment":{"method":"card","token":"tok_approve"}}`, quote.Str("quote_token"))

	for name, c := range map[string]struct {
		request
		status int
		code   string // "" = any
	}{
		"an unknown product":             {get("/v1/products/999999"), 404, ""},
		"a product id of words":          {get("/v1/products/abc"), 422, ""},
		"a product id beyond 64 bits":    {get("/v1/products/99999999999999999999999"), 422, ""},
		"a negative product id":          {get("/v1/products/-1"), 422, ""},
		"a route that does not exist":    {get("/v1/nothing"), 404, ""},
		"a method that does not exist":   {request{"DELETE", "/v1/search", "", nil}, 405, ""},
		"page zero":                      {get("/v1/search?page=0"), 400, ""},
		"page a billion":                 {get("/v1/search?q=x&page=1000000000"), 400, ""},
		"an unknown sort":                {get("/v1/search?sort=magic"), 422, ""},
		"a rating of ninety":             {get("/v1/search?rating_min=90"), 422, ""},
		"a price of words":               {get("/v1/search?price_min=cheap"), 422, ""},
		"a foreign currency in search":   {get("/v1/search?currency=XXX"), 422, ""},
		"quantity zero":                  {item(`{"product_id":"` + product + `","quantity":0}`), 422, ""},
		"a negative quantity":            {item(`{"product_id":"` + product + `","quantity":-1}`), 422, ""},
		"a huge quantity":                {item(`{"product_id":"` + product + `","quantity":9223372036854775807}`), 422, ""},
		"a quantity beyond 64 bits":      {item(`{"product_id":"` + product + `","quantity":92233720368547758070}`), 422, ""},
		"half a product":                 {item(`{"product_id":"` + product + `","quantity":1.5}`), 422, ""},
		"a quantity of 1e3":              {item(`{"product_id":"` + product + `","quantity":"1e3"}`), 422, ""},
		"a quantity that is no number":   {item(`{"product_id":"` + product + `","quantity":"NaN"}`), 422, ""},
		"a product nobody has":           {item(`{"product_id":"12345","quantity":1}`), 404, ""},
		"a price from the client":        {item(`{"product_id":"` + product + `","quantity":1,"price":{"amount":1,"currency":"USD"}}`), 422, ""},
		"a foreign currency in the cart": {item(`{"product_id":"` + product + `","quantity":1,"currency":"JPY"}`), 422, ""},
		"no body":                        {item(``), 400, ""},
		"half a body":                    {item(`{"product_id":`), 400, ""},
		"a list for an object":           {item(`[]`), 422, ""},
		"5,000 brackets":                 {item(strings.Repeat("[", 5000)), 400, ""},
		"10 MB of JSON":                  {item(`{"product_id":"` + strings.Repeat("1", 10<<20) + `"}`), 413, ""},
		"no address":                     {checkout(`{}`), 422, ""},
		"an address of nowhere":          {checkout(`{"address":{"name":"A","line1":"B","city":"C","region":"ZZ","postal_code":"1","country":"US"}}`), 422, ""},
		"a country of three letters":     {checkout(`{"address":{"name":"A","line1":"B","city":"C","region":"WA","postal_code":"1","country":"USA"}}`), 422, ""},
		"delivery by balloon":            {checkout(`{"delivery":"balloon","address":{"name":"A","line1":"B","city":"C","region":"WA","postal_code":"1","country":"US"}}`), 422, ""},
		"an unknown coupon":              {checkout(`{"coupon":"NOPE-1","address":{"name":"A","line1":"B","city":"C","region":"WA","postal_code":"1","country":"US"}}`), 422, "coupon_unknown"},
		"somebody else's saved address":  {checkout(`{"address_id":"4711"}`), 404, ""},
		"an order without a key":         {request{"POST", "/v1/orders", place, nil}, 0, ""},
		"a key of 300 characters":        {request{"POST", "/v1/orders", place, []string{"Idempotency-Key", strings.Repeat("k", 300)}}, 422, ""},
		"a quote nobody made":            {order(`{"quote_token":"nobody","payment":{"method":"card","token":"tok_approve"}}`), 404, ""},
		"somebody else's quote":          {order(fmt.Sprintf(`{"quote_token":%q,"payment":{"method":"card","token":"tok_approve"}}`, otherQuote)), 404, ""},
		"payment by bank transfer":       {order(fmt.Sprintf(`{"quote_token":%q,"tenders":[{"method":"bank_transfer"}]}`, quote.Str("quote_token"))), 422, "method_unavailable"},
		"payment by gift card":           {order(fmt.Sprintf(`{"quote_token":%q,"tenders":[{"method":"gift_card","code":"X"}]}`, quote.Str("quote_token"))), 422, "method_unavailable"},
		"no payment":                     {order(fmt.Sprintf(`{"quote_token":%q}`, quote.Str("quote_token"))), 422, ""},
		"a forged total":                 {order(strings.Replace(place, "{", `{"total":{"amount":1,"currency":"USD"},`, 1)), 422, ""},
		"somebody else's order":          {get("/v1/orders/" + otherOrder), 404, ""},
		"an order id that is missing":    {get("/v1/orders//tracking"), 404, "route_not_found"},
		"an order id of words":           {get("/v1/orders/drop-table"), 404, ""},
		"a cursor of my own":             {get("/v1/orders?cursor=mine"), 422, ""},
		"a limit of a million":           {get("/v1/orders?limit=1000000"), 422, ""},
		"a session that is none":         {request{"GET", "/v1/orders", "", []string{"Authorization", "Bearer nonsense"}}, 401, ""},
		"the back office for a shopper":  {get("/v1/admin/orders"), 403, ""},
		"a webhook without a signature":  {request{"POST", "/v1/webhooks/payments/sandbox", `{}`, nil}, 401, ""},
	} {
		t.Run(name, func(t *testing.T) {
			c.send(t, buyer.Client, c.status, c.code)
		})
	}

	if got := buyer.Want(200, "GET", "/v1/cart", nil); len(got.List("items")) != 1 || got.Num("items", 0, "quantity") != 1 {
		t.Errorf("nonsense changed the cart: %v", got)
	}
	if got := buyer.Want(200, "GET", "/v1/orders", nil); len(got.List("items")) != 0 {
		t.Errorf("nonsense made an order: %v", got)
	}
	if got := buyer.place(quote, "tok_approve", "sane"); got.Status != 201 {
		t.Errorf("after all that the quote must still be good: %v", got)
	}
	t.Cleanup(func() { booksAreRight(t, s) })
}

type request struct {
	method, path, body string
	headers            []string
}

// send wants a problem: JSON with status, code and a sentence. Status 0 allows any 4xx.
func (r request) send(t *testing.T, c *restclient.Client, status int, code string) {
	t.Helper()
	var body any
	if r.method != http.MethodGet && r.method != http.MethodDelete {
		body = r.body
	}
	got := c.Send(r.method, r.path, body, r.headers...)
	if status == 0 && got.Status >= 400 && got.Status < 500 {
		status = got.Status
	}
	if got.Status != status || got.Code() == "" || got.Str("detail") == "" ||
		!strings.HasPrefix(got.Header.Get("Content-Type"), "application/problem+json") {
		t.Errorf("%d, want a problem of %d\n%.600s", got.Status, status, got.Text)
	}
	if code != "" && got.Code() != code {
		t.Errorf("code %s, want %s", got.Code(), code)
	}
}
