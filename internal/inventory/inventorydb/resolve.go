package inventorydb

import (
	"context"
	"fmt"

	"rialto/internal/inventory"
	"rialto/internal/platform/sqldb"
)

// moveSQL moves a claim's reservations from one state to the next; the row that is no longer in `from` decides the race.
const moveSQL = `UPDATE reservations SET state = $5, updated_at = $6
	WHERE product_id = $1 AND order_id = $2 AND user_id = $3 AND state = $4`

func move(tx sqldb.Tx, c inventory.Claim, from, to inventory.State, at int64) ([]inventory.Reservation, error) {
	rows, err := sqldb.Collect(tx, scanReservation, moveSQL+` RETURNING `+reservationColumns,
		c.ProductID, string(c.OrderID), c.UserID, string(from), string(to), at)
	if err != nil {
		return nil, fmt.Errorf("move reservations from %s to %s: %w", from, to, err)
	}
	return byPlace(rows), nil
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
func (s *Store) Release(ctx context.Context, c inventory.Claim, to inventory.State, at int64) error {
	return s.db.Write(ctx, func(tx sqldb.Tx) error {
		first, err := barrier(tx, c, reserveOp, at)
		if err != nil || first {
			return err
		}
		ended, err := move(tx, c, inventory.Held, to, at)
		if err != nil {
			return err
		}
		return giveBack(tx, ended, at)
	})
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
		n, err := tx.Exec(moveSQL, c.ProductID, string(c.OrderID), c.UserID, string(inventory.Held), string(inventory.Committed), at)
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
		ended, err := move(tx, c, inventory.Committed, inventory.Canceled, at)
		if err != nil {
			return err
		}
		if err := giveBack(tx, ended, at); err != nil {
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
