package dropdb

import (
	"context"

	"rialto/internal/commerce"
	"rialto/internal/drop"
	"rialto/internal/platform/sqldb"
)

// PageDrops implements drop.Store.
func (s *Store) PageDrops(ctx context.Context, product commerce.ProductID, id drop.ID, limit int) (page []drop.DropCount, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		found, err := sqldb.Collect(tx, scanDrop, `SELECT `+dropColumns+` FROM drops d
			WHERE (d.product_id, d.drop_id) > ($1, $2) ORDER BY d.product_id, d.drop_id LIMIT $3`, product, id, limit)
		if err != nil {
			return err
		}
		page = make([]drop.DropCount, len(found))
		for i, d := range found {
			page[i].Drop = d
			if err := sums(tx, &page[i]); err != nil {
				return err
			}
		}
		return nil
	})
	return page, err
}

// sums adds up a drop's counters and its takes.
func sums(tx sqldb.Tx, c *drop.DropCount) error {
	err := tx.QueryRow(`SELECT CAST(COALESCE(SUM(CASE WHEN kind = 'user' THEN taken ELSE 0 END), 0) AS bigint),
		CAST(COALESCE(SUM(CASE WHEN kind = 'payment' THEN taken ELSE 0 END), 0) AS bigint),
		CAST(COALESCE(SUM(CASE WHEN kind = 'address' THEN taken ELSE 0 END), 0) AS bigint)
		FROM takers WHERE product_id = $1 AND drop_id = $2`, c.Drop.Product, c.Drop.ID).
		Scan(&c.Counted.User, &c.Counted.Payment, &c.Counted.Address)
	if err != nil {
		return err
	}
	return tx.QueryRow(`SELECT CAST(COALESCE(SUM(quantity), 0) AS bigint),
		CAST(COALESCE(SUM(CASE WHEN payment <> '' THEN quantity ELSE 0 END), 0) AS bigint),
		CAST(COALESCE(SUM(CASE WHEN address <> '' THEN quantity ELSE 0 END), 0) AS bigint)
		FROM takes WHERE product_id = $1 AND drop_id = $2 AND state IN ('taken', 'kept')`, c.Drop.Product, c.Drop.ID).
		Scan(&c.Live.User, &c.Live.Payment, &c.Live.Address)
}

// PageTakers implements drop.Store.
func (s *Store) PageTakers(ctx context.Context, after drop.TakerKey, limit int) (page []drop.TakerCount, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) (err error) {
		page, err = sqldb.Collect(tx, func(r sqldb.Row) (c drop.TakerCount, err error) {
			return c, r.Scan(&c.Product, &c.Drop, &c.Kind, &c.Who, &c.Taken, &c.Max, &c.Live)
		}, `SELECT t.product_id, t.drop_id, t.kind, t.who, t.taken, t.max_taken, CAST(COALESCE(l.units, 0) AS bigint)
			FROM takers t LEFT JOIN (
				SELECT product_id, drop_id, 'user' AS kind, CAST(user_id AS text) AS who, SUM(quantity) AS units
				FROM takes WHERE state IN ('taken', 'kept') GROUP BY product_id, drop_id, user_id
				UNION ALL SELECT product_id, drop_id, 'payment', payment, SUM(quantity)
				FROM takes WHERE state IN ('taken', 'kept') AND payment <> '' GROUP BY product_id, drop_id, payment
				UNION ALL SELECT product_id, drop_id, 'address', address, SUM(quantity)
				FROM takes WHERE state IN ('taken', 'kept') AND address <> '' GROUP BY product_id, drop_id, address
			) l ON l.product_id = t.product_id AND l.drop_id = t.drop_id AND l.kind = t.kind AND l.who = t.who
			WHERE (t.product_id, t.drop_id, t.kind, t.who) > ($1, $2, $3, $4)
			ORDER BY t.product_id, t.drop_id, t.kind, t.who LIMIT $5`,
			after.Product, after.Drop, after.Kind, after.Who, limit)
		return err
	})
	return page, err
}
