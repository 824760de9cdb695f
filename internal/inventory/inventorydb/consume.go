package inventorydb

import (
	"context"
	"fmt"
	"slices"

	"rialto/internal/inventory"
	"rialto/internal/platform/sqldb"
)

// consumeOp is the barrier of one named hand-over.
func consumeOp(shipment string) string { return "consume:" + shipment }

// Consume implements inventory.Store.
func (s *Store) Consume(ctx context.Context, c inventory.Claim, shipment string, parts []inventory.Allocation, at int64) error {
	parts = slices.Clone(parts)
	slices.SortFunc(parts, func(a, b inventory.Allocation) int { return inventory.ComparePlaces(a.Place, b.Place) })
	return s.db.Write(ctx, func(tx sqldb.Tx) error {
		if shipment != "" {
			if first, err := barrier(tx, c, consumeOp(shipment), at); err != nil || !first {
				return err
			}
		}
		var changes []change
		for _, p := range parts {
			ship, err := handOver(tx, c, shipment, p, at)
			if err != nil {
				return err
			}
			changes = append(changes, ship...)
		}
		return book(tx, changes...)
	})
}

// consumeSQL takes part of a committed reservation, or all of it: then the reservation is consumed. $7 = 1 asks for all.
const consumeSQL = `UPDATE reservations SET shipped_qty = shipped_qty + $6, updated_at = $8,
	state = CASE WHEN shipped_qty + $6 = qty THEN 'consumed' ELSE state END
	WHERE product_id = $1 AND order_id = $2 AND seller_id = $3 AND warehouse_id = $4 AND user_id = $5
	AND state = 'committed' AND qty - shipped_qty >= $6 AND (qty - shipped_qty = $6 OR $7 = 0)`

// handOver ships one part; no change and no error means that it was shipped before.
func handOver(tx sqldb.Tx, c inventory.Claim, shipment string, p inventory.Allocation, at int64) ([]change, error) {
	whole := int64(0)
	if shipment == "" {
		whole = 1
	}
	n, err := tx.Exec(consumeSQL, c.ProductID, string(c.OrderID), p.SellerID, p.WarehouseID, c.UserID, p.Quantity, whole, at)
	if err != nil {
		return nil, fmt.Errorf("consume reservation: %w", err)
	}
	if n == 0 {
		rows, err := reservations(tx, c)
		if err != nil {
			return nil, err
		}
		return nil, inventory.Unconsumed(rows, p, shipment)
	}
	s, err := shift(tx, p.Place, -p.Quantity, -p.Quantity, at)
	if err != nil {
		return nil, err
	}
	return []change{{s, inventory.KindShipped, p.Quantity, c.OrderID}}, nil
}

const returnSQL = `UPDATE reservations SET shipped_qty = 0, state = 'canceled', updated_at = $6
	WHERE product_id = $1 AND order_id = $2 AND seller_id = $3 AND warehouse_id = $4 AND user_id = $5 AND state = 'consumed'
	RETURNING qty`

// Return implements inventory.Store.
func (s *Store) Return(ctx context.Context, c inventory.Claim, from inventory.Place, at int64) error {
	return s.db.Write(ctx, func(tx sqldb.Tx) error {
		var units int64
		err := tx.QueryRow(returnSQL, c.ProductID, string(c.OrderID), from.SellerID, from.WarehouseID, c.UserID, at).Scan(&units)
		if sqldb.NoRows(err) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("return reservation: %w", err)
		}
		row, err := shift(tx, from, units, 0, at)
		if err != nil {
			return err
		}
		return book(tx, change{row, inventory.KindReturned, units, c.OrderID})
	})
}
