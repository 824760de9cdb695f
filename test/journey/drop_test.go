package journey

import (
	"fmt"
	"maps"
	"net/url"
	"strings"
	"testing"
	"time"

	"rialto/test/restclient"
)

// announce puts a product under a drop.
func (s *shop) announce(t testing.TB, product string, terms map[string]any) {
	t.Helper()
	terms["product_id"] = product
	s.operator(t).Want(201, "POST", "/v1/admin/drops", terms)
}

// home is a house number and a card: a drop's limit is for each buyer, each card and each address.
type home int

func (h home) address() map[string]any {
	address := maps.Clone(seattle)
	address["line1"] = fmt.Sprint(int(h), " Pine St")
	return address
}

// grab wants so many units of one product now, with a ticket or none. Having bought the same a moment ago is meant.
func (c *buyer) grab(from home, product string, quantity int, ticket, key string) *restclient.Answer {
	c.T.Helper()
	c.add(product, quantity)
	body := map[string]any{"quote_token": c.quote("address", from.address()).Str("quote_token"), "again": true, "tenders": []any{card(fmt.Sprint("tok_approve_", int(from)))}}
	if ticket != "" {
		body["ticket"] = ticket
	}
	got := c.Send("POST", "/v1/orders", body, "Idempotency-Key", strings.ReplaceAll(key, " ", "-"))
	if got.Status != 201 { // else it leaves the cart by itself
		c.Want(200, "DELETE", "/v1/cart/items/"+product, nil)
	}
	eventually(c.T, "an empty cart", func() bool { return len(c.Want(200, "GET", "/v1/cart", nil).List("items")) == 0 })
	return got
}

func refused(t testing.TB, got *restclient.Answer, code string) {
	t.Helper()
	if got.Status != 409 || got.Code() != code {
		t.Errorf("want %s: %v", code, got)
	}
}

func dropWithLimit(t *testing.T, s *shop) {
	product, buyer := s.product(t, "Dropped drone", "10.00", 20), s.member(t, "zoe")
	s.announce(t, product, map[string]any{"starts_at": time.Now().Add(time.Hour).UTC().Format(time.RFC3339), "limit_per_buyer": 2})
	if got := s.client(t).Want(200, "GET", "/v1/products/"+product+"/drop", nil); got.Str("state") != "announced" || got.Num("limit_per_buyer") != 2 {
		t.Errorf("announced: %v", got)
	}
	early := buyer.grab(1, product, 1, "", "early")
	refused(t, early, "drop_not_open")
	if early.Header.Get("Retry-After") == "" {
		t.Error("nobody says when it starts")
	}
	s.untouched(t, product, 20)

	// Begin a moment ago. Other processes hear of it within a second.
	s.operator(t).Want(200, "PATCH", "/v1/admin/drops/"+product, map[string]any{"starts_at": time.Now().Add(-time.Second).UTC().Format(time.RFC3339)})
	first := confirmed(t, buyer.grab(1, product, 1, "", "first"))
	refused(t, buyer.grab(1, product, 2, "", "one too many"), "purchase_limit")
	confirmed(t, buyer.grab(1, product, 1, "", "second"))
	refused(t, buyer.grab(1, product, 1, "", "third"), "purchase_limit")
	confirmed(t, s.member(t, "abe").grab(2, product, 2, "", "another buyer"))
	refused(t, s.member(t, "alter-ego").grab(1, product, 1, "", "another account at the same door"), "purchase_limit")

	buyer.Want(200, "POST", "/v1/orders/"+first+"/cancel", nil, "Idempotency-Key", "cancel")
	var got *restclient.Answer
	for try := 0; ; try++ { // what a cancellation gives back may come a moment later
		if got = buyer.grab(1, product, 1, "", fmt.Sprint("after the cancellation ", try)); got.Status == 201 || try == 20 {
			break
		}
	}
	confirmed(t, got)

	if got := s.operator(t).Want(200, "POST", "/v1/admin/drops/"+product+"/end", nil); got.Str("state") != "ended" {
		t.Errorf("ended: %v", got)
	}
	confirmed(t, buyer.grab(1, product, 5, "", "free"))
	s.client(t).Want(404, "GET", "/v1/products/"+product+"/drop", nil)
}

func waitingRoom(t *testing.T, s *shop) {
	product, other := s.product(t, "Queued quilt", "10.00", 20), s.product(t, "Queued other", "10.00", 20)
	s.announce(t, product, map[string]any{"limit_per_buyer": 1, "waiting_room": true})
	s.announce(t, other, map[string]any{"waiting_room": true})
	buyer, thief := s.member(t, "ben"), s.member(t, "cleo")
	queue := "/v1/products/" + product + "/queue"

	none := buyer.grab(1, product, 1, "", "no ticket")
	refused(t, none, "waiting_room")
	if none.Header.Get("Retry-After") == "" {
		t.Error("nobody says when to come again")
	}
	joined := buyer.Want(200, "POST", queue, nil)
	ticket := joined.Str("ticket")
	if again := buyer.Want(200, "POST", queue, nil); ticket == "" || again.Str("ticket") != ticket {
		t.Errorf("two places for one buyer: %v %v", joined, again)
	}
	eventually(t, "the buyer is let in", func() bool {
		return buyer.Want(200, "GET", queue+"?ticket="+url.QueryEscape(ticket), nil).At("admitted") == true
	})
	last := "A"
	if ticket[len(ticket)-1] == 'A' {
		last = "B"
	}
	elsewhere := thief.Want(200, "POST", "/v1/products/"+other+"/queue", nil).Str("ticket")
	for what, shown := range map[string]string{
		"stolen": ticket, "forged": ticket[:len(ticket)-1] + last, "of another drop": elsewhere, "made up": "let-me-in", "several": elsewhere + "," + ticket,
	} {
		if got := thief.grab(3, product, 1, shown, "thief"); got.Code() != "waiting_room" {
			t.Errorf("a ticket that is %s: %v", what, got)
		}
	}
	if got := thief.Send("GET", queue+"?ticket="+url.QueryEscape(ticket), nil); got.Status != 404 || got.Code() != "ticket_not_found" {
		t.Errorf("somebody else's place: %v", got)
	}
	s.untouched(t, product, 20)

	confirmed(t, buyer.grab(1, product, 1, ticket, "admitted"))
	refused(t, buyer.grab(1, product, 1, ticket, "once more"), "purchase_limit")
	s.operator(t).Want(200, "POST", "/v1/admin/drops/"+product+"/end", nil)
	confirmed(t, thief.grab(3, product, 2, "", "free"))
}
