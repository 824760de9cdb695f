//go:build linux

package realserver

import (
	"os"
	"path/filepath"
	"testing"
)

// install lays out programs as a package would.
func install(t *testing.T, bin string, programs ...string) {
	t.Helper()
	if err := os.MkdirAll(bin, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, program := range programs {
		if err := os.WriteFile(filepath.Join(bin, program), nil, 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheNewestCompleteInstallationIsChosen(t *testing.T) {
	t.Parallel()
	lib := t.TempDir()
	pattern := filepath.Join(lib, "*", "bin")
	bin := func(version string) string { return filepath.Join(lib, version, "bin") }
	for _, step := range []struct {
		version  string
		programs []string
		want     string
	}{
		{"14", []string{"initdb", "postgres"}, ""},          // too old
		{"20", []string{"psql"}, ""},                        // a client only
		{"contrib", []string{"initdb", "postgres"}, ""},     // no version
		{"15", []string{"initdb", "postgres"}, bin("15")},   // the first that will do
		{"100", []string{"initdb", "postgres"}, bin("100")}, // newer by number, not by letter
		{"17", []string{"initdb", "postgres"}, bin("100")},
	} {
		install(t, bin(step.version), step.programs...)
		if got := newestInstalled(pattern); got != step.want {
			t.Errorf("with %s: %q, want %q", step.version, got, step.want)
		}
	}
}

func TestMajorOf(t *testing.T) {
	t.Parallel()
	for version, want := range map[string]int{
		"postgres (PostgreSQL) 18.6\n":                           18,
		"postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n": 15,
		"postgres (PostgreSQL) 19beta1\n":                        0,
		"something else":                                         0,
		"":                                                       0,
	} {
		if got := majorOf(version); got != want {
			t.Errorf("%q: %d, want %d", version, got, want)
		}
	}
}
