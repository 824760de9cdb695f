package cli

import (
	"context"
	"fmt"
	"time"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

const (
	maxDays      = 365
	maxTimes     = 1000
	topSellers   = 100   // all that analytics tells at once: they are what a peak is about
	recentOrders = 5_000 // enough to know where buyers are
)

// ofSales expects of each product that sold best times what it sold in the last days, where the orders of these days went.
func (p *planner) ofSales(ctx context.Context, days int, times int64) (expected, error) {
	if days < 1 || days > maxDays {
		return nil, fmt.Errorf("--days is %d; it must be between 1 and %d", days, maxDays)
	}
	if times < 1 || times > maxTimes {
		return nil, fmt.Errorf("--times is %d; it must be between 1 and %d", times, maxTimes)
	}
	since := p.now.Add(-time.Duration(days) * 24 * time.Hour)
	got, err := p.rooms.Analytics.Sales(ctx, &analyticsv1.SalesRequest{
		From: commerce.Micros(since), To: commerce.Micros(p.now), Currency: p.currency, Top: topSellers,
	})
	if err != nil {
		return nil, err
	}
	where, err := p.whereOrdersWent(ctx, since)
	if err != nil {
		return nil, err
	}
	if len(where) == 0 || len(got.GetTop()) == 0 {
		return nil, fmt.Errorf("nothing was sold in the last %d days: give a forecast with --forecast, or more --days", days)
	}
	want := expected{}
	for _, product := range got.GetTop() {
		p.spread(want, product.GetProductId(), min(product.GetUnits()*times, maxForecastUnit), where)
	}
	return want, nil
}

// spread splits a product's units over the warehouses as all orders together were.
func (p *planner) spread(want expected, product, units int64, where map[int64]int64) {
	weights := make([]int64, len(p.sites))
	for i, w := range p.sites {
		weights[i] = where[w.GetWarehouseId()]
	}
	for i, share := range commerce.Split(units, weights) {
		want.add(product, p.sites[i].GetWarehouseId(), share)
	}
}

// whereOrdersWent counts the units of recent orders by the warehouse nearest to their address. An address that shipping no longer
// knows is left out.
func (p *planner) whereOrdersWent(ctx context.Context, since time.Time) (map[int64]int64, error) {
	where := map[int64]int64{}
	cursor := ""
	for seen := 0; seen < recentOrders; {
		p.progress.told("orders looked at", seen, recentOrders)
		got, err := p.rooms.Order.ListAll(ctx, &orderv1.ListAllRequest{Cursor: cursor, Limit: 100})
		if err != nil {
			return nil, err
		}
		for _, o := range got.GetOrders() {
			seen++
			if o.GetCreatedAt() < commerce.Micros(since) {
				return where, nil // newest first
			}
			if o.GetStatus() == "canceled" {
				continue
			}
			id, err := p.nearestTo(ctx, o.GetAddress().GetCountry(), o.GetAddress().GetRegion())
			switch {
			case errs.Is(err, errs.KindInvalid):
			case err != nil:
				return nil, err
			default:
				where[id] += unitsOf(o)
			}
		}
		if cursor = got.GetNextCursor(); cursor == "" {
			break
		}
	}
	return where, nil
}

func unitsOf(o *orderv1.Order) (units int64) {
	for _, item := range o.GetItems() {
		units += item.GetQuantity()
	}
	return units
}
