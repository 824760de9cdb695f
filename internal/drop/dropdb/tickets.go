package dropdb

import (
	"context"
	"errors"
	"math"

	"rialto/internal/commerce"
	"rialto/internal/drop"
	"rialto/internal/platform/sqldb"
)

// Ticket implements drop.Store.
func (s *Store) Ticket(ctx context.Context, product commerce.ProductID, id drop.ID, user commerce.UserID) (t drop.Ticket, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) (err error) {
		t, err = ticket(tx, product, id, user)
		return err
	})
	return t, err
}

func ticket(tx sqldb.Tx, product commerce.ProductID, id drop.ID, user commerce.UserID) (drop.Ticket, error) {
	t := drop.Ticket{Product: product, Drop: id, User: user}
	err := tx.QueryRow(`SELECT place, behind, joined_at FROM tickets WHERE product_id = $1 AND drop_id = $2 AND user_id = $3`,
		product, id, user).Scan(&t.Place, &t.Behind, &t.JoinedAt)
	if sqldb.NoRows(err) {
		err = drop.ErrNoTicket
	}
	return t, err
}

// Join implements drop.Store.
func (s *Store) Join(ctx context.Context, t drop.Ticket) (stored drop.Ticket, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		stored = t
		n, err := tx.Exec(`INSERT INTO tickets (product_id, drop_id, user_id, place, behind, joined_at)
			VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (product_id, drop_id, user_id) DO NOTHING`,
			t.Product, t.Drop, t.User, t.Place, t.Behind, t.JoinedAt)
		if err != nil || n == 1 {
			return err
		}
		stored, err = ticket(tx, t.Product, t.Drop, t.User)
		return err
	})
	if sqldb.IsUnique(err) {
		err = drop.ErrPlaceTaken
	}
	return stored, err
}

// Advance implements drop.Store.
func (s *Store) Advance(ctx context.Context, d drop.Drop, n int, movedAt, now int64) (admitted int, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		admitted = 0
		var found int
		var last drop.Place
		err := tx.QueryRow(`SELECT COUNT(*), COALESCE(MAX(place), 0) FROM (SELECT w.place FROM tickets w
			WHERE w.product_id = $1 AND w.drop_id = $2 AND w.place > $3 ORDER BY w.place LIMIT $4) next_places`,
			d.Product, d.ID, d.AdmittedTo, n).Scan(&found, &last)
		if err != nil || found == 0 {
			return err
		}
		if found < n {
			movedAt = now
		}
		moved, err := tx.Exec(`UPDATE drops SET admitted_to = $3, moved_at = $4
			WHERE product_id = $1 AND drop_id = $2 AND moved_at = $5 AND admitted_to = $6`,
			d.Product, d.ID, last, movedAt, d.MovedAt, d.AdmittedTo)
		if moved == 1 {
			admitted = found
		}
		return err
	})
	return admitted, err
}

// Tally implements drop.Store. Nothing new writes nothing.
func (s *Store) Tally(ctx context.Context, d drop.Drop) error {
	var joined, early, admitted int64
	err := s.db.Read(ctx, func(tx sqldb.Tx) error {
		var to drop.Place
		err := tx.QueryRow(`SELECT admitted_to FROM drops WHERE product_id = $1 AND drop_id = $2`, d.Product, d.ID).Scan(&to)
		if err != nil {
			return err
		}
		// Each is a range of the index of places.
		const counting = `SELECT COUNT(*) FROM tickets WHERE product_id = $1 AND drop_id = $2 AND place > $3 AND place <= $4`
		return errors.Join(
			tx.QueryRow(counting, d.Product, d.ID, 0, drop.LastEarly).Scan(&early),
			tx.QueryRow(counting, d.Product, d.ID, drop.LastEarly, int64(math.MaxInt64)).Scan(&joined),
			tx.QueryRow(counting, d.Product, d.ID, 0, to).Scan(&admitted))
	})
	joined += early
	if err != nil || (joined == d.Joined && early == d.Early && admitted == d.Admitted) {
		return err
	}
	return s.db.Write(ctx, func(tx sqldb.Tx) error {
		_, err := tx.Exec(`UPDATE drops SET joined = $3, early = $4, admitted = $5 WHERE product_id = $1 AND drop_id = $2`,
			d.Product, d.ID, joined, early, admitted)
		return err
	})
}
