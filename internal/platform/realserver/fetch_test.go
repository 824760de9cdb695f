//go:build linux

package realserver

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/ulikunitz/xz"
)

// entry is a file (body), a link (link) or a folder (neither, name ends with "/") of an archive.
type entry struct{ name, body, link string }

// jar packs entries as zonky does: a jar with one .txz.
func jar(t *testing.T, entries ...entry) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	_, err1 := z.Create("META-INF/MANIFEST.MF")
	w, err2 := z.Create("postgres-linux-x86_64.txz")
	x, err3 := xz.NewWriter(w)
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	tw := tar.NewWriter(x)
	for _, e := range entries {
		h := &tar.Header{Name: e.name, Mode: 0o700, Size: int64(len(e.body)), Typeflag: tar.TypeReg}
		switch {
		case e.link != "":
			h.Typeflag, h.Linkname = tar.TypeSymlink, e.link
		case strings.HasSuffix(e.name, "/"):
			h.Typeflag = tar.TypeDir
		}
		_, err := tw.Write(nil)
		if err := errors.Join(err, tw.WriteHeader(h)); err != nil {
			t.Fatal(err)
		}
		if _, err := tw.Write([]byte(e.body)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(tw.Close(), x.Close(), z.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// serve offers the bytes on a local server, counts downloads, and pins what it offers.
func serve(t *testing.T, body []byte) (a archive, downloads *atomic.Int32) {
	t.Helper()
	downloads = new(atomic.Int32)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		downloads.Add(1)
		_, _ = w.Write(body)
	}))
	t.Cleanup(s.Close)
	return archive{
		version:  "99.1.0",
		platform: runtime.GOOS + "/" + runtime.GOARCH,
		url:      s.URL + "/postgres.jar",
		size:     int64(len(body)),
		sha256:   fmt.Sprintf("%x", sha256.Sum256(body)),
	}, downloads
}

var programs = []entry{
	{name: "bin/"}, {name: "bin/initdb", body: "initdb"}, {name: "bin/postgres", body: "postgres"},
	{name: "lib/libpq.so.5.18", body: "pq"}, {name: "lib/libpq.so", link: "libpq.so.5.18"},
}

func TestAnArchiveIsFetchedOnceAndOpenToAll(t *testing.T) {
	t.Parallel()
	a, downloads := serve(t, jar(t, programs...))
	cache := t.TempDir()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			bin, err := fetch(t.Context(), a, cache, t.Logf)
			if want := filepath.Join(cache, "postgresql-99.1.0", "bin"); err != nil || bin != want {
				t.Errorf("%q, %v; want %q", bin, err, want)
			}
		})
	}
	all.Wait()
	if n := downloads.Load(); n != 1 {
		t.Errorf("%d downloads, want 1", n)
	}
	home := filepath.Join(cache, "postgresql-99.1.0")
	info, err := os.Stat(filepath.Join(home, "bin", "postgres"))
	if err != nil || info.Mode().Perm()&0o444 != 0o444 || info.Mode().Perm()&0o100 == 0 {
		t.Errorf("bin/postgres: %v, %v", info, err)
	}
	if got, err := os.ReadFile(filepath.Join(home, "lib", "libpq.so")); err != nil || string(got) != "pq" {
		t.Errorf("through the link: %q, %v", got, err)
	}
}

func TestAnArchiveThatIsNotThePinnedOneIsRefused(t *testing.T) {
	t.Parallel()
	good := jar(t, programs...)
	for _, c := range []struct {
		name   string
		body   []byte
		change func(*archive)
		want   string
	}{
		{"another hash", good, func(a *archive) { a.sha256 = strings.Repeat("0", 64) }, "are not the pinned"},
		{"too short", good, func(a *archive) { a.size++ }, "are not the pinned"},
		{"too long", good, func(a *archive) { a.size-- }, "are not the pinned"},
		{"another platform", good, func(a *archive) { a.platform = "plan9/386" }, "it is for plan9/386"},
		{"not there", good, func(a *archive) { a.url = strings.Replace(a.url, "http://", "http://user@127.0.0.1:1/", 1) }, "download"},
		{"not a jar", []byte("an error page"), func(*archive) {}, "unpack"},
		{"without programs", jar(t, entry{name: "README", body: "x"}), func(*archive) {}, "no bin/initdb"},
		{"climbing out", jar(t, append(programs, entry{name: "../evil", body: "x"})...), func(*archive) {}, "../evil"},
		{"climbing out by a link", jar(t, append(programs, entry{name: "out", link: "../.."},
			entry{name: "out/evil", body: "x"})...), func(*archive) {}, "out/evil"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a, _ := serve(t, c.body)
			c.change(&a)
			cache := filepath.Join(t.TempDir(), "cache")
			if err := os.Mkdir(cache, 0o755); err != nil {
				t.Fatal(err)
			}
			bin, err := fetch(t.Context(), a, cache, t.Logf)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %q, %v; want an error with %q", bin, err, c.want)
			}
			left, _ := filepath.Glob(filepath.Join(cache, "*")) // the lock's file aside, nothing
			if evil, _ := filepath.Glob(filepath.Join(filepath.Dir(cache), "evil")); len(left) > 1 || evil != nil {
				t.Errorf("left behind: %v %v", left, evil)
			}
		})
	}
}

func TestAMissingArchiveIsSaid(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.NotFoundHandler())
	defer s.Close()
	a := archive{version: "1", platform: runtime.GOOS + "/" + runtime.GOARCH, url: s.URL}
	if _, err := fetch(t.Context(), a, t.TempDir(), t.Logf); err == nil || !strings.Contains(err.Error(), "404") {
		t.Errorf("error: %v", err)
	}
}

// TestThePinnedArchiveRuns uses the machine's own cache folder, so that the 15 MB are downloaded once
// a machine and not once a test run.
func TestThePinnedArchiveRuns(t *testing.T) {
	t.Parallel()
	s, err := Postgres(t.Context(), Options{
		Name: "pinned", Idle: quick, Log: t.Logf,
		locate: func(ctx context.Context, cache string, log func(string, ...any)) (string, error) {
			return fetch(ctx, pinned, cache, log)
		},
	})
	var offline *url.Error
	if errors.As(err, &offline) && os.Getenv("RIALTO_NO_SKIP") == "" {
		t.Skip("SKIP fetching PostgreSQL: no network:", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if !strings.HasPrefix(pinned.version, s.Version) {
		t.Errorf("the pinned %s says that it is %s", pinned.version, s.Version)
	}
	dsn := newDatabase(t, s, "pinned")
	if got := ask(t, dsn, "SELECT lower('ÀÉ')"); got != "àé" {
		t.Errorf("its locale makes %q of ÀÉ", got)
	}
}
