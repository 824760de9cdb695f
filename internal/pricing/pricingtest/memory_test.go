package pricingtest_test

import (
	"testing"

	"rialto/internal/pricing"
	"rialto/internal/pricing/pricingtest"
)

func TestMemoryIsAStore(t *testing.T) {
	t.Parallel()
	m := pricingtest.NewMemory()
	pricingtest.TestStore(t, func(*testing.T) pricing.Store { return m })
}
