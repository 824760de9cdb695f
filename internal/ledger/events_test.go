package ledger_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	busv1 "rialto/gen/rialto/bus/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	ledgerv1 "rialto/gen/rialto/ledger/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/platform/bus"
)

// story is one order's life, told in events as the rooms tell them.
type story struct {
	t       fataler
	order   *orderv1.OrderEvent
	payment *paymentv1.PaymentChanged
	gift    *giftcardv1.UseChanged
	version int64
	events  []*busv1.Event
}

// newStory begins an order of two kettles and a teapot for $43.99, of which a gift card pays some.
func newStory(t fataler, id, method string, giftCard int64) *story {
	s := &story{t: t, order: &orderv1.OrderEvent{
		OrderId: id, UserId: 7, Status: "pending", Currency: "USD", Subtotal: 3555, Discount: 100, Tax: 345, Shipping: 599, Total: 4399,
		Items: []*orderv1.OrderItem{
			{ProductId: 17, SellerId: 3, Quantity: 2, UnitPrice: 1050, Discount: 100, Tax: 200},
			{ProductId: 18, SellerId: 4, Quantity: 1, UnitPrice: 1455, Tax: 145},
		},
	}}
	if giftCard > 0 {
		s.gift = &giftcardv1.UseChanged{UserId: 7, OrderId: id, CardId: 5, State: "held", Currency: "USD", Amount: giftCard}
		s.tellGift()
	}
	if rest := 4399 - giftCard; rest > 0 {
		s.payment = &paymentv1.PaymentChanged{UserId: 7, OrderId: id, Status: "authorized", Method: method, Currency: "USD", Amount: rest}
		s.tellPayment()
	}
	s.tellOrder("order.placed")
	return s
}

func (s *story) next() int64 { s.version++; return s.version }

func (s *story) tellOrder(typ string) {
	s.events = append(s.events, event(s.t, bus.OrderEvents, typ, s.order.OrderId, s.next(), s.order))
}
func (s *story) tellPayment() {
	s.events = append(s.events, event(s.t, bus.PaymentEvents, "payment.changed", s.order.OrderId, s.next(), s.payment))
}
func (s *story) tellGift() {
	s.events = append(s.events, event(s.t, bus.GiftCardEvents, "giftcard.use_changed", s.order.OrderId, s.next(), s.gift))
}

// capture takes what the tenders bear.
func (s *story) capture() {
	if s.payment != nil {
		s.payment.Status, s.payment.Captured = "captured", s.payment.Amount
		s.tellPayment()
	}
}

func (s *story) spend() {
	if s.gift != nil {
		s.gift.State = "spent"
		s.tellGift()
	}
}

func (s *story) become(status string) {
	s.order.Status = status
	s.tellOrder("order." + status)
}

// left is what the order has not given back.
func (s *story) left() int64 {
	left := s.order.Total
	for _, r := range s.order.Refunds {
		left -= r.Amount
	}
	return left
}

// refund gives an amount back: by the gateway first, then to the gift card.
func (s *story) refund(amount int64, lines ...*orderv1.RefundLine) {
	paid := int64(0)
	if s.payment != nil {
		paid = s.payment.Amount
		for _, r := range s.order.Refunds {
			paid -= r.Gateway
		}
	}
	r := &orderv1.OrderRefund{
		RefundId: fmt.Sprint(s.order.OrderId, "-", len(s.order.Refunds)), Amount: amount, Gateway: min(paid, amount), Status: "unknown", Lines: lines,
	}
	r.GiftCard = amount - r.Gateway
	s.order.Refunds = append(s.order.Refunds, r)
	s.tellOrder("order.payment_changed")
	if r.Gateway > 0 && s.payment.Captured > 0 {
		s.payment.Refunded += r.Gateway
		s.tellPayment()
	}
	if r.GiftCard > 0 {
		s.gift.Refunded += r.GiftCard
		s.tellGift()
	}
	r.Status = "done"
	s.tellOrder("order.payment_changed")
}

// books is all that the room says after it heard events.
func (b *bundle) books(t *testing.T, orders ...string) string {
	t.Helper()
	out := b.trial(t)
	for _, id := range orders {
		book, err := b.store.BookOf(t.Context(), keyOf(id))
		noError(t, err)
		book.At, book.Version = 0, 0
		out += fmt.Sprintf("\n%+v", book)
	}
	sellers, err := b.ListSellers(t.Context(), nil)
	noError(t, err)
	for _, s := range sellers.Sellers {
		out += fmt.Sprintf("\nseller %d: %d - %d - %d = %d %s", s.SellerId, s.Sales, s.Fees, s.Refunds, s.Payable, s.Currency)
	}
	return out
}

func TestAnOrderIsBooked(t *testing.T) {
	t.Parallel()
	b := setup(t)
	s := newStory(t, "1", "card", 1000)
	s.capture()
	s.spend()
	s.become("confirmed")
	s.become("delivered")
	b.hear(t, s.events...)
	if got, want := b.trial(t), "fees -346 USD; gateway_cash 3399 USD; gift_cards 1000 USD; seller -3109 USD; shipping -599 USD; tax -345 USD"; got != want {
		t.Fatalf("trial balance %s, want %s", got, want)
	}
	resp, err := b.OrderBook(t.Context(), &ledgerv1.OrderBookRequest{UserId: 7, OrderId: "1"})
	noError(t, err)
	var kinds []string
	for _, e := range resp.Entries {
		kinds = append(kinds, e.Kind)
	}
	if fmt.Sprint(kinds) != "[payment gift_card sale]" {
		t.Fatalf("entries %v", kinds)
	}
	if other, err := b.OrderBook(t.Context(), &ledgerv1.OrderBookRequest{UserId: 8, OrderId: "1"}); err != nil || len(other.Entries) > 0 {
		t.Fatalf("another user reads %v, %v", other, err)
	}
}

func TestASaleThatIsGivenBackInPartsLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	b := setup(t)
	s := newStory(t, "1", "card", 1000)
	s.capture()
	s.spend()
	s.become("confirmed")
	s.refund(1100, &orderv1.RefundLine{ProductId: 17, SellerId: 3, Quantity: 1, Net: 1000, Tax: 100})
	s.refund(7)
	s.refund(993)
	s.refund(s.left())
	b.hear(t, s.events...)
	if got := b.trial(t); got != "" {
		t.Fatalf("something is left: %s", got)
	}
	sellers, err := b.ListSellers(t.Context(), nil)
	noError(t, err)
	for _, s := range sellers.Sellers {
		if s.Payable != 0 || s.Fees != 0 || s.Sales != s.Refunds {
			t.Fatalf("seller %v", s)
		}
	}
}

func TestACheckoutThatCameToNothingLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	b := setup(t)
	s := newStory(t, "1", "card", 1000)
	s.spend()
	s.gift.State, s.gift.Refunded = "released", 1000
	s.tellGift()
	s.capture()
	s.payment.Refunded = s.payment.Captured
	s.tellPayment()
	s.become("canceled")
	held := newStory(t, "2", "bank_transfer", 1000)
	held.gift.State = "released"
	held.tellGift()
	held.become("canceled")
	b.hear(t, append(s.events, held.events...)...)
	if got := b.trial(t); got != "" {
		t.Fatalf("something is left: %s", got)
	}
	if book, err := b.store.BookOf(t.Context(), keyOf("2")); err != nil || book.Version != 0 {
		t.Fatalf("a hold is money: %+v, %v", book, err)
	}
}

// TestEveryOrderOfEventsEndsInTheSameBooks tells stories of orders in their own order, and mixed with repeats in batches of
// any size. The books must not differ, must be sound, and of settled orders nothing may be receivable.
func TestEveryOrderOfEventsEndsInTheSameBooks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		var events []*busv1.Event
		var ids []string
		for i := range rapid.IntRange(1, 3).Draw(r, "orders") {
			s := drawStory(r, fmt.Sprint(i))
			events, ids = append(events, s.events...), append(ids, s.order.OrderId)
		}
		straight := setup(t)
		straight.hear(t, events...)

		mixed := slices.Clone(events)
		for range rapid.IntRange(0, 6).Draw(r, "repeats") {
			mixed = append(mixed, rapid.SampledFrom(events).Draw(r, "again"))
		}
		dice := rand.New(rand.NewPCG(rapid.Uint64().Draw(r, "shuffle"), 1))
		dice.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		turned := setup(t)
		for len(mixed) > 0 {
			n := 1 + dice.IntN(len(mixed))
			turned.hear(t, mixed[:n]...)
			mixed = mixed[n:]
		}
		if a, b := straight.books(t, ids...), turned.books(t, ids...); a != b {
			r.Fatalf("in order\n%s\nout of order\n%s", a, b)
		}
		faults, facts := turned.faults(t)
		if faults != nil {
			r.Fatalf("faults %v", faults)
		}
		for id, fact := range facts {
			if fact != "book sold 0 USD" && fact != "book unsold 0 USD" {
				r.Fatalf("order %s is settled, the books say %s", id, fact)
			}
		}
	})
}

// drawStory makes up an order that is settled at its end.
func drawStory(r *rapid.T, id string) *story {
	method := rapid.SampledFrom([]string{"card", "bank_transfer", "cash_on_delivery"}).Draw(r, "method")
	s := newStory(r, id, method, rapid.SampledFrom([]int64{0, 0, 1000, 4398, 4399}).Draw(r, "gift card"))
	onDelivery := method == "cash_on_delivery"
	if !onDelivery {
		s.capture()
	}
	s.spend()
	s.become("confirmed")
	if rapid.Bool().Draw(r, "canceled") {
		s.order.Status = "canceled"
		s.refund(s.left())
		return s
	}
	if onDelivery {
		s.capture()
	}
	s.become("shipped")
	if rapid.Bool().Draw(r, "by line") {
		s.refund(1100, &orderv1.RefundLine{ProductId: 17, SellerId: 3, Quantity: 1, Net: 1000, Tax: 100})
	}
	for range rapid.IntRange(0, 3).Draw(r, "refunds") {
		if s.left() > 0 {
			s.refund(rapid.Int64Range(1, s.left()).Draw(r, "amount"))
		}
	}
	s.become("delivered")
	return s
}

func TestAnEventThatCannotBeReadIsNotPassedOver(t *testing.T) {
	t.Parallel()
	b := setup(t)
	bad := event(t, bus.OrderEvents, "order.confirmed", "1", 1, &orderv1.OrderEvent{})
	bad.Payload = "{"
	if err := b.Subscriptions()[0].Handle(t.Context(), []*busv1.Event{bad}); err == nil {
		t.Fatal("the event is gone")
	}
}

// The release before the ledger told neither tenders nor refunds of orders, and no amounts of payments: an order that it sold and
// one that it canceled are booked when the ledger hears their events for the first time.
func TestEventsOfTheReleaseBeforeTheLedgerAreBookedWhole(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for id, back := range map[string]int64{"1": 0, "2": 4399} {
		s := newStory(t, id, "card", 0)
		s.events = nil
		o := &orderv1.Order{
			UserId: 7, OrderId: id, Status: "confirmed", Currency: "USD", Total: 4399, Items: s.order.Items,
			Tenders: []*orderv1.TenderState{{Method: "card", Amount: 4399}},
		}
		if back > 0 {
			o.Status = "canceled"
			o.Refunds = []*orderv1.OrderRefund{{RefundId: id + "-cancel", Amount: back, Gateway: back, Status: "done"}}
		}
		b.shop.PutOrder(o)
		b.shop.PutPayment(&paymentv1.Payment{
			UserId: 7, OrderId: id, Method: "card", Status: "captured", Amount: &commercev1.Money{Amount: 4399, Currency: "USD"},
			Captured: 4399, Refunded: back,
		})
		s.payment = &paymentv1.PaymentChanged{UserId: 7, OrderId: id, Status: "captured"}
		s.become("confirmed")
		s.tellPayment()
		s.tellPayment() // of the refund
		b.hear(t, s.events...)
		b.hear(t, s.events...)
	}
	faults, facts := b.faults(t)
	for _, id := range []string{"1", "2"} {
		if facts[id] != "book sold 0 USD" {
			t.Errorf("order %s: %s", id, facts[id])
		}
	}
	if faults != nil {
		t.Errorf("faults %v", faults)
	}
	book, err := b.OrderBook(t.Context(), &ledgerv1.OrderBookRequest{UserId: 7, OrderId: "2"})
	if err != nil || len(book.GetEntries()) != 4 {
		t.Errorf("got %v, %v", book, err)
	}
}
