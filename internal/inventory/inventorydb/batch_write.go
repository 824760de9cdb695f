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
	for rows := range slices.Chunk(b.held, maxRows) {
		if err := hold(tx, rows); err != nil {
			return err
		}
	}
	changes := make([]change, len(b.held))
	for i, h := range b.held {
		changes[i] = h.change
	}
	if err := enter(tx, changes); err != nil {
		return err
	}
	return tell(tx, lastOfEach(changes))
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

// lastOfEach returns the last change of every row, in the order of rows: what a batch's events tell.
func lastOfEach(changes []change) []change {
	last := map[inventory.Place]change{}
	for _, c := range changes {
		last[c.stock.Place] = c
	}
	return slices.SortedFunc(maps.Values(last), func(a, b change) int { return inventory.ComparePlaces(a.stock.Place, b.stock.Place) })
}

// forget takes back the barriers of orders that got nothing.
func (b *batch) forget(tx sqldb.Tx, product commerce.ProductID) error {
	for ids := range slices.Chunk(b.where(func(o *orderState) bool { return o.first && len(o.rows) == 0 }), maxRows) {
		_, err := tx.Exec(`DELETE FROM barriers WHERE product_id = $1 AND op = $2 AND order_id IN (`+sqldb.Placeholders(3, len(ids))+`)`,
			append([]any{product, reserveOp}, ids...)...)
		if err != nil {
			return fmt.Errorf("take back barriers: %w", err)
		}
	}
	return nil
}
