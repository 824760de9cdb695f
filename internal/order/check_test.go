package order_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	checkv1 "rialto/gen/rialto/check/v1"
	"rialto/internal/commerce"
	"rialto/internal/order"
	"rialto/internal/order/ordertest"
	"rialto/internal/platform/errs"
)

// planted shows what a store with a corrupted row would.
type planted struct {
	order.Store
	corrupt func(*order.Audited)
}

func (p planted) Audit(ctx context.Context, after order.AuditCursor, limit int) ([]order.Audited, error) {
	rows, err := p.Store.Audit(ctx, after, limit)
	for i := range rows {
		p.corrupt(&rows[i])
	}
	return rows, err
}

func check(t *testing.T, store order.Store) []*checkv1.Violation {
	t.Helper()
	s, err := order.New(order.Config{}, store, order.Needs{}, order.Deps{Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Check(t.Context(), &checkv1.CheckRequest{})
	if err != nil {
		t.Fatal(err)
	}
	return got.GetViolations()
}

func TestCheckFindsEveryPlantedViolation(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		corrupt func(*order.Audited)
		want    string
	}{
		"a total that is too small":   {func(a *order.Audited) { a.Order.Total-- }, "I11"},
		"a line that costs more":      {func(a *order.Audited) { a.Order.Items[0].UnitPrice++ }, "I11"},
		"a line without units":        {func(a *order.Audited) { a.Order.Items[0].Quantity = 0 }, "I11"},
		"more units than a line may":  {func(a *order.Audited) { a.Order.Items[0].Quantity = 1000 }, "I11"},
		"a product that overflows":    {func(a *order.Audited) { a.Order.Items[0].UnitPrice = 1 << 62 }, "I11"},
		"a discount nobody has":       {func(a *order.Audited) { a.Order.Discount++; a.Order.Total-- }, "I11"},
		"a tax on no line":            {func(a *order.Audited) { a.Order.Tax++; a.Order.Total++ }, "I11"},
		"a shipping cost that gives":  {func(a *order.Audited) { a.Order.Shipping -= 500; a.Order.Total -= 500 }, "I11"},
		"tenders that pay too little": {func(a *order.Audited) { a.Order.Tenders[0].Amount-- }, "I11"},
		"a tender twice":              {func(a *order.Audited) { a.Order.Tenders = append(a.Order.Tenders, a.Order.Tenders[0]) }, "I11"},
		"a tender of nothing": {func(a *order.Audited) {
			a.Order.Tenders = append(a.Order.Tenders, order.Tender{Method: order.GiftCard})
		}, "I11"},
		"more back than was paid":        {func(a *order.Audited) { a.Order.Refunds = []order.Refund{{Gateway: 2975}} }, "I12"},
		"back to a gift card it has not": {func(a *order.Audited) { a.Order.Refunds = []order.Refund{{GiftCard: 1}} }, "I12"},
		"a refund that takes":            {func(a *order.Audited) { a.Order.Refunds = []order.Refund{{Gateway: -1}} }, "I12"},
		"units back that nobody bought": {func(a *order.Audited) {
			a.Order.Refunds = []order.Refund{{Gateway: 1, Lines: []order.RefundLine{{ProductID: 11, SellerID: 1, Quantity: 3}}}}
		}, "I12"},
		"two orders with its key":        {func(a *order.Audited) { a.SameKey = 2 }, "I15"},
		"a history that was cut":         {func(a *order.Audited) { a.Order.History = a.Order.History[:1] }, "I16"},
		"a history with a gap":           {func(a *order.Audited) { a.Order.History[1].Version = 3 }, "I16"},
		"a jump that the graph forbids":  {func(a *order.Audited) { a.Order.History[1].Status = order.Returned }, "I16"},
		"a row that is ahead":            {func(a *order.Audited) { a.Order.Status = order.Shipped }, "I16"},
		"a version that was skipped":     {func(a *order.Audited) { a.Order.Version = 3; a.Events = append(a.Events, 3) }, "I16"},
		"a final state that was revived": {revived, "I16"},
		"an event that is missing":       {func(a *order.Audited) { a.Events = a.Events[:1] }, "I18"},
		"an event too many":              {func(a *order.Audited) { a.Events = append(a.Events, 3) }, "I18"},
		"the same event twice":           {func(a *order.Audited) { a.Events[1] = 1 }, "I18"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(b *bundle) {
				b.confirmed()
				if found := check(t, b.store); len(found) > 0 {
					t.Fatalf("a sound store: %v", found)
				}
				found := check(t, planted{b.store, tc.corrupt})
				if len(found) != 1 || found[0].GetInvariant() != tc.want || found[0].GetDetail() == "" || !strings.Contains(found[0].GetSubject(), "of user 7") {
					t.Fatalf("found %v, want %s", found, tc.want)
				}
			})
		})
	}
}

func revived(a *order.Audited) {
	a.Order.History[1].Status = order.Canceled
	a.Order.History = append(a.Order.History, order.Entry{Version: 3, Status: order.Confirmed})
	a.Order.Version, a.Events = 3, []int64{1, 2, 3}
}

func TestCheckTellsEveryOrderAsAFactOnce(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		for user := range commerce.UserID(5) {
			b.stored(3, user+1)
		}
		done, saga := ordertest.Sample(9, 1)
		_, err := b.store.Create(b.Context(), done, saga)
		b.must(err)
		saga.State = order.Done
		b.must(b.store.Advance(b.Context(), saga))
		seen, bought := map[string]*checkv1.Fact{}, map[string]int64{}
		req := &checkv1.CheckRequest{Limit: 4}
		for pages := 1; ; pages++ {
			got, err := b.Check(b.Context(), req)
			b.must(err)
			if 2*got.GetExamined() != int64(len(got.GetFacts())) || got.GetExamined() > 4 { // none of them is sold
				t.Fatalf("page %d: %v", pages, got)
			}
			for _, f := range got.GetFacts() {
				switch f.GetKind() {
				case "order":
					seen[fmt.Sprint(f.GetUserId(), "/", f.GetOrderId())] = f
				case "bought":
					bought[f.GetId()] += f.GetAmount()
				}
			}
			if req.Cursor = got.GetNextCursor(); req.Cursor == "" {
				break
			}
		}
		if len(seen) != 16 {
			t.Errorf("%d of 16 orders", len(seen))
		}
		if bought["quote-1"] != 6*2974 || bought["quote-3"] != 5*2974 {
			t.Errorf("by quote: %v", bought)
		}
		if f := seen["9/90001"]; f.GetKind() != "order" || f.GetStatus() != "pending" || f.GetAmount() != 2974 || f.GetCurrency() != "USD" || f.GetAt() == 0 {
			t.Errorf("fact %v", f)
		}
		if f := seen["1/10001"]; f.GetStatus() != "pending+saga" {
			t.Errorf("an order whose saga goes on is told as quiet: %v", f)
		}
	})
}

func TestCheckTellsTheUnitsThatASoldOrderNeeds(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		o := b.confirmed()
		units := func() (units int64) {
			page, err := b.Check(b.Context(), &checkv1.CheckRequest{})
			b.must(err)
			for _, f := range page.GetFacts() {
				if f.GetKind() == "units" {
					units += f.GetAmount()
				}
			}
			return units
		}
		want := int64(0)
		for _, item := range o.GetItems() {
			want += item.GetQuantity()
		}
		if got := units(); got != want || want == 0 {
			t.Errorf("%d units, bought %d", got, want)
		}
		parcel := o.GetShipments()[0]
		b.must(b.hear(b.parcel(o, parcel.GetWarehouseId(), "canceled")))
		for _, l := range parcel.GetLines() {
			want -= l.GetQuantity()
		}
		if got := units(); got != want {
			t.Errorf("%d units without the canceled parcel, not %d", got, want)
		}
	})
}

func TestCheckRefusesACursorOfItsOwnInvention(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		for _, cursor := range []string{"x", "7", "x-7"} {
			if _, err := b.Check(b.Context(), &checkv1.CheckRequest{Cursor: cursor}); !errs.HasCode(err, "validation") {
				t.Errorf("%q: %v", cursor, err)
			}
		}
	})
}
