//go:build linux

package realserver

import (
	"errors"
	"strings"
	"testing"
)

func TestTheSharedServerIsWhatTestsNeed(t *testing.T) {
	t.Parallel()
	s := open(t, Options{})
	for setting, want := range map[string]string{
		"fsync":              "on", // a commit that returns is on the disk, as in earnest
		"synchronous_commit": "on",
		"max_connections":    "400",
		"listen_addresses":   "", // nobody else's business
		"server_encoding":    "UTF8",
		"TimeZone":           "UTC",
	} {
		if got := ask(t, s.URL(), "SHOW "+setting); got != want {
			t.Errorf("%s is %q, want %q", setting, got, want)
		}
	}
	if major := majorOf("(PostgreSQL) " + s.Version); major < oldest || s.PID == 0 {
		t.Errorf("version %q (major %d), pid %d", s.Version, major, s.PID)
	}
}

func TestAGivenServerIsUsed(t *testing.T) {
	t.Parallel()
	shared := open(t, Options{})
	given := open(t, Options{URL: shared.URL(), CacheDir: "/nowhere/that/can/be/made\x00"})
	if given.PID != 0 || given.Version != shared.Version {
		t.Errorf("given: %+v, want version %s and no pid", given, shared.Version)
	}
	dsn, drop, err := given.NewDatabase(t.Context(), "given")
	if err != nil {
		t.Fatal(err)
	}
	defer drop()
	if got := ask(t, dsn, "SELECT current_database()"); !strings.HasPrefix(got, "t_given_") {
		t.Errorf("the new database is %s", got)
	}
}

func TestAGivenServerThatDoesNotAnswerIsNeverReplaced(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]string{
		"nobody listens":     "postgres://rialto:hunter2@127.0.0.1:1/shop",
		"not an address":     "host=localhost password=hunter2",
		"another technology": "mysql://rialto:hunter2@localhost/shop",
		"nonsense":           "postgres://rialto:hunter2@%zz",
	} {
		s, err := Postgres(t.Context(), Options{URL: address})
		if err == nil {
			t.Errorf("%s: got a server: %+v", name, s)
			continue
		}
		var none *Unavailable
		if errors.As(err, &none) {
			t.Errorf("%s: a test would skip: %v", name, err)
		}
		if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the password is in the error: %v", name, err)
		}
	}
}

func TestUnavailableIsOneSentence(t *testing.T) {
	t.Parallel()
	cause := errors.New("no route to host")
	err := unavailable(cause, "the download of %s failed", "18.6.0")
	if want := "PostgreSQL cannot be had here: the download of 18.6.0 failed: no route to host"; err.Error() != want {
		t.Errorf("got  %s\nwant %s", err, want)
	}
	if !errors.Is(err, cause) {
		t.Error("the cause is lost")
	}
}
