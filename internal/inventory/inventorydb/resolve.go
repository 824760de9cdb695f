package inventorydb

import (
	"context"
	"fmt"

	"rialto/internal/inventory"
	"rialto/internal/platform/sqldb"
)

// A claim's reservations move from one state to the next by these; the row that is no longer in `from` decides the race. `from`
// stands in the text, because SQLite prepares a statement anew at each call when a parameter may match a partial index.
const (
	moveSQL = `UPDATE reservations SET state = $4, updated_at = $5 WHERE product_id = $1 AND order_id = $2 AND user_id = $3`

	moveHeldSQL     = moveSQL + ` AND state = 'held'`
	endHeldSQL      = moveHeldSQL + ` RETURNING ` + reservationColumns
	endCommittedSQL = moveSQL + ` AND state = 'committed' RETURNING ` + reservationColumns
)

// end moves a claim's reservations to a final state and gives back what was not shipped of them.
func end(tx sqldb.Tx, c inventory.Claim, sql string, to inventory.State, at int64) (freed bool, err error) {
	ended, err := sqldb.Collect(tx, scanReservation, sql, c.ProductID, string(c.OrderID), c.UserID, string(to), at)
	if err != nil {
		return false, fmt.Errorf("move reservations to %s: %w", to, err)
	}
	return len(ended) > 0, giveBack(tx, byPlace(ended), at)
}

// giveBack frees the units of reservations that have just ended.
func giveBack(tx sqldb.Tx, ended []inventory.Reservation, at int64) error {
	var changes []change
	for _, r := range ended {
		units := r.Quantity - r.Shipped
		s, err := shift(tx, r.Place, 0, -units, at)
		if err != nil {
			return err
		}
		changes = append(changes, change{s, inventory.KindReleased, units, r.OrderID})
	}
	return book(tx, changes...)
}

// Release implements inventory.Store. It makes Reserve's own barrier first: if that is new there was nothing to undo, and a
// Reserve that comes late finds it.
func (s *Store) Release(ctx context.Context, c inventory.Claim, to inventory.State, at int64) (freed bool, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		first, err := barrier(tx, c, reserveOp, at)
		if freed = false; err != nil || first {
			return err
		}
		freed, err = end(tx, c, endHeldSQL, to, at)
		return err
	})
	return freed && err == nil, err
}

// Extend implements inventory.Store.
func (s *Store) Extend(ctx context.Context, c inventory.Claim, deadline, at int64) error {
	return s.db.Write(ctx, func(tx sqldb.Tx) error {
		_, err := tx.Exec(`UPDATE reservations SET deadline = $4, updated_at = $5
			WHERE product_id = $1 AND order_id = $2 AND user_id = $3 AND state = 'held' AND deadline < $4`,
			c.ProductID, string(c.OrderID), c.UserID, deadline, at)
		return err
	})
}

// Commit implements inventory.Store. reserved_qty counts held and committed units alike, so no stock row changes.
func (s *Store) Commit(ctx context.Context, c inventory.Claim, at int64) error {
	return s.db.Write(ctx, func(tx sqldb.Tx) error {
		n, err := tx.Exec(moveHeldSQL, c.ProductID, string(c.OrderID), c.UserID, string(inventory.Committed), at)
		if err != nil || n > 0 {
			return err
		}
		rows, err := reservations(tx, c)
		if err != nil {
			return err
		}
		return inventory.Recommit(rows)
	})
}

// Cancel implements inventory.Store.
func (s *Store) Cancel(ctx context.Context, c inventory.Claim, at int64) (out []inventory.Reservation, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		if _, err := end(tx, c, endCommittedSQL, inventory.Canceled, at); err != nil {
			return err
		}
		out, err = reservations(tx, c)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}
