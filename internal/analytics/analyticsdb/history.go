package analyticsdb

import (
	"context"
	"fmt"

	"rialto/internal/analytics"
	"rialto/internal/platform/sqldb"
)

// AddHistory implements analytics.Store.
func (s *Store) AddHistory(ctx context.Context, source string, purchases []analytics.Purchase) (added int, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		id, err := ensureSource(tx, source)
		if err != nil {
			return fmt.Errorf("source: %w", err)
		}
		count, err := insert(tx, `history (source_id, line, basket, buyer, product_id, quantity, unit_price, currency, ordered_at)`,
			`ON CONFLICT (source_id, line) DO NOTHING`, len(purchases), 9, func(i int, to []any) []any {
				p := purchases[i]
				return append(to, id, p.Row, p.Basket, p.Buyer, p.ProductID, p.Quantity, p.UnitPrice, p.Currency, p.OrderedAt)
			})
		if err != nil {
			return err
		}
		added = int(count)
		_, err = tx.Exec(`UPDATE source SET line_count = line_count + $2 WHERE name = $1`, source, count)
		return err
	})
	if err != nil {
		return 0, err
	}
	return added, nil
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
