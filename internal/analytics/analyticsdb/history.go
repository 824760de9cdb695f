package analyticsdb

import (
	"context"
	"fmt"

	"rialto/internal/analytics"
	"rialto/internal/platform/sqldb"
)

// AddHistory implements analytics.Store. It writes a source's rows and the days they count for in one transaction across
// distribution keys, because only imports do.
func (s *Store) AddHistory(ctx context.Context, source string, purchases []analytics.Purchase) (added int, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		id, err := ensureSource(tx, source)
		if err != nil {
			return fmt.Errorf("source: %w", err)
		}
		fresh, err := addLines(tx, id, purchases)
		if err != nil {
			return fmt.Errorf("lines: %w", err)
		}
		if err := countLines(tx, id, fresh); err != nil {
			return fmt.Errorf("count lines: %w", err)
		}
		added = len(fresh)
		_, err = tx.Exec(`UPDATE source SET line_count = line_count + $2 WHERE name = $1`, source, added)
		return err
	})
	if err != nil {
		return 0, err
	}
	return added, nil
}

// addLines keeps purchases and returns those that were not there yet.
func addLines(tx sqldb.Tx, source int64, purchases []analytics.Purchase) (fresh []analytics.Purchase, err error) {
	added := make(map[int64]bool, len(purchases))
	err = insertNew(tx, `history (source_id, line, basket, buyer, product_id, quantity, unit_price, currency, ordered_at)`,
		`ON CONFLICT (source_id, line) DO NOTHING RETURNING line`, len(purchases), 9, func(i int, to []any) []any {
			p := purchases[i]
			return append(to, source, p.Row, p.Basket, p.Buyer, p.ProductID, p.Quantity, p.UnitPrice, p.Currency, p.OrderedAt)
		}, func(row sqldb.Row) error {
			var line int64
			err := row.Scan(&line)
			added[line] = true
			return err
		})
	for _, p := range purchases {
		if added[p.Row] {
			fresh = append(fresh, p)
			delete(added, p.Row) // a line that came twice was kept as it came first
		}
	}
	return fresh, err
}

// countLines adds new lines to the days on which they were bought, and each new basket to that of its first line.
func countLines(tx sqldb.Tx, source int64, fresh []analytics.Purchase) error {
	type basket struct{ name, currency string }
	sums, first, baskets := entries{}, map[basket]page{}, []basket{}
	for _, p := range fresh {
		at := page{p.Day(), p.Currency, source}
		merge(sums.at(at).products, analytics.ProductSales{
			ProductID: p.ProductID, Units: p.Quantity, Revenue: p.Quantity * p.UnitPrice,
		}, 1)
		b := basket{p.Basket, p.Currency}
		if _, known := first[b]; !known {
			first[b], baskets = at, append(baskets, b)
		}
	}
	err := insertNew(tx, `basket (source_id, basket, currency)`,
		`ON CONFLICT (source_id, basket, currency) DO NOTHING RETURNING basket, currency`, len(baskets), 3,
		func(i int, to []any) []any { return append(to, source, baskets[i].name, baskets[i].currency) },
		func(row sqldb.Row) error {
			var b basket
			if err := row.Scan(&b.name, &b.currency); err != nil {
				return err
			}
			sums.at(first[b]).orders++
			return nil
		})
	if err != nil {
		return err
	}
	return sums.book(tx)
}

// ensureSource returns a source's number, a small one because it stands in every row. Of two new sources that take the
// same number at once, one fails as a whole and is sent again by the importer.
func ensureSource(tx sqldb.Tx, name string) (id int64, err error) {
	if _, err := tx.Exec(`INSERT INTO source (name, source_id) SELECT CAST($1 AS text), COALESCE(MAX(source_id), 0) + 1 FROM source
		WHERE true ON CONFLICT (name) DO NOTHING`, name); err != nil {
		return 0, err
	}
	err = tx.QueryRow(`SELECT source_id FROM source WHERE name = $1`, name).Scan(&id)
	return id, err
}

// FoldHistory implements analytics.Store.
func (s *Store) FoldHistory(ctx context.Context, weight func(age int64) float64) error {
	newest, err := s.newest(ctx)
	if err != nil {
		return fmt.Errorf("find newest purchases: %w", err)
	}
	scores := map[int64]score{}
	for source, last := range newest {
		err := s.fold(ctx, scores, `SELECT product_id, quantity, ordered_at FROM history WHERE source_id = $1`,
			func(units, at int64) float64 { return float64(units) * weight(max(0, last-at)) }, source)
		if err != nil {
			return fmt.Errorf("read history: %w", err)
		}
	}
	return s.setScores(ctx, scores, "history", "history_units")
}

// newest returns the time of each source's newest purchase.
func (s *Store) newest(ctx context.Context) (map[int64]int64, error) {
	type last struct{ source, at int64 }
	var found []last
	err := s.db.Read(ctx, func(tx sqldb.Tx) (err error) {
		found, err = sqldb.Collect(tx, func(row sqldb.Row) (l last, err error) {
			err = row.Scan(&l.source, &l.at)
			return l, err
		}, `SELECT source_id, MAX(ordered_at) FROM history GROUP BY source_id`)
		return err
	})
	newest := map[int64]int64{}
	for _, l := range found {
		newest[l.source] = l.at
	}
	return newest, err
}

// History implements analytics.Store.
func (s *Store) History(ctx context.Context, source string, afterRow int64, limit int) (page []analytics.Purchase, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		page, err = sqldb.Collect(tx, scanPurchase, `SELECT line, basket, buyer, product_id, quantity, unit_price, currency, ordered_at
			FROM history WHERE source_id = (SELECT source_id FROM source WHERE name = $1) AND line > $2 ORDER BY line LIMIT $3`,
			source, afterRow, limit)
		return err
	})
	return page, err
}

func scanPurchase(row sqldb.Row) (p analytics.Purchase, err error) {
	err = row.Scan(&p.Row, &p.Basket, &p.Buyer, &p.ProductID, &p.Quantity, &p.UnitPrice, &p.Currency, &p.OrderedAt)
	return p, err
}
