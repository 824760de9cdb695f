// Package cartdb keeps carts in SQL, one text for SQLite and PostgreSQL.
//
// Every table is distributed by user_id. Each change is one transaction of one user that first raises the version in
// carts, which locks the cart, and then writes only the lines that differ. Embedded, the file is cart.db.
//
// Off the hot path and over all keys: ParkedBefore and the list in Purge (the sweep).
package cartdb

import (
	"context"
	"embed"
	"io/fs"

	"rialto/internal/cart"
	"rialto/internal/commerce"
	"rialto/internal/platform/outbox"
	"rialto/internal/platform/sqldb"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations returns the schema, the inbox included.
func Migrations() fs.FS { return outbox.Migrations(files) }

// consumer is the name of carts in the inbox.
const consumer = "cart"

// Store implements cart.Store. Safe for concurrent use.
type Store struct{ db *sqldb.DB }

var _ cart.Store = (*Store)(nil)

// New returns a store over an open database that has the schema of Migrations.
func New(db *sqldb.DB) *Store { return &Store{db} }

// Cart implements cart.Store.
func (s *Store) Cart(ctx context.Context, user commerce.UserID) (c cart.Cart, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		c = cart.Cart{User: user}
		err := tx.QueryRow(`SELECT currency, coupon, version FROM carts WHERE user_id = $1`, user).
			Scan(&c.Currency, &c.Coupon, &c.Version)
		if sqldb.NoRows(err) {
			return nil
		}
		if err != nil {
			return err
		}
		c.Lines, err = lines(tx, user)
		return err
	})
	return c, err
}

func lines(tx sqldb.Tx, user commerce.UserID) ([]cart.Line, error) {
	return sqldb.Collect(tx, func(r sqldb.Row) (l cart.Line, err error) {
		return l, r.Scan(&l.Product, &l.Seller, &l.Quantity, &l.Added.Amount, &l.Added.Currency, &l.Position)
	}, `SELECT product_id, seller_id, quantity, added_amount, added_currency, position
		FROM cart_items WHERE user_id = $1 ORDER BY position`, user)
}

// Purge implements cart.Store. The guard is repeated for each cart, which somebody may have touched since the list.
func (s *Store) Purge(ctx context.Context, before int64, limit int) (purged int, err error) {
	var users []commerce.UserID
	err = s.db.Read(ctx, func(tx sqldb.Tx) (err error) {
		users, err = sqldb.Collect(tx, func(r sqldb.Row) (u commerce.UserID, err error) { return u, r.Scan(&u) },
			`SELECT user_id FROM carts WHERE updated_at < $1 ORDER BY updated_at LIMIT $2`, before, limit)
		return err
	})
	if err != nil {
		return 0, err
	}
	for _, user := range users {
		gone := false
		err := s.db.Write(ctx, func(tx sqldb.Tx) error {
			n, err := tx.Exec(`DELETE FROM carts WHERE user_id = $1 AND updated_at < $2`, user, before)
			if gone = n == 1; err != nil || !gone {
				return err
			}
			_, err = tx.Exec(`DELETE FROM cart_items WHERE user_id = $1`, user)
			return err
		})
		if err != nil {
			return purged, err
		}
		if gone {
			purged++
		}
	}
	return purged, nil
}
