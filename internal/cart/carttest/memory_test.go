package carttest_test

import (
	"testing"

	"rialto/internal/cart"
	"rialto/internal/cart/carttest"
)

func TestMemoryIsAStore(t *testing.T) {
	t.Parallel()
	m := carttest.NewMemory()
	carttest.TestStore(t, func(*testing.T) cart.Store { return m })
}
