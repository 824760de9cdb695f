package pricingdb_test

import (
	"testing"

	"rialto/internal/platform/sqldb"
	"rialto/internal/platform/sqldb/sqldbtest"
	"rialto/internal/pricing"
	"rialto/internal/pricing/pricingdb"
	"rialto/internal/pricing/pricingtest"
)

func TestStoreOnBothEngines(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, pricingdb.Migrations(), func(t *testing.T, open func() *sqldb.DB) {
		pricingtest.TestStore(t, func(*testing.T) pricing.Store { return pricingdb.New(open()) })
	})
}
