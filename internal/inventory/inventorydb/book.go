package inventorydb

import (
	"fmt"
	"slices"
	"strings"

	"rialto/internal/commerce"
	"rialto/internal/inventory"
	"rialto/internal/platform/outbox"
	"rialto/internal/platform/sqldb"
)

// change is a stock row as a change left it, and why.
type change struct {
	stock    inventory.Stock
	kind     inventory.Kind
	quantity int64
	order    commerce.OrderID
}

// maxRows bounds the rows of one INSERT: 100 rows of 8 columns stay far below either engine's limit of parameters, and few
// distinct statement texts are made.
const maxRows = 100

// book writes ledger and outbox rows of changes, in the transaction that made them: one entry and one event per version of a
// stock row.
func book(tx sqldb.Tx, changes ...change) error {
	if err := enter(tx, changes); err != nil {
		return err
	}
	return tell(tx, changes)
}

// tell writes the event of each change.
func tell(tx sqldb.Tx, changes []change) error {
	for _, c := range changes {
		e, err := inventory.Changed(c.stock, c.kind)
		if err != nil {
			return err
		}
		if err := outbox.Append(tx, int64(c.stock.ProductID), e); err != nil {
			return err
		}
	}
	return nil
}

// enter writes the ledger entry of each change.
func enter(tx sqldb.Tx, changes []change) error {
	for rows := range slices.Chunk(changes, maxRows) {
		args := make([]any, 0, 8*len(rows))
		for _, c := range rows {
			s := c.stock
			args = append(args, s.ProductID, s.SellerID, s.WarehouseID, s.Version, string(c.kind), c.quantity, string(c.order), s.UpdatedAt)
		}
		_, err := tx.Exec(`INSERT INTO stock_ledger (product_id, seller_id, warehouse_id, version, kind, qty, order_id, at)
			VALUES `+values(len(rows), 8), args...)
		if err != nil {
			return fmt.Errorf("book stock: %w", err)
		}
	}
	return nil
}

const stockColumns = `product_id, seller_id, warehouse_id, available_qty, reserved_qty, version, updated_at`

func scanStock(r sqldb.Row) (s inventory.Stock, err error) {
	err = r.Scan(&s.ProductID, &s.SellerID, &s.WarehouseID, &s.Available, &s.Reserved, &s.Version, &s.UpdatedAt)
	return s, err
}

// later keeps a row's time growing whatever the clock does; events are ordered by it.
func later(now string) string {
	return strings.ReplaceAll(`CASE WHEN updated_at >= NOW THEN updated_at + 1 ELSE NOW END`, "NOW", now)
}

var shiftSQL = `UPDATE stock SET available_qty = available_qty + $4, reserved_qty = reserved_qty + $5, version = version + 1,
	updated_at = ` + later("$6") + ` WHERE product_id = $1 AND seller_id = $2 AND warehouse_id = $3 RETURNING ` + stockColumns

// shift changes the columns of a row whose reservation has just been moved by its own guard; CHECK stands behind it.
func shift(tx sqldb.Tx, p inventory.Place, available, reserved, at int64) (inventory.Stock, error) {
	s, err := scanStock(tx.QueryRow(shiftSQL, p.ProductID, p.SellerID, p.WarehouseID, available, reserved, at))
	if err != nil {
		return s, fmt.Errorf("change stock row %s: %w", p.Key(), err)
	}
	return s, nil
}
