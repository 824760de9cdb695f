package paymenttest

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"rialto/internal/commerce"
	"rialto/internal/payment"
)

func (b *bundle) captured(t *testing.T) payment.Payment {
	t.Helper()
	b.begin(t)
	b.to(t, payment.StatusAuthorized)
	return b.to(t, payment.StatusCaptured)
}

func refundOnce(t *testing.T, b *bundle) {
	ctx := t.Context()
	b.begin(t)
	if _, err := b.store.StartRefund(ctx, b.key, payment.Refund{ID: "r0", Amount: 1, AskedAt: 20}, 40); !errors.Is(err, payment.ErrOverRefund) {
		t.Fatalf("refund of what is not captured: %v", err)
	}
	b.to(t, payment.StatusAuthorized)
	b.to(t, payment.StatusCaptured)
	for range 2 {
		p, err := b.store.StartRefund(ctx, b.key, payment.Refund{ID: "r1", Amount: 600, AskedAt: 20}, 40)
		if err != nil || p.Refunding != 600 || p.Left() != 400 || len(p.Refunds) != 1 {
			t.Fatalf("refund: %+v, %v", p, err)
		}
		if r := p.Refunds[0]; r != (payment.Refund{ID: "r1", Amount: 600, Status: payment.RefundUnknown, AskedAt: 20}) {
			t.Fatalf("refund row %+v", r)
		}
	}
	if _, err := b.store.StartRefund(ctx, b.key, payment.Refund{ID: "r2", Amount: 401, AskedAt: 21}, 40); !errors.Is(err, payment.ErrOverRefund) {
		t.Fatalf("more than is left: %v", err)
	}
	if p := b.get(t); len(p.Refunds) != 1 || p.Refunding != 600 {
		t.Fatalf("a refused refund left a trace: %+v", p)
	}
}

func refundRace(t *testing.T, b *bundle) {
	b.captured(t)
	stores := []payment.Store{b.store, b.data.Open()}
	var granted atomic.Int64
	together(30, func(i int) {
		_, err := stores[i%2].StartRefund(t.Context(), b.key, payment.Refund{ID: fmt.Sprintf("r%d", i), Amount: 100, AskedAt: 20}, 40)
		switch {
		case err == nil:
			granted.Add(1)
		case !errors.Is(err, payment.ErrOverRefund):
			t.Errorf("refund %d: %v", i, err)
		}
	})
	if p := b.get(t); granted.Load() != 10 || p.Refunding != 1_000 || len(p.Refunds) != 10 {
		t.Fatalf("granted %d, stored %+v", granted.Load(), p)
	}
}

func refundSettles(t *testing.T, b *bundle) {
	ctx := t.Context()
	b.captured(t)
	for i, id := range []string{"r1", "r2"} {
		if _, err := b.store.StartRefund(ctx, b.key, payment.Refund{ID: id, Amount: 500, AskedAt: int64(20 + i)}, 40); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		p, err := b.store.SettleRefund(ctx, b.key, "r1", payment.RefundDone, 30)
		if err != nil || p.Refunded != 500 || p.Refunding != 500 || p.Version != 3 || p.Refunds[0].Status != payment.RefundDone {
			t.Fatalf("done: %+v, %v", p, err)
		}
	}
	// 25 lies before the last change: the row's time grows all the same.
	p, err := b.store.SettleRefund(ctx, b.key, "r2", payment.RefundFailed, 25)
	if err != nil || p.Refunded != 500 || p.Refunding != 0 || p.Left() != 500 || p.Refunds[1].Status != payment.RefundFailed {
		t.Fatalf("failed: %+v, %v", p, err)
	}
	if p, err = b.store.SettleRefund(ctx, b.key, "never", payment.RefundDone, 40); err != nil || p.Version != 4 {
		t.Fatalf("unknown refund: %+v, %v", p, err)
	}
	b.wantEvents(t, payment.StatusAuthorized, payment.StatusCaptured, payment.StatusCaptured, payment.StatusCaptured)
}

func webhooks(t *testing.T, b *bundle) {
	ctx := t.Context()
	w := payment.Webhook{Key: b.key, EventID: "evt_1", Type: "charge.authorized", Body: `{"id":"evt_1"}`, ReceivedAt: 100, NextAt: 110}
	for i := range 2 {
		if first, err := b.store.KeepWebhook(ctx, w); err != nil || first != (i == 0) {
			t.Fatalf("keep %d: %v, %v", i, first, err)
		}
	}
	due := func(now, since int64) (mine []payment.Webhook) {
		t.Helper()
		all, err := b.store.DueWebhooks(ctx, now, since, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range all {
			if d.UserID == b.key.UserID {
				mine = append(mine, d)
			}
		}
		return mine
	}
	if got := due(109, 0); len(got) != 0 {
		t.Fatalf("due too early: %+v", got)
	}
	if got := due(110, 0); len(got) != 1 || got[0] != w {
		t.Fatalf("due: %+v", got)
	}
	if got := due(110, 100); len(got) != 0 {
		t.Fatalf("due though too old: %+v", got)
	}
	if err := b.store.PostponeWebhook(ctx, w, 200); err != nil {
		t.Fatal(err)
	}
	if got := due(199, 0); len(got) != 0 {
		t.Fatalf("due though put off: %+v", got)
	}
	if got := due(200, 0); len(got) != 1 || got[0].Tries != 1 {
		t.Fatalf("due: %+v", got)
	}
	if err := b.store.BookWebhook(ctx, w, 210); err != nil {
		t.Fatal(err)
	}
	if got := due(1_000, 0); len(got) != 0 {
		t.Fatalf("due though booked: %+v", got)
	}
}

func pages(t *testing.T, b *bundle) {
	want := map[commerce.OrderID]bool{}
	for i := range 5 {
		key := payment.Key{UserID: b.key.UserID, OrderID: commerce.OrderID(fmt.Sprintf("page%d", i))}
		if _, err := b.store.Begin(t.Context(), Attempt(key)); err != nil {
			t.Fatal(err)
		}
		want[key.OrderID] = true
	}
	after := payment.Key{}
	for range 100 {
		page, err := b.store.Page(t.Context(), after, 2)
		if err != nil || len(page) > 2 {
			t.Fatalf("page of %d: %v", len(page), err)
		}
		if len(page) == 0 {
			break
		}
		for _, p := range page {
			if p.UserID < after.UserID {
				t.Fatalf("%v after %v", p.Key, after)
			}
			if p.UserID == b.key.UserID && !want[p.OrderID] {
				t.Fatalf("%v listed twice or never written", p.Key)
			}
			delete(want, p.OrderID)
			after = p.Key
		}
	}
	if len(want) > 0 {
		t.Fatalf("never listed: %v", want)
	}
}
