package order_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/order"
	"rialto/internal/order/ordertest"
)

// journey is something a buyer does, from a request that may go wrong to an end that may not differ.
type journey struct {
	name    string
	arrange func(*bundle)                        // before the line may break
	request func(context.Context, *bundle) error // is sent again until it is answered
	sleeps  bool                                 // the request leaves a saga behind that the sweeper has to end
	status  string                               // of the order in the end
	problem string
	events  []string // each exactly once
}

var checkout = journey{
	name:    "checkout",
	arrange: func(b *bundle) { b.quote("q", ordertest.WithCoupon(5)) },
	request: placeWith(ordertest.Approve),
	status:  "confirmed", events: []string{"order.placed", "order.confirmed"},
}

var journeys = []journey{
	checkout,
	{
		name:    "sold out",
		arrange: func(b *bundle) { b.quote("q", ordertest.WithCoupon(5), ordertest.More) },
		request: placeWith(ordertest.Approve),
		status:  "canceled", problem: "out_of_stock", events: []string{"order.placed", "order.canceled"},
	}, {
		name:    "price changed",
		arrange: func(b *bundle) { b.quote("q", ordertest.WithCoupon(5)); b.shop.Prices.Move("q", "q2") },
		request: placeWith(ordertest.Approve),
		status:  "canceled", problem: "price_changed", events: []string{"order.placed", "order.canceled"},
	}, {
		name:    "declined",
		arrange: func(b *bundle) { b.quote("q", ordertest.WithCoupon(5)) },
		request: placeWith(ordertest.Decline),
		status:  "canceled", problem: "payment_declined", events: []string{"order.placed", "order.canceled"},
	}, {
		name: "authorisation lapsed before capture",
		arrange: func(b *bundle) {
			b.quote("q", ordertest.WithCoupon(5))
			b.shop.Bank.Lapses()
		},
		request: placeWith(ordertest.Approve),
		status:  "canceled", problem: "checkout_expired", events: []string{"order.placed", "order.canceled"},
	}, {
		name:    "3-D Secure, then canceled",
		arrange: func(b *bundle) { b.quote("q", ordertest.WithCoupon(5)); b.place(ordertest.Ask) },
		request: cancelOnly,
		status:  "canceled", problem: "canceled_by_buyer", events: []string{"order.placed", "order.payment_changed", "order.canceled"},
	}, {
		name:    "by gift card and card",
		arrange: func(b *bundle) { b.drop(); b.quote("q", ordertest.WithCoupon(5)) },
		request: payWith(byGiftCard, byCard),
		status:  "confirmed", events: []string{"order.placed", "order.confirmed"},
	}, {
		name:    "by gift card and card, declined",
		arrange: func(b *bundle) { b.drop(); b.quote("q", ordertest.WithCoupon(5)) },
		request: payWith(byGiftCard, &orderv1.Tender{Method: "card", Token: ordertest.Decline}),
		status:  "canceled", problem: "payment_declined", events: []string{"order.placed", "order.canceled"},
	}, {
		name:    "by bank transfer",
		arrange: func(b *bundle) { b.quote("q", ordertest.WithCoupon(5)) },
		request: func(ctx context.Context, b *bundle) error {
			got, err := b.Place(ctx, paying(&orderv1.Tender{Method: "bank_transfer"}))
			if err != nil {
				return err
			}
			o := got.GetOrder()
			if !got.GetSettled() && o.GetPayment().GetStatus() != "requires_action" {
				return fmt.Errorf("order %s is pending", o.GetOrderId())
			}
			return b.hear(b.shop.Bank.Receive(o.GetOrderId()))
		},
		sleeps: true,
		status: "confirmed", events: []string{"order.placed", "order.payment_changed", "order.confirmed"},
	}, {
		name:    "cash on delivery",
		arrange: func(b *bundle) { b.quote("q", ordertest.WithCoupon(5)) },
		request: payWith(&orderv1.Tender{Method: "cash_on_delivery"}),
		status:  "confirmed", events: []string{"order.placed", "order.confirmed"},
	}, {
		name: "cash on delivery, then canceled",
		arrange: func(b *bundle) {
			b.quote("q", ordertest.WithCoupon(5))
			b.must(payWith(byGiftCard, &orderv1.Tender{Method: "cash_on_delivery"})(b.Context(), b))
		},
		request: cancelOnly,
		status:  "canceled", events: []string{"order.placed", "order.confirmed", "order.canceled", "order.payment_changed"},
	}, {
		name: "by gift card and card, then canceled",
		arrange: func(b *bundle) {
			b.drop()
			b.quote("q", ordertest.WithCoupon(5))
			b.must(payWith(byGiftCard, byCard)(b.Context(), b))
		},
		request: cancelOnly,
		status:  "canceled", events: []string{"order.placed", "order.confirmed", "order.canceled", "order.payment_changed"},
	}, {
		name: "by gift card and card, then refunded in part",
		arrange: func(b *bundle) {
			b.quote("q", ordertest.WithCoupon(5))
			b.must(payWith(byGiftCard, byCard)(b.Context(), b))
		},
		request: func(ctx context.Context, b *bundle) error {
			_, err := b.Refund(ctx, refunding(b.store.Events()[0].GetAggregate(), "r", 2500))
			return err
		},
		status: "confirmed", events: []string{"order.placed", "order.confirmed", "order.payment_changed", "order.payment_changed"},
	}, {
		name:    "confirmed, then canceled",
		arrange: func(b *bundle) { b.confirmed() },
		request: cancelOnly,
		status:  "canceled", events: []string{"order.placed", "order.confirmed", "order.canceled", "order.payment_changed"},
	},
}

func placeWith(token string) func(context.Context, *bundle) error {
	return func(ctx context.Context, b *bundle) error {
		got, err := b.Place(ctx, placing("k", "q", token))
		if err == nil && !got.GetSettled() {
			return fmt.Errorf("order %s is pending", got.GetOrder().GetOrderId())
		}
		return err
	}
}

var (
	byCard     = &orderv1.Tender{Method: "card", Token: ordertest.Approve}
	byGiftCard = &orderv1.Tender{Method: "gift_card", Code: ordertest.Code}
)

// paying places an order on quote "q" with key "k".
func paying(tenders ...*orderv1.Tender) *orderv1.PlaceRequest {
	req := placing("k", "q", "")
	req.Tenders = tenders
	return req
}

func payWith(tenders ...*orderv1.Tender) func(context.Context, *bundle) error {
	return func(ctx context.Context, b *bundle) error {
		got, err := b.Place(ctx, paying(tenders...))
		if err == nil && !got.GetSettled() {
			return fmt.Errorf("order %s is pending", got.GetOrder().GetOrderId())
		}
		return err
	}
}

// drop puts both products under a drop that lets a buyer have just what the sample order takes.
func (b *bundle) drop() {
	b.shop.Drops.Limit(11, 2)
	b.shop.Drops.Limit(12, 1)
}

func refunding(id, key string, amount int64) *orderv1.RefundRequest {
	return &orderv1.RefundRequest{UserId: buyer, OrderId: id, IdempotencyKey: key, Amount: amount}
}

// cancelOnly cancels the one order there is.
func cancelOnly(ctx context.Context, b *bundle) error {
	_, err := b.Cancel(ctx, canceling(b.store.Events()[0].GetAggregate()))
	return err
}

// TestEveryCallMayFail runs each journey once to count its calls, then again for each call and each thing that can go wrong
// with it: the process that took the request is lost or goes on, the buyer sends the same request again, and within a
// minute the same end is reached and all books balance.
func TestEveryCallMayFail(t *testing.T) {
	t.Parallel()
	for _, j := range journeys {
		t.Run(j.name, func(t *testing.T) {
			t.Parallel()
			calls := j.clean(t)
			for n := range calls {
				for _, f := range ordertest.Faults {
					t.Run(fmt.Sprintf("call %d %s %s", n, calls[n], f), func(t *testing.T) {
						t.Parallel()
						bubble(t, func(b *bundle) { j.survive(b, n, f) })
					})
				}
			}
		})
	}
}

// clean runs the journey without faults and returns the calls it made.
func (j journey) clean(t *testing.T) (calls []string) {
	t.Helper()
	bubble(t, func(b *bundle) {
		j.arrange(b)
		before := len(b.line.Calls())
		b.must(j.request(b.Context(), b))
		if j.sleeps {
			b.sweeps()
			time.Sleep(3 * time.Second)
		}
		calls = b.line.Calls()[before:]
		time.Sleep(time.Minute)
		j.ended(b)
	})
	if len(calls) < 4 {
		t.Fatalf("a journey of %d calls proves little: %v", len(calls), calls)
	}
	return calls
}

// survive breaks the n-th call of the request, lets the buyer insist, and judges the end.
func (j journey) survive(b *bundle, n int, f ordertest.Fault) {
	b.Helper()
	j.arrange(b)
	b.line.Break(len(b.line.Calls())+n, f)
	j.try(b)
	if j.sleeps {
		b.sweeps()
		time.Sleep(4 * time.Second) // as long as clean counted calls, or the pause after one that failed
	}
	live := b
	if b.line.Dead() {
		live = b.another()
	}
	j.insist(live)
	j.ended(live)
}

// try sends the request as a client does: it has a limit of its own.
func (j journey) try(b *bundle) error {
	ctx, cancel := context.WithTimeout(b.Context(), 5*time.Second)
	defer cancel()
	return j.request(ctx, b)
}

// insist sends the request again until it is answered, with the sweeper at work, for a minute at most.
func (j journey) insist(b *bundle) {
	b.Helper()
	b.sweeps()
	start := time.Now()
	for err := j.try(b); err != nil; err = j.try(b) {
		if time.Since(start) > time.Minute {
			b.Fatalf("not through after a minute: %v", err)
		}
		time.Sleep(time.Second)
	}
	time.Sleep(time.Minute)
}

func (j journey) ended(b *bundle) {
	b.Helper()
	rows, err := b.store.Audit(context.Background(), order.AuditCursor{}, 10)
	b.must(err)
	if len(rows) != 1 {
		b.Fatalf("%d orders", len(rows))
	}
	o := rows[0].Order
	problem := ""
	if o.Problem != nil {
		problem = o.Problem.Code
	}
	if string(o.Status) != j.status || problem != j.problem {
		b.Errorf("the order is %s (%s), want %s (%s)", o.Status, problem, j.status, j.problem)
	}
	for _, typ := range j.events {
		if b.count(typ) != j.times(typ) {
			b.Errorf("%d × %s", b.count(typ), typ)
		}
	}
	if len(b.store.Events()) != len(j.events) {
		b.Errorf("events: %s", b.events())
	}
	coupon, left := b.shop.Prices.State(5, string(o.ID)), b.shop.Prices.Left(5)
	if confirmed := j.status == "confirmed"; confirmed != (coupon == "committed") || confirmed != (left == 0) {
		b.Errorf("the coupon is %q, %d left", coupon, left)
	}
	for _, product := range []int64{11, 12} {
		want := map[string]string{"confirmed": "kept", "canceled": "given"}[j.status]
		if state, _ := b.shop.Drops.State(product, string(o.ID)); state != "" && state != want {
			b.Errorf("the limit of product %d is %q, want %q", product, state, want)
		}
	}
	b.balanced()
}

// times is how often a journey publishes an event that it names.
func (j journey) times(typ string) int {
	n := 0
	for _, e := range j.events {
		if e == typ {
			n++
		}
	}
	return n
}

// TestTwoProcessesMayDieInOneCheckout kills the first process after each of its calls and the one that recovers after each
// of its own.
func TestTwoProcessesMayDieInOneCheckout(t *testing.T) {
	t.Parallel()
	first := checkout.clean(t)
	for n := range first {
		t.Run(fmt.Sprintf("first after call %d %s", n, first[n]), func(t *testing.T) {
			t.Parallel()
			for m := range 24 {
				bubble(t, func(b *bundle) {
					checkout.arrange(b)
					b.line.Break(n, ordertest.KillAfter)
					checkout.try(b)
					second := b.another()
					second.line.Break(m, ordertest.KillAfter)
					second.sweeps()
					checkout.try(second)
					time.Sleep(10 * time.Second)
					third := second.another()
					checkout.insist(third)
					checkout.ended(third)
				})
			}
		})
	}
}

func TestAPausedWorkerWritesNothingAfterAnotherTookOver(t *testing.T) {
	t.Parallel()
	for _, call := range []string{"Reserve", "ReserveCoupon", "Recheck", "Authorize", "Commit", "Capture", "CommitCoupon", "Advance", "Update"} {
		t.Run("paused before "+call, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(b *bundle) {
				b.quote("q", ordertest.WithCoupon(5))
				goOn := b.pause(call)
				b.place(ordertest.Approve) // answers pending
				other := b.another()
				other.sweeps()
				time.Sleep(8 * time.Second) // the lease runs out, the other process ends the saga
				id := b.store.Events()[0].GetAggregate()
				before := b.order(id)
				if before.GetStatus() != "confirmed" {
					t.Fatalf("nobody took over: %v", before)
				}
				close(goOn)
				time.Sleep(time.Minute)
				if after := b.order(id); after.GetVersion() != before.GetVersion() || after.GetStatus() != "confirmed" {
					t.Errorf("the paused worker wrote: %v", after)
				}
				if b.events() != "placed confirmed" {
					t.Errorf("events: %s", b.events())
				}
				b.balanced()
			})
		})
	}
}

// pause holds up the first call of a name until the channel is closed.
func (b *bundle) pause(call string) (goOn chan struct{}) {
	goOn = make(chan struct{})
	var first sync.Once
	b.line.Before(call, func() {
		waits := false
		first.Do(func() { waits = true })
		if waits {
			<-goOn
		}
	})
	return goOn
}

func TestAWorkerPausedAtTheBuyersQuestionDoesNotShowItAfterTheOrderIsClosed(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q", ordertest.WithCoupon(5))
		goOn := b.pause("Update") // the write that would show the question
		b.place(ordertest.Ask)
		other := b.another()
		other.sweeps()
		time.Sleep(8 * time.Second)
		id := b.store.Events()[0].GetAggregate()
		_, err := other.Cancel(b.Context(), canceling(id))
		b.must(err)
		version := b.order(id).GetVersion()
		close(goOn)
		time.Sleep(time.Minute)
		if o := b.order(id); o.GetVersion() != version || o.GetStatus() != "canceled" {
			t.Errorf("got %v", o)
		}
		b.balanced()
	})
}

func TestAStepWithoutAnswerIsAskedAgainWithTheSameKeyAfterGrowingPauses(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q")
		b.sweeps()
		var at []time.Duration
		start, asked := time.Now(), make(chan time.Duration, 100)
		b.line.Before("Authorize", func() { asked <- time.Since(start) })
		b.shop.Bank.Silence("Authorize", 8)
		b.place(ordertest.Approve)
		time.Sleep(time.Minute)
		for len(asked) > 0 {
			at = append(at, <-asked)
		}
		if len(at) != 9 {
			t.Fatalf("asked at %v", at)
		}
		// by this worker while it has patience, then by the sweeper, which looks every second
		want := []time.Duration{0, 50, 150, 350, 750, 2000, 4000, 8000, 15000}
		for i, ms := range want {
			if at[i] != ms*time.Millisecond {
				t.Errorf("asked at %v, want %v ms", at, want)
				break
			}
		}
		b.balanced()
	})
}

func TestASagaWithoutAnswerForADayNeedsAPersonWhoMaySetItGoingAgain(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q", ordertest.WithCoupon(5))
		b.shop.Bank.Silence("Capture", 100)
		id := b.place(ordertest.Approve).GetOrder().GetOrderId()
		time.Sleep(24*time.Hour - time.Minute)
		b.sweeps()
		time.Sleep(3 * time.Minute)
		list, err := b.ListSagas(b.Context(), &orderv1.ListSagasRequest{NeedsPersonOnly: true})
		b.must(err)
		if len(list.GetSagas()) != 1 || list.GetSagas()[0].GetStep() != "capture" || list.GetSagas()[0].GetLastError() == "" {
			t.Fatalf("got %v", list)
		}
		b.shop.Bank.Silence("Capture", 0)
		_, err = b.RetrySaga(b.Context(), &orderv1.RetrySagaRequest{UserId: buyer, OrderId: id})
		b.must(err)
		time.Sleep(time.Second)
		if o := b.order(id); o.GetStatus() != "confirmed" {
			t.Fatalf("got %v", o)
		}
		b.balanced()
	})
}

func TestASlowSagaThatIsAliveIsNotTakenOver(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q", ordertest.WithCoupon(5))
		b.another().sweeps()
		for _, call := range []string{"Reserve", "ReserveCoupon", "Authorize", "Commit", "Capture"} {
			b.line.Before(call, func() { time.Sleep(2 * time.Second) }) // the lease is for three
		}
		b.place(ordertest.Approve)
		time.Sleep(20 * time.Second)
		if saga := b.saga(b.store.Events()[0].GetAggregate(), order.Placing); saga.Attempt != 1 || saga.State != order.Done {
			t.Errorf("attempt %d, %s", saga.Attempt, saga.State)
		}
		b.balanced()
	})
}

func TestEveryStepHasPatienceOfItsOwn(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q", ordertest.WithCoupon(5))
		for _, call := range []string{"Reserve", "ReserveCoupon", "Recheck", "Authorize", "Commit", "Capture", "CommitCoupon"} {
			b.line.BreakNext(call, ordertest.FailBefore)
		}
		if got := b.place(ordertest.Approve); got.GetOrder().GetStatus() != "confirmed" { // without a sweeper's help
			t.Errorf("got %v", got)
		}
		b.balanced()
	})
}
