package analyticsdb

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"rialto/internal/analytics"
	"rialto/internal/platform/outbox"
	"rialto/internal/platform/sqldb"
)

const columns = `product_id, live, history, live_units, history_units, purchases, views, carts, touched, settled,
	velocity, conversion, units_sold, version`

func scan(row sqldb.Row) (t analytics.Tally, err error) {
	err = row.Scan(&t.ProductID, &t.Live, &t.History, &t.LiveUnits, &t.HistoryUnits, &t.Purchases, &t.Views, &t.Carts, &t.Touched,
		&t.Settled, &t.Told.Velocity, &t.Told.Conversion, &t.Told.UnitsSold, &t.Told.Version)
	t.Told.ProductID = t.ProductID
	return t, err
}

func (s *Store) query(ctx context.Context, text string, args ...any) (page []analytics.Tally, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		page, err = sqldb.Collect(tx, scan, `SELECT `+columns+` FROM tally `+text, args...)
		return err
	})
	return page, err
}

// Unsettled implements analytics.Store.
func (s *Store) Unsettled(ctx context.Context, limit int) ([]analytics.Tally, error) {
	return s.query(ctx, `WHERE touched > settled ORDER BY product_id LIMIT $1`, limit)
}

// Page implements analytics.Store.
func (s *Store) Page(ctx context.Context, after int64, limit int) ([]analytics.Tally, error) {
	return s.query(ctx, `WHERE product_id > $1 AND version > 0 ORDER BY product_id LIMIT $2`, after, limit)
}

// Peak implements analytics.Store.
func (s *Store) Peak(ctx context.Context, decay float64) (peak float64, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		return tx.QueryRow(`SELECT COALESCE(MAX(live * $1 + history), 0) FROM tally`, decay).Scan(&peak)
	})
	return peak, err
}

// Settle implements analytics.Store.
func (s *Store) Settle(ctx context.Context, verdicts []analytics.Verdict, at int64) error {
	verdicts = slices.Clone(verdicts)
	slices.SortFunc(verdicts, func(a, b analytics.Verdict) int { return cmp.Compare(a.Tally.ProductID, b.Tally.ProductID) })
	return s.db.Write(ctx, func(tx sqldb.Tx) error {
		var told []analytics.Signal
		toldAt := at
		for _, v := range verdicts {
			sig, signalAt, err := settle(tx, v, at)
			if err != nil {
				return fmt.Errorf("product %d: %w", v.Tally.ProductID, err)
			}
			if sig.Version > 0 {
				told, toldAt = append(told, sig), max(toldAt, signalAt)
			}
		}
		if len(told) == 0 {
			return nil
		}
		e, err := analytics.Event(told, toldAt)
		if err != nil {
			return err
		}
		return outbox.Append(tx, told[0].ProductID, e)
	})
}

// settle returns the signal as it is to be told; version 0 = it is not.
func settle(tx sqldb.Tx, v analytics.Verdict, at int64) (sig analytics.Signal, toldAt int64, err error) {
	t := v.Tally
	if !v.Moved {
		_, err = tx.Exec(`UPDATE tally SET settled = $2 WHERE product_id = $1 AND settled < $2`, t.ProductID, t.Touched)
		return analytics.Signal{}, 0, err
	}
	sig = v.Signal
	err = tx.QueryRow(`UPDATE tally SET velocity = $3, conversion = $4, units_sold = $5, version = version + 1, settled = $6,
		told_at = CASE WHEN told_at < $7 THEN $7 ELSE told_at + 1 END
		WHERE product_id = $1 AND version = $2 RETURNING version, told_at`,
		t.ProductID, t.Told.Version, sig.Velocity, sig.Conversion, sig.UnitsSold, t.Touched, at).Scan(&sig.Version, &toldAt)
	if sqldb.NoRows(err) {
		return analytics.Signal{}, 0, nil
	}
	return sig, toldAt, err
}
