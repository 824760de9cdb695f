package ledgertest_test

import (
	"testing"

	"rialto/internal/ledger"
	"rialto/internal/ledger/ledgertest"
)

func TestMemoryIsAStore(t *testing.T) {
	t.Parallel()
	m := ledgertest.NewMemory()
	ledgertest.TestStore(t, func(*testing.T) ledger.Store { return m })
}
