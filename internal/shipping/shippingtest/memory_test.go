package shippingtest_test

import (
	"testing"

	"rialto/internal/shipping"
	"rialto/internal/shipping/shippingtest"
)

func TestMemory(t *testing.T) {
	t.Parallel()
	shippingtest.TestStore(t, func(t *testing.T, run func(*testing.T, func() shipping.Store)) {
		m := &shippingtest.Memory{}
		run(t, func() shipping.Store { return m })
	})
}
