package order_test

import (
	"fmt"
	"testing"
	"time"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/order"
	"rialto/internal/order/ordertest"
	"rialto/internal/platform/errs"
)

func TestStockIsFreedWithinFiveSecondsOfACrashAfterTheDecline(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q", ordertest.WithCoupon(5))
		b.line.BreakNext("Void", ordertest.KillBefore)
		b.Place(b.Context(), placing("k", "q", ordertest.Decline))
		if !b.line.Dead() || b.shop.Stock.In("held", 11) != 2 {
			t.Fatalf("not the moment that was meant: %v", b.line.Calls())
		}
		b.another().sweeps()
		time.Sleep(5 * time.Second)
		if n := b.shop.Stock.In("held", 11); n != 0 {
			t.Errorf("%d units are still held", n)
		}
		b.balanced()
	})
}

// crash loses a process right after it opened an order on a quote.
func (b *bundle) crash(quote string) {
	dying := b.another()
	dying.line.BreakNext("Reserve", ordertest.KillBefore)
	dying.Place(b.Context(), meant(placing(quote, quote, ordertest.Approve)))
}

func TestARushThatCrashedIsResumedWithoutWaitingForTicks(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		const orders = 500
		for i := range orders {
			id := fmt.Sprint("q", i)
			b.quote(id)
			b.shop.Stock.Put(11, 1, 1, 2)
			b.shop.Stock.Put(12, 1, 1, 1)
			b.crash(id)
			time.Sleep(time.Millisecond)
		}
		time.Sleep(3 * time.Second)
		b.sweeps()
		time.Sleep(500 * time.Millisecond)
		if n := b.count("order.confirmed"); n != orders {
			t.Fatalf("%d of %d orders are confirmed", n, orders)
		}
	})
}

func TestANeighbourThatHangsHoldsUpItsOwnSagaOnly(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q")
		b.shop.Stock.Put(12, 1, 1, 10)
		b.crash("q")
		goOn := b.pause("Reserve") // of the saga that the sweeper takes over
		defer close(goOn)
		b.sweeps()
		time.Sleep(4 * time.Second)
		b.quote("q2")
		b.crash("q2")
		b.orphan("orphan", time.Now().Add(time.Second))
		time.Sleep(5 * time.Second)
		if b.count("order.confirmed") == 0 {
			t.Error("the second saga waits for the first")
		}
		if b.shop.Stock.Deadline("orphan") != 0 {
			t.Error("the hold of nobody waits for the first saga")
		}
	})
}

// orphan holds stock for an order that does not exist.
func (b *bundle) orphan(id string, deadline time.Time) {
	b.Helper()
	_, err := b.shop.Stock.Reserve(b.Context(), &inventoryv1.ReserveRequest{
		UserId: buyer, OrderId: id, WarehouseIds: []int64{1}, Deadline: deadline.UnixMicro(),
		Lines: []*inventoryv1.ReserveLine{{ProductId: 11, SellerId: 1, Quantity: 1}},
	})
	b.must(err)
}

func TestAHoldWithoutAnOrderIsReleasedWhenItsTimeIsOver(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.sweeps()
		b.orphan("404", time.Now().Add(time.Minute))
		time.Sleep(time.Minute - time.Second)
		if n := b.shop.Stock.In("held", 11); n != 1 {
			t.Errorf("%d held before the deadline", n)
		}
		time.Sleep(5 * time.Second)
		if n := b.shop.Stock.In("expired", 11); n != 1 {
			t.Errorf("%d expired five seconds after it", n)
		}
		b.balanced()
	})
}

func TestAHoldOfALiveSagaIsExtendedUntilTheSagaKnows(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q")
		b.sweeps()
		start := time.Now()
		id := b.place(ordertest.Silent).GetOrder().GetOrderId()
		if held := time.UnixMicro(b.shop.Stock.Deadline(id)).Sub(start); held != 10*time.Minute {
			t.Errorf("held for %s", held)
		}
		time.Sleep(12 * time.Minute) // holds are for ten
		if b.shop.Stock.Deadline(id) <= time.Now().UnixMicro() || b.shop.Stock.In("held", 11) != 2 {
			t.Fatal("the stock was given away while the gateway may have the money")
		}
		b.shop.Bank.Decide(id, "authorized") // no event reaches us: the saga asks by itself
		time.Sleep(61 * time.Second)
		if o := b.order(id); o.GetStatus() != "confirmed" {
			t.Fatalf("got %v", o)
		}
		b.balanced()
	})
}

func TestAHoldThatASagaLeftBehindIsReleased(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q")
		id := b.place(ordertest.Decline).GetOrder().GetOrderId()
		b.shop.Stock.Put(13, 1, 1, 1)
		_, err := b.shop.Stock.Reserve(b.Context(), &inventoryv1.ReserveRequest{
			UserId: buyer, OrderId: id, WarehouseIds: []int64{1}, Deadline: time.Now().Add(time.Minute).UnixMicro(),
			Lines: []*inventoryv1.ReserveLine{{ProductId: 13, SellerId: 1, Quantity: 1}},
		})
		b.must(err)
		b.sweeps()
		time.Sleep(65 * time.Second)
		if n := b.shop.Stock.In("held", 13); n != 0 {
			t.Errorf("%d units are held by an order that is over", n)
		}
	})
}

func TestOneHoldThatCannotBeEndedDoesNotKeepTheOthers(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.orphan("1", time.Now().Add(time.Second))
		b.orphan("2", time.Now().Add(time.Second))
		time.Sleep(2 * time.Second)
		b.line.BreakNext("Release", ordertest.FailBefore)
		b.sweeps()
		time.Sleep(100 * time.Millisecond)
		if n := b.shop.Stock.In("expired", 11); n != 1 {
			t.Errorf("%d of 2 holds ended in the sweep that met a fault", n)
		}
		time.Sleep(2 * time.Second)
		if n := b.shop.Stock.In("expired", 11); n != 2 {
			t.Errorf("%d of 2 holds ended after it", n)
		}
	})
}

func TestRetryAndListOfSagas(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q")
		id := b.place(ordertest.Ask).GetOrder().GetOrderId()
		got, err := b.ListSagas(b.Context(), &orderv1.ListSagasRequest{})
		b.must(err)
		if len(got.GetSagas()) != 1 || got.GetSagas()[0].GetState() != "waiting" || got.GetSagas()[0].GetStep() != "authorize" {
			t.Fatalf("got %v", got)
		}
		if log := got.GetSagas()[0].GetLog(); len(log) < 3 || log[0].GetWhat() != "begin" || log[len(log)-1].GetWhat() != "wait" {
			t.Errorf("the log is %v", log)
		}
		if none, err := b.ListSagas(b.Context(), &orderv1.ListSagasRequest{NeedsPersonOnly: true}); err != nil || len(none.GetSagas()) != 0 {
			t.Errorf("needs a person: %v, %v", none, err)
		}
		b.shop.Bank.Decide(id, "authorized")
		b.sweeps()
		_, err = b.RetrySaga(b.Context(), &orderv1.RetrySagaRequest{UserId: buyer, OrderId: id})
		b.must(err)
		time.Sleep(100 * time.Millisecond)
		if o := b.order(id); o.GetStatus() != "confirmed" {
			t.Errorf("got %v", o)
		}
		for _, req := range []*orderv1.RetrySagaRequest{{UserId: buyer, OrderId: "404"}, {UserId: 8, OrderId: id}, {}} {
			if _, err := b.RetrySaga(b.Context(), req); !errs.Is(err, errs.KindNotFound) {
				t.Errorf("retry %v: %v", req, err)
			}
		}
	})
}

func TestTheSagasOfAnOrderAreReadAfterTheyEnded(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		id := b.confirmed().GetOrderId()
		b.stored(1, 8)
		_, err := b.Cancel(b.Context(), &orderv1.CancelRequest{UserId: buyer, OrderId: id, IdempotencyKey: "c"})
		b.must(err)
		time.Sleep(time.Second)
		got, err := b.ListSagas(b.Context(), &orderv1.ListSagasRequest{OrderId: id, NeedsPersonOnly: true, Limit: 1})
		b.must(err)
		if len(got.GetSagas()) != 2 {
			t.Fatalf("got %v", got)
		}
		for i, last := range []string{"confirmed", "refunded"} {
			saga := got.GetSagas()[i]
			kind := []string{"place", "cancel"}[i]
			if saga.GetKind() != kind || saga.GetState() != "done" || saga.GetOrderId() != id || saga.GetStartedAt() == 0 {
				t.Errorf("saga %d is %v, want %s", i, saga, kind)
			}
			if log := saga.GetLog(); len(log) < 2 || log[0].GetWhat() != "begin" || log[len(log)-1].GetWhat() != last {
				t.Errorf("the log of %s is %v", kind, log)
			}
		}
		if _, err := b.ListSagas(b.Context(), &orderv1.ListSagasRequest{OrderId: "404"}); !errs.HasCode(err, "order_not_found") {
			t.Errorf("unknown order: %v", err)
		}
	})
}

func TestASagaIsDrivenByOneOfManySweepers(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q", ordertest.WithCoupon(5))
		b.crash("q")
		others := []*bundle{b.another(), b.another(), b.another(), b.another()}
		for _, p := range others {
			p.sweeps()
		}
		time.Sleep(10 * time.Second)
		reserves := 0
		for _, p := range others {
			for _, call := range p.line.Calls() {
				if call == "Reserve" {
					reserves++
				}
			}
		}
		if saga := b.saga(b.store.Events()[0].GetAggregate(), order.Placing); reserves != 1 || saga.Attempt != 2 {
			t.Errorf("%d workers reserved, attempt %d", reserves, saga.Attempt)
		}
		b.balanced()
	})
}
