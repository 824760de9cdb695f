package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"rialto/internal/platform/httpkit"
	"rialto/internal/platform/lifecycle"
)

// base is the row that every room needs: the listeners for calls, and the memory of used ids.
func (a *App) base() lifecycle.Module {
	var servers []*http.Server
	return lifecycle.Module{
		Name: "base",
		Start: func(context.Context) error {
			for _, l := range []func() (net.Listener, error){a.listenInternal, a.listenSocket} {
				listener, err := l()
				if err != nil {
					return err
				}
				if listener != nil {
					servers = append(servers, a.serveOn(listener, a.guardedUnless(listener)))
				}
			}
			return nil
		},
		Run: a.keepIDs,
		Stop: func(ctx context.Context) error {
			var all error
			for _, s := range servers {
				all = errors.Join(all, shutdown(ctx, s))
			}
			return all
		},
	}
}

// listenInternal opens the address for calls of other processes, if there is one. The test shape wire needs one too.
func (a *App) listenInternal() (net.Listener, error) {
	if a.opts.Internal != nil {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.internal = a.opts.Internal
		return a.internal, nil
	}
	address := a.cfg.Internal
	if address == "" && a.opts.Wire {
		address = "127.0.0.1:0"
	}
	if address == "" {
		return nil, nil
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen for calls: %w", err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.internal = l
	return l, nil
}

// listenSocket opens the socket that commands use. The folder's lock is ours, so a socket that is there is a dead one.
func (a *App) listenSocket() (net.Listener, error) {
	if !a.opts.AdminSocket {
		return nil, nil
	}
	path := a.cfg.file("admin.sock")
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("socket for commands: %w", err)
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("socket for commands: %w (is the path of --data too long?)", err)
	}
	return l, os.Chmod(path, 0o600)
}

// guardedUnless asks callers over the network for the secret; whoever may open the socket may do everything.
func (a *App) guardedUnless(l net.Listener) http.Handler {
	if l.Addr().Network() == "unix" {
		return a.calls
	}
	return a.guarded(a.calls)
}

func (a *App) serveOn(l net.Listener, h http.Handler) *http.Server {
	s := httpkit.NewServer(httpkit.Recover(a.log, traced(h)), a.log)
	go func() {
		if err := s.Serve(l); err != nil && !errors.Is(err, http.ErrServerClosed) {
			a.log.Error("listener ended", "listen", l.Addr().String(), "error", err)
		}
	}()
	return s
}

// drain is how long open requests may take to finish when the process stops.
const drain = 5 * time.Second

func shutdown(ctx context.Context, s *http.Server) error {
	ctx, cancel := context.WithTimeout(ctx, drain)
	defer cancel()
	if err := s.Shutdown(ctx); err != nil {
		return s.Close() // what is still open after that is cut
	}
	return nil
}
