package inventorydb_test

import (
	"testing"

	"rialto/internal/inventory/inventorytest"
)

func TestLinearizable(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d inventorytest.Data) { inventorytest.TestLinearizable(t, d.Open()) })
}
