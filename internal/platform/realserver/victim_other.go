//go:build !linux

package realserver

import (
	"context"
	"runtime"
)

// Victim exists on Linux only.
type Victim struct{ PostgresServer }

// NewVictim refuses: servers are started on Linux only.
func NewVictim(context.Context, Options) (*Victim, error) {
	return nil, unavailable(nil, "servers are started on Linux only, and this is %s", runtime.GOOS)
}

// Create has no server to do it.
func (v *Victim) Create(context.Context, string) error { return nil }

// Address is nowhere.
func (v *Victim) Address(string) string { return "" }

// Close has nothing to end.
func (v *Victim) Close() error { return nil }

// Kill has nothing to kill.
func (v *Victim) Kill() error { return nil }

// Restart has nothing to start.
func (v *Victim) Restart(context.Context) error { return nil }
