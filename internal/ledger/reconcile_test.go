package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/protobuf/proto"

	ledgerv1 "rialto/gen/rialto/ledger/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/ledger"
	"rialto/internal/ledger/ledgertest"
	"rialto/internal/platform/errs"
)

// reconcile waits as long as the room would and reconciles.
func (b *bundle) reconcile(t *testing.T) *ledgerv1.ReconcileResponse {
	t.Helper()
	b.clock = b.clock.Add(time.Minute)
	resp, err := b.Reconcile(t.Context(), &ledgerv1.ReconcileRequest{})
	noError(t, err)
	return resp
}

// sides are the three sides of one order, for a case to spoil.
type sides struct {
	order   *orderv1.Order
	charge  *paymentv1.Charge
	payment *paymentv1.Payment
	story   *story
}

// bought is a confirmed order that a card paid with $33.99 and a gift card with $10.00, or another method all of it.
func (b *bundle) bought(t *testing.T, id, method string) *sides {
	gift, rest := int64(1000), int64(3399)
	if method != "card" {
		gift, rest = 0, 4399
	}
	s := &sides{story: newStory(t, id, method, gift)}
	s.order = &orderv1.Order{
		OrderId: id, UserId: 7, Status: "confirmed", Currency: "USD", Total: 4399, CreatedAt: b.clock.UnixMicro(),
		Tenders: []*orderv1.TenderState{{Method: method, Amount: rest}}, Payment: &orderv1.PaymentState{Status: "captured"},
	}
	if gift > 0 {
		s.order.Tenders = append([]*orderv1.TenderState{{Method: "gift_card", Amount: gift}}, s.order.Tenders...)
		s.charge = &paymentv1.Charge{
			UserId: 7, OrderId: id, State: "captured", Amount: ledgertest.USD(rest), Captured: rest, At: b.clock.UnixMicro(),
		}
	}
	s.payment = &paymentv1.Payment{UserId: 7, OrderId: id, Status: "captured", Amount: ledgertest.USD(rest), Captured: rest}
	if method == "cash_on_delivery" {
		s.order.Payment.Status, s.payment.Status, s.payment.Captured = "promised", "promised", 0
	} else {
		s.story.capture()
	}
	s.story.spend()
	s.story.become("confirmed")
	return s
}

// happen shows the sides to the room.
func (b *bundle) happen(t *testing.T, s *sides) {
	t.Helper()
	if s.order != nil {
		b.shop.PutOrder(s.order)
	}
	if s.charge != nil {
		b.shop.PutCharge(s.charge)
	}
	if s.payment != nil {
		b.shop.PutPayment(s.payment)
	}
	b.hear(t, s.story.events...)
}

// found lists the open findings as "kind order".
func (b *bundle) found(t *testing.T) string {
	t.Helper()
	resp, err := b.ListFindings(t.Context(), &ledgerv1.ListFindingsRequest{OpenOnly: true})
	noError(t, err)
	var out []string
	for _, f := range resp.Findings {
		if f.Detail == "" || f.FirstSeen == 0 || f.LastSeen-f.FirstSeen < time.Minute.Microseconds() {
			t.Errorf("finding %v", f)
		}
		out = append(out, strings.TrimSpace(f.Kind+" "+f.OrderId))
	}
	return strings.Join(out, ", ")
}

func TestAQuietShopHasNothingToExplain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for i, method := range []string{"card", "bank_transfer", "cash_on_delivery", "card"} {
		b.happen(t, b.bought(t, fmt.Sprint(i), method))
	}
	never := b.bought(t, "never", "card")
	never.order.Status, never.charge.State, never.charge.Captured, never.story.events = "canceled", "voided", 0, nil
	b.happen(t, never)
	first := b.reconcile(t)
	if first.Orders != 5 || first.Charges != 3 || first.Open != 0 {
		t.Fatalf("first pass %v", first)
	}
	for range 3 {
		if pass := b.reconcile(t); pass.Orders > 5 || pass.Open != 0 {
			t.Fatalf("pass %v", pass)
		}
	}
	left, err := b.store.Unexplained(t.Context(), 100)
	noError(t, err)
	if left != nil || b.OpenFindings() != 0 || b.log.Len() != 0 {
		t.Fatalf("candidates %v, open %d, log %s", left, b.OpenFindings(), b.log.String())
	}
}

func TestEveryDisagreementIsFoundOnceItHasLasted(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		method string
		spoil  func(s *sides)
		want   string
	}{
		"a charge that no order has": {"card", func(s *sides) { s.order, s.story.events = nil, nil }, "charge_without_order 1"},
		"money that is held for an order that is over": {"card", func(s *sides) {
			s.order.Status, s.charge.State, s.charge.Captured, s.story.events = "canceled", "authorized", 0, nil
		}, "charge_without_order 1"},
		"money that was taken for an order that never was sold": {"card", func(s *sides) {
			s.order.Status, s.story.events = "canceled", nil
		}, "charge_without_order 1"},
		"an order that the gateway knows nothing of": {"card", func(s *sides) { s.charge = nil }, "order_without_charge 1"},
		"an order whose charge was not taken":        {"card", func(s *sides) { s.charge.State, s.charge.Captured = "authorized", 0 }, "order_without_charge 1"},
		"a transfer that never came":                 {"bank_transfer", func(s *sides) { s.payment = nil }, "order_without_charge 1"},
		"a charge of a cent too much":                {"card", func(s *sides) { s.charge.Captured++ }, "amounts_differ 1"},
		"a charge in another currency":               {"card", func(s *sides) { s.charge.Amount.Currency = "EUR" }, "amounts_differ 1"},
		"a refund that no order knows":               {"card", func(s *sides) { s.charge.Refunded = 1 }, "amounts_differ 1"},
		"a refund that the gateway does not know": {"card", func(s *sides) {
			s.story.refund(100)
			s.order.Refunds = s.story.order.Refunds
		}, "amounts_differ 1"},
		"an order that was not booked":    {"card", func(s *sides) { s.story.events = s.story.events[:len(s.story.events)-1] }, "book_behind 1"},
		"a gift card that was not booked": {"card", func(s *sides) { s.story.events = append(s.story.events[:4:4], s.story.events[5:]...) }, "book_behind 1"},
		"cash that was booked but is not there": {"cash_on_delivery", func(s *sides) {
			s.story.capture()
			s.order.Payment.Status = "captured"
		}, "order_without_charge 1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			s := b.bought(t, "1", c.method)
			c.spoil(s)
			b.happen(t, s)
			b.reconcile(t)
			if found := b.found(t); found != "" || b.log.Len() != 0 {
				t.Fatalf("found %s before it lasted", found)
			}
			pass := b.reconcile(t)
			if found := b.found(t); found != c.want || pass.Open != 1 || b.OpenFindings() != 1 {
				t.Fatalf("found %q, want %q", found, c.want)
			}
			b.reconcile(t)
			if n := strings.Count(b.log.String(), "ALARM"); n != 1 {
				t.Fatalf("%d alarms: %s", n, b.log.String())
			}
		})
	}
}

func TestWhatIsExplainedIsNoFindingAnyMore(t *testing.T) {
	t.Parallel()
	b := setup(t)
	s := b.bought(t, "1", "card")
	charge := s.charge
	s.charge = nil
	b.happen(t, s)
	b.happen(t, b.bought(t, "2", "card")) // whose charge the gateway told in time
	b.reconcile(t)
	b.reconcile(t)
	charge.At = b.clock.UnixMicro() // the gateway was slow to tell
	b.shop.PutCharge(charge)
	if pass := b.reconcile(t); pass.Open != 0 || b.found(t) != "" {
		t.Fatalf("still open: %s", b.found(t))
	}
	all, err := b.ListFindings(t.Context(), nil)
	noError(t, err)
	if len(all.Findings) != 1 || all.Findings[0].ExplainedAt != b.clock.UnixMicro() || all.Last.At != b.clock.UnixMicro() || all.Last.Open != 0 {
		t.Fatalf("findings %v", all)
	}
}

func TestWhatIsOnItsWayIsNoFinding(t *testing.T) {
	t.Parallel()
	b := setup(t)
	s := b.bought(t, "1", "card")
	s.order.Refunds = []*orderv1.OrderRefund{{RefundId: "r", Amount: 3500, Gateway: 3399, GiftCard: 101, Status: "unknown"}}
	s.story.order.Refunds = s.order.Refunds
	s.story.tellOrder("order.payment_changed")
	b.happen(t, s)
	part := b.bought(t, "2", "card") // the gateway's part has gone, the gift card's not yet
	part.order.Refunds = []*orderv1.OrderRefund{{RefundId: "r", Amount: 3500, Gateway: 3399, GiftCard: 101, Status: "unknown"}}
	part.story.order.Refunds = part.order.Refunds
	part.story.tellOrder("order.payment_changed")
	part.charge.Refunded, part.story.payment.Refunded = 3399, 3399
	part.story.tellPayment()
	b.happen(t, part)
	for range 3 {
		if pass := b.reconcile(t); pass.Open != 0 {
			t.Fatalf("found %s", b.found(t))
		}
	}
}

func TestWhatIsFreshIsLeftForLater(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.clock = b.clock.Add(30 * time.Second)
	s := b.bought(t, "1", "card")
	s.charge = nil
	b.happen(t, s)
	b.clock = b.clock.Add(-time.Second)
	if pass := b.reconcile(t); pass.Orders != 0 {
		t.Fatalf("a fresh order was judged: %v", pass)
	}
	if pass := b.reconcile(t); pass.Orders != 1 {
		t.Fatalf("it was passed over: %v", pass)
	}
}

func TestNothingIsPassedOverWhileTheGatewayIsAway(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.reconcile(t)
	b.shop.Fail(errors.New("connection refused"))
	s := b.bought(t, "1", "card")
	s.charge = nil
	b.happen(t, s)
	lists := b.shop.Lists()
	for range 3 {
		b.reconcile(t)
	}
	if found := b.found(t); found != "gateway_unreachable" || b.shop.Lists() != lists {
		t.Fatalf("found %q", found)
	}
	b.shop.Fail(nil)
	b.reconcile(t)
	b.reconcile(t)
	if found := b.found(t); found != "order_without_charge 1" {
		t.Fatalf("found %q after the gateway was back", found)
	}
}

func TestWhileTheGatewayIsAwayNothingCountsAsExplained(t *testing.T) {
	t.Parallel()
	b := setup(t)
	s := b.bought(t, "1", "card")
	s.charge = nil
	b.happen(t, s)
	b.reconcile(t)
	b.reconcile(t)
	b.shop.Fail(errors.New("connection refused"))
	s.story.refund(4399) // without a charge this would look right
	s.order.Refunds = s.story.order.Refunds
	b.happen(t, s)
	b.reconcile(t)
	if found := b.found(t); found != "order_without_charge 1" {
		t.Fatalf("found %q", found)
	}
}

func TestAGatewayWithoutAReportIsBelievedByPaymentsWord(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.shop.Fail(errs.Unavailable("report_unavailable", "This gateway has no report."))
	b.happen(t, b.bought(t, "1", "card"))
	lost := b.bought(t, "2", "card")
	lost.payment = nil
	b.happen(t, lost)
	b.reconcile(t)
	b.reconcile(t)
	if found := b.found(t); found != "order_without_charge 2" {
		t.Fatalf("found %q", found)
	}
}

// TestABusyShopIsWalkedInPartsAcrossRestarts has more orders, charges and books than a pass looks at. Of each hundred one
// has no charge; all of them are found, by rooms that each live for one pass.
func TestABusyShopIsWalkedInPartsAcrossRestarts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const orders = 2_500
	template := b.bought(t, "0", "card")
	for i := range orders {
		o, c := proto.CloneOf(template.order), proto.CloneOf(template.charge)
		o.OrderId, c.OrderId = fmt.Sprintf("%05d", i), fmt.Sprintf("%05d", i)
		o.CreatedAt, c.At = o.CreatedAt+int64(i/10), c.At+int64(i/10)
		b.shop.PutOrder(o)
		if i%100 != 50 {
			b.shop.PutCharge(c)
		}
	}
	judged := int64(0)
	for range 6 {
		restarted, err := ledger.New(ledger.Config{}, b.store, ledger.Needs{Orders: b.shop, Payments: b.shop.Payments()},
			ledger.Deps{Now: func() time.Time { return b.clock }})
		noError(t, err)
		b.Service = restarted
		judged = max(judged, b.reconcile(t).Orders)
	}
	missed := map[string]bool{}
	for i := 50; i < orders; i += 100 {
		missed[fmt.Sprintf("%05d", i)] = true
	}
	left, err := b.store.Unexplained(t.Context(), 1_000_000)
	noError(t, err)
	for _, f := range left {
		if f.Kind == ledger.OrderWithoutCharge {
			delete(missed, string(f.Order))
		}
	}
	if len(missed) != 0 || judged >= orders {
		t.Fatalf("%d were not found, at most %d judged at once", len(missed), judged)
	}
}

func TestTheRoomReconcilesByItself(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store, shop := ledgertest.NewMemory(), ledgertest.NewShop()
		svc, err := ledger.New(ledger.Config{}, store, ledger.Needs{Orders: shop, Payments: shop.Payments()}, ledger.Deps{Now: time.Now})
		noError(t, err)
		ctx, stop := context.WithCancel(t.Context())
		go svc.Run(ctx)
		time.Sleep(3*time.Minute + time.Second)
		stop()
		synctest.Wait()
		pass, err := store.Pass(t.Context())
		noError(t, err)
		if shop.Lists() != 3 || pass.At == 0 {
			t.Fatalf("%d passes in three minutes, the last at %d", shop.Lists(), pass.At)
		}
	})
}

func TestAPassFailsWhenOrdersCannotBeRead(t *testing.T) {
	t.Parallel()
	b := setup(t)
	broken, err := ledger.New(ledger.Config{}, b.store, ledger.Needs{Orders: noOrders{b.shop}, Payments: b.shop.Payments()},
		ledger.Deps{Now: func() time.Time { return b.clock }})
	noError(t, err)
	if _, err := broken.Reconcile(t.Context(), nil); err == nil {
		t.Fatal("the pass says that all is well")
	}
	if pass, err := b.store.Pass(t.Context()); err != nil || pass.At != 0 {
		t.Fatalf("pass %+v, %v", pass, err)
	}
}

type noOrders struct{ *ledgertest.Shop }

func (noOrders) ListAll(context.Context, *orderv1.ListAllRequest) (*orderv1.ListResponse, error) {
	return nil, errs.Unavailable("down", "Orders are down.")
}
