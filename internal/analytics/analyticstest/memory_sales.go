package analyticstest

import (
	"context"
	"maps"
	"slices"

	"rialto/internal/analytics"
)

// placed is an order on the day it was placed; basket one of an imported file.
type (
	placed struct {
		day   int64
		order string
	}
	basket struct{ source, name, currency string }
)

// CountOrders implements analytics.Store.
func (m *Memory) CountOrders(_ context.Context, day int64, receipts []analytics.Receipt) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range receipts {
		at := placed{day, r.OrderID}
		known, exists := m.orders[at]
		switch {
		case !r.Canceled && !exists:
			r.Lines = slices.Clone(r.Lines)
			m.orders[at] = r
		case r.Canceled && exists:
			known.Canceled = true
			m.orders[at] = known
		}
	}
	return nil
}

// seeBasket notes the day of a basket's first line.
func (m *Memory) seeBasket(source string, p analytics.Purchase) {
	b := basket{source, p.Basket, p.Currency}
	if _, known := m.baskets[b]; !known {
		m.baskets[b] = p.Day()
	}
}

// Sales implements analytics.Store by adding up every line there is.
func (m *Memory) Sales(_ context.Context, currency string, from, to int64) ([]analytics.DaySales, []analytics.ProductSales, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	sum := sums{from, to, map[int64]*analytics.DaySales{}, map[int64]analytics.ProductSales{}}
	for at, r := range m.orders {
		if r.Currency == currency && !r.Canceled && sum.covers(at.day) {
			sum.day(at.day).Orders.Orders++
			for _, line := range r.Lines {
				sum.line(&sum.day(at.day).Orders, line)
			}
		}
	}
	for _, purchases := range m.history {
		for _, p := range purchases {
			if p.Currency == currency && sum.covers(p.Day()) {
				sum.line(&sum.day(p.Day()).History, analytics.ProductSales{
					ProductID: p.ProductID, Units: p.Quantity, Revenue: p.Quantity * p.UnitPrice,
				})
			}
		}
	}
	for b, day := range m.baskets {
		if b.currency == currency && sum.covers(day) {
			sum.day(day).History.Orders++
		}
	}
	var days []analytics.DaySales
	for _, day := range slices.Sorted(maps.Keys(sum.days)) {
		days = append(days, *sum.days[day])
	}
	return days, slices.Collect(maps.Values(sum.products)), nil
}

// sums are being added up for the days from ≤ day < to.
type sums struct {
	from, to int64
	days     map[int64]*analytics.DaySales
	products map[int64]analytics.ProductSales
}

func (s sums) covers(day int64) bool { return day >= s.from && day < s.to }

func (s sums) day(day int64) *analytics.DaySales {
	if s.days[day] == nil {
		s.days[day] = &analytics.DaySales{Day: day}
	}
	return s.days[day]
}

func (s sums) line(to *analytics.Total, line analytics.ProductSales) {
	to.Add(analytics.Total{Units: line.Units, Revenue: line.Revenue})
	sum := s.products[line.ProductID]
	s.products[line.ProductID] = analytics.ProductSales{
		ProductID: line.ProductID, Units: sum.Units + line.Units, Revenue: sum.Revenue + line.Revenue,
	}
}
