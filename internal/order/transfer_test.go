package order_test

import (
	"testing"
	"time"

	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/order"
	"rialto/internal/order/ordertest"
)

var (
	byTransfer = &orderv1.Tender{Method: "bank_transfer"}
	inCash     = &orderv1.Tender{Method: "cash_on_delivery"}
)

// transferred places the sample order by gift card and bank transfer and returns its id.
func (b *bundle) transferred() string {
	b.Helper()
	b.quote("q", ordertest.WithCoupon(5))
	got, err := b.Place(b.Context(), paying(byGiftCard, byTransfer))
	b.must(err)
	return got.GetOrder().GetOrderId()
}

func TestATransferIsAwaitedForDaysWithTheStockHeld(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		start, id := time.Now(), b.transferred()
		b.sweeps()
		pay, last := b.order(id).GetPayment(), start.AddDate(0, 0, 5)
		if pay.GetStatus() != "requires_action" || pay.GetNextActionType() != "bank_transfer" || pay.GetReference() != "RF"+id ||
			pay.GetAccount() == "" || pay.GetPayUntil() != last.UnixMicro() {
			t.Errorf("the buyer is told %v", pay)
		}
		if p := b.shop.Bank.Of(id); p.GetAmount().GetAmount() != 1974 {
			t.Errorf("the transfer is of %v", p)
		}
		time.Sleep(4*24*time.Hour + 23*time.Hour)
		if o := b.order(id); o.GetStatus() != "pending" || b.shop.Stock.In("held", 11) != 2 {
			t.Fatalf("given up too early: %v", o)
		}
		if n := len(b.line.Calls()); n > 3*5*24*3600 {
			t.Errorf("%d calls while waiting", n)
		}
		b.must(b.hear(b.shop.Bank.Receive(id)))
		time.Sleep(100 * time.Millisecond)
		o := b.order(id)
		if o.GetStatus() != "confirmed" || o.GetPayment().GetStatus() != "captured" || o.GetPayment().GetReference() != "" {
			t.Errorf("got %v", o)
		}
		b.balanced()
	})
}

func TestATransferThatDoesNotComeClosesTheOrder(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		id := b.transferred()
		b.sweeps()
		time.Sleep(5*24*time.Hour + 5*time.Second)
		o := b.order(id)
		if o.GetStatus() != "canceled" || b.shop.Bank.Of(id).GetStatus() != "voided" {
			t.Errorf("order %v, payment %v", o, b.shop.Bank.Of(id))
		}
		got, err := b.Place(b.Context(), paying(byGiftCard, byTransfer))
		if err != nil || got.GetProblem().GetCode() != "checkout_expired" {
			t.Errorf("the key replays %v, %v", got, err)
		}
		if state, _ := b.shop.Cards.State(9, id); state != "released" {
			t.Errorf("the gift card is %s", state)
		}
		b.balanced()
	})
}

func TestAStepThatFailsAfterDaysOfWaitingHasItsOwnPatience(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		id := b.transferred()
		b.sweeps()
		time.Sleep(3 * 24 * time.Hour)
		b.shop.Bank.Silence("Capture", 12)
		b.must(b.hear(b.shop.Bank.Receive(id)))
		time.Sleep(time.Minute)
		if saga := b.saga(id, order.Placing); saga.State != order.Running {
			t.Fatalf("given up at once: %+v", saga)
		}
		time.Sleep(10 * time.Minute)
		b.balanced()
	})
}

func TestATransferOrderIsCanceledWhileItWaits(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		id := b.transferred()
		got, err := b.Cancel(b.Context(), canceling(id))
		if err != nil || got.GetOrder().GetStatus() != "canceled" || b.shop.Bank.Of(id).GetStatus() != "voided" {
			t.Errorf("got %v, %v", got, err)
		}
		b.balanced()
	})
}

func TestCashIsPromisedUntilTheCourierBringsIt(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		o := b.paid(byGiftCard, inCash)
		if o.GetPayment().GetStatus() != "promised" || b.shop.Bank.Promised(o.GetOrderId()) != 1974 {
			t.Fatalf("got %v", o)
		}
		b.balanced()
		news := b.shop.Bank.Receive(o.GetOrderId())
		b.must(b.hear(news, news))
		now := b.order(o.GetOrderId())
		if now.GetPayment().GetStatus() != "captured" || now.GetStatus() != "confirmed" || b.events() != "placed confirmed payment_changed" {
			t.Errorf("got %v after %s", now, b.events())
		}
		b.balanced()
	})
}

func TestPromisedCashIsWaivedWithTheOrder(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		tenders  []*orderv1.Tender
		payment  string
		refunded int64
	}{
		"cash alone":             {[]*orderv1.Tender{inCash}, "voided", 0},
		"a gift card comes back": {[]*orderv1.Tender{byGiftCard, inCash}, "refunded", 1000},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(b *bundle) {
				id := b.paid(tc.tenders...).GetOrderId()
				got, err := b.Cancel(b.Context(), canceling(id))
				b.must(err)
				pay := got.GetOrder().GetPayment()
				if pay.GetStatus() != tc.payment || pay.GetRefunded() != tc.refunded || b.shop.Bank.Of(id).GetStatus() != "voided" {
					t.Errorf("got %v, payment %v", got, b.shop.Bank.Of(id))
				}
				if r := got.GetOrder().GetRefunds(); len(r) != 1 || r[0].GetAmount() != 2974 || r[0].GetStatus() != "done" {
					t.Errorf("refunds %v", r)
				}
				if n, held := b.shop.Cards.Balance(9); n != 1000 || held != 0 {
					t.Errorf("%d on the gift card, %d held", n, held)
				}
				b.balanced()
			})
		})
	}
}

func TestTheCourierCollectsLessWhenAParcelIsCanceled(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		id := b.paid(inCash).GetOrderId()
		b.shop.Stock.Consume(id, 11, 3)
		got, err := b.Cancel(b.Context(), canceling(id))
		b.must(err)
		if got.GetOrder().GetPayment().GetStatus() != "promised" || b.shop.Bank.Promised(id) != 2974-990-495 {
			t.Fatalf("got %v, %d promised", got, b.shop.Bank.Promised(id))
		}
		b.must(b.hear(b.shop.Bank.Receive(id)))
		if o := b.order(id); o.GetPayment().GetStatus() != "captured" || o.GetPayment().GetRefunded() != 0 {
			t.Errorf("got %v", o)
		}
	})
}

func TestNewsOfCashOfAnOrderThatIsNotThereIsPassedOver(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		o := b.paid(inCash)
		news := b.shop.Bank.Receive(o.GetOrderId())
		lost := b.shop.Bank.Receive(o.GetOrderId())
		lost.Payload = `{"userId":"7","orderId":"404","status":"captured","method":"cash_on_delivery"}`
		b.must(b.hear(lost, news))
		if now := b.order(o.GetOrderId()); now.GetPayment().GetStatus() != "captured" {
			t.Errorf("got %v", now)
		}
	})
}
