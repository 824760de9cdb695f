package inventorytest_test

import (
	"testing"

	"rialto/internal/inventory"
	"rialto/internal/inventory/inventorytest"
)

func TestMemory(t *testing.T) {
	t.Parallel()
	inventorytest.TestStore(t, func(t *testing.T, run func(*testing.T, inventorytest.Data)) {
		m := inventorytest.NewMemory()
		run(t, inventorytest.Data{Open: func() inventory.Store { return m }, Events: m.Events})
	})
}
