// Package realserver hands out real backing servers, for tests and for "rialto services".
//
// It owns one PostgreSQL per machine and user, shared by every process that asks, in a cache folder.
// The idea: a keeper process, which is this program started again, owns the server as its child. Every
// user holds a shared lock for as long as it lives, however it dies; when nobody has held it for a
// while, the keeper stops the server and removes its data. So many "go test" processes at once start
// exactly one server, none is taken away in use, and none stays for ever.
//
//	CACHE/postgresql-18.6.0/     the pinned binaries, if they had to be fetched
//	CACHE/postgres.2/start.lock    held while somebody looks for the server or starts it
//	CACHE/postgres.2/users.lock    shared by the users, taken alone by the keeper to stop
//	CACHE/postgres.2/keeper.lock   held by the keeper: a server without one is not handed out
//	CACHE/postgres.2/server.lock   inherited by the server: when it is free, the last of its processes is gone
//	CACHE/postgres.2/state.json    pid, version and address of the server that answers
//	CACHE/postgres.2/run/          data and socket of this run
//
// It asks for nothing but a cache folder, reads DATABASE_URL (a server that is given is used, or
// refused in words, never replaced), and never binds a network port, keeps data, or touches a server
// that it did not start.
package realserver

import (
	"context"
	"fmt"
	"time"
)

// Options says which server is wanted. The zero value is the shared one.
type Options struct {
	// URL is a postgres:// address of a server to use instead; default: the variable DATABASE_URL.
	URL string

	// CacheDir keeps binaries and state; default: "rialto" in the user's cache folder, or
	// /var/cache/rialto for root, whose own folder an unprivileged server could not enter.
	CacheDir string

	// Name tells servers of one cache folder apart; default "postgres". A test that kills its
	// server takes a name of its own.
	Name string

	// Idle is how long the server stays after its last user has gone; default one minute. It is
	// settled by whoever starts the server.
	Idle time.Duration

	// Log gets a line for what takes long (a download) or goes wrong unseen; default: nowhere.
	Log func(format string, args ...any)

	// locate finds the programs; default: those of this machine. Tests choose the fetched ones.
	locate func(ctx context.Context, cache string, log func(string, ...any)) (bin string, err error)
}

func (o Options) withDefaults() Options {
	if o.Name == "" {
		o.Name = "postgres"
	}
	if o.Idle <= 0 {
		o.Idle = time.Minute
	}
	if o.Log == nil {
		o.Log = func(string, ...any) {}
	}
	return o
}

// Unavailable says that this machine cannot have the server, in one sentence that a test prints when
// it skips. A server that was asked for by address and does not answer is not this error.
type Unavailable struct {
	Server string // "PostgreSQL"
	Reason string // a clause: "the download failed"
	Err    error  // the cause, may be nil
}

func (e *Unavailable) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("%s cannot be had here: %s", e.Server, e.Reason)
	}
	return fmt.Sprintf("%s cannot be had here: %s: %v", e.Server, e.Reason, e.Err)
}

func (e *Unavailable) Unwrap() error { return e.Err }

func unavailable(err error, reason string, args ...any) error {
	return &Unavailable{Server: "PostgreSQL", Reason: fmt.Sprintf(reason, args...), Err: err}
}
