package inventorydb

import (
	"context"

	"rialto/internal/commerce"
	"rialto/internal/inventory"
	"rialto/internal/platform/sqldb"
)

// SetHot implements inventory.Store. A flag that is taken away stays as a row of the past: there are as many as there were drops.
func (s *Store) SetHot(ctx context.Context, p commerce.ProductID, until, at int64) error {
	return s.db.Write(ctx, func(tx sqldb.Tx) error {
		_, err := tx.Exec(`INSERT INTO hot_products (product_id, until, updated_at) VALUES ($1, $2, $3)
			ON CONFLICT (product_id) DO UPDATE SET until = excluded.until, updated_at = excluded.updated_at`, p, until, at)
		return err
	})
}

// Hot implements inventory.Store.
func (s *Store) Hot(ctx context.Context, now int64) (out map[commerce.ProductID]int64, err error) {
	out = map[commerce.ProductID]int64{}
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		_, err := sqldb.Collect(tx, func(r sqldb.Row) (struct{}, error) {
			var p commerce.ProductID
			var until int64
			err := r.Scan(&p, &until)
			out[p] = until
			return struct{}{}, err
		}, `SELECT product_id, until FROM hot_products WHERE until > $1`, now)
		return err
	})
	return out, err
}

// Rows implements inventory.Store.
func (s *Store) Rows(ctx context.Context, products []commerce.ProductID) (out []inventory.Stock, err error) {
	if len(products) == 0 {
		return nil, nil
	}
	args := make([]any, len(products))
	for i, p := range products {
		args[i] = p
	}
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		out, err = sqldb.Collect(tx, scanStock, `SELECT `+stockColumns+` FROM stock
			WHERE product_id IN (`+sqldb.Placeholders(1, len(products))+`)`, args...)
		return err
	})
	return out, err
}

// Waiting implements inventory.Store. It reads the whole table (150,000 rows in about 20 ms): an index on what is reserved would
// cost every sale a second write. Its caller asks seldom.
func (s *Store) Waiting(ctx context.Context) (out map[commerce.WarehouseID]int64, err error) {
	out = map[commerce.WarehouseID]int64{}
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		_, err := sqldb.Collect(tx, func(r sqldb.Row) (struct{}, error) {
			var w commerce.WarehouseID
			var units int64
			err := r.Scan(&w, &units)
			out[w] = units
			return struct{}{}, err
		}, `SELECT warehouse_id, CAST(SUM(reserved_qty) AS bigint) FROM stock WHERE reserved_qty > 0 GROUP BY warehouse_id`)
		return err
	})
	return out, err
}
