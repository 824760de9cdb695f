//go:build linux

package realserver

import (
	"context"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
)

func newDatabase(t *testing.T, s *PostgresServer, name string) (dsn string) {
	t.Helper()
	dsn, drop, err := s.NewDatabase(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(drop)
	return dsn
}

func TestFreshDatabasesAreIsolated(t *testing.T) {
	t.Parallel()
	s := open(t, Options{})
	one, two := newDatabase(t, s, "same name"), newDatabase(t, s, "same name")
	err := withConn(t.Context(), one, func(conn *pgx.Conn) error {
		_, err := conn.Exec(t.Context(), "CREATE TABLE stock (sku bigint PRIMARY KEY)")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	const seen = "SELECT count(*)::text FROM pg_tables WHERE tablename = 'stock'"
	if got := ask(t, one, seen); got != "1" {
		t.Errorf("its own table: %s", got)
	}
	if got := ask(t, two, seen); got != "0" {
		t.Errorf("the other's table: %s", got)
	}
}

func TestDatabasesAreMadeAtTheSameTime(t *testing.T) {
	t.Parallel()
	s := open(t, Options{})
	var mu sync.Mutex
	var all sync.WaitGroup
	made := map[string]bool{}
	for range 8 {
		all.Go(func() {
			dsn, drop, err := s.NewDatabase(t.Context(), "twin")
			if err != nil {
				t.Error(err)
				return
			}
			defer drop()
			mu.Lock()
			defer mu.Unlock()
			made[ask(t, dsn, "SELECT current_database()")] = true
		})
	}
	all.Wait()
	if len(made) != 8 {
		t.Errorf("%d different databases, want 8: %v", len(made), made)
	}
}

func TestDropTakesADatabaseInUse(t *testing.T) {
	t.Parallel()
	s := open(t, Options{})
	dsn, drop, err := s.NewDatabase(t.Context(), "in use")
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	drop()
	address, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimPrefix(address.Path, "/")
	if got := ask(t, s.URL(), "SELECT count(*)::text FROM pg_database WHERE datname = '"+name+"'"); got != "0" {
		t.Errorf("database %s is still there", name)
	}
	if err := conn.Ping(t.Context()); err == nil {
		t.Error("its connection still works")
	}
}

func TestDatabaseNamesNeedNoQuotes(t *testing.T) {
	t.Parallel()
	plain := regexp.MustCompile(`^t_[a-z0-9_]{0,40}_[a-z0-9]{16}$`)
	seen := map[string]bool{}
	for _, hint := range []string{"", "orders", "TestStore/two_handles", `"; DROP DATABASE postgres; --`, strings.Repeat("ü", 200), "a\x00b"} {
		for range 2 {
			name := databaseName(hint)
			if !plain.MatchString(name) || len(name) > 63 || seen[name] {
				t.Errorf("%q gives %q", hint, name)
			}
			seen[name] = true
		}
	}
}
