package inventorydb

import (
	"context"
	"fmt"
	"slices"

	"rialto/internal/commerce"
	"rialto/internal/inventory"
	"rialto/internal/platform/sqldb"
)

// reserveOp is the barrier of Reserve: whoever makes it first, Reserve or Release, has decided.
const reserveOp = "reserve"

// barrier makes the barrier row of op and reports whether it is new.
func barrier(tx sqldb.Tx, c inventory.Claim, op string, at int64) (first bool, err error) {
	n, err := tx.Exec(`INSERT INTO barriers (product_id, order_id, op, made_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (product_id, order_id, op) DO NOTHING`, c.ProductID, string(c.OrderID), op, at)
	if err != nil {
		return false, fmt.Errorf("barrier %s: %w", op, err)
	}
	return n == 1, nil
}

// Met implements inventory.Store.
func (s *Store) Met(ctx context.Context, c inventory.Claim) (met bool, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		var one int
		err := tx.QueryRow(`SELECT 1 FROM barriers WHERE product_id = $1 AND order_id = $2 AND op = $3`,
			c.ProductID, string(c.OrderID), reserveOp).Scan(&one)
		if sqldb.NoRows(err) {
			return nil
		}
		met = err == nil
		return err
	})
	return met, err
}

// Reserve implements inventory.Store.
func (s *Store) Reserve(ctx context.Context, h inventory.Hold) (out []inventory.Allocation, err error) {
	err = s.settle(ctx, func(tx sqldb.Tx) (err error) {
		out, err = reserve(tx, h)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func reserve(tx sqldb.Tx, h inventory.Hold) ([]inventory.Allocation, error) {
	first, err := barrier(tx, h.Claim, reserveOp, h.At)
	if err != nil {
		return nil, err
	}
	if !first {
		rows, err := reservations(tx, h.Claim)
		if err != nil {
			return nil, err
		}
		return inventory.Repeat(h, rows)
	}
	var changes []change
	for _, line := range h.Lines {
		sold, err := sellLine(tx, h, line)
		if err != nil {
			return nil, err
		}
		changes = append(changes, sold...)
	}
	rows := make([]held, len(changes))
	out := make([]inventory.Allocation, len(changes))
	for i, c := range changes {
		rows[i] = held{h, c}
		out[i] = inventory.Allocation{Place: c.stock.Place, Quantity: c.quantity}
	}
	if err := hold(tx, rows); err != nil {
		return nil, err
	}
	return out, book(tx, changes...)
}

// sellLine takes one line's units: all of them from the nearest warehouse where it has them, which is one statement;
// otherwise it reads the product's rows and takes what the plan says.
func sellLine(tx sqldb.Tx, h inventory.Hold, line inventory.Offer) ([]change, error) {
	if len(h.Ranking) > 0 {
		nearest := inventory.Place{ProductID: line.ProductID, SellerID: line.SellerID, WarehouseID: h.Ranking[0]}
		c, ok, err := sell(tx, h, nearest, line.Quantity)
		if err != nil {
			return nil, err
		}
		if ok {
			return []change{c}, nil
		}
	}
	rows, err := stockOf(tx, line.ProductID)
	if err != nil {
		return nil, err
	}
	plan, ok := inventory.Plan(rows, line, h.Ranking)
	if !ok {
		return nil, &inventory.Short{ProductID: line.ProductID, Rows: rows}
	}
	changes := make([]change, 0, len(plan))
	for _, a := range plan {
		c, ok, err := sell(tx, h, a.Place, a.Quantity)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, errMoved
		}
		changes = append(changes, c)
	}
	return changes, nil
}

var sellSQL = `UPDATE stock SET reserved_qty = reserved_qty + $4, version = version + 1, updated_at = ` + later("$5") + `
	WHERE product_id = $1 AND seller_id = $2 AND warehouse_id = $3 AND available_qty - reserved_qty >= $4
	RETURNING ` + stockColumns

// sell is the guarded update, the only thing that sells. ok is false when the row has too little or is missing.
func sell(tx sqldb.Tx, h inventory.Hold, p inventory.Place, quantity int64) (c change, ok bool, err error) {
	s, err := scanStock(tx.QueryRow(sellSQL, p.ProductID, p.SellerID, p.WarehouseID, quantity, h.At))
	if sqldb.NoRows(err) {
		return c, false, nil
	}
	if err != nil {
		return c, false, fmt.Errorf("take from stock row %s: %w", p.Key(), err)
	}
	return change{s, inventory.KindReserved, quantity, h.OrderID}, true, nil
}

// held is a change of a stock row, and the hold that it was made for.
type held struct {
	inventory.Hold
	change
}

// hold writes the reservation rows of what was taken.
func hold(tx sqldb.Tx, taken []held) error {
	args := make([]any, 0, 10*len(taken))
	for _, t := range taken {
		args = append(args, t.ProductID, string(t.OrderID), t.stock.SellerID, t.stock.WarehouseID, t.UserID, t.quantity,
			string(inventory.Held), t.Deadline, t.At, t.At)
	}
	_, err := tx.Exec(`INSERT INTO reservations (product_id, order_id, seller_id, warehouse_id, user_id, qty, state, deadline,
		created_at, updated_at) VALUES `+values(len(taken), 10), args...)
	if err != nil {
		return fmt.Errorf("write reservation: %w", err)
	}
	return nil
}

const reservationColumns = `product_id, seller_id, warehouse_id, order_id, user_id, qty, shipped_qty, state, deadline`

func scanReservation(r sqldb.Row) (v inventory.Reservation, err error) {
	err = r.Scan(&v.ProductID, &v.SellerID, &v.WarehouseID, &v.OrderID, &v.UserID, &v.Quantity, &v.Shipped, &v.State, &v.Deadline)
	return v, err
}

// reservations returns what a claim has, by seller and warehouse.
func reservations(tx sqldb.Tx, c inventory.Claim) ([]inventory.Reservation, error) {
	return sqldb.Collect(tx, scanReservation, `SELECT `+reservationColumns+` FROM reservations
		WHERE product_id = $1 AND order_id = $2 AND user_id = $3 ORDER BY seller_id, warehouse_id`,
		c.ProductID, string(c.OrderID), c.UserID)
}

// byPlace sorts rows of an UPDATE … RETURNING, which come in no set order, into the order of locks.
func byPlace(rows []inventory.Reservation) []inventory.Reservation {
	slices.SortFunc(rows, func(a, b inventory.Reservation) int { return inventory.ComparePlaces(a.Place, b.Place) })
	return rows
}

func stockOf(tx sqldb.Tx, p commerce.ProductID) ([]inventory.Stock, error) {
	return sqldb.Collect(tx, scanStock, `SELECT `+stockColumns+` FROM stock WHERE product_id = $1
		ORDER BY seller_id, warehouse_id`, p)
}
