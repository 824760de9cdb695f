package journey

import (
	"testing"

	"rialto/test/restclient"
)

// sameBasket: a second checkout of the same lines is asked about, whatever their order; a third one that means it is not.
func sameBasket(t *testing.T, s *shop) {
	pots, lids := s.product(t, "Doubled pot", "10.00", 9), s.product(t, "Doubled lid", "3.00", 9)
	buyer := s.member(t, "uma")
	fill := func(products ...string) *restclient.Answer {
		eventually(t, "the cart lost what was bought", func() bool {
			return len(buyer.Want(200, "GET", "/v1/cart", nil).List("items")) == 0
		})
		for _, p := range products {
			buyer.add(p, 1)
		}
		return buyer.quote()
	}
	first := confirmed(t, buyer.pay(fill(pots, lids), "first", card("tok_approve")))
	quote := fill(lids, pots)
	got := buyer.pay(quote, "second", card("tok_approve"))
	if got.Status != 409 || got.Code() != "duplicate_order" || got.Str("meta", "order_id") != first {
		t.Fatalf("the same basket: %v", got)
	}
	if n := len(buyer.Want(200, "GET", "/v1/orders", nil).List("items")); n != 1 {
		t.Errorf("a question made an order: there are %d", n)
	}
	// The key was not used: the same request with the buyer's yes goes through.
	yes := buyer.Send("POST", "/v1/orders", map[string]any{
		"quote_token": quote.Str("quote_token"), "again": true, "tenders": []any{card("tok_approve")},
	}, "Idempotency-Key", "second")
	if id := confirmed(t, yes); id == first {
		t.Error("the second order is the first one")
	}
	buyer.Want(200, "POST", "/v1/orders/"+yes.Str("order_id")+"/cancel", nil, "Idempotency-Key", "cancel-second")
	buyer.Want(200, "POST", "/v1/orders/"+first+"/cancel", nil, "Idempotency-Key", "cancel-first")
	confirmed(t, buyer.pay(fill(pots, lids), "after-both", card("tok_approve")))
	confirmed(t, buyer.pay(fill(pots), "another-basket", card("tok_approve")))

	other := s.member(t, "vic")
	other.add(pots, 1)
	other.add(lids, 1)
	confirmed(t, other.pay(other.quote(), "first", card("tok_approve")))
}

// joined: one quote becomes one order, under whatever keys it is sent.
func joined(t *testing.T, s *shop) {
	product, buyer := s.product(t, "Joined jar", "10.00", 9), s.member(t, "wes")
	buyer.add(product, 1)
	quote := buyer.quote()
	id := confirmed(t, buyer.pay(quote, "one-key", card("tok_approve")))
	got := buyer.pay(quote, "another-key", card("tok_approve"))
	if got.Status != 200 || got.Str("order_id") != id || got.Header.Get("Location") != "/v1/orders/"+id {
		t.Errorf("another key for the same quote: %v", got)
	}
	same := buyer.pay(quote, "one-key", card("tok_approve"))
	if same.Status != 201 || same.Str("order_id") != id || same.Header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("the same key: %v", same)
	}
	if left, _ := s.sellable(t, product); left != 8 {
		t.Errorf("%d left after one sale", left)
	}
}
