package realserver

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// NewDatabase makes an empty database and returns its address and how to drop it with everything and
// everyone in it. name is a hint for people who look at the server (any text); each call gives another
// database. It is safe to call from many processes at once.
func (s *PostgresServer) NewDatabase(ctx context.Context, name string) (dsn string, drop func(), err error) {
	name = databaseName(name)
	err = withConn(ctx, s.URL(), func(conn *pgx.Conn) error {
		// template0 takes no connections, so it is never busy; template1 may be.
		_, err := conn.Exec(ctx, "CREATE DATABASE "+name+" TEMPLATE template0")
		return err
	})
	if err != nil {
		return "", nil, fmt.Errorf("make database %s: %w", name, err)
	}
	address := *s.address
	address.Path = "/" + name
	return address.String(), func() { s.drop(name) }, nil
}

// drop is best effort: what cannot be dropped goes with the server.
func (s *PostgresServer) drop(name string) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	err := withConn(ctx, s.URL(), func(conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
		return err
	})
	if err != nil {
		s.log("drop database %s: %v", name, err)
	}
}

// databaseName makes a unique name that needs no quotes: at most 63 of a-z, 0-9 and "_".
func databaseName(hint string) string {
	clean := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + ('a' - 'A')
		}
		return '_'
	}, hint)
	return fmt.Sprintf("t_%.40s_%.16s", clean, strings.ToLower(rand.Text()))
}
