package journey

import (
	"strings"
	"testing"
	"time"

	"rialto/test/restclient"
)

// costsNothing: a coupon takes all of it off, and nobody is asked for money.
func costsNothing(t *testing.T, s *shop) {
	s.offer(t, "ALLOFIT", map[string]any{"kind": "percent", "percent": 100, "max_redemptions": 1})
	product, buyer := s.product(t, "Free frame", "60.00", 5), s.member(t, "fay")
	code := s.giftCard(t, "nothing", 500)
	buyer.add(product, 1)
	quote := buyer.ask("ALLOFIT")
	if quote.Status != 200 || quote.Num("total", "amount") != quote.Num("shipping", "amount") {
		t.Fatalf("all of it: %v", quote)
	}
	total := quote.Num("total", "amount")
	placed := buyer.pay(quote, "nothing", giftCard(code), card("tok_decline_7"))
	if total > 500 {
		t.Fatalf("the shipping is not covered: %v", quote)
	}
	id := confirmed(t, placed)
	if s.balance(t, code) != 500-total || len(placed.List("tenders")) > 1 {
		t.Errorf("paid for nothing: %v", placed)
	}
	overRefund(t, s.refund(t, id, "something", amount(total+1)))
	buyer.Want(200, "POST", "/v1/orders/"+id+"/cancel", nil, "Idempotency-Key", "cancel")
	s.untouched(t, product, 5)
	eventually(t, "the gift card is whole", func() bool { return s.balance(t, code) == 500 })
	friend := s.member(t, "fay-friend")
	friend.add(product, 1)
	eventually(t, "the coupon is back", func() bool { return friend.ask("ALLOFIT").Status == 200 })
}

// cashRefunded: what is given back before the door is what the courier does not ask for; after it, money is owed.
func cashRefunded(t *testing.T, s *shop) {
	product, buyer := s.product(t, "Cheaper cup", "25.00", 5), s.member(t, "gil")
	buyer.add(product, 2)
	placed := buyer.pay(buyer.quote(), "cheaper", tender{"method": "cash_on_delivery"})
	id, total := confirmed(t, placed), placed.Num("total", "amount")
	granted(t, s.refund(t, id, "a goodwill", amount(700)), 1, 0) // nothing is back: it was never paid
	if got := buyer.order(id); got.Str("payment", "status") != "promised" || got.Str("refunds", 0, "status") != "done" || s.openPayment(t, id) {
		t.Errorf("waived before the door: %v", got)
	}
	s.deliver(t, buyer, id)
	eventually(t, "the cash is booked", func() bool { return buyer.order(id).Str("payment", "status") == "captured" })
	owed := granted(t, s.refund(t, id, "broken", amount(300)), 2, 0)
	if owed.Str("refunds", 1, "status") != "owed" || !s.openPayment(t, id) {
		t.Fatalf("after the door money is owed: %v", owed)
	}
	overRefund(t, s.refund(t, id, "too much", amount(total-999)))
	s.operator(t).Want(200, "POST", "/v1/admin/payments/"+id+"/refunds/"+owed.Str("refunds", 1, "refund_id")+"/paid", nil)
	eventually(t, "it is paid out", func() bool { return buyer.order(id).Num("payment", "refunded", "amount") == 300 })
	eventually(t, "the books say what the courier brought", func() bool {
		book := s.operator(t).Want(200, "GET", "/v1/admin/ledger/orders/"+id, nil)
		cash, open := int64(0), int64(0)
		for i := range book.List("items") {
			for j := range book.List("items", i, "postings") {
				n := book.Num("items", i, "postings", j, "amount", "amount")
				switch book.Str("items", i, "postings", j, "account") {
				case "courier_cash":
					cash += n
				case "receivable":
					open += n
				}
			}
		}
		return cash == total-700-300 && open == 0
	})
}

// secureAndGiven: what waits for the bank holds the gift card, and gives it back when the buyer changes their mind.
func secureAndGiven(t *testing.T, s *shop) {
	s.offer(t, "SECURE", map[string]any{"kind": "percent", "percent": 10, "max_redemptions": 1})
	product, buyer := s.product(t, "Secured seat", "20.00", 5), s.member(t, "hew")
	code := s.giftCard(t, "secured", 400)
	buyer.add(product, 1)
	quote := buyer.ask("SECURE")
	placed := buyer.pay(quote, "secured", giftCard(code), card("tok_3ds"))
	id := placed.Str("order_id")
	if placed.Status != 202 || placed.Str("payment", "status") != "requires_action" || s.balance(t, code) != 0 {
		t.Fatalf("held while the bank is waited for: %v", placed)
	}
	if got := buyer.ask("SECURE"); got.Code() != "coupon_used_up" {
		t.Errorf("the coupon is not held: %v", got)
	}
	buyer.Want(200, "POST", "/v1/orders/"+id+"/cancel", nil, "Idempotency-Key", "cancel")
	eventually(t, "all of it is back", func() bool {
		return buyer.order(id).Str("status") == "canceled" && s.balance(t, code) == 400 && buyer.ask("SECURE").Status == 200
	})
	s.untouched(t, product, 5)
	page := placed.Str("payment", "next_action", "url")
	s.client(t).Send("POST", page[strings.Index(page, "/sandbox/"):]+"/approve", nil) // too late at the bank
	confirmed(t, buyer.pay(buyer.ask("SECURE"), "secured-again", giftCard(code), card("tok_approve")))
	if got := buyer.order(id); got.Str("status") != "canceled" {
		t.Errorf("a late yes of the bank woke a canceled order: %v", got)
	}
}

// oneCardTwoOrders: a gift card is not spent twice, whoever comes first.
func oneCardTwoOrders(t *testing.T, s *shop) {
	product, code := s.product(t, "Contested cake", "20.00", 20), s.giftCard(t, "contested", 4000)
	type answer struct {
		by  *buyer
		got *restclient.Answer
	}
	answers := make(chan answer)
	for _, name := range []string{"ivo", "jan", "kai", "lou"} {
		buyer := s.member(t, name)
		buyer.add(product, 1)
		quote := buyer.quote()
		go func() { answers <- answer{buyer, buyer.pay(quote, "contested", giftCard(code))} }()
	}
	spent := int64(0)
	for range 4 {
		a := <-answers
		switch {
		case a.got.Status == 201 && a.got.Str("status") == "confirmed":
			spent += a.got.Num("total", "amount")
		case a.got.Status == 409 && a.got.Code() == "gift_card_short":
		default:
			t.Errorf("neither paid nor short: %v", a.got)
		}
	}
	if spent == 0 || spent > 4000 {
		t.Errorf("%d spent of 4000", spent)
	}
	eventually(t, "the rest is on the card", func() bool { return s.balance(t, code) == 4000-spent })
}

// endedCards: a blocked or expired gift card pays nothing more; what it paid comes back to it.
func endedCards(t *testing.T, s *shop) {
	product, buyer := s.product(t, "Blocked bench", "20.00", 5), s.member(t, "mo")
	issued := s.operator(t).Want(201, "POST", "/v1/admin/gift-cards", map[string]any{"amount": usd(300)}, "Idempotency-Key", "blocked")
	code, id := issued.Str("code"), issued.Str("card_id")
	buyer.add(product, 1)
	order := confirmed(t, buyer.pay(buyer.quote(), "blocked", giftCard(code), card("tok_approve")))
	s.operator(t).Want(200, "POST", "/v1/admin/gift-cards/"+id+"/block", nil)
	buyer.add(product, 2)
	if got := buyer.pay(buyer.quote(), "blocked-2", giftCard(code), card("tok_approve")); got.Status != 422 || got.Code() != "gift_card_unknown" {
		t.Errorf("a blocked card pays: %v", got)
	}
	buyer.Want(200, "POST", "/v1/orders/"+order+"/cancel", nil, "Idempotency-Key", "cancel")
	eventually(t, "what it paid is on it again", func() bool {
		got := s.operator(t).Want(200, "GET", "/v1/admin/gift-cards/"+id, nil)
		return got.Num("balance", "amount") == 300 && got.Num("held", "amount") == 0 && got.Num("uses", 0, "refunded", "amount") == 300
	})
	s.operator(t).Want(422, "POST", "/v1/admin/gift-cards", map[string]any{
		"amount": usd(300), "expires_at": time.Now().Add(-time.Hour).UTC().Format(time.RFC3339),
	}, "Idempotency-Key", "expired")
}

// silentGateway: no answer is no "no", and everything else that the order holds stays held until the truth is known.
func silentGateway(t *testing.T, s *shop) {
	s.offer(t, "SILENT", map[string]any{"kind": "percent", "percent": 10})
	for token, want := range map[string]string{"tok_timeout_charged": "confirmed", "tok_timeout_not_charged": "canceled", "tok_late_webhook": "confirmed"} {
		product, buyer := s.product(t, "Silent "+token, "20.00", 5), s.member(t, strings.ReplaceAll(token, "_", ""))
		code := s.giftCard(t, token, 500)
		s.announce(t, product, map[string]any{"limit_per_buyer": 4})
		buyer.add(product, 1)
		placed := buyer.pay(buyer.ask("SILENT"), token, giftCard(code), card(token))
		id := placed.Str("order_id")
		if id == "" {
			id = placed.Str("order", "order_id")
		}
		eventually(t, token+" ends", func() bool { return buyer.order(id).Str("status") == want })
		if want == "confirmed" {
			if got := s.balance(t, code); got != 0 {
				t.Errorf("%s: %d left on the gift card", token, got)
			}
			continue
		}
		eventually(t, token+" gives the gift card back", func() bool { return s.balance(t, code) == 500 })
		s.untouched(t, product, 5)
	}
}

// partsGivenBack: staff pay for one line, then the order is canceled: what is left goes back, and no cent more.
func partsGivenBack(t *testing.T, s *shop) {
	first, second := s.product(t, "Part plate", "7.77", 9), s.product(t, "Part fork", "3.33", 9)
	buyer := s.member(t, "ned")
	code := s.giftCard(t, "parts", 1000)
	s.offer(t, "PARTS", map[string]any{"kind": "amount", "amount": usd(101)})
	buyer.add(first, 2)
	buyer.add(second, 1)
	quote := buyer.ask("PARTS")
	id, total := confirmed(t, buyer.pay(quote, "parts", giftCard(code), card("tok_approve"))), quote.Num("total", "amount")
	back := s.refund(t, id, "one plate", units(first, 1)).Num("payment", "refunded", "amount")
	granted(t, s.refund(t, id, "a bit", amount(37)), 2, back+37)
	buyer.Want(200, "POST", "/v1/orders/"+id+"/cancel", nil, "Idempotency-Key", "cancel")
	eventually(t, "the rest is back", func() bool {
		o := buyer.order(id)
		return o.Num("payment", "refunded", "amount") == total && o.Str("payment", "status") == "refunded" && s.balance(t, code) == 1000
	})
	if got := s.refund(t, id, "more", amount(1)); got.Status != 409 {
		t.Errorf("a canceled order gives more: %v", got)
	}
	s.untouched(t, first, 9)
	s.untouched(t, second, 9)
}
