//go:build linux

package realserver

import (
	"testing"

	"github.com/jackc/pgx/v5"
)

// TestWhatAVictimAcknowledgedSurvivesItsKills commits one row between kills and finds all of them.
func TestWhatAVictimAcknowledgedSurvivesItsKills(t *testing.T) {
	t.Parallel()
	v, err := NewVictim(t.Context(), Options{CacheDir: cacheFolder(t), Name: "victim"})
	if err != nil {
		t.Skipf("SKIP postgres: %v", err)
	}
	t.Cleanup(func() {
		if err := v.Close(); err != nil {
			t.Error(err)
		}
	})
	write := func(statement string) {
		t.Helper()
		err := withConn(t.Context(), v.URL(), func(conn *pgx.Conn) error {
			_, err := conn.Exec(t.Context(), statement)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	write("CREATE TABLE kept (n bigint)")
	killed := v.PID
	for range 3 {
		write("INSERT INTO kept VALUES (1)")
		if err := v.Kill(); err != nil {
			t.Fatal(err)
		}
		if _, err := probe(t.Context(), v.URL()); err == nil {
			t.Error("a killed server takes connections")
		}
		if err := v.Restart(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := ask(t, v.URL(), "SELECT count(*)::text FROM kept"); got != "3" || v.PID == killed {
		t.Errorf("%s of 3 rows are left; pid %d, once %d", got, v.PID, killed)
	}
}
