//go:build linux

package realserver

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAnAccountIsStoppedByAClosedFolder(t *testing.T) {
	t.Parallel()
	top := t.TempDir()
	closed := filepath.Join(top, "closed")
	if err := os.Mkdir(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	stranger := account{UID: 12345, GID: 12345, Other: true}
	if got := stranger.stoppedAt(filepath.Join(closed, "not", "there", "yet")); got != closed {
		t.Errorf("a stranger is stopped at %q, want %q", got, closed)
	}
	owner := account{UID: uint32(os.Getuid()), GID: uint32(os.Getgid()), Other: true}
	if got := owner.stoppedAt(closed); got != "" {
		t.Errorf("its owner is stopped at %q", got)
	}
	itself := account{UID: 12345, GID: 12345}
	if got := itself.stoppedAt(closed); got != "" {
		t.Errorf("without a change of account nobody is stopped, not even at %q", got)
	}
}

func TestAHomeThatCannotWorkIsRefusedInWords(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	long := filepath.Join(cacheFolder(t), strings.Repeat("long", 30))
	for _, c := range []struct {
		name string
		opts Options
		want string
	}{
		{"a path for a name", Options{Name: "../x", CacheDir: cacheFolder(t)}, "cannot be named"},
		{"a file for a folder", Options{Name: "a", CacheDir: file}, "folder cannot be made"},
		{"a long path", Options{Name: "a", CacheDir: long}, "too long for a socket"},
	} {
		if _, err := Postgres(t.Context(), c.opts); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

func TestStateIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	h := home{dir: t.TempDir()}
	if st, err := h.readState(); err != nil || st != (state{}) {
		t.Errorf("before any: %+v, %v", st, err)
	}
	want := state{PID: 7, Keeper: 8, Version: "18.6", URL: h.url()}
	if err := h.writeState(want); err != nil {
		t.Fatal(err)
	}
	if got, err := h.readState(); err != nil || got != want {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
	if err := os.WriteFile(h.path("state.json"), []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := h.readState(); err == nil {
		t.Error("half a state was read")
	}
}
