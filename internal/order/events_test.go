package order_test

import (
	"fmt"
	"testing"
	"time"

	busv1 "rialto/gen/rialto/bus/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/order"
	"rialto/internal/order/ordertest"
	"rialto/internal/platform/bus"
)

// hear hands events to the subscription of their topic, as the bus does.
func (b *bundle) hear(events ...*busv1.Event) error {
	for _, sub := range b.Subscriptions() {
		var mine []*busv1.Event
		for _, e := range events {
			for _, topic := range sub.Topics {
				if e.GetTopic() == topic {
					mine = append(mine, e)
				}
			}
		}
		if len(mine) > 0 {
			if err := sub.Handle(b.Context(), mine); err != nil {
				return err
			}
		}
	}
	return nil
}

// asked places an order whose buyer has to act and returns its id.
func (b *bundle) asked() string {
	b.Helper()
	b.quote("q", ordertest.WithCoupon(5))
	got := b.place(ordertest.Ask)
	if got.GetOrder().GetPayment().GetStatus() != "requires_action" {
		b.Fatalf("got %v", got)
	}
	return got.GetOrder().GetOrderId()
}

func TestTheBuyersAnswerWakesTheSagaAtOnce(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ answer, status, payment, problem string }{
		{"authorized", "confirmed", "captured", ""},
		{"declined", "canceled", "declined", "payment_declined"},
		{"voided", "canceled", "voided", "checkout_expired"}, // the bank closed its page
	} {
		t.Run(tc.answer, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(b *bundle) {
				id := b.asked()
				b.sweeps()
				time.Sleep(3*time.Minute + 7*time.Second)
				news := b.shop.Bank.Decide(id, tc.answer)
				b.must(b.hear(news, news)) // twice: at least once is all that a bus promises
				time.Sleep(10 * time.Millisecond)
				o := b.order(id)
				if o.GetStatus() != tc.status || o.GetPayment().GetStatus() != tc.payment || o.GetPayment().GetNextActionUrl() != "" {
					t.Errorf("got %v", o)
				}
				if got := b.place(ordertest.Ask); got.GetProblem().GetCode() != tc.problem {
					t.Errorf("the key replays %v", got)
				}
				b.must(b.hear(news)) // and late
				time.Sleep(time.Minute)
				if again := b.order(id); again.GetVersion() != o.GetVersion() {
					t.Errorf("late news changed the order: %v", again)
				}
				b.balanced()
			})
		})
	}
}

func TestTheStockWaitsAsLongAsTheBuyerMay(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		id := b.asked()
		start := time.Now()
		b.sweeps()
		if held := time.UnixMicro(b.shop.Stock.Deadline(id)).Sub(start); held < 15*time.Minute {
			t.Errorf("held for %s only", held)
		}
		time.Sleep(15*time.Minute - 2*time.Second)
		if o := b.order(id); o.GetStatus() != "pending" || b.shop.Stock.In("held", 11) != 2 {
			t.Fatalf("given up too early: %v", o)
		}
		if n := b.count("order.payment_changed"); n != 1 {
			t.Errorf("the question was shown %d times", n)
		}
		time.Sleep(5 * time.Second)
		o := b.order(id)
		if o.GetStatus() != "canceled" || o.GetPayment().GetStatus() != "voided" || b.shop.Bank.Of(id).GetStatus() != "voided" {
			t.Errorf("got %v, payment %v", o, b.shop.Bank.Of(id))
		}
		if got := b.place(ordertest.Ask); got.GetProblem().GetCode() != "checkout_expired" {
			t.Errorf("the key replays %v", got)
		}
		b.must(b.hear(b.shop.Bank.Decide(id, "authorized"))) // the buyer comes back too late
		time.Sleep(time.Minute)
		if kept, _ := b.shop.Bank.Net(); kept != 0 {
			t.Errorf("the bank kept %d", kept)
		}
		b.balanced()
	})
}

func TestAnAnswerInTheLastSecondWins(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		id := b.asked()
		b.shop.Bank.Decide(id, "authorized") // the news is lost, and nobody looks until the time is up
		time.Sleep(20 * time.Minute)
		b.sweeps()
		time.Sleep(time.Second)
		if o := b.order(id); o.GetStatus() != "confirmed" {
			t.Fatalf("paid, but %v", o)
		}
		b.balanced()
	})
}

func TestNewsThatCameWhileTheSagaFellAsleepIsNotMissed(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q")
		b.line.Before("Extend", func() { // asked, not yet asleep
			id := b.store.Events()[0].GetAggregate()
			b.must(b.hear(b.shop.Bank.Decide(id, "authorized")))
		})
		id := b.place(ordertest.Ask).GetOrder().GetOrderId()
		b.sweeps()
		time.Sleep(31 * time.Second)
		if o := b.order(id); o.GetStatus() != "confirmed" {
			t.Fatalf("got %v", o)
		}
		b.balanced()
	})
}

func TestAnUnknownAuthorisationIsResolvedByTheGatewayNeverByTime(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ answer, status string }{{"authorized", "confirmed"}, {"declined", "canceled"}} {
		t.Run(tc.answer, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(b *bundle) {
				b.quote("q", ordertest.WithCoupon(5))
				b.sweeps()
				id := b.place(ordertest.Silent).GetOrder().GetOrderId()
				time.Sleep(5 * time.Minute)
				if o := b.order(id); o.GetStatus() != "pending" || o.GetPayment().GetStatus() != "pending" {
					t.Fatalf("silence was taken for an answer: %v", o)
				}
				b.must(b.hear(b.shop.Bank.Decide(id, tc.answer)))
				time.Sleep(100 * time.Millisecond)
				if o := b.order(id); o.GetStatus() != tc.status {
					t.Errorf("got %v", o)
				}
				b.balanced()
			})
		})
	}
}

func TestAGatewayThatStaysSilentIsGivenUpButNeverForgotten(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q", ordertest.WithCoupon(5))
		b.sweeps()
		id := b.place(ordertest.Silent).GetOrder().GetOrderId()
		b.shop.Bank.Silence("Void", 3)
		time.Sleep(16*time.Minute + 10*time.Second)
		if o := b.order(id); o.GetStatus() != "canceled" || b.shop.Bank.Of(id).GetStatus() != "voided" {
			t.Errorf("order %v, payment %v", o, b.shop.Bank.Of(id))
		}
		b.balanced()
	})
}

func TestNewsOfOrdersAndStatesThatNobodyWaitsForChangesNothing(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		id := b.confirmed().GetOrderId()
		before := b.saga(id, order.Placing)
		strange := b.shop.Bank.Decide(id, "authorized") // says captured
		strange.Payload = `{"userId":"7","orderId":"` + id + `","status":"of a newer payment room","color":"green"}`
		missing := b.shop.Bank.Decide(id, "authorized")
		missing.Payload = `{"userId":"7","orderId":"404","status":"authorized"}`
		b.must(b.hear(strange, missing, b.shop.Bank.Decide(id, "authorized")))
		if after := b.saga(id, order.Placing); fmt.Sprint(after) != fmt.Sprint(before) {
			t.Errorf("the saga moved: %+v", after)
		}
	})
}

func TestAnEventThatCannotBeReadIsNotSkipped(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		for _, topic := range []string{bus.PaymentEvents, bus.FulfillmentEvents} {
			if err := b.hear(&busv1.Event{Topic: topic, EventId: "e", Payload: "{"}); err == nil {
				t.Errorf("%s: news would be lost without a word", topic)
			}
		}
	})
}

func TestAnOrdersEventsCarryItAsItWasAtThatVersion(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		id := b.confirmed().GetOrderId()
		for i, want := range []struct {
			typ, status string
			shipments   int
		}{{"order.placed", "pending", 0}, {"order.confirmed", "confirmed", 2}} {
			e := b.store.Events()[i]
			var got orderv1.OrderEvent
			b.must(bus.Payload(e, &got))
			if e.GetType() != want.typ || e.GetEventId() != fmt.Sprintf("order-events/%s/%d", id, i+1) || e.GetKey() != id || e.GetUserId() != buyer {
				t.Errorf("event %v", e)
			}
			if got.GetStatus() != want.status || len(got.GetShipments()) != want.shipments || len(got.GetItems()) != 2 || got.GetTotal() != 2974 {
				t.Errorf("payload %v", &got)
			}
		}
	})
}

func eventOf(t *testing.T, e *busv1.Event) *orderv1.OrderEvent {
	t.Helper()
	var got orderv1.OrderEvent
	if err := bus.Payload(e, &got); err != nil {
		t.Fatal(err)
	}
	return &got
}

func TestNewsOfWhatTheSagaDidItselfDoesNotWakeIt(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		id := b.asked()
		b.sweeps()
		b.must(b.hear(b.shop.Bank.Decide(id, "requires_action")))
		time.Sleep(time.Second)
		if saga := b.saga(id, order.Placing); saga.Attempt != 1 || saga.State != order.Waiting {
			t.Errorf("the saga is %s, attempt %d", saga.State, saga.Attempt)
		}
	})
}
