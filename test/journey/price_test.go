package journey

import (
	"testing"

	"rialto/test/restclient"
)

func (s *shop) reprice(t testing.TB, product string, amount int64) {
	t.Helper()
	s.operator(t).Want(200, "PATCH", "/v1/admin/products/"+product, map[string]any{"price": usd(amount)})
}

// movedLine wants one line that moved, and says so with both prices.
func movedLine(t testing.TB, got *restclient.Answer, product string, old, now int64) {
	t.Helper()
	if len(got.List("changed")) != 1 || got.Str("changed", 0, "product_id") != product || got.Str("changed", 0, "reason") != "price" ||
		got.Num("changed", 0, "old", "amount") != old || got.Num("changed", 0, "new", "amount") != now {
		t.Errorf("want %d → %d of %s: %v", old, now, product, got)
	}
}

// movedBeforeQuote is listed in the quote, and charged only as the quote says.
func movedBeforeQuote(t *testing.T, s *shop) {
	moving, steady := s.product(t, "Rising rice", "10.00", 9), s.product(t, "Steady salt", "2.00", 9)
	buyer := s.member(t, "xia")
	buyer.add(moving, 1)
	buyer.add(steady, 1)
	s.reprice(t, moving, 1150)
	quote := buyer.quote()
	movedLine(t, quote, moving, 1000, 1150)
	if quote.Num("subtotal", "amount") != 1350 {
		t.Errorf("quote: %v", quote)
	}
	placed := buyer.pay(quote, "accepted", card("tok_approve"))
	confirmed(t, placed)
	if placed.Num("total", "amount") != quote.Num("total", "amount") {
		t.Errorf("charged %d of %d", placed.Num("total", "amount"), quote.Num("total", "amount"))
	}
}

// movedAfterQuote refuses the accepted quote, says what moved, and takes the fresh one under a new key.
func movedAfterQuote(t *testing.T, s *shop) {
	moving, steady := s.product(t, "Falling flour", "10.00", 9), s.product(t, "Steady sugar", "2.00", 9)
	buyer := s.member(t, "yan")
	code := s.giftCard(t, "moved", 200)
	buyer.add(moving, 2)
	buyer.add(steady, 1)
	quote := buyer.quote()
	s.reprice(t, moving, 900)
	got := buyer.pay(quote, "moved", giftCard(code), card("tok_approve"))
	if got.Status != 409 || got.Code() != "price_changed" || got.Str("quote_token") == "" || got.Str("order", "status") != "canceled" {
		t.Fatalf("a cheaper price needs a yes too: %v", got)
	}
	movedLine(t, got, moving, 1000, 900)
	s.untouched(t, moving, 9)
	eventually(t, "the gift card is untouched", func() bool { return s.balance(t, code) == 200 })
	same := buyer.pay(quote, "moved", giftCard(code), card("tok_approve"))
	if same.Status != 409 || same.Str("quote_token") != got.Str("quote_token") || same.Header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("the same key tells the same: %v", same)
	}
	accepted := buyer.Send("POST", "/v1/orders", map[string]any{
		"quote_token": got.Str("quote_token"), "tenders": []tender{giftCard(code), card("tok_approve")},
	}, "Idempotency-Key", "accepted")
	confirmed(t, accepted)
	if accepted.Num("subtotal", "amount") != 2000 || s.balance(t, code) != 0 {
		t.Errorf("the buyer's yes: %v", accepted)
	}
}
