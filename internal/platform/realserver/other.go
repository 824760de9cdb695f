//go:build !linux

package realserver

import (
	"context"
	"runtime"
)

// sharedServer starts servers on Linux only, where the kernel ends a child with its keeper.
func sharedServer(context.Context, Options) (*PostgresServer, error) {
	return nil, unavailable(nil, "servers are started on Linux only, and this is %s: set DATABASE_URL", runtime.GOOS)
}
