package paymenttest

import (
	"fmt"
	"slices"
	"testing"

	"rialto/internal/commerce"
	"rialto/internal/payment"
)

// due lists which of the user's orders are due.
func (b *bundle) due(t *testing.T, now int64) (orders []string) {
	t.Helper()
	all, err := b.store.Due(t.Context(), now, 1_000)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		if p.UserID == b.key.UserID {
			orders = append(orders, string(p.OrderID))
		}
	}
	return orders
}

func (b *bundle) wantDue(t *testing.T, now int64, orders ...string) {
	t.Helper()
	if got := b.due(t, now); !slices.Equal(got, orders) {
		t.Fatalf("due at %d: %v, want %v", now, got, orders)
	}
}

func dueList(t *testing.T, b *bundle) {
	for i, at := range []int64{30, 20, 0} {
		p := Attempt(payment.Key{UserID: b.key.UserID, OrderID: commerce.OrderID(fmt.Sprint(i))})
		p.AskAt = at
		b.start(t, p)
	}
	b.wantDue(t, 19)
	b.wantDue(t, 29, "1")
	b.wantDue(t, 30, "1", "0")
	if page, err := b.store.Due(t.Context(), 30, 1); err != nil || len(page) != 1 {
		t.Fatalf("page of %d, %v", len(page), err)
	}
	one := &bundle{data: b.data, store: b.store, key: payment.Key{UserID: b.key.UserID, OrderID: "1"}}
	if err := b.store.AskAgain(t.Context(), one.key, 50); err != nil {
		t.Fatal(err)
	}
	b.wantDue(t, 49, "0")
	if p := one.get(t); p.Asks != 1 || p.AskAt != 50 || p.Version != 0 {
		t.Fatalf("put off %+v", p)
	}
	from := one.get(t)
	to := from
	to.Status, to.Version, to.AskAt, to.Asks = payment.StatusDeclined, 1, 0, 0
	if moved, err := b.store.Move(t.Context(), from, to); err != nil || !moved {
		t.Fatalf("move: %v, %v", moved, err)
	}
	if err := b.store.AskAgain(t.Context(), one.key, 60); err != nil { // late: it moved meanwhile
		t.Fatal(err)
	}
	b.wantDue(t, 100, "0")
}

func dueMarks(t *testing.T, b *bundle) {
	ctx := t.Context()
	b.captured(t)
	b.wantDue(t, 1_000)
	for i, id := range []string{"r1", "r2"} {
		if _, err := b.store.StartRefund(ctx, b.key, payment.Refund{ID: id, Amount: 100, AskedAt: 40}, int64(60-i)); err != nil {
			t.Fatal(err)
		}
	}
	b.wantDue(t, 58)
	b.wantDue(t, 59, "7001")
	for id, as := range map[string]payment.RefundStatus{"r1": payment.RefundDone, "r2": payment.RefundFailed} {
		b.wantDue(t, 60, "7001")
		if _, err := b.store.SettleRefund(ctx, b.key, id, as, 70); err != nil {
			t.Fatal(err)
		}
	}
	b.wantDue(t, 1_000)

	other := &bundle{data: b.data, store: b.store, key: payment.Key{UserID: b.key.UserID, OrderID: "7002"}}
	other.start(t, Attempt(other.key))
	for _, at := range []int64{20, 90} { // the second is no news
		p, err := b.store.StartVoid(ctx, other.key, "v", at, at+5)
		if err != nil || p.VoidAskedAt != 20 || p.AskAt != 25 {
			t.Fatalf("void: %+v, %v", p, err)
		}
	}
	b.wantDue(t, 25, "7002")
}

func missingKeys(t *testing.T, b *bundle) {
	b.begin(t)
	gone := payment.Key{UserID: b.key.UserID, OrderID: "7002"}
	stranger := payment.Key{UserID: b.key.UserID + 1_000_000, OrderID: b.key.OrderID}
	got, err := b.store.Missing(t.Context(), []payment.Key{gone, b.key, stranger})
	if err != nil || !slices.Equal(got, []payment.Key{gone, stranger}) {
		t.Fatalf("missing %v, %v", got, err)
	}
	if got, err := b.store.Missing(t.Context(), nil); err != nil || len(got) != 0 {
		t.Fatalf("missing of nothing: %v, %v", got, err)
	}
}
