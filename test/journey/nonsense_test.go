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
	s.coupon(t, "ONCE", 1, 1)
	other.add(product, 1)
	otherOrder := other.pay(other.quote("coupon", "ONCE"), "others-key", tender{"method": "card", "token": "tok_approve", "save": true}).Str("order_id")
	otherCard := ""
	eventually(t, "the other's saved card", func() bool {
		otherCard = other.Want(200, "GET", "/v1/payment-methods", nil).Str("cards", 0, "card_id")
		return otherCard != ""
	})
	giftCode := s.giftCard(t, "nonsense", 100) // covers a part of what is in the cart
	quote := buyer.quote()
	otherQuote := func() string { other.add(product, 1); return other.quote().Str("quote_token") }()

	order := func(body string, headers ...string) request {
		return request{"POST", "/v1/orders", body, append([]string{"Idempotency-Key", "nonsense"}, headers...)}
	}
	item := func(body string) request { return request{"POST", "/v1/cart/items", body, nil} }
	checkout := func(body string) request { return request{"POST", "/v1/checkout/quote", body, nil} }
	get := func(path string) request { return request{"GET", path, "", nil} }
	pay := func(tenders string) request {
		return order(fmt.Sprintf(`{"quote_token":%q,"tenders":[%s]}`, quote.Str("quote_token"), tenders))
	}
	set := func(quantity string) request {
		return request{"PUT", "/v1/cart/items/" + product, `{"quantity":` + quantity + `}`, nil}
	}
	staff := func(path, body string) request {
		return request{"POST", "/v1/admin/" + path, body, []string{"Authorization", "Bearer " + s.operator(t).Token, "Idempotency-Key", "nonsense"}}
	}
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
		"quantity 2^31−1":                {item(`{"product_id":"` + product + `","quantity":2147483647}`), 422, ""},
		"quantity −2^63":                 {item(`{"product_id":"` + product + `","quantity":-9223372036854775808}`), 422, ""},
		"a quantity of 1e0":              {item(`{"product_id":"` + product + `","quantity":1e0}`), 422, ""},
		"a quantity in words":            {item(`{"product_id":"` + product + `","quantity":"2"}`), 422, ""},
		"the same field twice":           {item(`{"product_id":"` + product + `","quantity":1,"quantity":9}`), 422, ""},
		"a quantity set below zero":      {set(`-1`), 422, ""},
		"a quantity set to 2^31−1":       {set(`2147483647`), 422, ""},
		"a quantity set to 2^63−1":       {set(`9223372036854775807`), 422, ""},
		"a quantity set to a half":       {set(`0.5`), 422, ""},
		"a quantity set to \"1e3\"":      {set(`"1e3"`), 422, ""},
		"a coupon that is used up":       {checkout(`{"coupon":"ONCE","address":` + seattleJSON + `}`), 422, "coupon_used_up"},
		"six coupons":                    {checkout(`{"coupon":"A,B,C,D,E,F","address":` + seattleJSON + `}`), 422, ""},
		"a forged discount in the quote": {checkout(`{"discount":{"amount":900,"currency":"USD"},"address":` + seattleJSON + `}`), 422, ""},
		"payment by promise":             {pay(`{"method":"promise"}`), 422, "method_unavailable"},
		"a gift card nobody was given":   {pay(`{"method":"gift_card","code":"XXXX-XXXX-XXXX-XXXX"}`), 422, "gift_card_unknown"},
		"a gift card that is short":      {pay(`{"method":"gift_card","code":"` + giftCode + `"}`), 409, "gift_card_short"},
		"one gift card twice":            {pay(`{"method":"gift_card","code":"` + giftCode + `"},{"method":"gift_card","code":"` + giftCode + `"}`), 422, ""},
		"two cards":                      {pay(`{"method":"card","token":"tok_approve"},{"method":"card","token":"tok_approve"}`), 422, ""},
		"three tenders":                  {pay(`{"method":"card","token":"a"},{"method":"gift_card","code":"b"},{"method":"cash_on_delivery"}`), 422, ""},
		"a tender that names its amount": {pay(`{"method":"card","token":"tok_approve","amount":{"amount":1,"currency":"USD"}}`), 422, ""},
		"a card number for a token":      {pay(`{"method":"card","token":"4242424242424242"}`), 422, ""},
		"a card without anything":        {pay(`{"method":"card"}`), 422, ""},
		"somebody else's saved card":     {pay(`{"method":"card","card_id":"` + otherCard + `"}`).keyed("stolen"), 402, "payment_declined"},
		"a saved card below zero":        {pay(`{"method":"card","card_id":"-1"}`), 422, ""},
		"somebody else's order canceled": {request{"POST", "/v1/orders/" + otherOrder + "/cancel", "", []string{"Idempotency-Key", "x"}}, 404, ""},
		"somebody else's card forgotten": {request{"DELETE", "/v1/payment-methods/" + otherCard, "", nil}, 404, ""},
		"a gift card of nothing":         {staff("gift-cards", `{"amount":{"amount":0,"currency":"USD"}}`), 422, ""},
		"a gift card below zero":         {staff("gift-cards", `{"amount":{"amount":-100,"currency":"USD"}}`), 422, ""},
		"a gift card of 2^63−1":          {staff("gift-cards", `{"amount":{"amount":9223372036854775807,"currency":"USD"}}`), 422, ""},
		"a gift card of half a cent":     {staff("gift-cards", `{"amount":{"amount":0.5,"currency":"USD"}}`), 422, ""},
		"a refund below zero":            {staff("orders/"+otherOrder+"/refunds", `{"amount":{"amount":-1,"currency":"USD"},"reason":"x"}`), 422, ""},
		"a refund of 2^63−1":             {staff("orders/"+otherOrder+"/refunds", `{"amount":{"amount":9223372036854775807,"currency":"USD"},"reason":"x"}`), 0, ""},
		"a refund above what was paid":   {staff("orders/"+otherOrder+"/refunds", `{"amount":{"amount":999999,"currency":"USD"},"reason":"x"}`), 409, "over_refund"},
		"a refund in another currency":   {staff("orders/"+otherOrder+"/refunds", `{"amount":{"amount":1,"currency":"JPY"},"reason":"x"}`), 0, ""},
		"a refund of more units":         {staff("orders/"+otherOrder+"/refunds", `{"lines":[{"product_id":"`+product+`","quantity":2}],"reason":"x"}`), 409, "over_refund"},
		"a drop of minus one":            {staff("drops", `{"product_id":"`+product+`","limit_per_buyer":-1}`), 422, ""},
		"a coupon of 1,000 percent":      {staff("coupons", `{"code":"BIG","kind":"percent","percent":1000}`), 422, ""},
		"money that did not come":        {staff("payments/"+otherOrder+"/received", `{"amount":{"amount":1,"currency":"USD"}}`), 409, ""},
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
	// Only the saved card of somebody else got as far as an order: the gateway's side of the shop knows whose it is.
	if got := buyer.Want(200, "GET", "/v1/orders", nil); len(got.List("items")) != 1 || got.Str("items", 0, "status") != "canceled" {
		t.Errorf("nonsense made an order: %v", got)
	}
	for what, want := range map[string]int64{giftCode: 100} {
		if got := buyer.Want(200, "POST", "/v1/gift-cards/balance", map[string]any{"code": what}); got.Num("available", "amount") != want {
			t.Errorf("nonsense took from a gift card: %v", got)
		}
	}
	if got := other.order(otherOrder); got.Num("payment", "refunded", "amount") != 0 || got.Str("status") == "canceled" {
		t.Errorf("nonsense changed somebody else's order: %v", got)
	}
	if left, reserved := s.sellable(t, product); left != 4 || reserved != 0 && other.order(otherOrder).Str("status") != "confirmed" {
		t.Errorf("nonsense moved stock: %d sellable, %d reserved", left, reserved)
	}
	// Somebody else's key is one's own: keys belong to who sends them.
	if got := buyer.place(quote, "tok_approve", "others-key"); got.Status != 201 || got.Str("order_id") == otherOrder {
		t.Errorf("after all that the quote must still be good: %v", got)
	}
	t.Cleanup(func() { booksAreRight(t, s) })
}

const seattleJSON = `{"name":"A","line1":"B","city":"C","region":"WA","postal_code":"98101","country":"US"}`

type request struct {
	method, path, body string
	headers            []string
}

// keyed is the same request under a key of its own.
func (r request) keyed(key string) request {
	r.headers = []string{"Idempotency-Key", key}
	return r
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
