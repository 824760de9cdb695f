// Package identitydb keeps users, e-mails, sessions and addresses in SQL: one text for SQLite and PostgreSQL.
//
// user_id comes first in every key and statement, but for the table emails, whose key is the e-mail: it is the look-up
// that leads from an e-mail to a user, and no transaction touches it together with a user. SweepSessions goes over all
// users; it serves a background loop, never a request.
package identitydb

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"rialto/internal/commerce"
	"rialto/internal/identity"
	"rialto/internal/platform/sqldb"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations returns the room's schema.
func Migrations() fs.FS { return sqldb.Migrations(files) }

// Store implements identity.Store.
type Store struct{ db *sqldb.DB }

var _ identity.Store = (*Store)(nil)

// New returns the store on a database opened with Migrations.
func New(db *sqldb.DB) *Store { return &Store{db} }

// exec runs one statement in a transaction of its own.
func (s *Store) exec(ctx context.Context, doing, query string, args ...any) (n int64, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		if n, err = tx.Exec(query, args...); err != nil {
			return fmt.Errorf("%s: %w", doing, err)
		}
		return nil
	})
	return n, err
}

// OwnerOf implements identity.Users.
func (s *Store) OwnerOf(ctx context.Context, email string) (owner commerce.UserID, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		owner, err = ownerOf(tx, email)
		return err
	})
	return owner, err
}

func ownerOf(tx sqldb.Tx, email string) (owner commerce.UserID, err error) {
	err = tx.QueryRow(`SELECT user_id FROM emails WHERE email = $1`, email).Scan(&owner)
	if sqldb.NoRows(err) {
		return 0, nil
	}
	return owner, err
}

// ClaimEmail implements identity.Users.
func (s *Store) ClaimEmail(ctx context.Context, email string, id commerce.UserID, at int64) (owner commerce.UserID, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		if _, err := tx.Exec(`INSERT INTO emails (email, user_id, claimed_at) VALUES ($1, $2, $3)
			ON CONFLICT (email) DO NOTHING`, email, id, at); err != nil {
			return fmt.Errorf("insert e-mail: %w", err)
		}
		owner, err = ownerOf(tx, email)
		return err
	})
	return owner, err
}
