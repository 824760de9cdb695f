package sim

import (
	"context"
	"fmt"
	"time"

	commercev1 "rialto/gen/rialto/commerce/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/order"
	"rialto/internal/payment"
)

// wire is money that came to the shop's bank account.
type wire struct {
	amount int64
	booked bool // the payment room has said so
}

// transfer is a buyer who pays at their bank, or does not, and staff who find it on the statement, perhaps two of them, perhaps
// when the order is gone.
func (b *buyer) transfer(key payment.Key, o *orderv1.Order) {
	tenders := o.GetTenders()
	if b.d.chance(3500) || len(tenders) == 0 {
		return
	}
	for i := range 1 + b.d.pick(7, 3) {
		staff := b.w.actor(fmt.Sprint("statement ", i, key.OrderID))
		b.w.spawn(func() {
			time.Sleep(staff.between(10*time.Millisecond, 9*time.Second))
			insist(b.w, staff, 8, func() error { return b.w.received(key, tenders[len(tenders)-1].GetAmount()) })
		})
	}
}

// received has staff book a transfer that is on the account.
func (w *world) received(key payment.Key, amount int64) error {
	w.mu.Lock()
	money := w.books.wires[key]
	if money == nil {
		money = &wire{amount: amount}
		w.books.wires[key] = money
	}
	w.mu.Unlock()
	_, err := payLink{nil, w.payment}.MarkReceived(w.ctx, &paymentv1.MarkReceivedRequest{
		UserId: int64(key.UserID), OrderId: string(key.OrderID), Amount: &commercev1.Money{Amount: amount, Currency: "USD"},
	})
	if err == nil {
		w.mu.Lock()
		money.booked = true
		w.mu.Unlock()
	}
	return err
}

// closeTill is staff at the end of the day: what is on the account is booked, some that came too late with it, and some of what
// is owed is paid out. It reports whether there was anything to do.
func (w *world) closeTill() (busy bool) {
	d := w.actor("till")
	for _, p := range must(w.payments.Page(w.ctx, payment.Key{}, 1000)) {
		money := w.books.wires[p.Key]
		late := money == nil && p.Method == payment.MethodBankTransfer && d.chance(4000)
		if late || money != nil && !money.booked {
			busy = true
			if err := insist(w, d, 5, func() error { return w.received(p.Key, p.Amount.Amount) }); err != nil {
				w.broken("I8", "the transfer for order %s cannot be booked: %v", p.OrderID, err)
			}
		}
	}
	for _, p := range must(w.payments.Page(w.ctx, payment.Key{}, 1000)) {
		for _, r := range p.Refunds {
			if r.Status != payment.RefundOwed || !d.chance(6000) {
				continue
			}
			busy = true
			req := &paymentv1.MarkRefundedRequest{UserId: int64(p.UserID), OrderId: string(p.OrderID), RefundId: r.ID}
			for range 1 + d.pick(3, 1) {
				if _, err := (payLink{nil, w.payment}).MarkRefunded(w.ctx, req); err != nil {
					w.broken("I12", "refund %s of order %s cannot be paid out: %v", r.ID, p.OrderID, err)
				}
			}
		}
	}
	return busy
}

// checkByHand: a transfer is booked once, as it came, and kept only for an order that lives; a courier collects what a delivered
// order costs, and nothing for any other.
func (w *world) checkByHand(o *order.Order, p payment.Payment, method order.Method) {
	kept, lives := p.Captured-p.Refunded, o.Status != order.Canceled && o.Status != order.Pending
	if lives && p.Status == payment.StatusPromised {
		kept = p.Due()
	}
	if _, want := paidBy(o); lives && kept != want {
		w.broken("I8", "order %s is %s and should have kept %d by %s; the payment is %s, took %d, gave back %d, waived %d", o.ID, o.Status, want, method,
			p.Status, p.Captured, p.Refunded, p.Waived)
	}
	if !lives && (kept != 0 || p.Status == payment.StatusPromised || p.Status == payment.StatusRequiresAction) {
		w.broken("I9", "order %s is %s; its payment by %s is %s, took %d and gave back %d", o.ID, o.Status, method, p.Status, p.Captured, p.Refunded)
	}
	came := int64(0)
	switch {
	case method == order.BankTransfer && w.books.wires[p.Key] != nil:
		came = w.books.wires[p.Key].amount
	case method == order.CashOnDelivery && delivered(o) && p.Status != payment.StatusVoided:
		came = p.Due()
	}
	if p.Captured != came {
		w.broken("I8", "for order %s %d came by %s, %d are booked", o.ID, came, method, p.Captured)
	}
}

func delivered(o *order.Order) bool {
	for _, h := range o.History {
		if h.Status == order.Delivered {
			return true
		}
	}
	return false
}

var handMutants = []mutant{
	{name: "a transfer is received twice", payments: func(_ *world, s payment.Store) payment.Store { return receivedTwice{s} }},
	{name: "money that comes too late is forgotten", payments: func(_ *world, s payment.Store) payment.Store { return lateForgotten{s} }},
	{name: "cash of a canceled order is collected", payments: func(_ *world, s payment.Store) payment.Store { return cashAnyway{s} }},
}

// receivedTwice books again what it has booked.
type receivedTwice struct{ payment.Store }

func (s receivedTwice) Receive(ctx context.Context, key payment.Key, r payment.Receipt) (payment.Payment, error) {
	p, err := s.Store.Get(ctx, key)
	if err != nil || p.Status != payment.StatusCaptured {
		return s.Store.Receive(ctx, key, r)
	}
	more := p
	more.Captured += p.Amount.Amount
	more.Version++
	_, err = s.Store.Move(ctx, p, more)
	return more, err
}

type lateForgotten struct{ payment.Store }

func (s lateForgotten) Receive(ctx context.Context, key payment.Key, r payment.Receipt) (payment.Payment, error) {
	if p, err := s.Store.Get(ctx, key); err != nil || p.VoidID != "" {
		return p, err
	}
	return s.Store.Receive(ctx, key, r)
}

// cashAnyway lets the courier collect what was to be let go.
type cashAnyway struct{ payment.Store }

func (s cashAnyway) StartRefund(ctx context.Context, key payment.Key, r payment.Refund, askAt int64) (payment.Payment, error) {
	p, err := s.Store.Get(ctx, key)
	if err != nil || p.Status != payment.StatusPromised {
		return s.Store.StartRefund(ctx, key, r, askAt)
	}
	got, err := s.Store.Receive(ctx, key, payment.Receipt{At: r.AskedAt})
	r.Status = payment.RefundDone
	got.Refunds = append(got.Refunds, r)
	return got, err
}

func (s cashAnyway) StartVoid(ctx context.Context, key payment.Key, id string, at, askAt int64) (payment.Payment, error) {
	p, err := s.Store.Get(ctx, key)
	if err != nil || p.Status != payment.StatusPromised {
		return s.Store.StartVoid(ctx, key, id, at, askAt)
	}
	got, err := s.Store.Receive(ctx, key, payment.Receipt{At: at})
	got.Status = payment.StatusVoided
	return got, err
}
