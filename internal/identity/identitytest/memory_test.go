package identitytest_test

import (
	"testing"

	"rialto/internal/identity"
	"rialto/internal/identity/identitytest"
)

func TestMemory(t *testing.T) {
	t.Parallel()
	m := identitytest.NewMemory()
	identitytest.TestStore(t, func() identity.Store { return m })
}
