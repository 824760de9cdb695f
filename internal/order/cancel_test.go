package order_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	checkv1 "rialto/gen/rialto/check/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/order"
	"rialto/internal/order/ordertest"
	"rialto/internal/platform/errs"
)

func canceling(id string) *orderv1.CancelRequest {
	return &orderv1.CancelRequest{UserId: buyer, OrderId: id, IdempotencyKey: "c"}
}

func TestACanceledOrderGivesEverythingBack(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		id := b.confirmed().GetOrderId()
		got, err := b.Cancel(b.Context(), canceling(id))
		b.must(err)
		o := got.GetOrder()
		if got.GetReplayed() || o.GetStatus() != "canceled" || o.GetPayment().GetStatus() != "refunded" {
			t.Errorf("got %v", got)
		}
		for _, sh := range o.GetShipments() {
			if sh.GetStatus() != "canceled" {
				t.Errorf("parcel %v", sh)
			}
		}
		if p := b.shop.Bank.Of(id); p.GetRefunded() != 2974 || len(p.GetRefunds()) != 1 {
			t.Errorf("payment %v", p)
		}
		if state := b.shop.Prices.State(5, id); state != "released" || b.shop.Prices.Left(5) != 1 {
			t.Errorf("the coupon is %s", state)
		}
		if b.events() != "placed confirmed canceled payment_changed" {
			t.Errorf("events: %s", b.events())
		}
		b.balanced()
	})
}

func TestCancelingTwiceRefundsOnce(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		id := b.confirmed().GetOrderId()
		processes := []*bundle{b, b.another()}
		var wg sync.WaitGroup
		for i := range 10 {
			wg.Go(func() {
				req := canceling(id)
				req.IdempotencyKey = fmt.Sprint("c", i/2)
				got, err := processes[i%2].Cancel(b.Context(), req)
				if err != nil || got.GetOrder().GetStatus() != "canceled" {
					t.Errorf("cancel %d: %v, %v", i, got, err)
				}
			})
		}
		wg.Wait()
		again, err := b.Cancel(b.Context(), canceling(id))
		if err != nil || !again.GetReplayed() || again.GetOrder().GetStatus() != "canceled" {
			t.Errorf("again: %v, %v", again, err)
		}
		if p := b.shop.Bank.Of(id); p.GetRefunded() != 2974 || len(p.GetRefunds()) != 1 {
			t.Errorf("payment %v", p)
		}
		b.balanced()
	})
}

func TestACanceledOrderFreesItsQuote(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		id := b.confirmed().GetOrderId()
		_, err := b.Cancel(b.Context(), canceling(id))
		b.must(err)
		got, err := b.Place(b.Context(), placing("k2", "q", ordertest.Approve))
		if err != nil || got.GetOrder().GetStatus() != "confirmed" || got.GetOrder().GetOrderId() == id {
			t.Fatalf("got %v, %v", got, err)
		}
		b.balanced()
	})
}

// Of the sample order, 1 × 11 is in the parcel from warehouse 3, and 1 × 11 with 1 × 12 in the parcel from warehouse 1. Two
// lanterns cost 20.00 − 2.00 + 1.80 = 19.80, the matches 4.95, shipping 4.99.
func TestHandOverAgainstCancelIsDecidedByTheStock(t *testing.T) {
	t.Parallel()
	type unit struct{ product, warehouse int64 }
	for _, tc := range []struct {
		name    string
		left    []unit // handed over just before the cancellation reaches the stock
		refused bool
		status  string
		refund  int64
		coupon  string
	}{
		{"nothing has left", nil, false, "canceled", 2974, "released"},
		{"the small parcel has left", []unit{{11, 3}}, false, "confirmed", 990 + 495, "committed"},
		{"the big parcel has left", []unit{{11, 1}, {12, 1}}, false, "confirmed", 990, "committed"},
		{"all has left", []unit{{11, 3}, {11, 1}, {12, 1}}, true, "confirmed", 0, "committed"},
		{"the big parcel was half way out", []unit{{11, 1}}, false, "canceled", 2974, "released"},
		{"one has left, the other was half way out", []unit{{11, 3}, {11, 1}}, false, "confirmed", 990 + 495, "committed"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(b *bundle) {
				id := b.confirmed().GetOrderId()
				b.line.Before("Cancel", func() {
					for _, u := range tc.left {
						b.shop.Stock.Consume(id, u.product, u.warehouse)
					}
				})
				for range 2 { // the second time it is a repeat
					got, err := b.Cancel(b.Context(), canceling(id))
					if refused := errs.HasCode(err, "already_shipped"); refused != tc.refused || err != nil && !refused {
						t.Fatalf("got %v, %v", got, err)
					}
				}
				o := b.order(id)
				if o.GetStatus() != tc.status || b.shop.Bank.Of(id).GetRefunded() != tc.refund {
					t.Errorf("%s with %d refunded, want %s with %d", o.GetStatus(), b.shop.Bank.Of(id).GetRefunded(), tc.status, tc.refund)
				}
				if want := map[bool]string{true: "refunded", false: "captured"}[tc.refund > 0]; o.GetPayment().GetStatus() != want {
					t.Errorf("the payment is %s, want %s", o.GetPayment().GetStatus(), want)
				}
				if got := b.shop.Prices.State(5, id); got != tc.coupon {
					t.Errorf("the coupon is %s, want %s", got, tc.coupon)
				}
				if n := b.shop.Stock.In("committed", 11) + b.shop.Stock.In("committed", 12); n != 0 {
					t.Errorf("%d units hang between hand-over and cancellation", n)
				}
			})
		})
	}
}

func TestWhatRemainsOfAPartlyCanceledOrderGoesOn(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		o := b.confirmed()
		b.shop.Stock.Consume(o.GetOrderId(), 11, 3)
		got, err := b.Cancel(b.Context(), canceling(o.GetOrderId()))
		b.must(err)
		for _, sh := range got.GetOrder().GetShipments() {
			if want := map[int64]string{3: "preparing", 1: "canceled"}[sh.GetWarehouseId()]; sh.GetStatus() != want {
				t.Errorf("parcel %v, want %s", sh, want)
			}
		}
		for _, step := range []struct{ told, status string }{{"handed_over", "shipped"}, {"delivered", "delivered"}} {
			b.must(b.hear(b.parcel(o, 3, step.told)))
			if now := b.order(o.GetOrderId()); now.GetStatus() != step.status {
				t.Errorf("after %s the order is %s", step.told, now.GetStatus())
			}
		}
		if _, err := b.Cancel(b.Context(), canceling(o.GetOrderId())); !errs.HasCode(err, "already_shipped") {
			t.Errorf("cancel after the arrival: %v", err)
		}
		books, err := b.Check(b.Context(), &checkv1.CheckRequest{})
		b.must(err)
		paid := b.shop.Bank.Of(o.GetOrderId())
		if kept := paid.GetCaptured() - paid.GetRefunded(); books.GetFacts()[0].GetAmount() != kept || kept >= o.GetTotal() {
			t.Errorf("the order says %d is paid for it, the bank %d of %d", books.GetFacts()[0].GetAmount(), kept, o.GetTotal())
		}
	})
}

func TestAnOrderThatHasLeftIsNotCanceled(t *testing.T) {
	t.Parallel()
	for _, told := range []string{"handed_over", "delivered"} {
		t.Run(told, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(b *bundle) {
				o := b.confirmed()
				b.must(b.hear(b.parcel(o, 3, told), b.parcel(o, 1, told)))
				if _, err := b.Cancel(b.Context(), canceling(o.GetOrderId())); !errs.HasCode(err, "already_shipped") || !errs.Is(err, errs.KindConflict) {
					t.Fatalf("got %v", err)
				}
				if p := b.shop.Bank.Of(o.GetOrderId()); p.GetRefunded() != 0 {
					t.Errorf("payment %v", p)
				}
			})
		})
	}
}

func TestFulfilmentMayHearOfACancellationFirst(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		o := b.confirmed()
		b.line.Before("Update", func() { // the stock is free, the order not yet closed: a hand-over finds nothing to consume
			b.line.Before("Update", nil)
			b.must(b.hear(b.parcel(o, 1, "canceled"), b.parcel(o, 3, "canceled")))
		})
		got, err := b.Cancel(b.Context(), canceling(o.GetOrderId()))
		if err != nil || got.GetOrder().GetStatus() != "canceled" || b.shop.Bank.Of(o.GetOrderId()).GetRefunded() != 2974 {
			t.Fatalf("got %v, %v", got, err)
		}
		b.balanced()
	})
}

func TestARefundWithoutAnswerIsAskedForUntilItIsDone(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		id := b.confirmed().GetOrderId()
		b.sweeps()
		b.shop.Bank.Silence("Refund", 12)
		got, err := b.Cancel(b.Context(), canceling(id))
		if err != nil || got.GetOrder().GetStatus() != "canceled" || got.GetOrder().GetPayment().GetStatus() != "refunding" {
			t.Fatalf("got %v, %v", got, err)
		}
		time.Sleep(5 * time.Minute)
		if o := b.order(id); o.GetPayment().GetStatus() != "refunded" || len(b.shop.Bank.Of(id).GetRefunds()) != 1 {
			t.Errorf("order %v, payment %v", o, b.shop.Bank.Of(id))
		}
		b.balanced()
	})
}

func TestACancellationThatTakesLongIsNotToldAsDone(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		id := b.confirmed().GetOrderId()
		goOn := b.pause("Cancel")
		start := time.Now()
		_, err := b.Cancel(b.Context(), canceling(id))
		if !errs.HasCode(err, "canceling") || !errs.Is(err, errs.KindUnavailable) || time.Since(start) > 4*time.Second {
			t.Fatalf("got %v after %s", err, time.Since(start))
		}
		close(goOn)
		time.Sleep(time.Second)
		got, err := b.Cancel(b.Context(), canceling(id))
		if err != nil || got.GetOrder().GetStatus() != "canceled" {
			t.Fatalf("got %v, %v", got, err)
		}
		b.balanced()
	})
}

func TestACheckoutThatWaitsForTheBuyerIsTurnedRound(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		id := b.asked()
		got, err := b.Cancel(b.Context(), canceling(id))
		b.must(err)
		o := got.GetOrder()
		if o.GetStatus() != "canceled" || o.GetPayment().GetStatus() != "voided" || undone(b.line.Calls()) != "Void ReleaseCoupon Release" {
			t.Errorf("got %v, undone by %s", got, undone(b.line.Calls()))
		}
		if again := b.place(ordertest.Ask); again.GetProblem().GetCode() != "canceled_by_buyer" {
			t.Errorf("the key replays %v", again)
		}
		b.must(b.hear(b.shop.Bank.Decide(id, "authorized"))) // the other window still had the bank's page open
		b.sweeps()
		time.Sleep(20 * time.Minute)
		if now := b.order(id); now.GetStatus() != "canceled" || now.GetVersion() != o.GetVersion() {
			t.Errorf("revived: %v", now)
		}
		b.balanced()
	})
}

func TestAnUndoThatTakesLongIsNotToldAsDone(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		id := b.asked()
		b.sweeps()
		b.shop.Bank.Silence("Void", 9)
		if _, err := b.Cancel(b.Context(), canceling(id)); !errs.HasCode(err, "canceling") {
			t.Fatalf("got %v", err)
		}
		if _, err := b.Cancel(b.Context(), canceling(id)); !errs.HasCode(err, "order_in_progress") {
			t.Errorf("meanwhile: %v", err)
		}
		time.Sleep(time.Minute)
		if got, err := b.Cancel(b.Context(), canceling(id)); err != nil || got.GetOrder().GetStatus() != "canceled" {
			t.Errorf("after it: %v, %v", got, err)
		}
		b.balanced()
	})
}

func TestAnUndoStepThatIsDoneIsNotAskedAgain(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q", ordertest.WithCoupon(5))
		b.line.BreakNext("Release", ordertest.FailBefore)
		b.place(ordertest.Decline)
		if got := undone(b.line.Calls()); got != "Void ReleaseCoupon Release ReleaseCoupon Release" {
			t.Errorf("undone by %s", got)
		}
		b.balanced()
	})
}

func TestACheckoutThatIsBeingPaidIsNotInterrupted(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q")
		id := b.place(ordertest.Silent).GetOrder().GetOrderId()
		if _, err := b.Cancel(b.Context(), canceling(id)); !errs.HasCode(err, "order_in_progress") || !errs.Is(err, errs.KindConflict) {
			t.Fatalf("got %v", err)
		}
		b.sweeps()
		b.must(b.hear(b.shop.Bank.Decide(id, "authorized")))
		time.Sleep(time.Second)
		b.balanced()
	})
}

func TestADeclinedOrderIsCanceledAlready(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q")
		id := b.place(ordertest.Decline).GetOrder().GetOrderId()
		if got, err := b.Cancel(b.Context(), canceling(id)); err != nil || !got.GetReplayed() || got.GetOrder().GetStatus() != "canceled" {
			t.Fatalf("got %v, %v", got, err)
		}
	})
}

func TestACancellationThatMakesNoSenseIsRefused(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		id := b.confirmed().GetOrderId()
		for name, tc := range map[string]struct {
			change func(*orderv1.CancelRequest)
			code   string
		}{
			"no key":         {func(r *orderv1.CancelRequest) { r.IdempotencyKey = "" }, "idempotency_key_invalid"},
			"a long key":     {func(r *orderv1.CancelRequest) { r.IdempotencyKey = strings.Repeat("k", 256) }, "idempotency_key_invalid"},
			"unknown order":  {func(r *orderv1.CancelRequest) { r.OrderId = "404" }, "order_not_found"},
			"somebody else":  {func(r *orderv1.CancelRequest) { r.UserId = 8 }, "order_not_found"},
			"nobody at all":  {func(r *orderv1.CancelRequest) { r.UserId = 0 }, "order_not_found"},
			"an empty order": {func(r *orderv1.CancelRequest) { r.OrderId = "" }, "order_not_found"},
		} {
			req := canceling(id)
			tc.change(req)
			if _, err := b.Cancel(b.Context(), req); !errs.HasCode(err, tc.code) {
				t.Errorf("%s: %v", name, err)
			}
		}
		b.balanced()
	})
}

// A worker that was slow is still selling the stock while the buyer cancels: its request arrives between the undo of the sale
// and the undo of the hold.
func TestASaleThatComesLateLeavesNoStockWithACanceledOrder(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q")
		b.line.BreakNext("Authorize", ordertest.KillAfter)
		if _, err := b.Place(b.Context(), placing("k", "q", ordertest.Ask)); err == nil {
			t.Fatal("the process did not die")
		}
		second, third := b.another(), b.another()
		second.sweeps()
		time.Sleep(10 * time.Second)
		id := b.store.Events()[0].GetAggregate()
		if s := b.saga(id, order.Placing); s.State != order.Waiting || s.Data.Reach == "" {
			t.Fatalf("the saga is %s and reaches %q", s.State, s.Data.Reach)
		}
		sell := func() {
			_, err := b.shop.Stock.Commit(b.Context(), &inventoryv1.CommitRequest{UserId: buyer, OrderId: id, ProductIds: []int64{11, 12}})
			if err != nil && !errs.HasCode(err, "reservation_gone") {
				t.Error(err)
			}
		}
		third.line.Before("Void", sell)
		second.line.Before("Commit", func() {
			second.line.Before("Commit", nil)
			if _, err := third.Cancel(b.Context(), &orderv1.CancelRequest{UserId: buyer, OrderId: id, IdempotencyKey: "c"}); err != nil {
				t.Errorf("cancel: %v", err)
			}
		})
		b.must(second.hear(b.shop.Bank.Decide(id, "authorized")))
		time.Sleep(10 * time.Second)
		if o := b.order(id); o.GetStatus() != "canceled" {
			t.Fatalf("got %v", o)
		}
		b.balanced()
	})
}
