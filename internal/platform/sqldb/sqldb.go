// Package sqldb opens SQLite and PostgreSQL behind one small seam; nothing else in Rialto names a SQL driver.
//
// The one idea: Write(ctx, fn) returns nil only when fn's statements are durable. On SQLite a single writer goroutine
// per file runs many callers' functions in one transaction, a savepoint each, and pays one fsync for all of them
// (group commit); on PostgreSQL each caller has its own READ COMMITTED transaction, tried again on a serialisation
// failure or deadlock. Either way fn may run more than once, so it must not block, call a neighbour, write again, or
// let values escape before Write returned nil.
//
// An error from fn undoes this caller's statements alone. An error after COMMIT was sent is errs.UnknownOutcome: it may
// have happened. Read(ctx, fn) sees one snapshot.
//
// The statements are one text for both engines, by the rules of docs/sql.md. The package knows no table of any room.
package sqldb

import (
	"context"
	"database/sql"
	"sync"
	"sync/atomic"
)

// Dialect names the engine behind a DB, for the few places where a suite must know.
type Dialect string

// The two dialects.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// Row is one result row, as *sql.Row and *sql.Rows have it.
type Row interface{ Scan(dest ...any) error }

// Tx runs statements inside one Write or Read. Placeholders are $1, $2 … in any order, repeated at will.
// After an error of a statement, return it: on PostgreSQL the transaction is dead.
type Tx interface {
	// Exec runs a statement and returns how many rows it touched.
	Exec(query string, args ...any) (affected int64, err error)
	// Query runs a statement that returns rows; close them before fn returns. Collect does that for you.
	Query(query string, args ...any) (*sql.Rows, error)
	// QueryRow runs a statement that returns at most one row; Scan gives sql.ErrNoRows for none.
	QueryRow(query string, args ...any) Row
}

// engine is what differs between SQLite and PostgreSQL.
type engine interface {
	write(ctx context.Context, fn func(Tx) error) error
	read(ctx context.Context, fn func(Tx) error) error
	close() error
	commits(writes int64) int64 // transactions committed, given how many writes there were
}

// DB is one room's database. Safe for concurrent use.
type DB struct {
	engine  engine
	dialect Dialect
	source  string // path or DSN, for a second handle on the same data

	writes atomic.Int64 // successful Writes

	mu       sync.Mutex
	onCommit []func()
}

// Stats counts since the database was opened. With group commit, Commits is smaller than Writes under load.
type Stats struct {
	Writes  int64 // Writes that became durable
	Commits int64 // transactions that made them so
}

// Stats returns the counts.
func (db *DB) Stats() Stats {
	writes := db.writes.Load()
	return Stats{Writes: writes, Commits: db.engine.commits(writes)}
}

// Write runs fn in a transaction. nil means durable. A canceled ctx is noticed before fn starts and never after: from then
// on Write waits for the commit's result, so that the caller always learns it.
func (db *DB) Write(ctx context.Context, fn func(tx Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := db.engine.write(ctx, fn); err != nil {
		return err
	}
	db.writes.Add(1)
	db.committed()
	return nil
}

// Read runs fn on one snapshot. What fn writes is refused or undone.
func (db *DB) Read(ctx context.Context, fn func(tx Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return db.engine.read(ctx, fn)
}

// OnCommit registers a hint that is called after every successful Write. It must return at once.
func (db *DB) OnCommit(hint func()) {
	db.mu.Lock()
	defer db.mu.Unlock()
	db.onCommit = append(db.onCommit[:len(db.onCommit):len(db.onCommit)], hint)
}

func (db *DB) committed() {
	db.mu.Lock()
	hints := db.onCommit
	db.mu.Unlock()
	for _, hint := range hints {
		hint()
	}
}

// Dialect says which engine this is.
func (db *DB) Dialect() Dialect { return db.dialect }

// Source returns the path or DSN that Open was given, so that a test can open a second handle on the same data.
func (db *DB) Source() string { return db.source }

// Close ends the database after the writes that were already accepted.
func (db *DB) Close() error { return db.engine.close() }

// Collect runs a query and scans every row, closing the rows whatever happens.
func Collect[T any](tx Tx, scan func(Row) (T, error), query string, args ...any) ([]T, error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}
