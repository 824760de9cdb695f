//go:build linux

package realserver

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync/atomic"
	"syscall"
	"time"
)

// How a lock may be held: by many at once, or by one.
const (
	lockShared = syscall.LOCK_SH
	lockAlone  = syscall.LOCK_EX
)

// errHeld says that somebody else has the lock.
var errHeld = errors.New("the lock is held")

// fileLock is a lock on an open file. It ends with Close, or with the last process that has the file
// open, however that process ends. It keeps a bare descriptor because the garbage collector closes an
// os.File that nobody mentions any more, and with it would go the lock.
type fileLock struct {
	fd     int
	closed atomic.Bool
}

// Close lets go of the lock. Again is harmless: by then the number may name another file.
func (l *fileLock) Close() error {
	if l.closed.Swap(true) {
		return nil
	}
	return syscall.Close(l.fd)
}

// copy returns the same lock for a child process; it lasts until both are closed.
func (l *fileLock) copy() (*os.File, error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	fd, err := syscall.Dup(l.fd)
	if err != nil {
		return nil, err
	}
	syscall.CloseOnExec(fd)
	return os.NewFile(uintptr(fd), "lock"), nil
}

// tryLock takes a lock (lockAlone or LOCK_SH) or returns errHeld.
func tryLock(name string, how int) (*fileLock, error) {
	fd, err := syscall.Open(name, syscall.O_CREAT|syscall.O_RDWR|syscall.O_CLOEXEC, 0o644)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	l := &fileLock{fd: fd}
	err = syscall.Flock(fd, how|syscall.LOCK_NB)
	if err == nil {
		return l, nil
	}
	l.Close()
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, errHeld
	}
	return nil, &fs.PathError{Op: "lock", Path: name, Err: err}
}

// lock waits for a lock until ctx ends. It asks again instead of blocking in the kernel, where a
// context cannot reach it.
func lock(ctx context.Context, name string, how int) (*fileLock, error) {
	for {
		l, err := tryLock(name, how)
		if !errors.Is(err, errHeld) {
			return l, err
		}
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return nil, fmt.Errorf("wait for %s: %w", name, err)
		}
	}
}

// pause waits for d or the end of ctx.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
