package journey

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rialto/internal/app"
	"rialto/internal/verify"
	"rialto/test/restclient"
)

// TestMoney walks through every way to pay, to give back and to limit, in every shape. The warehouse waits for people, so
// that nothing is shipped under a walk. At the end a week passes; then verify and the reconciliation of orders, ledger and
// gateway must have nothing to say.
func TestMoney(t *testing.T) {
	t.Parallel()
	for shape, open := range shapes {
		t.Run(shape, func(t *testing.T) {
			t.Parallel()
			var clock clock
			var gateway gatewayOf
			s := open(t, resting, clock.rules, gateway.finds)
			t.Run("today", func(t *testing.T) {
				for name, walk := range map[string]func(*testing.T, *shop){
					"a gift card and a card pay one order":           giftCardAndCard,
					"a gift card pays all of it":                     giftCardAlone,
					"a gift card that is too small pays nothing":     giftCardShort,
					"a declined card gives the gift card back":       giftCardGivenBack,
					"a cancellation pays the gift card back":         giftCardCanceled,
					"a bank transfer that comes":                     transferComes,
					"a bank transfer that is canceled and comes":     transferTooLate,
					"cash on delivery is captured at the door":       cashComes,
					"cash on delivery that is canceled owes nothing": cashCanceled,
					"a saved card pays again, for its owner alone":   savedCard,
					"staff refund a part, and another":               partialRefunds,
					"a refund over two tenders":                      refundOverTenders,
					"a refund of a transfer is owed until it's paid": refundOwed,
					"coupons stack if they say so":                   stackedCoupons,
					"a coupon is for each buyer once":                couponPerUser,
					"the same basket is asked about":                 sameBasket,
					"another key for the same quote joins":           joined,
					"a price that moved before the quote":            movedBeforeQuote,
					"a price that moved after the quote":             movedAfterQuote,
					"a drop has its start, its limit and its end":    dropWithLimit,
					"a waiting room lets its own tickets in":         waitingRoom,
					"an order that costs nothing":                    costsNothing,
					"cash is given back before and after the door":   cashRefunded,
					"a gift card beside 3-D Secure":                  secureAndGiven,
					"one gift card for four orders":                  oneCardTwoOrders,
					"gift cards that have ended":                     endedCards,
					"a silent gateway and all that is held":          silentGateway,
					"a part refunded, the rest canceled":             partsGivenBack,
					"webhooks in any order end in one state":         gateway.webhooks,
					"a webhook that nobody signed is not heard":      gateway.isNobodyElse,
				} {
					t.Run(name, func(t *testing.T) {
						t.Parallel()
						walk(t, s)
					})
				}
			})
			t.Run("a week later", func(t *testing.T) { transferNeverComes(t, s, &clock) })
			s.closes(t, &clock)
		})
	}
}

// resting leaves parcels where they are until somebody moves them.
func resting(cfg *app.Config, _ *app.Options) { cfg.DemoSpeed = 0 }

// clock is the shop's time: the real one, and how far it was put forward. The zero value is right.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time          { return time.Now().Add(time.Duration(c.ahead.Load())) }
func (c *clock) forward(d time.Duration) { c.ahead.Add(int64(d)) }

func (c *clock) rules(_ *app.Config, opts *app.Options) { opts.Now = c.now }

// closes wants right books and nothing unexplained, once everything is older than the reconciliation's grace.
func (s *shop) closes(t *testing.T, clock *clock) {
	t.Helper()
	if t.Failed() {
		return
	}
	report, err := verify.Run(t.Context(), s.books(), verify.Options{Now: clock.now})
	switch {
	case err != nil:
		t.Errorf("verify: %v", err)
	case !report.OK():
		t.Errorf("the books are wrong:\n%s", report)
	}
	operator, compared := s.operator(t), int64(0)
	for range 3 { // seen, seen again after the grace, and explained if it can be
		clock.forward(10 * time.Minute)
		// In the shape wire it runs twice, and the second time no order is new.
		pass := operator.Want(200, "POST", "/v1/admin/reconciliation/run", nil)
		compared += pass.Num("orders") + pass.Num("charges")
	}
	found := operator.Want(200, "GET", "/v1/admin/reconciliation?open=true", nil)
	if compared == 0 || found.Num("last", "open") != 0 || len(found.List("findings")) != 0 {
		t.Errorf("%d orders and charges compared: %v", compared, found)
	}
	sums := map[string]int64{}
	accounts := operator.Want(200, "GET", "/v1/admin/ledger/balance", nil)
	for i := range accounts.List("items") {
		sums[accounts.Str("items", i, "balance", "currency")] += accounts.Num("items", i, "balance", "amount")
	}
	if len(sums) == 0 || sums["USD"] != 0 {
		t.Errorf("the accounts sum to %v", sums)
	}
}

func usd(amount int64) map[string]any { return map[string]any{"amount": amount, "currency": "USD"} }

func (s *shop) balance(t testing.TB, code string) int64 {
	t.Helper()
	return s.client(t).Want(200, "POST", "/v1/gift-cards/balance", map[string]any{"code": code}).Num("available", "amount")
}

// confirmed wants an order that is settled and paid.
func confirmed(t testing.TB, got *restclient.Answer) (id string) {
	t.Helper()
	if got.Status != 201 || got.Str("status") != "confirmed" {
		t.Fatalf("want a confirmed order: %v", got)
	}
	return got.Str("order_id")
}

// staff is the order as the back office sees it.
func (s *shop) staff(t testing.TB, order string) *restclient.Answer {
	t.Helper()
	return s.operator(t).Want(200, "GET", "/v1/admin/orders/"+order, nil)
}

// openPayment finds an order among the payments that wait for staff.
func (s *shop) openPayment(t testing.TB, order string) (found bool) {
	t.Helper()
	operator, cursor := s.operator(t), ""
	for {
		page := operator.Want(200, "GET", "/v1/admin/payments?limit=100&cursor="+cursor, nil)
		for i := range page.List("items") {
			found = found || page.Str("items", i, "order_id") == order
		}
		if cursor = page.Str("next_cursor"); found || cursor == "" {
			return found
		}
	}
}

// deliver brings an order's parcels to the door.
func (s *shop) deliver(t *testing.T, buyer *buyer, order string) {
	t.Helper()
	operator := s.operator(t)
	parcels := buyer.order(order).List("shipments")
	if len(parcels) == 0 {
		t.Fatalf("order %s has no parcel", order)
	}
	for i := range parcels {
		parcel := buyer.order(order).Str("shipments", i, "shipment_id")
		for _, step := range []string{"pick", "hand-over", "deliver"} {
			eventually(t, step, func() bool {
				return operator.Send("POST", "/v1/admin/shipments/"+parcel+"/"+step, nil).Status == 200
			})
		}
	}
	eventually(t, "the order is delivered", func() bool { return buyer.order(order).Str("status") == "delivered" })
}

func (s *shop) untouched(t *testing.T, product string, stock int64) {
	t.Helper()
	eventually(t, "the units are free", func() bool {
		left, reserved := s.sellable(t, product)
		return left == stock && reserved == 0
	})
}

func giftCardAndCard(t *testing.T, s *shop) {
	product, buyer := s.product(t, "Shared sofa", "20.00", 5), s.member(t, "ann")
	code := s.giftCard(t, "and-card", 1000)
	if got := s.balance(t, strings.ToLower(strings.ReplaceAll(code, "-", " "))); got != 1000 {
		t.Fatalf("a new card of 10.00 has %d", got)
	}
	buyer.add(product, 1)
	quote := buyer.quote()
	placed := buyer.pay(quote, "and-card", giftCard(code), card("tok_approve"))
	id := confirmed(t, placed)
	total := quote.Num("total", "amount")
	if placed.Str("tenders", 0, "method") != "gift_card" || placed.Num("tenders", 0, "amount", "amount") != 1000 ||
		placed.Str("tenders", 1, "method") != "card" || placed.Num("tenders", 1, "amount", "amount") != total-1000 ||
		placed.Str("tenders", 1, "label") != "Visa ···· 4242" || strings.Contains(placed.Text, code) {
		t.Errorf("tenders: %v", placed)
	}
	if got := s.balance(t, code); got != 0 {
		t.Errorf("%d left on the gift card", got)
	}
	eventually(t, "sale and both payments are booked", func() bool {
		book := s.operator(t).Want(200, "GET", "/v1/admin/ledger/orders/"+id, nil)
		return len(book.List("items")) == 3 && strings.Contains(book.Text, "gateway_cash") && strings.Contains(book.Text, "gift_cards")
	})
}

func giftCardAlone(t *testing.T, s *shop) {
	product, buyer := s.product(t, "Given glass", "20.00", 5), s.member(t, "bea")
	code := s.giftCard(t, "alone", 50_000)
	buyer.add(product, 1)
	quote := buyer.quote()
	placed := buyer.pay(quote, "alone", giftCard(code))
	confirmed(t, placed)
	if len(placed.List("tenders")) != 1 || placed.Str("payment", "method") != "gift_card" || placed.Str("payment", "status") != "captured" {
		t.Errorf("paid by gift card: %v", placed)
	}
	// The other tender is not needed, and even one that would be declined is never asked.
	buyer.add(s.product(t, "Given bowl", "10.00", 5), 1)
	more := buyer.quote()
	placed = buyer.pay(more, "alone-2", giftCard(code), card("tok_decline"))
	confirmed(t, placed)
	if len(placed.List("tenders")) != 1 {
		t.Errorf("a tender of nothing: %v", placed)
	}
	if got := s.balance(t, code); got != 50_000-quote.Num("total", "amount")-more.Num("total", "amount") {
		t.Errorf("%d left on the gift card", got)
	}
}

func giftCardShort(t *testing.T, s *shop) {
	product, buyer := s.product(t, "Short shelf", "20.00", 5), s.member(t, "cat")
	code := s.giftCard(t, "short", 100)
	buyer.add(product, 1)
	quote := buyer.quote()
	got := buyer.pay(quote, "short", giftCard(code))
	if got.Status != 409 || got.Code() != "gift_card_short" || got.Num("available", "amount") != 100 {
		t.Fatalf("one dollar for twenty: %v", got)
	}
	if n := len(buyer.Want(200, "GET", "/v1/orders", nil).List("items")); n != 0 || s.balance(t, code) != 100 {
		t.Errorf("a refused gift card left %d orders", n)
	}
	s.untouched(t, product, 5)
	confirmed(t, buyer.pay(quote, "short", giftCard(code), card("tok_approve"))) // the key was not used
}

func giftCardGivenBack(t *testing.T, s *shop) {
	product, buyer := s.product(t, "Declined desk", "20.00", 5), s.member(t, "dan")
	code := s.giftCard(t, "given-back", 500)
	buyer.add(product, 2)
	got := buyer.pay(buyer.quote(), "given-back", giftCard(code), card("tok_decline"))
	if got.Status != 402 || got.Code() != "payment_declined" {
		t.Fatalf("a declined card: %v", got)
	}
	eventually(t, "the gift card has its money again", func() bool { return s.balance(t, code) == 500 })
	s.untouched(t, product, 5)
}

func giftCardCanceled(t *testing.T, s *shop) {
	product, buyer := s.product(t, "Returned rug", "20.00", 5), s.member(t, "eva")
	code := s.giftCard(t, "canceled", 700)
	buyer.add(product, 1)
	quote := buyer.quote()
	id := confirmed(t, buyer.pay(quote, "canceled", giftCard(code), card("tok_approve")))
	buyer.Want(200, "POST", "/v1/orders/"+id+"/cancel", nil, "Idempotency-Key", "cancel")
	eventually(t, "both tenders are back", func() bool {
		o := buyer.order(id)
		return s.balance(t, code) == 700 && o.Str("payment", "status") == "refunded" &&
			o.Num("payment", "refunded", "amount") == quote.Num("total", "amount")
	})
	s.untouched(t, product, 5)
}

// TestWrongGiftCardCodesAreThrottled: ten in an hour, wherever they are tried; then the right one has to wait too.
func TestWrongGiftCardCodesAreThrottled(t *testing.T) {
	t.Parallel()
	s := shapes["one"](t, resting, func(cfg *app.Config, _ *app.Options) {
		cfg.Door.RateLimits, cfg.Door.Limits.LoopbackFactor = "standard", 1
	})
	code, buyer := s.giftCard(t, "throttled", 100), s.member(t, "guesser")
	buyer.add(s.product(t, "Guessed good", "1.00", 5), 1)
	quote := buyer.quote()
	for i := range 10 {
		wrong := fmt.Sprintf("AAAA-AAAA-AAAA-%04d", i)
		if i%2 == 0 {
			buyer.Want(404, "POST", "/v1/gift-cards/balance", map[string]any{"code": wrong})
		} else if got := buyer.pay(quote, fmt.Sprint("guess-", i), giftCard(wrong)); got.Code() != "gift_card_unknown" {
			t.Fatalf("a wrong code: %v", got)
		}
	}
	for _, got := range []*restclient.Answer{
		buyer.Send("POST", "/v1/gift-cards/balance", map[string]any{"code": code}),
		buyer.pay(quote, "guess-right", giftCard(code), card("tok_approve")),
	} {
		if got.Status != http.StatusTooManyRequests || got.Code() != "too_many_wrong_codes" || got.Header.Get("Retry-After") == "" {
			t.Errorf("after ten wrong codes: %v", got)
		}
	}
	confirmed(t, buyer.pay(quote, "guess-none", card("tok_approve")))
}

// byTransfer places an order that waits for the bank.
func (c *buyer) byTransfer(key string) (placed *restclient.Answer) {
	c.T.Helper()
	placed = c.pay(c.quote(), key, tender{"method": "bank_transfer"})
	next := func(field string) string { return placed.Str("payment", "next_action", field) }
	if placed.Status != 202 || placed.Str("status") != "pending" || placed.Str("payment", "status") != "requires_action" ||
		next("type") != "bank_transfer" || next("reference") == "" || next("account") == "" || next("pay_until") == "" {
		c.T.Fatalf("by transfer: %v", placed)
	}
	return placed
}

func (s *shop) received(t testing.TB, order string, amount int64) *restclient.Answer {
	t.Helper()
	return s.operator(t).Send("POST", "/v1/admin/payments/"+order+"/received", map[string]any{"amount": usd(amount), "note": "statement 7"})
}

func transferComes(t *testing.T, s *shop) {
	product, buyer := s.product(t, "Transferred table", "30.00", 5), s.member(t, "finn")
	buyer.add(product, 2)
	placed := buyer.byTransfer("transfer")
	id, total := placed.Str("order_id"), placed.Num("total", "amount")
	if left, _ := s.sellable(t, product); left != 3 || !s.openPayment(t, id) {
		t.Errorf("%d left while the bank is waited for", left)
	}
	if got := s.received(t, id, total-1); got.Status != 409 || got.Code() != "amount_differs" {
		t.Errorf("a cent too little: %v", got)
	}
	for range 2 { // told twice
		if got := s.received(t, id, total); got.Status != 200 || got.Num("captured", "amount") != total {
			t.Fatalf("received: %v", got)
		}
	}
	eventually(t, "the order is confirmed", func() bool {
		o := buyer.order(id)
		return o.Str("status") == "confirmed" && o.Str("payment", "status") == "captured" && o.At("payment", "next_action") == nil
	})
	if s.openPayment(t, id) {
		t.Error("a transfer that came is still waited for")
	}
	other := confirmed(t, buyer.pay(func() *restclient.Answer { buyer.add(product, 1); return buyer.quote() }(), "by-card", card("tok_approve")))
	if got := s.received(t, other, 100); got.Code() != "not_a_transfer" {
		t.Errorf("a transfer for an order by card: %v", got)
	}
}

func transferTooLate(t *testing.T, s *shop) {
	product, buyer := s.product(t, "Late lamp", "30.00", 5), s.member(t, "gus")
	buyer.add(product, 2)
	placed := buyer.byTransfer("too-late")
	buyer.Want(200, "POST", "/v1/orders/"+placed.Str("order_id")+"/cancel", nil, "Idempotency-Key", "cancel")
	s.moneyAfterTheEnd(t, buyer, placed, product)
}

// transferNeverComes closes an order that waits for the bank by time alone.
func transferNeverComes(t *testing.T, s *shop, clock *clock) {
	product, buyer := s.product(t, "Forgotten fork", "30.00", 5), s.member(t, "hal")
	email := buyer.Want(200, "GET", "/v1/me", nil).Str("email")
	buyer.add(product, 2)
	placed := buyer.byTransfer("never-comes")
	clock.forward(4 * 24 * time.Hour)
	buyer.SignIn(email, "a-long-enough-word")
	if got := buyer.order(placed.Str("order_id")); got.Str("status") != "pending" {
		t.Fatalf("given up after four days of five: %v", got)
	}
	clock.forward(25 * time.Hour)
	buyer.SignIn(email, "a-long-enough-word")
	eventually(t, "the order is given up", func() bool { return buyer.order(placed.Str("order_id")).Str("status") == "canceled" })
	s.moneyAfterTheEnd(t, buyer, placed, product)
}

// moneyAfterTheEnd comes for an order that was given up: it is booked, owed back, and paid out by hand.
func (s *shop) moneyAfterTheEnd(t *testing.T, buyer *buyer, placed *restclient.Answer, product string) {
	t.Helper()
	id, total := placed.Str("order_id"), placed.Num("total", "amount")
	s.untouched(t, product, 5)
	if s.openPayment(t, id) {
		t.Error("a transfer of a canceled order is still waited for")
	}
	got := s.received(t, id, total)
	refund := got.Str("refunds", 0, "refund_id")
	if got.Status != 200 || got.Num("captured", "amount") != total || got.Str("refunds", 0, "status") != "owed" || refund == "" {
		t.Fatalf("money after the end: %v", got)
	}
	if got := buyer.order(id); got.Str("status") != "canceled" || !s.openPayment(t, id) {
		t.Errorf("money woke the order up, or nobody is told to pay it out: %v", got)
	}
	for range 2 {
		paid := s.operator(t).Want(200, "POST", "/v1/admin/payments/"+id+"/refunds/"+refund+"/paid", nil)
		if paid.Str("refunds", 0, "status") != "done" || paid.Num("refunded", "amount") != total || len(paid.List("refunds")) != 1 {
			t.Errorf("paid out: %v", paid)
		}
	}
	if s.openPayment(t, id) {
		t.Error("what was paid out is still open")
	}
}

func cashComes(t *testing.T, s *shop) {
	product, buyer := s.product(t, "Cash chair", "25.00", 5), s.member(t, "ida")
	buyer.add(product, 1)
	placed := buyer.pay(buyer.quote(), "cash", tender{"method": "cash_on_delivery"})
	id := confirmed(t, placed)
	if placed.Str("payment", "status") != "promised" {
		t.Fatalf("cash before the door: %v", placed)
	}
	s.deliver(t, buyer, id)
	eventually(t, "the cash is booked", func() bool { return buyer.order(id).Str("payment", "status") == "captured" })
	eventually(t, "the courier owes it to the shop", func() bool {
		return strings.Contains(s.operator(t).Want(200, "GET", "/v1/admin/ledger/orders/"+id, nil).Text, "courier_cash")
	})
	s.untouched(t, product, 4)
}

func cashCanceled(t *testing.T, s *shop) {
	product, buyer := s.product(t, "Cash couch", "25.00", 5), s.member(t, "jon")
	code := s.giftCard(t, "cash", 300)
	buyer.add(product, 1)
	id := confirmed(t, buyer.pay(buyer.quote(), "cash", giftCard(code), tender{"method": "cash_on_delivery"}))
	buyer.Want(200, "POST", "/v1/orders/"+id+"/cancel", nil, "Idempotency-Key", "cancel")
	eventually(t, "only the gift card gets something back", func() bool {
		o := buyer.order(id)
		return o.Str("status") == "canceled" && s.balance(t, code) == 300 && o.Num("payment", "refunded", "amount") == 300
	})
	if s.openPayment(t, id) {
		t.Error("cash that never came is owed")
	}
	s.untouched(t, product, 5)
}

func savedCard(t *testing.T, s *shop) {
	owner, stranger := s.member(t, "kim"), s.member(t, "leo")
	pay := func(by *buyer, key string, how tender) *restclient.Answer {
		by.add(s.product(t, "Saved "+key, "5.00", 5), 1)
		return by.pay(by.quote(), key, how)
	}
	confirmed(t, pay(owner, "first", tender{"method": "card", "token": "tok_approve", "save": true}))
	var cards *restclient.Answer
	eventually(t, "the card is saved", func() bool {
		cards = owner.Want(200, "GET", "/v1/payment-methods", nil)
		return len(cards.List("cards")) == 1
	})
	id := cards.Str("cards", 0, "card_id")
	if cards.Str("cards", 0, "brand") != "visa" || cards.Str("cards", 0, "last_four") != "4242" || strings.Contains(cards.Text, "tok_") || strings.Contains(cards.Text, "card_approve") {
		t.Errorf("saved: %v", cards)
	}
	placed := pay(owner, "second", tender{"method": "card", "card_id": id})
	confirmed(t, placed)
	if placed.Str("tenders", 0, "label") != "Visa ···· 4242" {
		t.Errorf("paid by the saved card: %v", placed)
	}
	if n := len(stranger.Want(200, "GET", "/v1/payment-methods", nil).List("cards")); n != 0 {
		t.Errorf("a stranger sees %d cards", n)
	}
	if got := pay(stranger, "stolen", tender{"method": "card", "card_id": id}); got.Status != 402 || got.Code() != "payment_declined" {
		t.Errorf("somebody else's card: %v", got)
	}
	if got := stranger.Send("DELETE", "/v1/payment-methods/"+id, nil); got.Status != 404 {
		t.Errorf("a stranger removes it: %v", got)
	}
	owner.Want(204, "DELETE", "/v1/payment-methods/"+id, nil)
	if n := len(owner.Want(200, "GET", "/v1/payment-methods", nil).List("cards")); n != 0 {
		t.Errorf("%d cards after it was removed", n)
	}
	if got := pay(owner, "third", tender{"method": "card", "card_id": id}); got.Status != 402 {
		t.Errorf("a removed card pays: %v", got)
	}
}
