package analyticstest

import "testing"

func TestMemory(t *testing.T) {
	t.Parallel()
	TestStore(t, func(*testing.T) Stand {
		m := NewMemory()
		return Stand{Store: m, Second: m, Events: m.Events}
	})
}
