package journey

import (
	"testing"

	"rialto/test/restclient"
)

// offer makes a coupon, in the words of an operator.
func (s *shop) offer(t testing.TB, code string, terms map[string]any) {
	t.Helper()
	terms["code"] = code
	s.operator(t).Want(201, "POST", "/v1/admin/coupons", terms)
}

// ask is a quote that may be refused.
func (c *buyer) ask(coupons string) *restclient.Answer {
	c.T.Helper()
	return c.Send("POST", "/v1/checkout/quote", map[string]any{"address": seattle, "coupon": coupons})
}

func stackedCoupons(t *testing.T, s *shop) {
	s.offer(t, "STACKTEN", map[string]any{"kind": "percent", "percent": 10, "stackable": true, "max_redemptions": 1})
	s.offer(t, "STACKONE", map[string]any{"kind": "amount", "amount": usd(100), "stackable": true})
	s.offer(t, "ALONE", map[string]any{"kind": "percent", "percent": 30})
	product, buyer := s.product(t, "Stacked stool", "20.00", 9), s.member(t, "pam")
	buyer.add(product, 1)
	if got := buyer.ask("STACKTEN,ALONE"); got.Status != 422 || got.Code() != "coupon_not_stackable" {
		t.Errorf("one that stands alone: %v", got)
	}
	quote := buyer.ask("stackten, STACKONE")
	off := quote.Num("coupons", 0, "discount", "amount") + quote.Num("coupons", 1, "discount", "amount")
	if quote.Status != 200 || len(quote.List("coupons")) != 2 || off != quote.Num("discount", "amount") || off < 290 || off > 300 {
		t.Fatalf("two codes: %v", quote)
	}
	placed := buyer.pay(quote, "stacked", card("tok_approve"))
	id := confirmed(t, placed)
	sum := placed.Num("subtotal", "amount") - off + placed.Num("tax", "amount") + placed.Num("shipping", "amount")
	if placed.Num("discount", "amount") != off || sum != placed.Num("total", "amount") || placed.Str("coupon") != "STACKTEN,STACKONE" {
		t.Errorf("placed with both: %v", placed)
	}
	second := s.member(t, "quinn")
	second.add(product, 1)
	if got := second.ask("STACKTEN,STACKONE"); got.Status != 422 || got.Code() != "coupon_used_up" {
		t.Errorf("the only use is gone: %v", got)
	}
	buyer.Want(200, "POST", "/v1/orders/"+id+"/cancel", nil, "Idempotency-Key", "cancel")
	var again *restclient.Answer
	eventually(t, "the cancellation gives both back", func() bool {
		again = second.ask("STACKTEN,STACKONE")
		return again.Status == 200
	})
	confirmed(t, second.pay(again, "stacked", card("tok_approve")))
}

func couponPerUser(t *testing.T, s *shop) {
	s.offer(t, "ONCEEACH", map[string]any{"kind": "percent", "percent": 10, "max_per_user": 1})
	product, buyer := s.product(t, "Personal pan", "20.00", 9), s.member(t, "rae")
	buyer.add(product, 1)
	early := buyer.ask("ONCEEACH")
	id := confirmed(t, buyer.pay(early, "once", card("tok_approve")))

	buyer.add(product, 2)
	if got := buyer.ask("ONCEEACH"); got.Status != 422 || got.Code() != "coupon_used_by_you" {
		t.Errorf("a second time: %v", got)
	}
	friend := s.member(t, "sue")
	friend.add(product, 1)
	confirmed(t, friend.pay(friend.ask("ONCEEACH"), "once", card("tok_approve")))

	// Given back by the cancellation, the buyer has it again, for one of two orders that both were promised it.
	buyer.Want(200, "POST", "/v1/orders/"+id+"/cancel", nil, "Idempotency-Key", "cancel")
	var first *restclient.Answer
	eventually(t, "the coupon is back", func() bool {
		first = buyer.ask("ONCEEACH")
		return first.Status == 200
	})
	buyer.add(product, 1)
	second := buyer.ask("ONCEEACH")
	confirmed(t, buyer.pay(first, "twice-1", card("tok_approve")))
	if got := buyer.pay(second, "twice-2", card("tok_approve")); got.Status != 409 || got.Code() != "coupon_used_up" {
		t.Errorf("two orders with one coupon: %v", got)
	}
	declined := s.member(t, "tia")
	declined.add(product, 1)
	if got := declined.pay(declined.ask("ONCEEACH"), "declined", card("tok_decline")); got.Status != 402 {
		t.Fatalf("declined: %v", got)
	}
	eventually(t, "a declined order gives the coupon back", func() bool { return declined.ask("ONCEEACH").Status == 200 })
}
