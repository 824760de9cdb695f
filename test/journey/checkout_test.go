package journey

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"

	"rialto/internal/verify"
	"rialto/test/restclient"
)

var seattle = map[string]any{"name": "Ada Lovelace", "line1": "400 Pine St", "city": "Seattle", "region": "WA", "postal_code": "98101", "country": "US"}

// TestJourneys runs every journey in every shape.
func TestJourneys(t *testing.T) {
	t.Parallel()
	for shape, open := range shapes {
		t.Run(shape, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			for name, walk := range map[string]func(*testing.T, *shop){
				"a member's purchase arrives":          purchase,
				"a guest buys":                         guestBuys,
				"a declined card costs nothing":        declined,
				"3-D Secure waits for the buyer":       threeDS,
				"no answer from the gateway is no no":  unknownOutcomes,
				"the last unit is sold once":           lastUnit,
				"a moved price needs the buyer's yes":  movedPrice,
				"a coupon's limit is exact":            couponLimit,
				"cancel before hand-over refunds":      cancel,
				"twins make one order":                 twins,
				"somebody else's things are not there": notYours,
				"a guest buys by forms alone":          formsBuy,
			} {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					walk(t, s)
				})
			}
			t.Cleanup(func() { booksAreRight(t, s) })
		})
	}
}

func booksAreRight(t *testing.T, s *shop) {
	report, err := verify.Run(context.Background(), s.books(), verify.Options{})
	if err != nil {
		t.Errorf("verify: %v", err)
	} else if !report.OK() {
		t.Errorf("the books are wrong:\n%s", report)
	}
}

// books are the rooms whose books must agree.
func (s *shop) books() verify.Rooms {
	near := s.rooms()
	return verify.Rooms{
		Order: near.Order, Inventory: near.Inventory, Payment: near.Payment, GiftCards: near.GiftCards, Ledger: near.Ledger,
		Pricing: near.Pricing, Drops: near.Drops, Fulfillment: near.Fulfillment, Notification: near.Notification,
	}
}

func (s *shop) operator(t testing.TB) *restclient.Client {
	c := s.client(t).Client
	c.SignIn("operator@rialto.test", operatorPassword)
	return c
}

// product puts one product up for sale and returns its id.
func (s *shop) product(t testing.TB, title string, price string, stock int) string {
	t.Helper()
	// In the shape wire the catalogue hears it twice, and the second time it is no news: 200.
	got := s.operator(t).Send("POST", "/v1/admin/products", map[string]any{
		"product_id": strings.ReplaceAll(t.Name()+title, " ", "-")[max(0, len(t.Name()+title)-150):], "title": title, "brand": "Journey", "category_path": "Home > Light",
		"price": price, "currency": "USD", "stock": stock,
	})
	if got.Str("product_id") == "" {
		t.Fatalf("put up for sale: %v", got)
	}
	return got.Str("product_id")
}

// member registers somebody and signs them in.
func (s *shop) member(t testing.TB, name string) *buyer {
	t.Helper()
	c := s.client(t)
	email := fmt.Sprintf("%s-%x@journey.test", name, sha256.Sum224([]byte(t.Name())))
	c.Want(201, "POST", "/v1/account", map[string]any{"email": email, "password": "a-long-enough-word", "name": name})
	c.SignIn(email, "a-long-enough-word")
	return c
}

// buyer is a client who shops.
type buyer struct {
	*restclient.Client
	shop *shop
}

func (s *shop) client(t testing.TB) *buyer { return &buyer{&restclient.Client{T: t, URL: s.url}, s} }

func (c *buyer) add(product string, quantity int) *restclient.Answer {
	c.T.Helper()
	return c.Want(200, "POST", "/v1/cart/items", map[string]any{"product_id": product, "quantity": quantity})
}

// quote returns an accepted price for what is in the cart.
func (c *buyer) quote(more ...any) *restclient.Answer {
	c.T.Helper()
	ask := map[string]any{"address": seattle}
	for i := 0; i+1 < len(more); i += 2 {
		ask[more[i].(string)] = more[i+1]
	}
	return c.Want(200, "POST", "/v1/checkout/quote", ask)
}

func (c *buyer) place(quote *restclient.Answer, token, key string) *restclient.Answer {
	c.T.Helper()
	return c.Send("POST", "/v1/orders", map[string]any{
		"quote_token": quote.Str("quote_token"), "payment": map[string]any{"method": "card", "token": token},
	}, "Idempotency-Key", key)
}

// buy adds, quotes and places, and wants it confirmed.
func (c *buyer) buy(product string, quantity int) *restclient.Answer {
	c.T.Helper()
	c.add(product, quantity)
	got := c.place(c.quote(), "tok_approve", "key-"+product)
	if got.Status != 201 || got.Str("status") != "confirmed" {
		c.T.Fatalf("buy: %v", got)
	}
	return got
}

func (c *buyer) order(id string) *restclient.Answer {
	c.T.Helper()
	return c.Want(200, "GET", "/v1/orders/"+id, nil)
}

// sellable sums what an operator sees.
func (s *shop) sellable(t *testing.T, product string) (sellable, reserved int64) {
	t.Helper()
	got := s.operator(t).Want(200, "GET", "/v1/admin/inventory/"+product, nil)
	for i := range got.List("warehouses") {
		sellable += got.Num("warehouses", i, "sellable")
		reserved += got.Num("warehouses", i, "reserved_qty")
	}
	return sellable, reserved
}

func purchase(t *testing.T, s *shop) {
	lantern := s.product(t, "Storm lantern brass", "20.00", 9)
	guest := s.client(t)
	eventually(t, "the product can be found", func() bool {
		got := guest.Want(200, "GET", "/v1/search?q=storm+lantern+brass&brand=Journey&price_max=5000", nil)
		return got.Num("total") > 0 && got.Str("items", 0, "product_id") == lantern && len(got.List("facets", "brand")) > 0
	})
	page := guest.Want(200, "GET", "/v1/products/"+lantern, nil)
	if page.Num("price", "amount") != 2000 || page.Str("price", "currency") != "USD" {
		t.Fatalf("product: %v", page)
	}
	guest.add(lantern, 2)

	buyer := s.member(t, "ada")
	buyer.Cart = guest.Cart
	buyer.SignIn(buyer.Want(200, "GET", "/v1/me", nil).Str("email"), "a-long-enough-word")
	if got := buyer.Want(200, "GET", "/v1/cart", nil); got.Num("items", 0, "quantity") != 2 || got.Num("subtotal", "amount") != 4000 {
		t.Fatalf("the guest's cart was not kept: %v", got)
	}

	quote := buyer.quote("delivery", "standard")
	sum := quote.Num("subtotal", "amount") - quote.Num("discount", "amount") + quote.Num("tax", "amount") + quote.Num("shipping", "amount")
	if quote.Num("tax", "amount") != 260 || sum != quote.Num("total", "amount") || len(quote.List("delivery_options")) == 0 {
		t.Fatalf("quote (Washington taxes 6.5%%): %v", quote)
	}
	placed := buyer.place(quote, "tok_approve", "purchase-1")
	if placed.Status != 201 || placed.Str("status") != "confirmed" || placed.Num("total", "amount") != quote.Num("total", "amount") {
		t.Fatalf("place: %v", placed)
	}
	again := buyer.place(quote, "tok_approve", "purchase-1")
	if again.Status != 201 || again.Header.Get("Idempotent-Replayed") != "true" || again.Str("order_id") != placed.Str("order_id") {
		t.Fatalf("again: %v %v", again, again.Header)
	}
	arrives(t, s, buyer, placed.Str("order_id"))
	eventually(t, "the cart loses what was bought", func() bool {
		return len(buyer.Want(200, "GET", "/v1/cart", nil).List("items")) == 0
	})
	if left, reserved := s.sellable(t, lantern); left != 7 || reserved != 0 {
		t.Fatalf("%d left, %d reserved after delivery", left, reserved)
	}
}

// arrives follows an order through warehouse and carrier, and finds its mails.
func arrives(t *testing.T, s *shop, buyer *buyer, id string) {
	t.Helper()
	operator := s.operator(t)
	eventually(t, "the order arrives", func() bool { return buyer.order(id).Str("status") == "delivered" })
	track := buyer.Want(200, "GET", "/v1/orders/"+id+"/tracking", nil)
	if !strings.Contains(track.Text, "delivered") || !strings.Contains(track.Text, "tracking_number") {
		t.Errorf("tracking: %v", track)
	}
	for _, kind := range []string{"order_confirmed", "order_shipped", "order_delivered"} {
		eventually(t, "the mail "+kind, func() bool {
			return strings.Count(mailsOf(operator, id), kind) == 1
		})
	}
}

// mailsOf lists the kinds of mail sent for an order, over all pages.
func mailsOf(operator *restclient.Client, id string) string {
	kinds, cursor := "", ""
	for {
		page := operator.Want(200, "GET", "/v1/admin/mailbox?limit=100&cursor="+cursor, nil)
		for i := range page.List("items") {
			if page.Str("items", i, "order_id") == id {
				kinds += page.Str("items", i, "kind") + " "
			}
		}
		if cursor = page.Str("next_cursor"); cursor == "" {
			return kinds
		}
	}
}

func guestBuys(t *testing.T, s *shop) {
	product := s.product(t, "Guest candle", "3.00", 5)
	guest := s.client(t)
	guest.add(product, 1)
	if got := guest.Send("POST", "/v1/checkout/quote", map[string]any{"address": seattle}); got.Code() != "email_required" {
		t.Fatalf("a quote without a contact: %v", got)
	}
	placed := guest.place(guest.quote("email", "guest@journey.test"), "tok_approve", "guest-1")
	if placed.Status != 201 {
		t.Fatalf("place: %v", placed)
	}
	if got := guest.order(placed.Str("order_id")); got.Str("status") == "pending" {
		t.Fatalf("own order: %v", got)
	}
	eventually(t, "the guest's mail", func() bool {
		got := s.operator(t).Want(200, "GET", "/v1/admin/mailbox?to=guest@journey.test", nil)
		return len(got.List("items")) > 0
	})
}

func declined(t *testing.T, s *shop) {
	product := s.product(t, "Declined vase", "30.00", 4)
	buyer := s.member(t, "bob")
	buyer.add(product, 3)
	for i, token := range []string{"tok_decline", "tok_insufficient_funds"} {
		quote := buyer.quote()
		for range 2 { // the second time it is replayed
			got := buyer.place(quote, token, fmt.Sprint("declined-", i))
			if got.Status != 402 || got.Code() != "payment_declined" || got.Str("order", "status") != "canceled" {
				t.Fatalf("%s: %v", token, got)
			}
		}
	}
	if left, reserved := s.sellable(t, product); left != 4 || reserved != 0 {
		t.Fatalf("%d sellable, %d reserved after a decline", left, reserved)
	}
	if got := buyer.Want(200, "GET", "/v1/cart", nil); got.Num("items", 0, "quantity") != 3 {
		t.Fatalf("the cart was not kept: %v", got)
	}
	if got := buyer.place(buyer.quote(), "tok_approve", "declined-then-paid"); got.Status != 201 {
		t.Fatalf("another card: %v", got)
	}
}

func threeDS(t *testing.T, s *shop) {
	product := s.product(t, "Secure safe", "99.00", 4)
	for verdict, want := range map[string]string{"approve": "confirmed", "decline": "canceled"} {
		buyer := s.member(t, verdict)
		buyer.add(product, 1)
		placed := buyer.place(buyer.quote(), "tok_3ds", "3ds-"+verdict)
		if placed.Status != 202 || placed.Str("payment", "status") != "requires_action" || placed.Str("payment", "next_action", "type") != "redirect" {
			t.Fatalf("place: %v", placed)
		}
		path := placed.Str("payment", "next_action", "url")
		if i := strings.Index(path, "/sandbox/"); i > 0 {
			path = path[i:]
		}
		if got := s.client(t).Send("POST", path+"/"+verdict, nil); got.Status >= 400 {
			t.Fatalf("%s at the bank: %v", verdict, got)
		}
		eventually(t, "the order is "+want, func() bool {
			status := buyer.order(placed.Str("order_id")).Str("status")
			return status == want || want == "confirmed" && (status == "shipped" || status == "delivered")
		})
	}
}

func unknownOutcomes(t *testing.T, s *shop) {
	product := s.product(t, "Unknown box", "7.00", 10)
	for token, want := range map[string]string{
		"tok_timeout_charged": "confirmed", "tok_timeout_not_charged": "", "tok_late_webhook": "confirmed",
	} {
		buyer := s.member(t, strings.ReplaceAll(token, "_", ""))
		buyer.add(product, 1)
		placed := buyer.place(buyer.quote(), token, token)
		if placed.Status != 201 && placed.Status != 202 && placed.Status != 402 && placed.Status != 409 {
			t.Fatalf("%s: %v", token, placed)
		}
		id := placed.Str("order_id")
		if id == "" {
			id = placed.Str("order", "order_id")
		}
		eventually(t, token+" ends", func() bool {
			status := buyer.order(id).Str("status")
			return status != "pending" && (want == "" || status != "canceled")
		})
	}
}

func lastUnit(t *testing.T, s *shop) {
	product := s.product(t, "Last lamp", "15.00", 1)
	first, second := s.member(t, "first"), s.member(t, "second")
	second.add(product, 1)
	late := second.quote()
	first.buy(product, 1)
	got := second.place(late, "tok_approve", "late")
	if got.Status != 409 || got.Code() != "out_of_stock" {
		t.Fatalf("the last unit was sold twice: %v", got)
	}
}

func movedPrice(t *testing.T, s *shop) {
	product := s.product(t, "Moving clock", "10.00", 5)
	buyer := s.member(t, "eve")
	buyer.add(product, 1)
	quote := buyer.quote()
	s.operator(t).Want(200, "PATCH", "/v1/admin/products/"+product, map[string]any{"price": map[string]any{"amount": 1200, "currency": "USD"}})
	got := buyer.place(quote, "tok_approve", "moved-1")
	if got.Status != 409 || got.Code() != "price_changed" || got.Str("quote_token") == "" {
		t.Fatalf("a moved price was charged: %v", got)
	}
	accepted := buyer.Send("POST", "/v1/orders", map[string]any{
		"quote_token": got.Str("quote_token"), "payment": map[string]any{"method": "card", "token": "tok_approve"},
	}, "Idempotency-Key", "moved-2")
	if accepted.Status != 201 || accepted.Num("subtotal", "amount") != 1200 {
		t.Fatalf("the buyer's yes: %v", accepted)
	}
}

func couponLimit(t *testing.T, s *shop) {
	product := s.product(t, "Coupon cup", "10.00", 20)
	code := "CUP" + strings.ToUpper(product[len(product)-8:])
	s.operator(t).Want(201, "POST", "/v1/admin/coupons", map[string]any{"code": code, "kind": "percent", "percent": 20, "max_redemptions": 2})
	used := 0
	for i := range 4 {
		buyer := s.member(t, fmt.Sprint("coupon", i))
		buyer.add(product, 1)
		quote := buyer.Send("POST", "/v1/checkout/quote", map[string]any{"address": seattle, "coupon": code})
		if quote.Status != 200 {
			if quote.Code() != "coupon_used_up" {
				t.Fatalf("quote: %v", quote)
			}
			continue
		}
		if quote.Num("discount", "amount") != 200 {
			t.Fatalf("20 %% of 10.00: %v", quote)
		}
		if got := buyer.place(quote, "tok_approve", fmt.Sprint("coupon-", i)); got.Status == 201 {
			used++
		}
	}
	if used != 2 {
		t.Fatalf("used %d times, the limit is 2", used)
	}
}

func cancel(t *testing.T, s *shop) {
	product := s.product(t, "Canceled chair", "50.00", 6)
	buyer := s.member(t, "carl")
	placed := buyer.buy(product, 2)
	id := placed.Str("order_id")
	got := buyer.Send("POST", "/v1/orders/"+id+"/cancel", nil, "Idempotency-Key", "cancel-1")
	switch {
	case got.Status == 200:
		eventually(t, "the refund", func() bool { return buyer.order(id).Str("payment", "status") == "refunded" })
		if left, reserved := s.sellable(t, product); left != 6 || reserved != 0 {
			t.Fatalf("%d sellable, %d reserved after a cancellation", left, reserved)
		}
		if again := buyer.Send("POST", "/v1/orders/"+id+"/cancel", nil, "Idempotency-Key", "cancel-1"); again.Status != 200 {
			t.Fatalf("again: %v", again)
		}
	case got.Code() == "already_shipped": // the simulated warehouse was faster
	default:
		t.Fatalf("cancel: %v", got)
	}
}

func twins(t *testing.T, s *shop) {
	product := s.product(t, "Twin table", "40.00", 30)
	buyer := s.member(t, "tom")
	buyer.add(product, 1)
	quote := buyer.quote()
	answers := make(chan *restclient.Answer)
	for range 12 {
		go func() { answers <- buyer.place(quote, "tok_approve", "twin") }()
	}
	ids := map[string]bool{}
	for range 12 {
		got := <-answers
		if got.Status != 201 && got.Status != 202 {
			t.Errorf("twin: %v", got)
		}
		ids[got.Str("order_id")] = true
	}
	if len(ids) != 1 {
		t.Fatalf("%d orders for one key", len(ids))
	}
	if got := buyer.place(quote, "tok_decline", "twin"); got.Status != 422 || got.Code() != "idempotency_mismatch" {
		t.Fatalf("another request under the same key: %v", got)
	}
	if got := buyer.place(quote, "tok_approve", "another-key"); !ids[got.Str("order_id")] {
		t.Fatalf("another key for the same quote: %v", got)
	}
}

func notYours(t *testing.T, s *shop) {
	product := s.product(t, "Private pen", "2.00", 5)
	owner, stranger := s.member(t, "owner"), s.member(t, "stranger")
	id := owner.buy(product, 1).Str("order_id")
	stranger.add(product, 1)
	for _, path := range []string{"/v1/orders/" + id, "/v1/orders/" + id + "/tracking"} {
		if got := stranger.Send("GET", path, nil); got.Status != 404 {
			t.Errorf("GET %s: %v", path, got)
		}
	}
	if got := stranger.Send("POST", "/v1/orders/"+id+"/cancel", nil, "Idempotency-Key", "x"); got.Status != 404 {
		t.Errorf("cancel: %v", got)
	}
	if got := stranger.Send("GET", "/v1/admin/orders", nil); got.Status != 403 {
		t.Errorf("back office: %v", got)
	}
	if got := s.client(t).Send("GET", "/v1/orders", nil); got.Status != 401 {
		t.Errorf("nobody's orders: %v", got)
	}
}
