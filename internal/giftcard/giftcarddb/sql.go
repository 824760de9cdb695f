// Package giftcarddb keeps the room's rows in SQL.
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

// Store implements giftcard.Store.
type Store struct{ db *sqldb.DB }

var _ giftcard.Store = (*Store)(nil)

// New returns the store over an open database.
func New(db *sqldb.DB) *Store { return &Store{db} }
