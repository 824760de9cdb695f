package analytics

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// Limits of one Sales answer.
const (
	maxBuckets = 400
	defaultTop = 10
	maxTop     = 100
)

// newestTime is the end of the year 9999, beyond which a time is a mistake.
var newestTime = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)

// Sales counts what was sold from one day to another in one currency. Every bucket that the time touches is there and
// counted whole, empty ones too.
//
// An order counts in the bucket in which it was placed, from the moment it is confirmed; when it is canceled it is taken
// off that bucket again, so past buckets may shrink. Imported purchases count by the time that their file gives.
func (s *Service) Sales(ctx context.Context, req *analyticsv1.SalesRequest) (*analyticsv1.SalesResponse, error) {
	starts, top, err := checkSales(req)
	if err != nil {
		return nil, err
	}
	last := len(starts) - 1
	days, products, err := s.store.Sales(ctx, req.GetCurrency(), dayAt(starts[0]), dayAt(starts[last]))
	if err != nil {
		return nil, fmt.Errorf("read sales: %w", err)
	}
	return &analyticsv1.SalesResponse{Points: points(starts, days), Top: best(products, top)}, nil
}

// checkSales returns the starts of the buckets with the end of the last, and how many products are wanted.
func checkSales(req *analyticsv1.SalesRequest) (starts []time.Time, top int, err error) {
	var bad []errs.Field
	refuse := func(name, problem string) { bad = append(bad, errs.Field{Name: name, Problem: problem}) }
	if top = int(req.GetTop()); top == 0 {
		top = defaultTop
	}
	if top < 1 || top > maxTop {
		refuse("top", fmt.Sprintf("must be between 1 and %d", maxTop))
	}
	if !commerce.ValidCurrency(req.GetCurrency()) {
		refuse("currency", "must be three upper-case letters such as USD")
	}
	name := cmp.Or(req.GetBucket(), "day")
	cutter, known := buckets[name]
	if !known {
		refuse("bucket", "must be day, week or month")
	}
	from, to := req.GetFrom(), req.GetTo()
	switch {
	case from < 0 || from >= commerce.Micros(newestTime):
		refuse("from", "must be a time between 1970 and 9999, in microseconds")
	case to <= from || to > commerce.Micros(newestTime):
		refuse("to", "must be a time after from and before the year 10000, in microseconds")
	case known:
		starts = cutter.cut(from, to, maxBuckets)
		if commerce.Micros(starts[len(starts)-1]) < to {
			refuse("to", fmt.Sprintf("makes more than %d buckets with from: choose a shorter time or a longer bucket than a %s", maxBuckets, name))
		}
	}
	if bad != nil {
		return nil, 0, errs.InvalidFields(bad...)
	}
	return starts, top, nil
}

// dayAt is the number of the day that starts at t; a week's may be before 1970.
func dayAt(t time.Time) int64 { return t.Unix() / int64(day/time.Second) }

// points adds days up into the buckets between starts. Both are in order.
func points(starts []time.Time, days []DaySales) []*analyticsv1.SalesPoint {
	out := make([]*analyticsv1.SalesPoint, 0, len(starts)-1)
	for i := range len(starts) - 1 {
		var sum DaySales
		for end := dayAt(starts[i+1]); len(days) > 0 && days[0].Day < end; days = days[1:] {
			sum.Orders.Add(days[0].Orders)
			sum.History.Add(days[0].History)
		}
		out = append(out, &analyticsv1.SalesPoint{
			At: commerce.Micros(starts[i]), Orders: sum.Orders.proto(), History: sum.History.proto(),
		})
	}
	return out
}

// Add adds o to t.
func (t *Total) Add(o Total) {
	t.Orders += o.Orders
	t.Units += o.Units
	t.Revenue += o.Revenue
}

// best returns the products that brought the most money, then the most units, then the older ones.
func best(products []ProductSales, top int) (out []*analyticsv1.ProductSales) {
	slices.SortFunc(products, func(a, b ProductSales) int {
		return cmp.Or(cmp.Compare(b.Revenue, a.Revenue), cmp.Compare(b.Units, a.Units), byProduct(a, b))
	})
	for _, p := range products[:min(top, len(products))] {
		out = append(out, p.proto())
	}
	return out
}
