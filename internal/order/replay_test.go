package order_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/order/ordertest"
	"rialto/internal/platform/errs"
)

func TestTwentyTwinsMakeOneOrder(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		key, quote func(int) string
	}{
		"same key":                      {func(int) string { return "k" }, func(int) string { return "q" }},
		"other keys for the same quote": {func(i int) string { return fmt.Sprint("k", i) }, func(int) string { return "q" }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(b *bundle) {
				b.quote("q", ordertest.WithCoupon(5))
				processes := []*bundle{b, b.another()}
				answers := make([]*orderv1.PlaceResponse, 20)
				var wg sync.WaitGroup
				for i := range answers {
					wg.Go(func() {
						var err error
						answers[i], err = processes[i%2].Place(b.Context(), placing(tc.key(i), tc.quote(i), ordertest.Approve))
						if err != nil {
							t.Errorf("twin %d: %v", i, err)
						}
					})
				}
				wg.Wait()
				if t.Failed() {
					return
				}
				first := 0
				for i, a := range answers {
					if a.GetOrder().GetOrderId() != answers[0].GetOrder().GetOrderId() || a.GetOrder().GetStatus() != "confirmed" {
						t.Errorf("twin %d got %v", i, a)
					}
					if !a.GetReplayed() {
						first++
					}
				}
				if first != 1 || b.events() != "placed confirmed" {
					t.Errorf("%d answers are the first, events %s", first, b.events())
				}
				b.balanced()
			})
		})
	}
}

func TestAKeyReplaysItsOutcomeForEver(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ token, status, problem string }{
		{ordertest.Approve, "confirmed", ""}, {ordertest.Decline, "canceled", "payment_declined"},
	} {
		t.Run(tc.status, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(b *bundle) {
				b.quote("q", ordertest.WithCoupon(5))
				first := b.place(tc.token)
				time.Sleep(400 * 24 * time.Hour) // the quote is long over
				again := b.place(tc.token)
				if !again.GetReplayed() || !again.GetSettled() || again.GetOrder().GetOrderId() != first.GetOrder().GetOrderId() ||
					again.GetOrder().GetStatus() != tc.status || again.GetProblem().GetCode() != tc.problem {
					t.Errorf("got %v", again)
				}
				b.balanced()
			})
		})
	}
}

func TestTheSameKeyWithAnotherRequestIsRefused(t *testing.T) {
	t.Parallel()
	for name, other := range map[string]*orderv1.PlaceRequest{
		"another quote": placing("k", "q2", ordertest.Approve),
		"another card":  placing("k", "q", ordertest.Decline),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(b *bundle) {
				b.quote("q")
				b.quote("q2")
				b.place(ordertest.Approve)
				if _, err := b.Place(b.Context(), other); !errs.HasCode(err, "idempotency_mismatch") || !errs.Is(err, errs.KindInvalid) {
					t.Fatalf("got %v", err)
				}
				if b.events() != "placed confirmed" {
					t.Errorf("events: %s", b.events())
				}
			})
		})
	}
}

func TestTheWaitIsNotPartOfTheRequest(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q")
		b.place(ordertest.Approve)
		again := placing("k", "q", ordertest.Approve)
		again.WaitMs = 10
		if got, err := b.Place(b.Context(), again); err != nil || !got.GetReplayed() {
			t.Fatalf("got %v, %v", got, err)
		}
	})
}

func TestAKeyBelongsToItsUser(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q")
		mine := b.place(ordertest.Approve)
		b.shop.Prices.Add(8, "q8", time.Now().Add(time.Minute).UnixMicro())
		req := placing("k", "q8", ordertest.Approve)
		req.UserId = 8
		theirs, err := b.Place(b.Context(), req)
		if err != nil || theirs.GetReplayed() || theirs.GetOrder().GetOrderId() == mine.GetOrder().GetOrderId() {
			t.Fatalf("got %v, %v", theirs, err)
		}
	})
}

func TestATwinOfASlowSagaIsAnsweredAsPendingAfterTheWait(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q")
		b.place(ordertest.Silent)
		start := time.Now()
		got := b.place(ordertest.Silent)
		if !got.GetReplayed() || got.GetSettled() || time.Since(start) < 3*time.Second || time.Since(start) > 4*time.Second {
			t.Fatalf("got %v after %s", got, time.Since(start))
		}
	})
}

func TestATwinIsToldAtOnceThatTheBuyerMustAct(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q")
		for range 2 {
			start := time.Now()
			got := b.place(ordertest.Ask)
			pay := got.GetOrder().GetPayment()
			if got.GetSettled() || pay.GetStatus() != "requires_action" || pay.GetNextActionType() != "redirect" || pay.GetNextActionUrl() == "" {
				t.Errorf("got %v", got)
			}
			if took := time.Since(start); took > 100*time.Millisecond {
				t.Errorf("told after %s", took)
			}
		}
	})
}

func TestAnotherKeyAndCardForAQuoteGetTheOrderThatItBecame(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q")
		first := b.place(ordertest.Approve)
		other, err := b.Place(b.Context(), placing("k2", "q", ordertest.Decline))
		if err != nil || other.GetOrder().GetOrderId() != first.GetOrder().GetOrderId() || !other.GetReplayed() {
			t.Fatalf("got %v, %v", other, err)
		}
		b.balanced()
	})
}

func TestATwinOfTheLastUnitIsNotToldThatItIsSoldOut(t *testing.T) {
	t.Parallel()
	for name, key := range map[string]string{"same key, looked up too early": "k", "another key": "k2"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(b *bundle) {
				b.quote("q")
				var first *orderv1.PlaceResponse
				twin := b.another()
				twin.line.Before("GetQuote", func() { // between looking for the key and opening the order
					first = b.place(ordertest.Approve)
					b.shop.Stock.RememberSoldOut(11, 12)
				})
				got, err := twin.Place(b.Context(), placing(key, "q", ordertest.Approve))
				if err != nil || got.GetOrder().GetOrderId() != first.GetOrder().GetOrderId() || got.GetOrder().GetStatus() != "confirmed" {
					t.Fatalf("got %v, %v", got, err)
				}
				b.balanced()
			})
		})
	}
}

func TestAKeyThatJoinedAnOrderStaysWithItWhenItIsCanceled(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q")
		first := b.place(ordertest.Approve).GetOrder()
		b.joins(first)
		_, err := b.Cancel(b.Context(), &orderv1.CancelRequest{UserId: buyer, OrderId: first.GetOrderId(), IdempotencyKey: "c"})
		b.must(err)
		b.joins(first)
		if _, err := b.Place(b.Context(), placing("k2", "q", ordertest.Decline)); !errs.HasCode(err, "idempotency_mismatch") {
			t.Errorf("the joining key with another card: %v", err)
		}
		if n := b.count("order.placed"); n != 1 {
			t.Errorf("%d orders", n)
		}
		b.balanced()
	})
}

// joins sends another key for the same quote.
func (b *bundle) joins(first *orderv1.Order) {
	b.Helper()
	got, err := b.Place(b.Context(), placing("k2", "q", ordertest.Approve))
	if err != nil || !got.GetJoined() || !got.GetReplayed() || got.GetOrder().GetOrderId() != first.GetOrderId() {
		b.Errorf("got %v, %v", got, err)
	}
}
