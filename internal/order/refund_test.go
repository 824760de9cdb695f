package order_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/commerce"
	"rialto/internal/order"
	"rialto/internal/order/ordertest"
	"rialto/internal/platform/errs"
)

func lines(id, key string, product, quantity int64) *orderv1.RefundRequest {
	return &orderv1.RefundRequest{UserId: buyer, OrderId: id, IdempotencyKey: key,
		Lines: []*orderv1.RefundLine{{ProductId: product, SellerId: 1, Quantity: quantity}}}
}

// sums tells the refunds of an order: amount = gateway + gift card, and what they pay for.
func sums(o *orderv1.Order) string {
	var out []string
	for _, r := range o.GetRefunds() {
		text := fmt.Sprintf("%d=%d+%d %s", r.GetAmount(), r.GetGateway(), r.GetGiftCard(), r.GetStatus())
		for _, l := range r.GetLines() {
			text += fmt.Sprintf(" %d×%d for %d+%d", l.GetQuantity(), l.GetProductId(), l.GetNet(), l.GetTax())
		}
		if r.GetShipping() != 0 {
			text += fmt.Sprintf(" shipping %d", r.GetShipping())
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

// The sample order: two lanterns cost 18.00 net and 1.80 tax, the matches 4.50 and 0.45, shipping 4.99; the gift card paid
// 10.00, the card 19.74.
func TestARefundGoesToTheCardFirstThenToTheGiftCard(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		id := b.paid(byGiftCard, byCard).GetOrderId()
		for _, step := range []struct {
			req  *orderv1.RefundRequest
			want string
		}{
			{lines(id, "r1", 11, 1), "990=990+0 done 1×11 for 900+90"},
			{refunding(id, "r2", 1000), "1000=984+16 done"},
			{lines(id, "r3", 12, 1), "495=0+495 done 1×12 for 450+45"},
			{refunding(id, "r4", 489), "489=0+489 done"},
		} {
			got, err := b.Refund(b.Context(), step.req)
			b.must(err)
			all := strings.Split(sums(got.GetOrder()), ", ")
			if all[len(all)-1] != step.want {
				t.Errorf("%s: got %s", step.want, sums(got.GetOrder()))
			}
		}
		o := b.order(id)
		if o.GetPayment().GetStatus() != "refunded" || o.GetPayment().GetRefunded() != 2974 || o.GetStatus() != "confirmed" {
			t.Errorf("got %v", o)
		}
		if n, _ := b.shop.Cards.Balance(9); n != 1000 || b.shop.Bank.Of(id).GetRefunded() != 1974 {
			t.Errorf("%d on the gift card, payment %v", n, b.shop.Bank.Of(id))
		}
		if _, err := b.Refund(b.Context(), refunding(id, "r5", 1)); !errs.HasCode(err, "over_refund") {
			t.Errorf("one more cent: %v", err)
		}
		b.balanced()
	})
}

func TestSharesOfUnitsSumToTheirLine(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		id := b.paid(byCard).GetOrderId()
		for _, key := range []string{"r1", "r2"} {
			_, err := b.Refund(b.Context(), lines(id, key, 11, 1))
			b.must(err)
		}
		got, err := b.Refund(b.Context(), lines(id, "r3", 12, 1))
		b.must(err)
		if back := got.GetOrder().GetPayment().GetRefunded(); back != 2974-499 {
			t.Errorf("%d are back: %s", back, sums(got.GetOrder()))
		}
		if _, err := b.Refund(b.Context(), lines(id, "r4", 11, 1)); !errs.HasCode(err, "over_refund") {
			t.Errorf("a third lantern of two: %v", err)
		}
		b.balanced()
	})
}

func TestACancellationGivesBackWhatRefundsHaveLeft(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		first func(id string) *orderv1.RefundRequest
		want  string
	}{
		"nothing before":   {nil, "2974=1974+1000 done 2×11 for 1800+180 1×12 for 450+45 shipping 499"},
		"a line before":    {func(id string) *orderv1.RefundRequest { return lines(id, "r", 11, 1) }, "1984=984+1000 done 1×11 for 900+90 1×12 for 450+45 shipping 499"},
		"an amount before": {func(id string) *orderv1.RefundRequest { return refunding(id, "r", 74) }, "2900=1900+1000 done"},
		"all before":       {func(id string) *orderv1.RefundRequest { return refunding(id, "r", 2974) }, "2974=1974+1000 done"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(b *bundle) {
				id := b.paid(byGiftCard, byCard).GetOrderId()
				if tc.first != nil {
					_, err := b.Refund(b.Context(), tc.first(id))
					b.must(err)
				}
				got, err := b.Cancel(b.Context(), canceling(id))
				b.must(err)
				all := strings.Split(sums(got.GetOrder()), ", ")
				if o := b.order(id); all[len(all)-1] != tc.want || o.GetPayment().GetRefunded() != 2974 || o.GetPayment().GetStatus() != "refunded" {
					t.Errorf("got %s, %v", sums(o), o.GetPayment())
				}
				b.balanced()
			})
		})
	}
}

func TestARefundReplaysItsKeyAndRefusesAnotherRequestUnderIt(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		id := b.paid(byCard).GetOrderId()
		for i := range 3 {
			got, err := b.Refund(b.Context(), refunding(id, "r", 500))
			if err != nil || got.GetReplayed() != (i > 0) || len(got.GetOrder().GetRefunds()) != 1 {
				t.Fatalf("try %d: %v, %v", i, got, err)
			}
		}
		for _, other := range []*orderv1.RefundRequest{refunding(id, "r", 501), lines(id, "r", 11, 1)} {
			if _, err := b.Refund(b.Context(), other); !errs.HasCode(err, "idempotency_mismatch") {
				t.Errorf("another request: %v", err)
			}
		}
		b.balanced()
	})
}

func TestRefundsAndACancellationThatRaceNeverGiveBackMoreThanWasPaid(t *testing.T) {
	t.Parallel()
	for seed := range 5 {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			bubble(t, func(b *bundle) {
				id := b.paid(byGiftCard, byCard).GetOrderId()
				processes := []*bundle{b, b.another()}
				var race sync.WaitGroup
				for i := range 10 {
					race.Go(func() {
						_, err := processes[i%2].Refund(b.Context(), refunding(id, fmt.Sprint("r", i/2), 900))
						if err != nil && !errs.HasCode(err, "over_refund") && !errs.HasCode(err, "not_refundable") {
							t.Errorf("refund: %v", err)
						}
					})
					if i == 2*seed {
						race.Go(func() {
							if _, err := b.Cancel(b.Context(), canceling(id)); err != nil {
								t.Errorf("cancel: %v", err)
							}
						})
					}
				}
				race.Wait()
				o := b.order(id)
				card, _ := b.shop.Cards.Balance(9)
				if o.GetPayment().GetRefunded() != 2974 || b.shop.Bank.Of(id).GetRefunded() != 1974 || card != 1000 {
					t.Errorf("got %s, payment %v, %d on the gift card", sums(o), b.shop.Bank.Of(id), card)
				}
				b.balanced()
			})
		})
	}
}

func TestWhatStaffMustPayOutIsOwedUntilTheyDid(t *testing.T) {
	t.Parallel()
	for name, tender := range map[string]*orderv1.Tender{"by transfer": byTransfer, "in cash": inCash} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(b *bundle) {
				b.quote("q")
				got, err := b.Place(b.Context(), paying(byGiftCard, tender))
				b.must(err)
				id := got.GetOrder().GetOrderId()
				b.sweeps()
				b.must(b.hear(b.shop.Bank.Receive(id)))
				time.Sleep(time.Second)
				back, err := b.Refund(b.Context(), refunding(id, "r", 2000))
				b.must(err)
				if sums(back.GetOrder()) != "2000=1974+26 owed" || back.GetOrder().GetPayment().GetStatus() != "refunding" || back.GetOrder().GetPayment().GetRefunded() != 26 {
					t.Errorf("got %v", back)
				}
				news := b.shop.Bank.PayOut(id)
				b.must(b.hear(news, news))
				o := b.order(id)
				if sums(o) != "2000=1974+26 done" || o.GetPayment().GetStatus() != "refunded" || o.GetPayment().GetRefunded() != 2000 {
					t.Errorf("got %v", o)
				}
				b.must(b.hear(news))
				if again := b.order(id); again.GetVersion() != o.GetVersion() {
					t.Errorf("late news changed %v", again)
				}
				b.balanced()
			})
		})
	}
}

func TestStaffThatPaysOutBeforeTheSagaHasEndedIsNotForgotten(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		id := b.paid(byGiftCard, inCash).GetOrderId()
		b.must(b.hear(b.shop.Bank.Receive(id)))
		b.line.Before("RefundCard", func() { b.must(b.hear(b.shop.Bank.PayOut(id))) })
		got, err := b.Refund(b.Context(), refunding(id, "r", 2000))
		b.must(err)
		if sums(got.GetOrder()) != "2000=1974+26 done" {
			t.Errorf("got %s", sums(got.GetOrder()))
		}
	})
}

func TestCashThatIsLetGoByACancellationWhileAPartOfItIsWaivedNeedsNoPerson(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		id := b.paid(inCash).GetOrderId()
		other := b.another()
		b.line.Before("Refund", func() { // of 500, which is on the order already
			_, err := other.Cancel(b.Context(), canceling(id))
			b.must(err)
		})
		_, err := b.Refund(b.Context(), refunding(id, "r", 500))
		b.must(err)
		if n, err := b.Stuck(b.Context()); err != nil || n != 0 {
			t.Errorf("%d sagas need a person, %v", n, err)
		}
		if o := b.order(id); o.GetStatus() != "canceled" || o.GetPayment().GetStatus() != "voided" || b.shop.Bank.Of(id).GetStatus() != "voided" {
			t.Errorf("got %v; %v", o, b.shop.Bank.Of(id))
		}
		b.balanced()
	})
}

func TestCashThatComesWhileItIsWaivedIsOwed(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		id := b.paid(inCash).GetOrderId()
		b.line.Before("Refund", func() { b.shop.Bank.Receive(id) })
		_, err := b.Refund(b.Context(), refunding(id, "r", 500))
		b.must(err)
		b.must(b.hear(b.shop.Bank.Receive(id)))
		if o := b.order(id); sums(o) != "500=500+0 owed" || o.GetPayment().GetStatus() != "refunding" {
			t.Errorf("got %s, %v", sums(o), o.GetPayment())
		}
		b.must(b.hear(b.shop.Bank.PayOut(id)))
		if o := b.order(id); sums(o) != "500=500+0 done" || o.GetPayment().GetRefunded() != 500 {
			t.Errorf("got %s, %v", sums(o), o.GetPayment())
		}
	})
}

func TestARefundThatTheGatewayRefusesNeedsAPersonAtOnceWhoCanAskAgain(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		id := b.paid(byCard).GetOrderId()
		b.shop.Bank.Refuse(true)
		if _, err := b.Refund(b.Context(), refunding(id, "r", 500)); !errs.HasCode(err, "refunding") {
			t.Fatalf("got %v", err)
		}
		if n, err := b.Stuck(b.Context()); err != nil || n != 1 {
			t.Errorf("%d need a person, %v", n, err)
		}
		got, err := b.ListSagas(b.Context(), &orderv1.ListSagasRequest{State: "needs_person"})
		if err != nil || len(got.GetSagas()) != 1 || got.GetSagas()[0].GetKind() != "refund" || got.GetSagas()[0].GetStep() != "refund" {
			t.Errorf("got %v, %v", got, err)
		}
		b.sweeps()
		for _, refuses := range []bool{true, false} {
			b.shop.Bank.Refuse(refuses)
			_, err := b.RetrySaga(b.Context(), &orderv1.RetrySagaRequest{UserId: buyer, OrderId: id})
			b.must(err)
			time.Sleep(5 * time.Second)
			if n, err := b.Stuck(b.Context()); err != nil || (n == 1) != refuses {
				t.Errorf("refused again: %v; %d need a person, %v", refuses, n, err)
			}
		}
		if o := b.order(id); sums(o) != "500=500+0 done" || b.shop.Bank.Of(id).GetRefunded() != 500 {
			t.Errorf("got %s, %v", sums(o), b.shop.Bank.Of(id))
		}
		b.balanced()
	})
}

func TestARefundWithoutAnswerGoesOnByItself(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		id := b.paid(byCard).GetOrderId()
		b.sweeps()
		b.shop.Bank.Silence("Refund", 12)
		if _, err := b.Refund(b.Context(), refunding(id, "r", 500)); !errs.HasCode(err, "refunding") || !errs.Is(err, errs.KindUnavailable) {
			t.Fatalf("got %v", err)
		}
		time.Sleep(5 * time.Minute)
		got, err := b.Refund(b.Context(), refunding(id, "r", 500))
		if err != nil || !got.GetReplayed() || b.shop.Bank.Of(id).GetRefunded() != 500 {
			t.Errorf("got %v, %v", got, err)
		}
		b.balanced()
	})
}

func TestARefundThatMakesNoSenseLeavesNoTrace(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		id := b.paid(byCard).GetOrderId()
		for name, tc := range map[string]struct {
			change func(*orderv1.RefundRequest)
			code   string
		}{
			"no key":               {func(r *orderv1.RefundRequest) { r.IdempotencyKey = "" }, "idempotency_key_invalid"},
			"nothing":              {func(r *orderv1.RefundRequest) { r.Amount = 0 }, "validation"},
			"less than nothing":    {func(r *orderv1.RefundRequest) { r.Amount = -1 }, "validation"},
			"more than there is":   {func(r *orderv1.RefundRequest) { r.Amount = 1<<63 - 1 }, "validation"},
			"more than was paid":   {func(r *orderv1.RefundRequest) { r.Amount = 2975 }, "over_refund"},
			"amount and lines":     {func(r *orderv1.RefundRequest) { r.Lines = lines("", "", 11, 1).Lines }, "validation"},
			"no units":             {func(r *orderv1.RefundRequest) { r.Amount, r.Lines = 0, lines("", "", 11, 0).Lines }, "validation"},
			"units without end":    {func(r *orderv1.RefundRequest) { r.Amount, r.Lines = 0, lines("", "", 11, 1<<62).Lines }, "validation"},
			"more than was bought": {func(r *orderv1.RefundRequest) { r.Amount, r.Lines = 0, lines("", "", 11, 3).Lines }, "over_refund"},
			"twice in one": {func(r *orderv1.RefundRequest) {
				r.Amount, r.Lines = 0, append(lines("", "", 12, 1).Lines, lines("", "", 12, 1).Lines...)
			}, "over_refund"},
			"another product":  {func(r *orderv1.RefundRequest) { r.Amount, r.Lines = 0, lines("", "", 13, 1).Lines }, "validation"},
			"a long reason":    {func(r *orderv1.RefundRequest) { r.Reason = strings.Repeat("x", 201) }, "validation"},
			"an unknown order": {func(r *orderv1.RefundRequest) { r.OrderId = "404" }, "order_not_found"},
			"somebody else's":  {func(r *orderv1.RefundRequest) { r.UserId = 8 }, "order_not_found"},
		} {
			req := refunding(id, "r", 500)
			tc.change(req)
			if _, err := b.Refund(b.Context(), req); !errs.HasCode(err, tc.code) {
				t.Errorf("%s: %v, want %s", name, err, tc.code)
			}
		}
		sagas, err := b.store.SagasOf(b.Context(), buyer, commerce.OrderID(id))
		if err != nil || len(sagas) != 1 || b.order(id).GetVersion() != 2 {
			t.Errorf("%d sagas, %v, order %v", len(sagas), err, b.order(id))
		}
		b.balanced()
	})
}

func TestOnlyOrdersThatStandAreRefunded(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		id := b.asked()
		if _, err := b.Refund(b.Context(), refunding(id, "r", 1)); !errs.HasCode(err, "not_refundable") {
			t.Errorf("pending: %v", err)
		}
		_, err := b.Cancel(b.Context(), canceling(id))
		b.must(err)
		if _, err := b.Refund(b.Context(), refunding(id, "r", 1)); !errs.HasCode(err, "not_refundable") {
			t.Errorf("canceled: %v", err)
		}
	})
}

func TestAnOrderHasSoManyRefundsAndNoMore(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		id := b.paid(byCard).GetOrderId()
		for i := range 50 {
			_, err := b.Refund(b.Context(), refunding(id, fmt.Sprint("r", i), 1))
			b.must(err)
		}
		if _, err := b.Refund(b.Context(), refunding(id, "r", 1)); !errs.HasCode(err, "too_many_refunds") {
			t.Errorf("got %v", err)
		}
		b.balanced()
	})
}

func TestEventsCarryTendersAndRefunds(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		id := b.paid(byGiftCard, byCard).GetOrderId()
		_, err := b.Refund(b.Context(), refunding(id, "r", 500))
		b.must(err)
		last := eventOf(t, b.store.Events()[3])
		if last.GetSubtotal() != 2500 || last.GetDiscount() != 250 || last.GetTax() != 225 || last.GetShipping() != 499 ||
			len(last.GetTenders()) != 2 || len(last.GetRefunds()) != 1 || last.GetRefunds()[0].GetStatus() != "done" {
			t.Errorf("got %v", last)
		}
		if asked := eventOf(t, b.store.Events()[2]); asked.GetRefunds()[0].GetStatus() != string(order.RefundUnknown) {
			t.Errorf("got %v", asked)
		}
		if b.events() != "placed confirmed payment_changed payment_changed" {
			t.Errorf("events: %s", b.events())
		}
	})
}

func TestAFreeOrderGivesNothingBackButEnds(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q", ordertest.Free)
		id := b.place(ordertest.Approve).GetOrder().GetOrderId()
		got, err := b.Cancel(b.Context(), canceling(id))
		if err != nil || got.GetOrder().GetStatus() != "canceled" || len(got.GetOrder().GetRefunds()) != 0 {
			t.Errorf("got %v, %v", got, err)
		}
		time.Sleep(time.Second)
		b.balanced()
	})
}

// What payment can never do for one order must not keep the news of all others waiting.
func TestNewsOfAPaymentThatIsOverHoldsUpNobody(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		id := b.paid(inCash).GetOrderId()
		b.line.BreakNext("Refund", ordertest.KillBefore)
		if _, err := b.Refund(b.Context(), refunding(id, "r", 500)); err == nil {
			t.Fatal("the process did not die")
		}
		second := b.another()
		_, err := second.Cancel(b.Context(), canceling(id))
		b.must(err)
		b.must(second.hear(b.shop.Bank.Decide(id, "voided")))
		second.sweeps()
		time.Sleep(10 * time.Second)
		if o := b.order(id); o.GetStatus() != "canceled" || o.GetPayment().GetStatus() != "voided" {
			t.Errorf("got %v", o)
		}
		b.balanced()
	})
}
