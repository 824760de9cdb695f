package inventorydb

import (
	"context"
	"fmt"

	"rialto/internal/commerce"
	"rialto/internal/inventory"
	"rialto/internal/platform/sqldb"
)

// SetStock implements inventory.Store.
func (s *Store) SetStock(ctx context.Context, p inventory.Place, available, at int64) (out inventory.Stock, err error) {
	err = s.settle(ctx, func(tx sqldb.Tx) (err error) {
		out, err = setStock(tx, p, available, at)
		return err
	})
	if sqldb.IsForeignKey(err) {
		err = inventory.ErrNoWarehouse
	}
	if err != nil {
		return inventory.Stock{}, err
	}
	return out, nil
}

func setStock(tx sqldb.Tx, p inventory.Place, available, at int64) (inventory.Stock, error) {
	old, err := scanStock(tx.QueryRow(`SELECT `+stockColumns+` FROM stock
		WHERE product_id = $1 AND seller_id = $2 AND warehouse_id = $3`, p.ProductID, p.SellerID, p.WarehouseID))
	if sqldb.NoRows(err) {
		made := inventory.Stock{Place: p, Available: available, Version: 1, UpdatedAt: at}
		if err := insertStock(tx, []inventory.Stock{made}); err != nil {
			return made, err
		}
		return made, book(tx, change{made, inventory.KindAdjusted, available, ""})
	}
	if err != nil || old.Available == available {
		return old, err
	}
	if available < old.Reserved {
		return old, inventory.ErrBelowReserved
	}
	c, err := adjust(tx, old, available, at)
	if err != nil {
		return old, err
	}
	return c.stock, book(tx, c)
}

// insertStock makes new rows; a row that another transaction has made meanwhile is errMoved.
func insertStock(tx sqldb.Tx, rows []inventory.Stock) error {
	args := make([]any, 0, 7*len(rows))
	for _, s := range rows {
		args = append(args, s.ProductID, s.SellerID, s.WarehouseID, s.Available, s.Reserved, s.Version, s.UpdatedAt)
	}
	n, err := tx.Exec(`INSERT INTO stock (`+stockColumns+`) VALUES `+values(len(rows), 7)+`
		ON CONFLICT (product_id, seller_id, warehouse_id) DO NOTHING`, args...)
	if err != nil {
		return fmt.Errorf("make stock rows: %w", err)
	}
	if n != int64(len(rows)) {
		return errMoved
	}
	return nil
}

var adjustSQL = `UPDATE stock SET available_qty = $4, version = version + 1, updated_at = ` + later("$6") + `
	WHERE product_id = $1 AND seller_id = $2 AND warehouse_id = $3 AND version = $5 RETURNING ` + stockColumns

// adjust sets a row that was read as old; the version guards, because the booked difference is that to old.
func adjust(tx sqldb.Tx, old inventory.Stock, available, at int64) (change, error) {
	s, err := scanStock(tx.QueryRow(adjustSQL, old.ProductID, old.SellerID, old.WarehouseID, available, old.Version, at))
	if sqldb.NoRows(err) {
		return change{}, errMoved
	}
	if err != nil {
		return change{}, fmt.Errorf("adjust stock row %s: %w", old.Key(), err)
	}
	return change{s, inventory.KindAdjusted, available - old.Available, ""}, nil
}

// Stock implements inventory.Store.
func (s *Store) Stock(ctx context.Context, p commerce.ProductID) (out []inventory.Stock, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		out, err = stockOf(tx, p)
		return err
	})
	return out, err
}

// ListStock implements inventory.Store. The primary key finds the page; a filter that little passes reads on through the table,
// which takes about 20 ms for 150,000 rows, and an index on what is sellable would cost every sale a second write.
func (s *Store) ListStock(ctx context.Context, q inventory.Listing) (out []inventory.Stock, err error) {
	where, args := "", []any{q.After.ProductID, q.After.SellerID, q.After.WarehouseID, q.Limit}
	if q.WarehouseID != 0 {
		args = append(args, q.WarehouseID)
		where += fmt.Sprintf(` AND warehouse_id = $%d`, len(args))
	}
	if q.MaxSellable != nil {
		args = append(args, *q.MaxSellable)
		where += fmt.Sprintf(` AND available_qty - reserved_qty <= $%d`, len(args))
	}
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		out, err = sqldb.Collect(tx, scanStock, `SELECT `+stockColumns+` FROM stock
			WHERE (product_id, seller_id, warehouse_id) > ($1, $2, $3)`+where+`
			ORDER BY product_id, seller_id, warehouse_id LIMIT $4`, args...)
		return err
	})
	return out, err
}

// Sellable implements inventory.Store.
func (s *Store) Sellable(ctx context.Context, products []commerce.ProductID) (out []inventory.Offer, err error) {
	if len(products) == 0 {
		return nil, nil
	}
	args := make([]any, len(products))
	for i, p := range products {
		args[i] = p
	}
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		out, err = sqldb.Collect(tx, func(r sqldb.Row) (o inventory.Offer, err error) {
			err = r.Scan(&o.ProductID, &o.SellerID, &o.Quantity)
			return o, err
		}, `SELECT product_id, seller_id, CAST(SUM(available_qty - reserved_qty) AS bigint) FROM stock
			WHERE product_id IN (`+sqldb.Placeholders(1, len(products))+`)
			GROUP BY product_id, seller_id HAVING SUM(available_qty - reserved_qty) > 0 ORDER BY product_id, seller_id`, args...)
		return err
	})
	return out, err
}
