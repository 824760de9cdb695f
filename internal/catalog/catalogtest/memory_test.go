package catalogtest

import (
	"testing"

	"rialto/internal/catalog"
)

func TestMemory(t *testing.T) {
	t.Parallel()
	TestStore(t, func(*testing.T) Opened {
		m := &Memory{}
		return Opened{Open: func() catalog.Store { return m }, Events: m.Events}
	})
}
