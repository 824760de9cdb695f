package payment_test

import (
	"fmt"
	"strings"
	"testing"

	busv1 "rialto/gen/rialto/bus/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/payment"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/outbox"
)

// deliver tells of the order as order does.
func (b *bench) deliver(t *testing.T, typ, method string) error {
	t.Helper()
	e, err := outbox.Event(bus.OrderEvents, typ, "7", "7", 3, 1, &orderv1.OrderEvent{
		OrderId: "7", UserId: 5, Tenders: []*orderv1.TenderState{{Method: "gift_card", Amount: 5}, {Method: method, Amount: 1_000}},
	})
	if err != nil {
		t.Fatal(err)
	}
	subs := b.Subscriptions()
	if len(subs) != 1 || subs[0].Group != "payment" || fmt.Sprint(subs[0].Topics) != "[order-events]" {
		t.Fatalf("subscriptions %+v", subs)
	}
	return subs[0].Handle(t.Context(), []*busv1.Event{e})
}

func (b *bench) delivered(t *testing.T) {
	t.Helper()
	if err := b.deliver(t, "order.delivered", payment.MethodCashOnDelivery); err != nil {
		t.Fatal(err)
	}
}

func TestCashIsPromisedUntilTheOrderIsDelivered(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for range 2 {
		want(t, payment.StatusPromised)(b.Authorize(t.Context(), cash()))
		want(t, payment.StatusPromised)(b.Capture(t.Context(), theOrder()))
		want(t, payment.StatusPromised)(b.Refresh(t.Context(), theOrder()))
	}
	for _, typ := range []string{"order.confirmed", "order.shipped"} {
		if err := b.deliver(t, typ, payment.MethodCashOnDelivery); err != nil {
			t.Fatal(err)
		}
	}
	want(t, payment.StatusPromised)(b.Get(t.Context(), theOrder()))
	for range 3 {
		b.delivered(t)
	}
	if p := want(t, payment.StatusCaptured)(b.Get(t.Context(), theOrder())); p.GetCaptured() != 1_000 {
		t.Fatalf("payment %v", p)
	}
	p := want(t, payment.StatusCaptured)(b.Refund(t.Context(), refundOf("r1", 300)))
	if p.GetRefunded() != 300 || p.GetRefunds()[0].GetStatus() != "owed" {
		t.Fatalf("payment %v", p)
	}
	b.wantTold(t, payment.StatusPromised, payment.StatusCaptured, payment.StatusCaptured)
	b.wantNoGateway(t)
}

func TestACanceledCashOrderOwesNothing(t *testing.T) {
	t.Parallel()
	for name, cancel := range map[string]func(b *bench) (*paymentv1.Payment, error){
		"by void":     func(b *bench) (*paymentv1.Payment, error) { return b.Void(t.Context(), theOrder()) },
		"by a refund": func(b *bench) (*paymentv1.Payment, error) { return b.Refund(t.Context(), refundOf("r1", 1_000)) },
	} {
		b := newBench(t)
		want(t, payment.StatusPromised)(b.Authorize(t.Context(), cash()))
		for range 2 {
			if p := want(t, payment.StatusVoided)(cancel(b)); p.GetCaptured() != 0 || p.GetRefunded() != 0 {
				t.Errorf("%s: %v", name, p)
			}
		}
		b.wantOpen(t)
		b.wantTold(t, payment.StatusPromised, payment.StatusVoided)
	}
}

func TestACourierCollectsWhatIsLeftOfAPartlyCanceledOrder(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	want(t, payment.StatusPromised)(b.Authorize(t.Context(), cash()))
	for range 2 {
		p := want(t, payment.StatusPromised)(b.Refund(t.Context(), refundOf("r1", 300)))
		if p.GetWaived() != 300 || p.GetRefunds()[0].GetStatus() != "done" {
			t.Fatalf("payment %v", p)
		}
	}
	if _, err := b.Refund(t.Context(), refundOf("r2", 701)); !errs.HasCode(err, "over_refund") {
		t.Fatalf("more than is to be collected: %v", err)
	}
	b.delivered(t)
	p := want(t, payment.StatusCaptured)(b.Get(t.Context(), theOrder()))
	if p.GetCaptured() != 700 || p.GetRefunded() != 0 {
		t.Fatalf("payment %v", p)
	}
	if _, broken := walk(t, b.Service, 0); len(broken) != 0 {
		t.Fatalf("broken: %v", broken)
	}
}

func TestADeliveryOfAnotherPaymentMovesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.delivered(t) // nobody's: told to the operator, and the next events go on
	if !strings.Contains(b.log.String(), "no payment") {
		t.Fatalf("logged %q", b.log.String())
	}
	b.authorized(t)
	b.delivered(t)
	if err := b.deliver(t, "order.delivered", payment.MethodCard); err != nil {
		t.Fatal(err)
	}
	want(t, payment.StatusAuthorized)(b.Get(t.Context(), theOrder()))
}

func TestAnEventThatCannotBeReadComesAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	torn := &busv1.Event{EventId: "x/7/1", Type: "order.delivered", Payload: "{"}
	if err := b.Subscriptions()[0].Handle(t.Context(), []*busv1.Event{torn}); err == nil {
		t.Fatal("taken for done")
	}
}

func TestEventsTellMethodAndMoney(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	want(t, payment.StatusRequiresAction)(b.Authorize(t.Context(), transfer()))
	want(t, payment.StatusCaptured)(b.MarkReceived(t.Context(), received(1_000)))
	want(t, payment.StatusCaptured)(b.Refund(t.Context(), refundOf("r1", 400)))
	var last paymentv1.PaymentChanged
	events := b.store.Events(b.key)
	if err := bus.Payload(events[len(events)-1], &last); err != nil {
		t.Fatal(err)
	}
	if last.GetMethod() != "bank_transfer" || last.GetCurrency() != "USD" || last.GetAmount() != 1_000 ||
		last.GetCaptured() != 1_000 || last.GetRefunded() != 400 || last.GetStatus() != "captured" {
		t.Fatalf("told %v", &last)
	}
}
