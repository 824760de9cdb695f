package analyticsdb

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"rialto/internal/platform/sqldb"
)

// score is what one product's sales add up to.
type score struct {
	weighed float64
	units   int64
}

// fold adds up rows of (product, units, time) in one pass. Memory grows with products, not with rows.
func (s *Store) fold(ctx context.Context, scores map[int64]score, query string, weigh func(units, at int64) float64, args ...any) error {
	return s.db.Read(ctx, func(tx sqldb.Tx) error {
		found, err := tx.Query(query, args...)
		if err != nil {
			return err
		}
		defer found.Close()
		for found.Next() {
			var product, units, at int64
			if err := found.Scan(&product, &units, &at); err != nil {
				return err
			}
			sum := scores[product]
			sum.weighed += weigh(units, at)
			sum.units += units
			scores[product] = sum
		}
		return found.Err()
	})
}

// setScoresAt is how many products one transaction sets, so that others need not wait long for their turn.
const setScoresAt = 128 * chunk

// setScores writes scores into two columns of the tallies, which count as changed.
func (s *Store) setScores(ctx context.Context, scores map[int64]score, weighed, units string) error {
	into := fmt.Sprintf("tally (product_id, %s, %s, touched)", weighed, units)
	then := fmt.Sprintf(`ON CONFLICT (product_id) DO UPDATE SET %[1]s = excluded.%[1]s, %[2]s = excluded.%[2]s,
		touched = tally.touched + 1`, weighed, units)
	for products := range slices.Chunk(slices.Sorted(maps.Keys(scores)), setScoresAt) {
		err := s.db.Write(ctx, func(tx sqldb.Tx) error {
			return insert(into, then, len(products), 4, func(i int, to []any) []any {
				sum := scores[products[i]]
				return append(to, products[i], sum.weighed, sum.units, 1)
			}, func(query string, values []any) error {
				_, err := tx.Exec(query, values...)
				return err
			})
		})
		if err != nil {
			return fmt.Errorf("set scores: %w", err)
		}
	}
	return nil
}
