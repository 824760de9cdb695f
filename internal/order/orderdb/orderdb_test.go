package orderdb

import (
	"testing"

	"rialto/internal/order"
	"rialto/internal/order/ordertest"
	"rialto/internal/platform/sqldb"
	"rialto/internal/platform/sqldb/sqldbtest"
)

func TestStore(t *testing.T) {
	t.Parallel()
	for name, handles := range map[string]func(testing.TB) func() *sqldb.DB{
		"sqlite":   func(t testing.TB) func() *sqldb.DB { return sqldbtest.SQLite(t, Migrations()) },
		"postgres": func(t testing.TB) func() *sqldb.DB { return sqldbtest.Postgres(t, Migrations()) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ordertest.TestStore(t, func(t *testing.T) func() order.Store {
				open := handles(t)
				return func() order.Store { return New(open()) }
			})
		})
	}
}
