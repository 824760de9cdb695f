package paymenttest

import (
	"errors"
	"fmt"
	"testing"

	"rialto/internal/commerce"
	"rialto/internal/payment"
)

// Transfer is an attempt to pay 1,000 USD cents by bank transfer.
func Transfer(key payment.Key) payment.Payment {
	p := Attempt(key)
	p.Status, p.Version, p.Method, p.Token = payment.StatusRequiresAction, 1, payment.MethodBankTransfer, ""
	p.Account, p.PayUntil, p.OpenSince = "XX00", 500, 10
	return p
}

// Cash is a promise of 1,000 USD cents on delivery.
func Cash(key payment.Key) payment.Payment {
	p := Attempt(key)
	p.Status, p.Version, p.Method, p.Token = payment.StatusPromised, 1, payment.MethodCashOnDelivery, ""
	return p
}

func (b *bundle) start(t *testing.T, attempt payment.Payment) payment.Payment {
	t.Helper()
	p, err := b.store.Begin(t.Context(), attempt)
	if err != nil {
		t.Fatalf("begin: %v", err)
	}
	return p
}

// wantSums checks captured, refunded, owed and waived, and that the refund rows say the same.
func (b *bundle) wantSums(t *testing.T, status payment.Status, captured, refunded, owed, waived int64) payment.Payment {
	t.Helper()
	p := b.get(t)
	if p.Status != status || p.Captured != captured || p.Refunded != refunded || p.Owed != owed || p.Waived != waived {
		t.Fatalf("stored %+v", p)
	}
	rows := map[payment.RefundStatus]int64{}
	for _, r := range p.Refunds {
		rows[r.Status] += r.Amount
	}
	if rows[payment.RefundOwed] != owed || rows[payment.RefundDone]+owed != refunded+waived {
		t.Fatalf("refund rows %+v beside %+v", p.Refunds, p)
	}
	return p
}

func (b *bundle) receive(t *testing.T, at int64) payment.Payment {
	t.Helper()
	p, err := b.store.Receive(t.Context(), b.key, payment.Receipt{At: at, Note: "statement 7", Late: "late"})
	if err != nil {
		t.Fatalf("receive: %v", err)
	}
	return p
}

func (b *bundle) refund(t *testing.T, id string, amount int64) error {
	t.Helper()
	_, err := b.store.StartRefund(t.Context(), b.key, payment.Refund{ID: id, Amount: amount, AskedAt: 40}, 50)
	return err
}

func (b *bundle) voided(t *testing.T) {
	t.Helper()
	if _, err := b.store.StartVoid(t.Context(), b.key, "v", 20, 30); err != nil {
		t.Fatal(err)
	}
	from := b.get(t)
	to := from
	to.Status, to.Version, to.UpdatedAt, to.OpenSince, to.AskAt = payment.StatusVoided, from.Version+1, from.UpdatedAt+1, 0, 0
	if moved, err := b.store.Move(t.Context(), from, to); err != nil || !moved {
		t.Fatalf("void: %v, %v", moved, err)
	}
}

func attemptTold(t *testing.T, b *bundle) {
	for range 2 {
		p := b.start(t, Transfer(b.key))
		if p.Status != payment.StatusRequiresAction || p.Version != 1 || p.Account != "XX00" || p.PayUntil != 500 || p.OpenSince != 10 {
			t.Fatalf("written %+v", p)
		}
	}
	b.wantEvents(t, payment.StatusRequiresAction)
}

func receiveOnce(t *testing.T, b *bundle) {
	for i, attempt := range []payment.Payment{Transfer(b.key), Cash(payment.Key{UserID: b.key.UserID, OrderID: "7002"})} {
		one := &bundle{data: b.data, store: b.store, key: attempt.Key}
		one.start(t, attempt)
		for range 2 {
			if p := one.receive(t, 30); p.Note != "statement 7" || p.Version != 2 || p.OpenSince != 0 {
				t.Fatalf("%d: received %+v", i, p)
			}
		}
		one.wantSums(t, payment.StatusCaptured, 1_000, 0, 0, 0)
		one.wantEvents(t, attempt.Status, payment.StatusCaptured)
	}
	nobody := payment.Key{UserID: b.key.UserID, OrderID: "7003"}
	if _, err := b.store.Receive(t.Context(), nobody, payment.Receipt{At: 1, Late: "late"}); !errors.Is(err, payment.ErrNotFound) {
		t.Fatalf("money of nobody: %v", err)
	}
}

func receiveLate(t *testing.T, b *bundle) {
	b.start(t, Transfer(b.key))
	b.voided(t)
	for range 2 {
		if p := b.receive(t, 60); p.Version != 3 || p.OpenSince != 60 || p.Left() != 0 {
			t.Fatalf("received %+v", p)
		}
	}
	p := b.wantSums(t, payment.StatusCaptured, 1_000, 1_000, 1_000, 0)
	if len(p.Refunds) != 1 || p.Refunds[0] != (payment.Refund{ID: "late", Amount: 1_000, Status: payment.RefundOwed, AskedAt: 60}) {
		t.Fatalf("owed back as %+v", p.Refunds)
	}
	b.wantEvents(t, payment.StatusRequiresAction, payment.StatusVoided, payment.StatusCaptured)

	half := &bundle{data: b.data, store: b.store, key: payment.Key{UserID: b.key.UserID, OrderID: "7002"}}
	half.start(t, Cash(half.key))
	if _, err := b.store.StartVoid(t.Context(), half.key, "v", 20, 30); err != nil {
		t.Fatal(err)
	}
	half.receive(t, 60) // the void was asked and is not through
	half.wantSums(t, payment.StatusCaptured, 1_000, 1_000, 1_000, 0)
}

func receiveCard(t *testing.T, b *bundle) {
	b.begin(t)
	b.to(t, payment.StatusAuthorized)
	b.receive(t, 30)
	b.wantSums(t, payment.StatusAuthorized, 0, 0, 0, 0)
	closed := &bundle{data: b.data, store: b.store, key: payment.Key{UserID: b.key.UserID, OrderID: "7002"}}
	if _, err := b.store.StartVoid(t.Context(), closed.key, "v", 20, 30); err != nil {
		t.Fatal(err)
	}
	closed.receive(t, 30) // never begun, so nobody knows how it would have been paid
	closed.wantSums(t, payment.StatusVoided, 0, 0, 0, 0)
}

func waive(t *testing.T, b *bundle) {
	b.start(t, Cash(b.key))
	for range 2 {
		if err := b.refund(t, "r1", 400); err != nil {
			t.Fatal(err)
		}
	}
	if p := b.wantSums(t, payment.StatusPromised, 0, 0, 0, 400); p.Due() != 600 || p.Version != 2 {
		t.Fatalf("due %+v", p)
	}
	if err := b.refund(t, "r2", 601); !errors.Is(err, payment.ErrOverRefund) {
		t.Fatalf("more than is to be collected: %v", err)
	}
	if err := b.refund(t, "r2", 600); err != nil {
		t.Fatal(err)
	}
	b.wantSums(t, payment.StatusVoided, 0, 0, 0, 1_000)
	b.receive(t, 70) // nothing is due, so nothing is booked
	b.wantSums(t, payment.StatusVoided, 0, 0, 0, 1_000)
	b.wantEvents(t, payment.StatusPromised, payment.StatusPromised, payment.StatusVoided)

	part := &bundle{data: b.data, store: b.store, key: payment.Key{UserID: b.key.UserID, OrderID: "7002"}}
	part.start(t, Cash(part.key))
	if err := part.refund(t, "r1", 400); err != nil {
		t.Fatal(err)
	}
	part.receive(t, 70)
	part.wantSums(t, payment.StatusCaptured, 600, 0, 0, 400)
	if err := part.refund(t, "r2", 601); !errors.Is(err, payment.ErrOverRefund) {
		t.Fatalf("more than was collected: %v", err)
	}
	if err := part.refund(t, "r2", 600); err != nil {
		t.Fatal(err)
	}
	part.wantSums(t, payment.StatusCaptured, 600, 600, 600, 400)
}

func owed(t *testing.T, b *bundle) {
	ctx := t.Context()
	b.start(t, Transfer(b.key))
	if err := b.refund(t, "early", 1); !errors.Is(err, payment.ErrOverRefund) {
		t.Fatalf("refund of what did not come: %v", err)
	}
	b.receive(t, 30)
	for _, id := range []string{"r1", "r2", "r1"} {
		if err := b.refund(t, id, 500); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.refund(t, "r3", 1); !errors.Is(err, payment.ErrOverRefund) {
		t.Fatalf("more than came: %v", err)
	}
	b.wantSums(t, payment.StatusCaptured, 1_000, 1_000, 1_000, 0)
	for range 2 {
		p, err := b.store.PayOut(ctx, b.key, "r1", 80)
		if err != nil || p.Version != 5 || p.OpenSince == 0 {
			t.Fatalf("paid out: %+v, %v", p, err)
		}
	}
	b.wantSums(t, payment.StatusCaptured, 1_000, 1_000, 500, 0)
	if p, err := b.store.PayOut(ctx, b.key, "never", 80); err != nil || p.Version != 5 {
		t.Fatalf("unknown refund: %+v, %v", p, err)
	}
	if p, err := b.store.PayOut(ctx, b.key, "r2", 81); err != nil || p.OpenSince != 0 {
		t.Fatalf("all is paid: %+v, %v", p, err)
	}
	b.wantSums(t, payment.StatusCaptured, 1_000, 1_000, 0, 0)
	b.wantEvents(t, payment.StatusRequiresAction, payment.StatusCaptured, payment.StatusCaptured, payment.StatusCaptured,
		payment.StatusCaptured, payment.StatusCaptured)
	nobody := payment.Key{UserID: b.key.UserID, OrderID: "7009"}
	if _, err := b.store.PayOut(ctx, nobody, "r1", 1); !errors.Is(err, payment.ErrNotFound) {
		t.Fatalf("refund of nobody: %v", err)
	}
}

// tenderRace lets thirty refunds of 100 meet the courier who brings the money: waived and owed together are all of it.
func tenderRace(t *testing.T, b *bundle) {
	other := b.data.Open()
	for round := range 5 {
		one := &bundle{data: b.data, store: b.store, key: payment.Key{UserID: b.key.UserID, OrderID: commerce.OrderID(fmt.Sprint(8_000 + round))}}
		one.start(t, Cash(one.key))
		together(31, func(i int) {
			var err error
			if i == 15 {
				_, err = other.Receive(t.Context(), one.key, payment.Receipt{At: 60, Late: "late"})
			} else {
				err = one.refund(t, fmt.Sprintf("r%d", i), 100)
			}
			if err != nil && !errors.Is(err, payment.ErrOverRefund) {
				t.Errorf("caller %d: %v", i, err)
			}
		})
		p := one.get(t)
		one.wantSums(t, p.Status, p.Captured, p.Refunded, p.Owed, p.Waived)
		if len(p.Refunds) != 10 || p.Waived+p.Refunded != 1_000 || p.Status == payment.StatusCaptured && p.Captured != p.Due() {
			t.Fatalf("round %d: %+v", round, p)
		}
	}
}

func receiveVoidRace(t *testing.T, b *bundle) {
	other := b.data.Open()
	for round := range 20 {
		one := &bundle{data: b.data, store: b.store, key: payment.Key{UserID: b.key.UserID, OrderID: commerce.OrderID(fmt.Sprint(8_000 + round))}}
		one.start(t, Transfer(one.key))
		together(2, func(who int) {
			var err error
			if who == 0 {
				_, err = other.StartVoid(t.Context(), one.key, "v", 20, 30)
			} else {
				_, err = one.store.Receive(t.Context(), one.key, payment.Receipt{At: 60, Late: "late"})
			}
			if err != nil {
				t.Errorf("caller %d: %v", who, err)
			}
		})
		p := one.get(t)
		if p.Captured != 1_000 || p.VoidID != "" && p.Owed != 1_000 || p.VoidID == "" && p.Owed != 0 {
			t.Fatalf("round %d: %+v", round, p)
		}
	}
}

func openList(t *testing.T, b *bundle) {
	// Places far from those of other cases, which share the data.
	const first = int64(1) << 50
	key := func(i int) payment.Key {
		return payment.Key{UserID: b.key.UserID + commerce.UserID(5-i), OrderID: commerce.OrderID(fmt.Sprint(100 + i))}
	}
	for i := range 5 {
		p := Transfer(key(i))
		p.OpenSince = first + int64(i/2) // two at a time
		b.start(t, p)
	}
	if _, err := b.store.Receive(t.Context(), key(1), payment.Receipt{At: 60, Late: "late"}); err != nil {
		t.Fatal(err)
	}
	var seen []string
	after := payment.Open{Since: first - 1}
	for range 10 {
		page, err := b.store.ListOpen(t.Context(), after, 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range page {
			seen = append(seen, string(p.OrderID))
			after = payment.Open{Since: p.OpenSince, Key: p.Key}
		}
	}
	if fmt.Sprint(seen) != "[100 103 102 104]" { // of one time the lower user first
		t.Fatalf("listed %v", seen)
	}
}
