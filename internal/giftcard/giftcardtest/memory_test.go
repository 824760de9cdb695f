package giftcardtest_test

import (
	"testing"

	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/internal/giftcard"
	"rialto/internal/giftcard/giftcardtest"
)

func TestMemoryIsAStore(t *testing.T) {
	t.Parallel()
	m := giftcardtest.NewMemory()
	giftcardtest.TestStore(t, giftcardtest.Data{
		Open:   func(*testing.T) giftcard.Store { return m },
		Events: func(*testing.T) []*busv1.Event { return m.Events() },
	})
}
