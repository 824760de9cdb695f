package dropdb

import (
	"context"

	"rialto/internal/commerce"
	"rialto/internal/drop"
	"rialto/internal/platform/sqldb"
)

// Take implements drop.Store.
func (s *Store) Take(ctx context.Context, t drop.Take, at int64) (done drop.Done, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		var limit int64
		done, err = stands(tx, t)
		if err != nil || done.State != drop.StateNone {
			return err
		}
		open := drop.Done{State: drop.StateTaken, Changed: true}
		err = tx.QueryRow(`SELECT d.drop_id, d.limit_per_buyer FROM latest_drops l
			JOIN drops d ON d.product_id = l.product_id AND d.drop_id = l.drop_id
			WHERE l.product_id = $1 AND l.over_at > $2 AND d.starts_at <= $2`, t.Product, at).Scan(&open.Drop, &limit)
		switch {
		case sqldb.NoRows(err):
			return nil
		case err != nil:
			return err
		}
		first, err := insertTake(tx, t, open, at)
		switch {
		case err != nil:
			return err
		case !first: // another one of the same order came between
			done, err = stands(tx, t)
			return err
		}
		done = open
		return count(tx, t, open.Drop, limit)
	})
	return done, err
}

// insertTake reports whether the order had no row for the product, and has one now.
func insertTake(tx sqldb.Tx, t drop.Take, done drop.Done, at int64) (first bool, err error) {
	n, err := tx.Exec(`INSERT INTO takes (product_id, order_id, drop_id, user_id, quantity, payment, address, state, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) ON CONFLICT (product_id, order_id) DO NOTHING`,
		t.Product, t.Order, done.Drop, t.User, t.Quantity, t.Payment, t.Address, done.State, at)
	return n == 1, err
}

// count adds the units to every counter of the buyer, or says that one of them is full.
func count(tx sqldb.Tx, t drop.Take, id drop.ID, limit int64) error {
	if limit > 0 && t.Quantity > limit {
		return drop.ErrLimit
	}
	for _, b := range t.Buyers() {
		n, err := tx.Exec(`INSERT INTO takers (product_id, drop_id, kind, who, taken, max_taken) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (product_id, drop_id, kind, who) DO UPDATE SET taken = takers.taken + excluded.taken, max_taken = excluded.max_taken
			WHERE excluded.max_taken = 0 OR takers.taken + excluded.taken <= excluded.max_taken`,
			t.Product, id, b.Kind, b.Who, t.Quantity, limit)
		if err != nil {
			return err
		}
		if n == 0 {
			return drop.ErrLimit
		}
	}
	return nil
}

// Keep implements drop.Store.
func (s *Store) Keep(ctx context.Context, t drop.Take, at int64) (done drop.Done, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		done = drop.Done{State: drop.StateKept, Changed: true}
		err := tx.QueryRow(`UPDATE takes SET state = 'kept', updated_at = $4
			WHERE product_id = $1 AND order_id = $2 AND user_id = $3 AND state = 'taken' RETURNING drop_id`,
			t.Product, t.Order, t.User, at).Scan(&done.Drop)
		if sqldb.NoRows(err) {
			done, err = stands(tx, t)
		}
		return err
	})
	return done, err
}

// Give implements drop.Store.
func (s *Store) Give(ctx context.Context, t drop.Take, at int64) (done drop.Done, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		done = drop.Done{State: drop.StateGiven, Changed: true}
		first, err := insertTake(tx, drop.Take{Product: t.Product, Order: t.Order, User: t.User}, drop.Done{State: drop.StateGiven}, at)
		if err != nil || first {
			return err
		}
		taken := t
		err = tx.QueryRow(`UPDATE takes SET state = 'given', updated_at = $4
			WHERE product_id = $1 AND order_id = $2 AND user_id = $3 AND state IN ('taken', 'kept')
			RETURNING drop_id, quantity, payment, address`, t.Product, t.Order, t.User, at).
			Scan(&done.Drop, &taken.Quantity, &taken.Payment, &taken.Address)
		switch {
		case sqldb.NoRows(err):
			if _, err = stands(tx, t); err == drop.ErrGiven {
				done, err = drop.Done{State: drop.StateGiven}, nil
			}
			return err
		case err != nil:
			return err
		}
		return discount(tx, taken, done.Drop)
	})
	return done, err
}

// discount takes the units off every counter of the buyer.
func discount(tx sqldb.Tx, t drop.Take, id drop.ID) error {
	for _, b := range t.Buyers() {
		_, err := tx.Exec(`UPDATE takers SET taken = taken - $5 WHERE product_id = $1 AND drop_id = $2 AND kind = $3 AND who = $4`,
			t.Product, id, b.Kind, b.Who, t.Quantity)
		if err != nil {
			return err
		}
	}
	return nil
}

// stands reads how the order's take stands: none is StateNone. Errors: ErrGiven, and ErrNoTake for another user's.
func stands(tx sqldb.Tx, t drop.Take) (done drop.Done, err error) {
	var user commerce.UserID
	err = tx.QueryRow(`SELECT user_id, drop_id, state FROM takes WHERE product_id = $1 AND order_id = $2`, t.Product, t.Order).
		Scan(&user, &done.Drop, &done.State)
	switch {
	case sqldb.NoRows(err):
		return drop.Done{State: drop.StateNone}, nil
	case err != nil:
		return drop.Done{}, err
	case user != t.User:
		return drop.Done{}, drop.ErrNoTake
	case done.State == drop.StateGiven:
		return done, drop.ErrGiven
	}
	return done, nil
}
