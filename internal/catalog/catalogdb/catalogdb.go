// Package catalogdb keeps the catalogue in SQL, one text for SQLite and PostgreSQL.
//
// The one idea: a batch is a handful of statements, whatever its size. Reads take IN lists, writes take many rows, and
// both come in sizes that are powers of two, so that the engine's prepared statements stay few (batch.go).
// A product row's version guards the product and its offers: an upsert writes version n+1 over version n or nothing.
//
// Statements of one product name its product_id. A batch of an import spans products in one transaction; looking up by
// family, category or external id asks beyond one key. Both are kept off the checkout.
package catalogdb

import (
	"embed"
	"io/fs"

	"rialto/internal/catalog"
	"rialto/internal/platform/outbox"
	"rialto/internal/platform/sqldb"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations returns the schema, with the outbox.
func Migrations() fs.FS { return outbox.Migrations(files) }

// Store implements catalog.Store.
type Store struct{ db *sqldb.DB }

var _ catalog.Store = (*Store)(nil)

// New returns the store in a database opened with Migrations.
func New(db *sqldb.DB) *Store { return &Store{db} }
