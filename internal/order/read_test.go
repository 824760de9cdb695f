package order_test

import (
	"fmt"
	"strings"
	"testing"

	orderv1 "rialto/gen/rialto/order/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/commerce"
	"rialto/internal/order"
	"rialto/internal/order/ordertest"
	"rialto/internal/platform/errs"
)

// stored writes n sample orders for each user.
func (b *bundle) stored(n int, users ...commerce.UserID) {
	b.Helper()
	for _, user := range users {
		for i := range n {
			o, saga := ordertest.Sample(user, i+1)
			_, err := b.store.Create(b.Context(), o, saga)
			b.must(err)
		}
	}
}

func TestAnOrderIsReadBackWhole(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		id := b.confirmed().GetOrderId()
		o, err := b.Get(b.Context(), &orderv1.GetRequest{UserId: buyer, OrderId: id})
		b.must(err)
		if o.GetUserId() != buyer || o.GetSubtotal() != 2500 || o.GetDiscount() != 250 || o.GetTax() != 225 || o.GetShipping() != 499 ||
			o.GetTotal() != 2974 || o.GetCurrency() != "USD" || o.GetQuoteToken() != "q" || o.GetDelivery() != "standard" || o.GetArrivesBy() == 0 {
			t.Errorf("got %v", o)
		}
		if o.GetAddress().GetCity() != "Seattle" || o.GetItems()[0].GetTitle() != "Lantern" || o.GetItems()[0].GetUnitPrice() != 1000 {
			t.Errorf("got %v", o)
		}
		if line := o.GetTimeline(); len(line) != 2 || line[0].GetWhat() != "order.placed" || line[1].GetWhat() != "order.confirmed" || line[1].GetAt() <= line[0].GetAt() {
			t.Errorf("timeline %v", line)
		}
		found, err := b.Find(b.Context(), &orderv1.FindRequest{OrderId: id})
		if err != nil || found.GetOrderId() != id || found.GetUserId() != buyer {
			t.Errorf("find: %v, %v", found, err)
		}
	})
}

func TestOnesOwnOrdersOnly(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.stored(2, 7, 8)
		if _, err := b.Get(b.Context(), &orderv1.GetRequest{UserId: 8, OrderId: "70001"}); !errs.Is(err, errs.KindNotFound) {
			t.Errorf("another person's order: %v", err)
		}
		if _, err := b.Get(b.Context(), nil); !errs.Is(err, errs.KindNotFound) {
			t.Errorf("nothing asked: %v", err)
		}
		if _, err := b.Find(b.Context(), &orderv1.FindRequest{OrderId: "404"}); !errs.Is(err, errs.KindNotFound) {
			t.Errorf("find: %v", err)
		}
		if _, err := b.List(b.Context(), &orderv1.ListRequest{}); !errs.Is(err, errs.KindUnauthenticated) {
			t.Errorf("list of nobody: %v", err)
		}
		mine, err := b.List(b.Context(), &orderv1.ListRequest{UserId: 8})
		if err != nil || len(mine.GetOrders()) != 2 || mine.GetOrders()[0].GetUserId() != 8 || mine.GetNextCursor() != "" {
			t.Errorf("list: %v, %v", mine, err)
		}
	})
}

func TestListsArePagedNewestFirst(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.stored(130, 7)
		for limit, want := range map[int32]int{0: 20, 7: 7, 100: 100, 5000: 100, -1: 20} {
			var seen []string
			cursor, first := "", 0
			for {
				page, err := b.List(b.Context(), &orderv1.ListRequest{UserId: 7, Limit: limit, Cursor: cursor})
				b.must(err)
				if cursor == "" {
					first = len(page.GetOrders())
				}
				for _, o := range page.GetOrders() {
					seen = append(seen, o.GetOrderId())
					if len(o.GetItems()) != 2 || len(o.GetTimeline()) != 0 {
						t.Fatalf("a listed order is %v", o)
					}
				}
				if cursor = page.GetNextCursor(); cursor == "" {
					break
				}
			}
			if first != want || len(seen) != 130 || seen[0] != "70130" || seen[129] != "70001" {
				t.Errorf("limit %d: first page %d, %d in all from %s", limit, first, len(seen), seen[0])
			}
		}
	})
}

func TestStaffSeesAllOrdersByStatus(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.stored(3, 7, 8)
		_, err := b.store.Update(b.Context(), 8, "80002", nil, func(o *order.Order) error {
			return o.MoveTo(order.Canceled, "order.canceled", ordertest.Epoch)
		})
		b.must(err)
		for status, want := range map[string]int{"": 6, "pending": 5, "canceled": 1, "returned": 0} {
			got, err := b.ListAll(b.Context(), &orderv1.ListAllRequest{Status: status})
			if err != nil || len(got.GetOrders()) != want {
				t.Errorf("%q: %d orders, %v", status, len(got.GetOrders()), err)
			}
		}
		if _, err := b.ListAll(b.Context(), &orderv1.ListAllRequest{Status: "lost"}); !errs.HasCode(err, "validation") {
			t.Errorf("unknown status: %v", err)
		}
	})
}

func TestStaffFindsOrdersByUserAndEmail(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q", func(q *pricingv1.Quote) { q.Email = "Ada@Example.test" })
		id := b.place(ordertest.Approve).GetOrder().GetOrderId()
		b.stored(3, buyer, 8)
		for name, tc := range map[string]struct {
			req  *orderv1.ListAllRequest
			want int
		}{
			"a user":                  {&orderv1.ListAllRequest{UserId: 8}, 3},
			"an e-mail in any case":   {&orderv1.ListAllRequest{Email: "ADA@example.test"}, 1},
			"either of the two":       {&orderv1.ListAllRequest{UserId: 8, Email: "ada@example.test"}, 4},
			"either, of one status":   {&orderv1.ListAllRequest{UserId: 8, Email: "ada@example.test", Status: "confirmed"}, 1},
			"an e-mail nobody gave":   {&orderv1.ListAllRequest{Email: "eve@example.test"}, 0},
			"either, page after page": {&orderv1.ListAllRequest{UserId: 8, Email: "ada@example.test", Limit: 2}, 4},
		} {
			seen := map[string]bool{}
			for {
				page, err := b.ListAll(b.Context(), tc.req)
				b.must(err)
				for _, o := range page.GetOrders() {
					seen[o.GetOrderId()] = true
				}
				if tc.req.Cursor = page.GetNextCursor(); tc.req.Cursor == "" {
					break
				}
			}
			if len(seen) != tc.want || tc.req.Email == "ADA@example.test" && !seen[id] {
				t.Errorf("%s: %v, want %d", name, seen, tc.want)
			}
		}
		_, err := b.ListAll(b.Context(), &orderv1.ListAllRequest{UserId: -1, Email: strings.Repeat("a", 255), Status: "lost"})
		if e := errs.As(err); e == nil || e.Code != "validation" || len(e.Fields) != 3 {
			t.Errorf("three bad fields: %v", err)
		}
	})
}

func TestAFullPageIsNotFollowedByAnEmptyOne(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.stored(4, 7)
		page, err := b.List(b.Context(), &orderv1.ListRequest{UserId: 7, Limit: 4})
		if err != nil || len(page.GetOrders()) != 4 || page.GetNextCursor() != "" {
			t.Errorf("%d orders, next %q, %v", len(page.GetOrders()), page.GetNextCursor(), err)
		}
	})
}

func TestACursorThatNoListGaveIsRefused(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		for _, cursor := range []string{"x", "12", "-1-7", "0-7", "99999999999999999999-7", "1e9-7"} {
			_, err := b.List(b.Context(), &orderv1.ListRequest{UserId: 7, Cursor: cursor})
			if !errs.HasCode(err, "validation") || errs.As(err).Fields[0].Name != "cursor" {
				t.Errorf("%q: %v", cursor, err)
			}
		}
		if _, err := b.List(b.Context(), &orderv1.ListRequest{UserId: 7, Cursor: fmt.Sprint(ordertest.Epoch, "-")}); err != nil {
			t.Errorf("a cursor without an id: %v", err)
		}
	})
}

func TestAnswersShareNothingWithTheRoom(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		o := b.confirmed()
		o.Items[0].Title, o.Shipments[0].Status = "changed by the caller", "changed too"
		if again := b.order(o.GetOrderId()); again.GetItems()[0].GetTitle() != "Lantern" || again.GetShipments()[0].GetStatus() != "preparing" {
			t.Errorf("got %v", again)
		}
	})
}
