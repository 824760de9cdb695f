package dropdb

import (
	"context"

	"rialto/internal/commerce"
	"rialto/internal/drop"
	"rialto/internal/platform/sqldb"
)

const dropColumns = `d.product_id, d.drop_id, d.starts_at, d.ends_at, d.ended_at, d.limit_per_buyer, d.waiting_room,
	d.admitted_to, d.moved_at, d.joined, d.early, d.admitted`

func scanDrop(r sqldb.Row) (d drop.Drop, err error) {
	return d, r.Scan(&d.Product, &d.ID, &d.StartsAt, &d.EndsAt, &d.EndedAt, &d.Limit, &d.Waiting,
		&d.AdmittedTo, &d.MovedAt, &d.Joined, &d.Early, &d.Admitted)
}

// flag is how a row says yes or no.
func flag(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// Create implements drop.Store. The product's one row of latest_drops decides between two at once.
func (s *Store) Create(ctx context.Context, d drop.Drop, at int64) error {
	return s.db.Write(ctx, func(tx sqldb.Tx) error {
		n, err := tx.Exec(`INSERT INTO latest_drops (product_id, drop_id, over_at) VALUES ($1, $2, $3)
			ON CONFLICT (product_id) DO UPDATE SET drop_id = excluded.drop_id, over_at = excluded.over_at
			WHERE latest_drops.over_at <= $4`, d.Product, d.ID, d.OverAt(), at)
		if err != nil {
			return err
		}
		if n == 0 {
			return drop.ErrDropExists
		}
		_, err = tx.Exec(`INSERT INTO drops (product_id, drop_id, starts_at, ends_at, limit_per_buyer, waiting_room)
			VALUES ($1, $2, $3, $4, $5, $6)`, d.Product, d.ID, d.StartsAt, d.EndsAt, d.Limit, flag(d.Waiting))
		return err
	})
}

// Update implements drop.Store.
func (s *Store) Update(ctx context.Context, d drop.Drop, at int64) error {
	return s.db.Write(ctx, func(tx sqldb.Tx) error {
		n, err := tx.Exec(`UPDATE latest_drops SET over_at = $3 WHERE product_id = $1 AND drop_id = $2 AND over_at > $4`,
			d.Product, d.ID, d.OverAt(), at)
		if err != nil {
			return err
		}
		if n == 0 {
			return drop.ErrNoDrop
		}
		n, err = tx.Exec(`UPDATE drops SET starts_at = $3, ends_at = $4, limit_per_buyer = $5, waiting_room = $6
			WHERE product_id = $1 AND drop_id = $2 AND (starts_at = $3 OR starts_at > $7)`,
			d.Product, d.ID, d.StartsAt, d.EndsAt, d.Limit, flag(d.Waiting), at)
		if err == nil && n == 0 {
			err = drop.ErrNoDrop
		}
		return err
	})
}

// End implements drop.Store.
func (s *Store) End(ctx context.Context, product commerce.ProductID, at int64) (d drop.Drop, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) (err error) {
		n, err := tx.Exec(`UPDATE latest_drops SET over_at = $2 WHERE product_id = $1 AND over_at > $2`, product, at)
		if err != nil {
			return err
		}
		d, err = scanDrop(tx.QueryRow(`SELECT `+dropColumns+` FROM latest_drops l
			JOIN drops d ON d.product_id = l.product_id AND d.drop_id = l.drop_id WHERE l.product_id = $1`, product))
		switch {
		case sqldb.NoRows(err):
			return drop.ErrNoDrop
		case err != nil || n == 0:
			return err
		}
		d.EndedAt = at
		_, err = tx.Exec(`UPDATE drops SET ended_at = $3 WHERE product_id = $1 AND drop_id = $2`, d.Product, d.ID, at)
		return err
	})
	return d, err
}

// Live implements drop.Store.
func (s *Store) Live(ctx context.Context, at int64) ([]drop.Drop, error) {
	return s.drops(ctx, `FROM latest_drops l JOIN drops d ON d.product_id = l.product_id AND d.drop_id = l.drop_id
		WHERE l.over_at > $1`, at)
}

// List implements drop.Store.
func (s *Store) List(ctx context.Context, limit int) ([]drop.Drop, error) {
	return s.drops(ctx, `FROM drops d ORDER BY d.drop_id DESC LIMIT $1`, limit)
}

func (s *Store) drops(ctx context.Context, from string, args ...any) (found []drop.Drop, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) (err error) {
		found, err = sqldb.Collect(tx, scanDrop, `SELECT `+dropColumns+` `+from, args...)
		return err
	})
	return found, err
}
