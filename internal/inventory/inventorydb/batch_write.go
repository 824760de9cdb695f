package inventorydb

import (
	"fmt"
	"maps"
	"slices"

	"rialto/internal/commerce"
	"rialto/internal/inventory"
	"rialto/internal/platform/sqldb"
)

// write puts down what was decided: each row that moved once, reservations and ledger entries in few statements.
func (b *batch) write(tx sqldb.Tx, product commerce.ProductID) error {
	if err := b.forget(tx, product); err != nil {
		return err
	}
	for i, s := range b.rows {
		if err := sellTo(tx, b.before[i], s); err != nil {
			return err
		}
	}
	if len(b.held) == 0 {
		return nil
	}
	if err := b.hold(tx, product); err != nil {
		return err
	}
	return tell(tx, b.last())
}

// holdSQL and enterSQL are hold and enter for many orders at once.
const (
	holdSQL = `INSERT INTO reservations (product_id, order_id, seller_id, warehouse_id, user_id, qty, state, deadline, created_at,
		updated_at) SELECT $1, t.order_id, t.seller_id, t.warehouse_id, t.user_id, t.qty, 'held', t.deadline, t.at, t.at
		FROM unnest(CAST($2 AS text[]), CAST($3 AS bigint[]), CAST($4 AS bigint[]), CAST($5 AS bigint[]), CAST($6 AS bigint[]),
		CAST($7 AS bigint[]), CAST($8 AS bigint[])) AS t (order_id, seller_id, warehouse_id, user_id, qty, deadline, at)`

	enterSQL = `INSERT INTO stock_ledger (product_id, seller_id, warehouse_id, version, kind, qty, order_id, at)
		SELECT $1, t.seller_id, t.warehouse_id, t.version, 'reserved', t.qty, t.order_id, t.at
		FROM unnest(CAST($2 AS text[]), CAST($3 AS bigint[]), CAST($4 AS bigint[]), CAST($5 AS bigint[]), CAST($6 AS bigint[]),
		CAST($7 AS bigint[])) AS t (order_id, seller_id, warehouse_id, qty, version, at)`
)

// hold writes reservations and ledger entries.
func (b *batch) hold(tx sqldb.Tx, product commerce.ProductID) error {
	orders := make([]string, len(b.held))
	for i, h := range b.held {
		orders[i] = string(h.OrderID)
	}
	column := func(of func(h held) int64) []int64 {
		out := make([]int64, len(b.held))
		for i, h := range b.held {
			out[i] = of(h)
		}
		return out
	}
	sellers := column(func(h held) int64 { return int64(h.stock.SellerID) })
	places := column(func(h held) int64 { return int64(h.stock.WarehouseID) })
	quantities := column(func(h held) int64 { return h.quantity })
	_, err := tx.Exec(holdSQL, product, orders, sellers, places, column(func(h held) int64 { return int64(h.UserID) }), quantities,
		column(func(h held) int64 { return h.Deadline }), column(func(h held) int64 { return h.At }))
	if err != nil {
		return fmt.Errorf("write reservations: %w", err)
	}
	_, err = tx.Exec(enterSQL, product, orders, sellers, places, quantities, column(func(h held) int64 { return h.stock.Version }),
		column(func(h held) int64 { return h.stock.UpdatedAt }))
	if err != nil {
		return fmt.Errorf("book stock: %w", err)
	}
	return nil
}

// sellToSQL is the guarded update for a whole batch: the rows were taken before, so that the guard holds unless books and memory
// differ, and then nothing is sold.
const sellToSQL = `UPDATE stock SET reserved_qty = $4, version = $5, updated_at = $6
	WHERE product_id = $1 AND seller_id = $2 AND warehouse_id = $3 AND version = $7 AND available_qty >= $4`

func sellTo(tx sqldb.Tx, before, after inventory.Stock) error {
	if after.Version == before.Version {
		return nil
	}
	n, err := tx.Exec(sellToSQL, after.ProductID, after.SellerID, after.WarehouseID, after.Reserved, after.Version, after.UpdatedAt, before.Version)
	if err != nil {
		return fmt.Errorf("take from stock row %s: %w", after.Key(), err)
	}
	if n != 1 {
		return errMoved
	}
	return nil
}

// last returns the last change of every row, in the order of rows: what a batch's events tell.
func (b *batch) last() []change {
	last := map[inventory.Place]change{}
	for _, h := range b.held {
		last[h.stock.Place] = h.change
	}
	return slices.SortedFunc(maps.Values(last), func(a, b change) int { return inventory.ComparePlaces(a.stock.Place, b.stock.Place) })
}

// forget takes back the barriers of orders that got nothing.
func (b *batch) forget(tx sqldb.Tx, product commerce.ProductID) error {
	vain := b.where(func(o *orderState) bool { return o.first && len(o.rows) == 0 })
	if len(vain) == 0 {
		return nil
	}
	if _, err := tx.Exec(`DELETE FROM barriers WHERE product_id = $1 AND op = $2 AND order_id = ANY ($3)`, product, reserveOp, vain); err != nil {
		return fmt.Errorf("take back barriers: %w", err)
	}
	return nil
}
