package bustest

import (
	"testing"

	"rialto/internal/platform/bus"
)

func TestMemory(t *testing.T) {
	t.Parallel()
	TestBus(t, func(t *testing.T) bus.Bus { return Memory(t) })
}
