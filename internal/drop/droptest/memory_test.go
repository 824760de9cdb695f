package droptest_test

import (
	"testing"

	"rialto/internal/drop"
	"rialto/internal/drop/droptest"
)

func TestMemoryIsAStore(t *testing.T) {
	t.Parallel()
	m := droptest.NewMemory()
	droptest.TestStore(t, func(*testing.T) drop.Store { return m })
}
