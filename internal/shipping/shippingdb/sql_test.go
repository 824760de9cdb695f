package shippingdb_test

import (
	"testing"

	"rialto/internal/platform/sqldb"
	"rialto/internal/platform/sqldb/sqldbtest"
	"rialto/internal/shipping"
	"rialto/internal/shipping/shippingdb"
	"rialto/internal/shipping/shippingtest"
)

func TestStore(t *testing.T) {
	t.Parallel()
	shippingtest.TestStore(t, func(t *testing.T, run func(*testing.T, func() shipping.Store)) {
		sqldbtest.Each(t, shippingdb.Migrations(), func(t *testing.T, open func() *sqldb.DB) {
			run(t, func() shipping.Store { return shippingdb.New(open()) })
		})
	})
}
