package order_test

import (
	"fmt"
	"testing"
	"time"

	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/commerce"
	"rialto/internal/order"
	"rialto/internal/order/ordertest"
	"rialto/internal/platform/errs"
)

func TestOnlyTheGraphsMovesOfASagaAreAllowed(t *testing.T) {
	t.Parallel()
	states := []order.SagaState{order.Running, order.Waiting, order.Undoing, order.NeedsPerson, order.Done}
	never := map[string]bool{"undoing running": true, "undoing waiting": true}
	for _, from := range states {
		for _, to := range states {
			want := from != order.Done && !never[fmt.Sprint(from, " ", to)]
			if got := order.AllowedSaga(from, to); got != want {
				t.Errorf("%s → %s: %v", from, to, got)
			}
		}
		if order.AllowedSaga("", from) != (from == order.Running) || order.AllowedSaga("lost", from) || order.AllowedSaga(from, "lost") {
			t.Errorf("%s and a state that does not exist", from)
		}
	}
}

func TestAStepOfANewerVersionIsLeftToAPerson(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q")
		b.crash("q")
		saga := b.saga(b.store.Events()[0].GetAggregate(), order.Placing)
		saga.Step = "teleport"
		b.must(b.store.Advance(b.Context(), saga))
		b.sweeps()
		time.Sleep(10 * time.Second)
		if n, err := b.Stuck(b.Context()); err != nil || n != 1 {
			t.Errorf("%d need a person, %v", n, err)
		}
		if n := b.shop.Stock.In("held", 11) + b.shop.Stock.In("committed", 11); n != 0 {
			t.Errorf("%d units were taken by a guess", n)
		}
	})
}

func TestSagasAreListedByState(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		for n, state := range []order.SagaState{order.Running, order.Waiting, order.Undoing, order.NeedsPerson, order.Done} {
			o, saga := ordertest.Sample(8, n+1)
			_, err := b.store.Create(b.Context(), o, saga)
			b.must(err)
			saga.State = state
			b.must(b.store.Advance(b.Context(), saga))
		}
		for state, want := range map[string]int{"": 4, "running": 1, "waiting": 1, "undoing": 1, "needs_person": 1} {
			got, err := b.ListSagas(b.Context(), &orderv1.ListSagasRequest{State: state})
			if err != nil || len(got.GetSagas()) != want {
				t.Errorf("%q: %d sagas, %v", state, len(got.GetSagas()), err)
			}
		}
		for _, state := range []string{"done", "lost"} {
			if _, err := b.ListSagas(b.Context(), &orderv1.ListSagasRequest{State: state}); !errs.HasCode(err, "validation") {
				t.Errorf("%q: %v", state, err)
			}
		}
	})
}

// A worker that took a saga over is slow and meets a no: what the one before it held further on is given back too.
func TestAWorkerThatTookOverUndoesWhatTheOneBeforeMayHaveDone(t *testing.T) {
	t.Parallel()
	for _, died := range []string{"Recheck", "HoldCard", "Take"} {
		t.Run("the first died at "+died, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(b *bundle) {
				b.drop()
				b.quote("q", ordertest.WithCoupon(5))
				b.line.BreakNext(died, ordertest.KillAfter)
				b.Place(b.Context(), paying(byGiftCard, byCard))
				second := b.another()
				second.line.Before("Reserve", func() { time.Sleep(2 * time.Second) })
				second.line.Before("ReserveCoupon", func() { b.shop.Prices.Coupon(5, 0) })
				second.sweeps()
				time.Sleep(time.Minute)
				id := b.store.Events()[0].GetAggregate()
				if o := b.order(id); o.GetStatus() != "canceled" {
					t.Fatalf("got %v", o)
				}
				if state, _ := b.shop.Cards.State(9, id); state != "released" {
					t.Errorf("the gift card is %q", state)
				}
				for _, product := range []int64{11, 12} {
					if state, _ := b.shop.Drops.State(product, id); state != "given" {
						t.Errorf("the limit of %d is %q", product, state)
					}
				}
				b.balanced()
			})
		})
	}
}

func TestRetryReachesTheSagaOfARefund(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		id := b.paid(byCard).GetOrderId()
		b.shop.Bank.Silence("Refund", 5)
		b.Refund(b.Context(), refunding(id, "r", 500))
		sagas, err := b.store.SagasOf(b.Context(), buyer, commerce.OrderID(id))
		b.must(err)
		refund := sagas[1]
		refund.State = order.NeedsPerson
		b.must(b.store.Advance(b.Context(), refund))
		b.sweeps()
		_, err = b.RetrySaga(b.Context(), &orderv1.RetrySagaRequest{UserId: buyer, OrderId: id})
		b.must(err)
		time.Sleep(time.Second)
		if got := b.shop.Bank.Of(id).GetRefunded(); got != 500 {
			t.Errorf("%d refunded", got)
		}
		b.balanced()
	})
}
