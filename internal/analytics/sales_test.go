package analytics_test

import (
	"strings"
	"testing"
	"time"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	busv1 "rialto/gen/rialto/bus/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/errs"
)

// monday is a day in the middle of nothing: 2026-11-23.
var monday = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)

// bill is an event of an order placed at a time: two lines of product 17 for 2.00 and one unit of 18 for 9.00.
func bill(t *testing.T, typ, order string, version int64, placed time.Time) *busv1.Event {
	t.Helper()
	return event(t, bus.OrderEvents, typ, order, version, &orderv1.OrderEvent{
		OrderId: order, UserId: 7, Currency: "USD", PlacedAt: placed.UnixMicro(), Total: 99_999,
		Items: []*orderv1.OrderItem{
			{ProductId: 17, SellerId: 1, Quantity: 2, UnitPrice: 200, Discount: 50}, {ProductId: 18, SellerId: 1, Quantity: 1, UnitPrice: 900},
			{ProductId: 17, SellerId: 2, Quantity: 1, UnitPrice: 210, Tax: 30},
		},
	})
}

func asking(from, to time.Time) *analyticsv1.SalesRequest {
	return &analyticsv1.SalesRequest{From: from.UnixMicro(), To: to.UnixMicro(), Currency: "USD"}
}

func (b bundle) sales(t *testing.T, req *analyticsv1.SalesRequest) *analyticsv1.SalesResponse {
	t.Helper()
	resp, err := b.Sales(ctx, req)
	if err != nil {
		t.Fatalf("sales: %v", err)
	}
	return resp
}

func TestOrdersCountWhereTheyWerePlacedUntilTheyAreCanceled(t *testing.T) {
	t.Parallel()
	b := setup(t)
	evening, nextDay := monday.Add(23*time.Hour), monday.Add(25*time.Hour)
	b.hear(t, bill(t, "order.placed", "o1", 1, evening), bill(t, "order.placed", "o3", 1, evening))
	b.hear(t, bill(t, "order.confirmed", "o1", 2, evening), bill(t, "order.confirmed", "o2", 2, nextDay))
	b.hear(t, bill(t, "order.canceled", "o3", 2, evening)) // declined: it never was confirmed
	for range 2 {                                          // delivered twice
		resp := b.sales(t, asking(monday, monday.AddDate(0, 0, 3)))
		if len(resp.GetPoints()) != 3 {
			t.Fatalf("points %v", resp.GetPoints())
		}
		for i, want := range []*analyticsv1.Sold{{Orders: 1, Units: 4, Revenue: 1_510}, {Orders: 1, Units: 4, Revenue: 1_510}, {}} {
			p := resp.GetPoints()[i]
			if p.GetAt() != monday.AddDate(0, 0, i).UnixMicro() || p.GetOrders().String() != want.String() || p.GetHistory().GetUnits() != 0 {
				t.Errorf("day %d: %v", i, p)
			}
		}
		b.hear(t, bill(t, "order.confirmed", "o1", 2, evening), bill(t, "order.confirmed", "o2", 2, nextDay))
	}
	b.hear(t, bill(t, "order.canceled", "o1", 3, evening))
	resp := b.sales(t, asking(monday, monday.AddDate(0, 0, 2)))
	if resp.GetPoints()[0].GetOrders().GetOrders() != 0 || resp.GetPoints()[1].GetOrders().GetOrders() != 1 {
		t.Fatalf("after the cancel: %v", resp.GetPoints())
	}
}

func TestTheBestSellersAreThoseOfOrdersAndHistoryTogether(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.hear(t, bill(t, "order.confirmed", "o1", 2, monday)) // 17: 610, 18: 900
	for i, p := range []*analyticsv1.Purchase{purchase(1, 17, 2), purchase(2, 19, 3), purchase(3, 20, 3), purchase(4, 21, 1)} {
		p.OrderedAt, p.UnitPrice = monday.UnixMicro(), 200
		p.Basket = "b" + string(rune('1'+i/2))
		b.imports(t, importing(p))
	}
	resp := b.sales(t, asking(monday, monday.AddDate(0, 0, 1)))
	if h := resp.GetPoints()[0].GetHistory(); h.GetOrders() != 2 || h.GetUnits() != 9 || h.GetRevenue() != 1_800 {
		t.Errorf("history %v", h)
	}
	var got []string
	for _, p := range resp.GetTop() {
		got = append(got, p.String())
	}
	var want []string
	for _, p := range []*analyticsv1.ProductSales{
		{ProductId: 17, Units: 5, Revenue: 1_010}, {ProductId: 18, Units: 1, Revenue: 900},
		{ProductId: 19, Units: 3, Revenue: 600}, {ProductId: 20, Units: 3, Revenue: 600}, {ProductId: 21, Units: 1, Revenue: 200},
	} {
		want = append(want, p.String())
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Fatalf("got  %v\nwant %v", got, want)
	}
	req := asking(monday, monday.AddDate(0, 0, 1))
	req.Top = 2
	if top := b.sales(t, req).GetTop(); len(top) != 2 || top[1].GetProductId() != 18 {
		t.Fatalf("the best two: %v", top)
	}
}

func TestDaysAddUpToWeeksAndMonths(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for i, ago := range []int{0, 1, 6, 7, 30} {
		b.hear(t, bill(t, "order.confirmed", "o"+string(rune('1'+i)), 2, monday.AddDate(0, 0, -ago)))
	}
	for bucket, want := range map[string][]int64{"week": {1, 0, 0, 0, 3, 1}, "month": {1, 4}} {
		req := asking(monday.AddDate(0, 0, -30), monday.Add(time.Hour))
		req.Bucket = bucket
		points := b.sales(t, req).GetPoints()
		if len(points) != len(want) {
			t.Errorf("%s: %d points, want %d", bucket, len(points), len(want))
			continue
		}
		for i, p := range points {
			if p.GetOrders().GetOrders() != want[i] {
				t.Errorf("%s %d has %d orders, want %d", bucket, i, p.GetOrders().GetOrders(), want[i])
			}
		}
	}
}

func TestSalesSayWhatIsWrongWithAQuestion(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for name, c := range map[string]struct {
		field  string
		change func(*analyticsv1.SalesRequest)
	}{
		"no currency":       {"currency", func(r *analyticsv1.SalesRequest) { r.Currency = "" }},
		"small letters":     {"currency", func(r *analyticsv1.SalesRequest) { r.Currency = "usd" }},
		"another bucket":    {"bucket", func(r *analyticsv1.SalesRequest) { r.Bucket = "hour" }},
		"no products":       {"top", func(r *analyticsv1.SalesRequest) { r.Top = -1 }},
		"too many products": {"top", func(r *analyticsv1.SalesRequest) { r.Top = 101 }},
		"before 1970":       {"from", func(r *analyticsv1.SalesRequest) { r.From = -1 }},
		"seconds after all": {"from", func(r *analyticsv1.SalesRequest) { r.From = 1 << 62 }},
		"no end":            {"to", func(r *analyticsv1.SalesRequest) { r.To = 0 }},
		"the end first":     {"to", func(r *analyticsv1.SalesRequest) { r.To = r.From }},
		"an end too far":    {"to", func(r *analyticsv1.SalesRequest) { r.To = 1 << 62 }},
		"401 days":          {"to", func(r *analyticsv1.SalesRequest) { r.To = monday.AddDate(0, 0, 400).UnixMicro() + 1 }},
		"401 weeks": {"to", func(r *analyticsv1.SalesRequest) {
			r.Bucket, r.To = "week", monday.AddDate(0, 0, 2_800).UnixMicro()+1
		}},
		"401 months": {"to", func(r *analyticsv1.SalesRequest) { r.Bucket, r.To = "month", monday.AddDate(0, 400, 0).UnixMicro() }},
	} {
		req := asking(monday, monday.AddDate(0, 0, 1))
		c.change(req)
		_, err := b.Sales(ctx, req)
		e := errs.As(err)
		if e == nil || e.Kind != errs.KindInvalid || len(e.Fields) != 1 || e.Fields[0].Name != c.field {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := b.Sales(ctx, nil)
	if e := errs.As(err); e == nil || len(e.Fields) != 2 {
		t.Errorf("nothing asked: %v", err)
	}
	if points := b.sales(t, asking(monday, monday.AddDate(0, 0, 400))).GetPoints(); len(points) != 400 {
		t.Errorf("400 days have %d points", len(points))
	}
}

func TestALineOfHistoryHasAMostExpensivePrice(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := purchase(1, 17, 2)
	p.UnitPrice = commerce.MaxAmount/2 + 1
	_, err := b.ImportHistory(ctx, importing(p))
	if e := errs.As(err); e == nil || len(e.Fields) != 1 || e.Fields[0].Name != "purchases[0].unit_price" {
		t.Fatalf("a line above the most: %v", err)
	}
	p.UnitPrice--
	if added := b.imports(t, importing(p)); added != 1 {
		t.Fatalf("a line of exactly the most: added %d", added)
	}
}
