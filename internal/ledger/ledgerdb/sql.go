// Package ledgerdb keeps the books in SQL, one text for SQLite and PostgreSQL.
//
// Books, entries, postings, charges and findings are distributed by user_id, what sellers are owed by seller_id. Entries
// and postings are only ever inserted. A book's row is written with them, guarded by its version, so that of two who book
// one order at once one begins again.
//
// Off the hot path and over all keys: Trial, Sellers, Audits, SellerAudits, Changed, Unexplained, Findings, CountOpen.
package ledgerdb

import (
	"embed"
	"io/fs"

	"rialto/internal/ledger"
	"rialto/internal/platform/outbox"
	"rialto/internal/platform/sqldb"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations returns the schema: the room's tables, outbox and inbox.
func Migrations() fs.FS { return outbox.Migrations(files) }

// Store implements ledger.Store. Safe for concurrent use.
type Store struct{ db *sqldb.DB }

var _ ledger.Store = (*Store)(nil)

// New returns the store over an open database that has the schema of Migrations.
func New(db *sqldb.DB) *Store { return &Store{db} }
