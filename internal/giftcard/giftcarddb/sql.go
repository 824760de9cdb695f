// Package giftcarddb keeps gift cards in SQL, one text for SQLite and PostgreSQL.
//
// Everything is distributed by card_id but two reference tables: from code to card and from idempotency key to card. A
// change of a use, of its card, the row of history and the event are one transaction, in this order, so that two steps
// cannot wait for each other.
//
// Off the hot path and over all keys: Cards (staff's list), Folds and UseFolds (verify).
package giftcarddb

import (
	"embed"
	"io/fs"

	"rialto/internal/giftcard"
	"rialto/internal/platform/outbox"
	"rialto/internal/platform/sqldb"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations returns the schema: the room's tables, outbox and inbox.
func Migrations() fs.FS { return outbox.Migrations(files) }

// Store implements giftcard.Store. Safe for concurrent use.
type Store struct{ db *sqldb.DB }

var _ giftcard.Store = (*Store)(nil)

// New returns the store over an open database that has the schema of Migrations.
func New(db *sqldb.DB) *Store { return &Store{db} }
