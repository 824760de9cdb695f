package analyticsdb

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"rialto/internal/analytics"
	"rialto/internal/platform/sqldb"
)

// page is a row of day_sales: what was sold on a day in a currency by one source.
type page struct {
	day      int64
	currency string
	source   int64
}

func byDay(a, b page) int {
	return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.currency, b.currency), cmp.Compare(a.source, b.source))
}

// shop is the source of the shop's own orders; those of imported history start at 1.
const shop = 0

// entry is what is added to a page; what is taken off is below zero.
type entry struct {
	orders   int64
	products map[int64]analytics.ProductSales
}

// entries are what one transaction adds, by page.
type entries map[page]*entry

// order adds orders with all their lines, or takes them off where sign is -1.
func (e entries) order(at page, sign int64, lines map[int64]analytics.ProductSales) {
	e.at(at).orders += sign
	for _, line := range lines {
		merge(e.at(at).products, line, sign)
	}
}

// at returns the entry of a page, an empty one at first.
func (e entries) at(at page) *entry {
	if e[at] == nil {
		e[at] = &entry{products: map[int64]analytics.ProductSales{}}
	}
	return e[at]
}

// merge adds a line, sign times, to the sum of its product.
func merge(sums map[int64]analytics.ProductSales, line analytics.ProductSales, sign int64) {
	sum := sums[line.ProductID]
	sum.ProductID = line.ProductID
	sum.Units += sign * line.Units
	sum.Revenue += sign * line.Revenue
	sums[line.ProductID] = sum
}

// book writes entries. Pages are locked as they are read, in one order for everybody, so that on PostgreSQL two
// transactions of one day neither lose each other's sums nor wait in a circle.
func (e entries) book(tx sqldb.Tx) error {
	for _, at := range slices.SortedFunc(maps.Keys(e), byDay) {
		if err := at.book(tx, e[at]); err != nil {
			return fmt.Errorf("book day %d: %w", at.day, err)
		}
	}
	return nil
}

func (at page) book(tx sqldb.Tx, more *entry) error {
	var text string
	err := tx.QueryRow(`INSERT INTO day_sales (day, currency, source_id) VALUES ($1, $2, $3)
		ON CONFLICT (day, currency, source_id) DO UPDATE SET orders = day_sales.orders RETURNING products`,
		at.day, at.currency, at.source).Scan(&text)
	if err != nil {
		return err
	}
	var units, revenue int64
	for _, line := range more.products {
		units += line.Units
		revenue += line.Revenue
	}
	if err := unpack(text, func(line analytics.ProductSales) { merge(more.products, line, 1) }); err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE day_sales SET orders = orders + $4, units = units + $5, revenue = revenue + $6, products = $7
		WHERE day = $1 AND currency = $2 AND source_id = $3`,
		at.day, at.currency, at.source, more.orders, units, revenue, pack(more.products))
	return err
}
