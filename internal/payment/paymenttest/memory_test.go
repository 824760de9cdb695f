package paymenttest_test

import (
	"testing"

	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/internal/payment"
	"rialto/internal/payment/paymenttest"
)

func TestMemory(t *testing.T) {
	t.Parallel()
	paymenttest.TestStore(t, func(t *testing.T) paymenttest.Data {
		m := paymenttest.NewMemory()
		return paymenttest.Data{
			Open:   func() payment.Store { return m },
			Events: func(_ *testing.T, key payment.Key) []*busv1.Event { return m.Events(key) },
		}
	})
}
