// Package sqldbtest opens fresh databases for tests: SQLite in a temporary folder, PostgreSQL on a real server that
// platform/realserver finds, starts or fetches.
//
// Each runs one test body on both engines. A server that cannot be had is a SKIP that says why; with RIALTO_NO_SKIP=1,
// as CI sets it, a failure.
package sqldbtest

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"rialto/internal/platform/realserver"
	"rialto/internal/platform/sqldb"
)

// Each runs fn as subtests "sqlite" and "postgres", both on fresh data. Every call of open gives another handle on the
// same data, as a second process would have; handles are closed when the subtest ends.
func Each(t *testing.T, migrations fs.FS, fn func(t *testing.T, open func() *sqldb.DB)) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		fn(t, SQLite(t, migrations))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		fn(t, Postgres(t, migrations))
	})
}

// SQLite returns an opener of handles on one fresh file.
func SQLite(t testing.TB, migrations fs.FS) func() *sqldb.DB {
	path := filepath.Join(t.TempDir(), "test.db")
	return func() *sqldb.DB {
		t.Helper()
		db, err := sqldb.OpenSQLite(context.Background(), path, migrations)
		return opened(t, db, err)
	}
}

// Postgres returns an opener of handles on one fresh database.
func Postgres(t testing.TB, migrations fs.FS) func() *sqldb.DB {
	t.Helper()
	dsn := PostgresDSN(t)
	return func() *sqldb.DB {
		t.Helper()
		db, err := sqldb.OpenPostgres(context.Background(), dsn, migrations)
		return opened(t, db, err)
	}
}

// PostgresDSN makes a fresh database that is dropped when the test ends, and returns its address.
func PostgresDSN(t testing.TB) string {
	t.Helper()
	ctx := context.Background()
	server, err := realserver.Postgres(ctx, realserver.Options{})
	if err != nil {
		Missing(t, "postgres", err)
	}
	t.Cleanup(func() { server.Close() })
	dsn, drop, err := server.NewDatabase(ctx, "test")
	if err != nil {
		t.Fatalf("fresh database: %v", err)
	}
	t.Cleanup(drop)
	return dsn
}

// Missing skips the test because a server cannot be had, in words that `make test` counts; CI turns it into a failure.
func Missing(t testing.TB, what string, why error) {
	t.Helper()
	if os.Getenv("RIALTO_NO_SKIP") == "1" {
		t.Fatalf("%s is required here (RIALTO_NO_SKIP=1): %v", what, why)
	}
	t.Skipf("SKIP %s: %v", what, why)
}

func opened(t testing.TB, db *sqldb.DB, err error) *sqldb.DB {
	t.Helper()
	if err != nil {
		t.Fatalf("open database: %v", err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}
