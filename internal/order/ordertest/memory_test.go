package ordertest

import (
	"testing"

	"rialto/internal/order"
)

func TestMemory(t *testing.T) {
	t.Parallel()
	TestStore(t, func(*testing.T) func() order.Store {
		m := NewMemory()
		return func() order.Store { return m }
	})
}
