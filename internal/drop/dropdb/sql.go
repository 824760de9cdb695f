// Package dropdb keeps drops, places and takes in SQL, one text for SQLite and PostgreSQL, distributed by product_id.
//
// A take touches its own row first and then the counters of its buyers, always by user, payment, address, so that two takes
// never wait for each other in a circle.
//
// Off the hot path and over all keys: Live (every second), List, PageDrops and PageTakers (verify, staff lists).
package dropdb

import (
	"embed"
	"io/fs"

	"rialto/internal/drop"
	"rialto/internal/platform/sqldb"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations returns the schema.
func Migrations() fs.FS { return sqldb.Migrations(files) }

// Store implements drop.Store. Safe for concurrent use.
type Store struct{ db *sqldb.DB }

var _ drop.Store = (*Store)(nil)

// New returns a store over an open database that has the schema of Migrations.
func New(db *sqldb.DB) *Store { return &Store{db} }
