package analyticsdb

import (
	"context"
	"fmt"

	"rialto/internal/analytics"
	"rialto/internal/platform/outbox"
	"rialto/internal/platform/sqldb"
)

// change is what is added to a tally.
type change struct {
	live                           float64
	units, purchases, views, carts int64
}

// Apply implements analytics.Store.
func (s *Store) Apply(ctx context.Context, b analytics.Basis, productID int64, effects []analytics.Effect) error {
	return s.db.Write(ctx, func(tx sqldb.Tx) error {
		var sum change
		for _, e := range effects {
			if err := apply(tx, b, productID, e, &sum); err != nil {
				return fmt.Errorf("event %s: %w", e.EventID, err)
			}
		}
		if sum == (change{}) {
			return nil
		}
		_, err := tx.Exec(`INSERT INTO tally (product_id, live, live_units, purchases, views, carts, touched)
			VALUES ($1, $2, $3, $4, $5, $6, 1) ON CONFLICT (product_id) DO UPDATE SET
			live = tally.live + excluded.live, live_units = tally.live_units + excluded.live_units,
			purchases = tally.purchases + excluded.purchases, views = tally.views + excluded.views,
			carts = tally.carts + excluded.carts, touched = tally.touched + 1`,
			productID, sum.live, sum.units, sum.purchases, sum.views, sum.carts)
		return err
	})
}

// apply adds to sum what an effect changes; one that happened already adds nothing.
func apply(tx sqldb.Tx, b analytics.Basis, productID int64, e analytics.Effect, sum *change) error {
	switch e.Kind {
	case analytics.Sold:
		return sold(tx, b, productID, e, sum)
	case analytics.Unsold:
		return unsold(tx, b, productID, e, sum)
	case analytics.Seen:
		first, err := outbox.Once(tx, productID, analytics.Consumer, e.EventID)
		if err == nil && first {
			sum.views += e.Views
			sum.carts += e.Carts
		}
		return err
	}
	return fmt.Errorf("unknown kind %d of effect", e.Kind)
}

// sold keeps the sale row, which is the inbox row as well.
func sold(tx sqldb.Tx, b analytics.Basis, productID int64, e analytics.Effect, sum *change) error {
	added, err := tx.Exec(`INSERT INTO sale (product_id, order_id, units, sold_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (product_id, order_id) DO NOTHING`, productID, e.OrderID, e.Units, e.At)
	if err != nil || added == 0 {
		return err
	}
	sum.live += b.Weight(e.Units, e.At)
	sum.units += e.Units
	sum.purchases++
	return nil
}

// unsold takes off exactly what sold added.
func unsold(tx sqldb.Tx, b analytics.Basis, productID int64, e analytics.Effect, sum *change) error {
	var units, soldAt int64
	err := tx.QueryRow(`UPDATE sale SET canceled = 1 WHERE product_id = $1 AND order_id = $2 AND canceled = 0
		RETURNING units, sold_at`, productID, e.OrderID).Scan(&units, &soldAt)
	if sqldb.NoRows(err) {
		return nil
	}
	if err != nil {
		return err
	}
	sum.live -= b.Weight(units, soldAt)
	sum.units -= units
	sum.purchases--
	return nil
}

// Basis implements analytics.Store.
func (s *Store) Basis(ctx context.Context) (b analytics.Basis, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		return tx.QueryRow(`SELECT half_life, landmark FROM basis WHERE only_row = 1`).Scan(&b.HalfLife, &b.Landmark)
	})
	if sqldb.NoRows(err) {
		return analytics.Basis{}, nil
	}
	return b, err
}

// Rebase implements analytics.Store. The basis is remembered last: a crash before that repeats the whole work.
func (s *Store) Rebase(ctx context.Context, b analytics.Basis) error {
	scores := map[int64]score{}
	err := s.fold(ctx, scores, `SELECT product_id, CASE WHEN canceled = 0 THEN units ELSE 0 END, sold_at FROM sale`,
		func(units, soldAt int64) float64 { return b.Weight(units, soldAt) })
	if err != nil {
		return fmt.Errorf("read sales: %w", err)
	}
	if err := s.setScores(ctx, scores, "live", "live_units"); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx sqldb.Tx) error {
		_, err := tx.Exec(`INSERT INTO basis (only_row, half_life, landmark) VALUES (1, $1, $2)
			ON CONFLICT (only_row) DO UPDATE SET half_life = excluded.half_life, landmark = excluded.landmark`, b.HalfLife, b.Landmark)
		return err
	})
}
