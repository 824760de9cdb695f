package dropdb_test

import (
	"testing"

	"rialto/internal/drop"
	"rialto/internal/drop/dropdb"
	"rialto/internal/drop/droptest"
	"rialto/internal/platform/sqldb"
	"rialto/internal/platform/sqldb/sqldbtest"
)

func TestStoreOnBothEngines(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, dropdb.Migrations(), func(t *testing.T, open func() *sqldb.DB) {
		droptest.TestStore(t, func(*testing.T) drop.Store { return dropdb.New(open()) })
	})
}
