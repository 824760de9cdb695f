package sqldb_test

import (
	"fmt"
	"testing"

	"rialto/internal/platform/errs"
	"rialto/internal/platform/sqldb"
	"rialto/internal/platform/sqldb/sqldbtest"
)

// TestAConnectionThatIsCutOffBeforeTheCommitMeansNotNow ends the connection from within, as an operator or a crash does from
// outside. A handler that wraps it must not turn it into "our fault".
func TestAConnectionThatIsCutOffBeforeTheCommitMeansNotNow(t *testing.T) {
	t.Parallel()
	db := sqldbtest.Postgres(t, migrations)()
	cut := func(tx sqldb.Tx) error {
		if _, err := tx.Exec(`SELECT pg_terminate_backend(pg_backend_pid())`); err != nil {
			return fmt.Errorf("cut: %w", err)
		}
		return insert(1, 1)(tx)
	}
	for name, do := range map[string]func() error{
		"write": func() error { return db.Write(ctx, cut) },
		"read":  func() error { return db.Read(ctx, cut) },
	} {
		if err := do(); !errs.Is(err, errs.KindUnavailable) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := db.Write(ctx, insert(2, 1)); err != nil {
		t.Errorf("the next one gets a fresh connection: %v", err)
	}
	if n := count(t, db); n != 1 {
		t.Errorf("%d rows, of which one was refused", n)
	}
}
