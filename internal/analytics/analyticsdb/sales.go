package analyticsdb

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"rialto/internal/analytics"
	"rialto/internal/platform/sqldb"
)

// CountOrders implements analytics.Store. Receipts are written by order id, so that two who count the same orders at once
// do not wait for each other in a circle; the order within one id stays.
func (s *Store) CountOrders(ctx context.Context, day int64, receipts []analytics.Receipt) error {
	receipts = slices.Clone(receipts)
	slices.SortStableFunc(receipts, func(a, b analytics.Receipt) int { return cmp.Compare(a.OrderID, b.OrderID) })
	return s.db.Write(ctx, func(tx sqldb.Tx) error {
		sums := entries{}
		for _, r := range receipts {
			if err := count(tx, day, r, sums); err != nil {
				return fmt.Errorf("order %s: %w", r.OrderID, err)
			}
		}
		return sums.book(tx)
	})
}

// count adds what a receipt changes; one that was counted already adds nothing.
func count(tx sqldb.Tx, day int64, r analytics.Receipt, sums entries) error {
	if r.Canceled {
		return uncount(tx, day, r.OrderID, sums)
	}
	lines := map[int64]analytics.ProductSales{}
	for _, line := range r.Lines {
		merge(lines, line, 1)
	}
	added, err := tx.Exec(`INSERT INTO receipt (day, order_id, currency, products) VALUES ($1, $2, $3, $4)
		ON CONFLICT (day, order_id) DO NOTHING`, day, r.OrderID, r.Currency, pack(lines))
	if err != nil || added == 0 {
		return err
	}
	sums.order(page{day, r.Currency, shop}, 1, lines)
	return nil
}

// uncount takes off exactly what was counted for the order.
func uncount(tx sqldb.Tx, day int64, orderID string, sums entries) error {
	var currency, text string
	err := tx.QueryRow(`UPDATE receipt SET canceled = 1 WHERE day = $1 AND order_id = $2 AND canceled = 0
		RETURNING currency, products`, day, orderID).Scan(&currency, &text)
	if sqldb.NoRows(err) {
		return nil
	}
	if err != nil {
		return err
	}
	lines := map[int64]analytics.ProductSales{}
	if err := unpack(text, func(line analytics.ProductSales) { merge(lines, line, 1) }); err != nil {
		return err
	}
	sums.order(page{day, currency, shop}, -1, lines)
	return nil
}

// Sales implements analytics.Store. It reads one row per day, currency and source, whatever was sold in it.
func (s *Store) Sales(ctx context.Context, currency string, from, to int64) (days []analytics.DaySales, _ []analytics.ProductSales, err error) {
	products := map[int64]analytics.ProductSales{}
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		rows, err := tx.Query(`SELECT day, source_id, orders, units, revenue, products FROM day_sales
			WHERE day >= $1 AND day < $2 AND currency = $3 AND (orders <> 0 OR units <> 0) ORDER BY day`, from, to, currency)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			if days, err = readDay(rows, days, products); err != nil {
				return err
			}
		}
		return rows.Err()
	})
	return days, slices.Collect(maps.Values(products)), err
}

// readDay adds a row to the last of the days or a new one, and its lines to products.
func readDay(row sqldb.Row, days []analytics.DaySales, products map[int64]analytics.ProductSales) ([]analytics.DaySales, error) {
	var day, source int64
	var sum analytics.Total
	var text string
	if err := row.Scan(&day, &source, &sum.Orders, &sum.Units, &sum.Revenue, &text); err != nil {
		return nil, err
	}
	if len(days) == 0 || days[len(days)-1].Day != day {
		days = append(days, analytics.DaySales{Day: day})
	}
	of := &days[len(days)-1].History
	if source == shop {
		of = &days[len(days)-1].Orders
	}
	of.Add(sum)
	return days, unpack(text, func(line analytics.ProductSales) { merge(products, line, 1) })
}
