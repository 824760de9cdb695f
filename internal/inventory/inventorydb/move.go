package inventorydb

import (
	"context"
	"fmt"

	"rialto/internal/commerce"
	"rialto/internal/inventory"
	"rialto/internal/platform/sqldb"
)

// moveOp is the barrier of one named move; the name stands in the place of an order's id.
const moveOp = "move"

// MoveStock implements inventory.Store.
func (s *Store) MoveStock(ctx context.Context, m inventory.Move) (from, to inventory.Stock, err error) {
	err = s.settle(ctx, func(tx sqldb.Tx) (err error) {
		from, to, err = move(tx, m)
		return err
	})
	if sqldb.IsForeignKey(err) {
		err = inventory.ErrNoWarehouse
	}
	if err != nil {
		return inventory.Stock{}, inventory.Stock{}, err
	}
	return from, to, nil
}

func move(tx sqldb.Tx, m inventory.Move) (from, to inventory.Stock, err error) {
	target := m.From
	target.WarehouseID = m.To
	named := inventory.Claim{ProductID: m.From.ProductID, OrderID: commerce.OrderID(m.ID)}
	first, err := barrier(tx, named, moveOp, m.At)
	if err != nil {
		return from, to, err
	}
	if !first {
		return both(tx, m.From, target)
	}
	// Rows are locked by warehouse, whichever way the units go.
	var out, in change
	steps := []func() error{
		func() (err error) { out, err = takeOut(tx, m); return err },
		func() (err error) { in, err = putIn(tx, target, m); return err },
	}
	if m.To < m.From.WarehouseID {
		steps[0], steps[1] = steps[1], steps[0]
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return from, to, err
		}
	}
	return out.stock, in.stock, book(tx, out, in)
}

func both(tx sqldb.Tx, from, to inventory.Place) (a, b inventory.Stock, err error) {
	rows, err := stockOf(tx, from.ProductID)
	a.Place, b.Place = from, to
	for _, s := range rows {
		switch s.Place {
		case from:
			a = s
		case to:
			b = s
		}
	}
	return a, b, err
}

var takeOutSQL = `UPDATE stock SET available_qty = available_qty - $4, version = version + 1, updated_at = ` + later("$5") + `
	WHERE product_id = $1 AND seller_id = $2 AND warehouse_id = $3 AND available_qty - reserved_qty >= $4
	RETURNING ` + stockColumns

func takeOut(tx sqldb.Tx, m inventory.Move) (change, error) {
	s, err := scanStock(tx.QueryRow(takeOutSQL, m.From.ProductID, m.From.SellerID, m.From.WarehouseID, m.Quantity, m.At))
	if sqldb.NoRows(err) {
		return change{}, inventory.ErrCannotMove
	}
	if err != nil {
		return change{}, fmt.Errorf("move out of stock row %s: %w", m.From.Key(), err)
	}
	return change{s, inventory.KindAdjusted, -m.Quantity, ""}, nil
}

func putIn(tx sqldb.Tx, p inventory.Place, m inventory.Move) (change, error) {
	s, err := scanStock(tx.QueryRow(shiftSQL, p.ProductID, p.SellerID, p.WarehouseID, m.Quantity, 0, m.At))
	if sqldb.NoRows(err) {
		s = inventory.Stock{Place: p, Available: m.Quantity, Version: 1, UpdatedAt: m.At}
		err = insertStock(tx, []inventory.Stock{s})
	}
	if err != nil {
		return change{}, fmt.Errorf("move into stock row %s: %w", p.Key(), err)
	}
	return change{s, inventory.KindAdjusted, m.Quantity, ""}, nil
}
