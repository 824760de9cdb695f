package identitydb_test

import (
	"testing"

	"rialto/internal/identity"
	"rialto/internal/identity/identitydb"
	"rialto/internal/identity/identitytest"
	"rialto/internal/platform/sqldb"
	"rialto/internal/platform/sqldb/sqldbtest"
)

func TestStore(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, identitydb.Migrations(), func(t *testing.T, open func() *sqldb.DB) {
		identitytest.TestStore(t, func() identity.Store { return identitydb.New(open()) })
	})
}
