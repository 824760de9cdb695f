package journey

import (
	"strings"
	"testing"

	"rialto/test/restclient"
)

// refund asks for money back as staff do.
func (s *shop) refund(t testing.TB, order, key string, what map[string]any) *restclient.Answer {
	t.Helper()
	what["reason"] = "journey"
	return s.operator(t).Send("POST", "/v1/admin/orders/"+order+"/refunds", what, "Idempotency-Key", strings.ReplaceAll(key, " ", "-"))
}

func amount(n int64) map[string]any { return map[string]any{"amount": usd(n)} }

func units(product string, n int) map[string]any {
	return map[string]any{"lines": []any{map[string]any{"product_id": product, "quantity": n}}}
}

// granted wants a refund that is done, and returns the order.
func granted(t testing.TB, got *restclient.Answer, refunds int, back int64) *restclient.Answer {
	t.Helper()
	if got.Status != 201 || len(got.List("refunds")) != refunds || got.Num("payment", "refunded", "amount") != back {
		t.Fatalf("want %d refunds of %d together: %v", refunds, back, got)
	}
	return got
}

func overRefund(t testing.TB, got *restclient.Answer) {
	t.Helper()
	if got.Status != 409 || got.Code() != "over_refund" {
		t.Errorf("more than is left: %v", got)
	}
}

func partialRefunds(t *testing.T, s *shop) {
	product, buyer := s.product(t, "Refunded robe", "9.99", 9), s.member(t, "mia")
	buyer.add(product, 3)
	quote := buyer.quote()
	id, total := confirmed(t, buyer.pay(quote, "refunds", card("tok_approve"))), quote.Num("total", "amount")
	lines := quote.Num("subtotal", "amount") + quote.Num("tax", "amount")

	one := granted(t, s.refund(t, id, "scratched", units(product, 1)), 1, lines/3)
	if one.Str("payment", "status") != "refunded" || one.Str("refunds", 0, "status") != "done" || one.Num("refunds", 0, "lines", 0, "quantity") != 1 {
		t.Errorf("one of three: %v", one)
	}
	same := granted(t, s.refund(t, id, "scratched", units(product, 1)), 1, lines/3)
	if same.Header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("the same key: %v", same.Header)
	}
	if got := s.refund(t, id, "scratched", units(product, 2)); got.Status != 422 || got.Code() != "idempotency_mismatch" {
		t.Errorf("the same key for something else: %v", got)
	}
	overRefund(t, s.refund(t, id, "too many", units(product, 3)))
	granted(t, s.refund(t, id, "goodwill", amount(100)), 2, lines/3+100)
	overRefund(t, s.refund(t, id, "too much", amount(total-lines/3-99)))
	granted(t, s.refund(t, id, "the rest", amount(total-lines/3-100)), 3, total)
	overRefund(t, s.refund(t, id, "one cent", amount(1)))
	if got := buyer.order(id); got.Str("status") != "confirmed" || got.Num("payment", "refunded", "amount") != total {
		t.Errorf("the buyer sees %v", got)
	}
	if left, _ := s.sellable(t, product); left != 6 {
		t.Errorf("a refund moved goods: %d left", left)
	}
	// All is paid back already: a cancellation moves the goods and no money.
	buyer.Want(200, "POST", "/v1/orders/"+id+"/cancel", nil, "Idempotency-Key", "cancel")
	s.untouched(t, product, 9)
	if got := buyer.order(id); got.Num("payment", "refunded", "amount") != total || len(got.List("refunds")) != 3 {
		t.Errorf("paid back twice: %v", got)
	}
}

func refundOverTenders(t *testing.T, s *shop) {
	product, buyer := s.product(t, "Two-way tray", "20.00", 9), s.member(t, "nat")
	code := s.giftCard(t, "two-way", 600)
	buyer.add(product, 1)
	quote := buyer.quote()
	id, total := confirmed(t, buyer.pay(quote, "two-way", giftCard(code), card("tok_approve"))), quote.Num("total", "amount")
	byCard := total - 600
	got := granted(t, s.refund(t, id, "more than the card paid", amount(byCard+150)), 1, byCard+150)
	if got.Num("refunds", 0, "gateway", "amount") != byCard || got.Num("refunds", 0, "gift_card", "amount") != 150 || s.balance(t, code) != 150 {
		t.Errorf("the card first, then the gift card: %v", got)
	}
	overRefund(t, s.refund(t, id, "too much", amount(451)))
	granted(t, s.refund(t, id, "the rest", amount(450)), 2, total)
	if got := s.balance(t, code); got != 600 {
		t.Errorf("%d on the gift card", got)
	}
}

func refundOwed(t *testing.T, s *shop) {
	product, buyer := s.product(t, "Owed oven", "40.00", 9), s.member(t, "oli")
	buyer.add(product, 1)
	placed := buyer.byTransfer("owed")
	id, total := placed.Str("order_id"), placed.Num("total", "amount")
	if got := s.refund(t, id, "too early", amount(100)); got.Status != 409 || got.Code() != "not_refundable" {
		t.Errorf("before it is paid: %v", got)
	}
	s.received(t, id, total)
	eventually(t, "the order is confirmed", func() bool { return buyer.order(id).Str("status") == "confirmed" })

	owed := granted(t, s.refund(t, id, "dented", amount(500)), 1, 0)
	refund := owed.Str("refunds", 0, "refund_id")
	if owed.Str("refunds", 0, "status") != "owed" || owed.Str("payment", "status") != "refunding" || !s.openPayment(t, id) {
		t.Fatalf("a refund that staff pay out: %v", owed)
	}
	if got := s.operator(t).Send("POST", "/v1/admin/payments/"+id+"/refunds/nobody/paid", nil); got.Status != 404 {
		t.Errorf("a refund that nobody granted: %v", got)
	}
	s.operator(t).Want(200, "POST", "/v1/admin/payments/"+id+"/refunds/"+refund+"/paid", nil)
	eventually(t, "the order shows what was paid out", func() bool {
		o := buyer.order(id)
		return o.Str("refunds", 0, "status") == "done" && o.Num("payment", "refunded", "amount") == 500
	})
	overRefund(t, s.refund(t, id, "too much", amount(total-499)))

	// The rest is owed by a cancellation.
	buyer.Want(200, "POST", "/v1/orders/"+id+"/cancel", nil, "Idempotency-Key", "cancel")
	eventually(t, "the rest is owed", func() bool { return s.openPayment(t, id) })
	rest := buyer.order(id)
	if rest.Num("refunds", 1, "amount", "amount") != total-500 || rest.Num("payment", "refunded", "amount") != 500 {
		t.Fatalf("canceled: %v", rest)
	}
	s.operator(t).Want(200, "POST", "/v1/admin/payments/"+id+"/refunds/"+rest.Str("refunds", 1, "refund_id")+"/paid", nil)
	eventually(t, "all of it is back", func() bool {
		o := buyer.order(id)
		return o.Str("payment", "status") == "refunded" && o.Num("payment", "refunded", "amount") == total
	})
}
