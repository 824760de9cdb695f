package cartdb_test

import (
	"testing"

	"rialto/internal/cart"
	"rialto/internal/cart/cartdb"
	"rialto/internal/cart/carttest"
	"rialto/internal/platform/sqldb"
	"rialto/internal/platform/sqldb/sqldbtest"
)

func TestStoreOnBothEngines(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, cartdb.Migrations(), func(t *testing.T, open func() *sqldb.DB) {
		carttest.TestStore(t, func(*testing.T) cart.Store { return cartdb.New(open()) })
	})
}
