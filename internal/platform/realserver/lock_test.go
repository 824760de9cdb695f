//go:build linux

package realserver

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Not parallel: other tests would take the descriptor's number first.
func TestLocksAreSharedOrAlone(t *testing.T) {
	name := filepath.Join(t.TempDir(), "lock")
	one, err := tryLock(name, lockShared)
	if err != nil {
		t.Fatal(err)
	}
	two, err := tryLock(name, lockShared)
	if err != nil {
		t.Fatalf("a second user: %v", err)
	}
	if _, err := tryLock(name, lockAlone); !errors.Is(err, errHeld) {
		t.Errorf("alone among users: %v", err)
	}
	one.Close()
	newcomer, err := os.Open(filepath.Dir(name)) // gets the number that one had
	if err != nil {
		t.Fatal(err)
	}
	defer newcomer.Close()
	one.Close()
	if _, err := newcomer.Stat(); err != nil {
		t.Errorf("closing a lock twice closed somebody else's file: %v", err)
	}
	two.Close()
	alone, err := tryLock(name, lockAlone)
	if err != nil {
		t.Fatalf("alone when all have gone: %v", err)
	}
	defer alone.Close()
	if _, err := tryLock(name, lockShared); !errors.Is(err, errHeld) {
		t.Errorf("a newcomer beside one who is alone: %v", err)
	}
}

func TestWaitingForALockEndsWithItsContext(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "lock")
	alone, err := tryLock(name, lockAlone)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := lock(ctx, name, lockShared); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error: %v", err)
	}
	alone.Close()
	next, err := lock(t.Context(), name, lockShared)
	if err != nil {
		t.Fatalf("once it is free: %v", err)
	}
	next.Close()
}
