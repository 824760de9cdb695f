package axe

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// pack makes a package as npm does, with one file.
func pack(t *testing.T, name, body string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	w := tar.NewWriter(z)
	err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(body))})
	_, wrote := w.Write([]byte(body))
	if err := errors.Join(err, wrote, w.Close(), z.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func of(archive []byte) release {
	sum := sha512.Sum512(archive)
	return release{version: "9.9.9", size: int64(len(archive)), integrity: base64.StdEncoding.EncodeToString(sum[:])}
}

// npm is a registry with one package; it counts downloads.
func npm(t *testing.T, archive []byte) (url string, downloads *atomic.Int32) {
	downloads = new(atomic.Int32)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/axe-core/-/axe-core-9.9.9.tgz" {
			http.NotFound(w, r)
			return
		}
		downloads.Add(1)
		w.Write(archive)
	}))
	t.Cleanup(s.Close)
	return s.URL, downloads
}

func TestThePackageIsFetchedOnce(t *testing.T) {
	t.Parallel()
	archive, cache := pack(t, "package/axe.min.js", "var axe"), filepath.Join(t.TempDir(), "not", "yet")
	url, downloads := npm(t, archive)
	for range 2 {
		c, err := open(t.Context(), of(archive), cache, url)
		if err != nil || c.source != "var axe" {
			t.Fatalf("%+v, %v", c, err)
		}
	}
	if n := downloads.Load(); n != 1 {
		t.Errorf("%d downloads, want 1", n)
	}
	if err := os.WriteFile(filepath.Join(cache, "axe-core-9.9.9.tgz"), []byte("touched"), 0o600); err != nil {
		t.Fatal(err)
	}
	if c, err := open(t.Context(), of(archive), cache, url); err != nil || c.source != "var axe" || downloads.Load() != 2 {
		t.Errorf("after the cached copy was changed: %+v, %v, %d downloads", c, err, downloads.Load())
	}
}

func TestWhatIsNotThePinnedPackageIsRefused(t *testing.T) {
	t.Parallel()
	good, other := pack(t, "package/axe.min.js", "var axe"), pack(t, "package/other.js", "")
	for name, c := range map[string]struct {
		offered []byte
		want    release
		says    string
	}{
		"another content":  {offered: pack(t, "package/axe.min.js", "var evil"), want: of(good), says: "are not the pinned"},
		"longer":           {offered: append(bytes.Clone(good), 'x'), want: of(good), says: "are not the pinned"},
		"without the file": {offered: other, want: of(other), says: "no package/axe.min.js"},
		"no archive":       {offered: []byte("x"), want: of([]byte("x")), says: "unpack"},
		"another version":  {offered: good, want: release{version: "0.0.1"}, says: "404"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, _ := npm(t, c.offered)
			if _, err := open(t.Context(), c.want, t.TempDir(), url); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v; want %q in it", err, c.says)
			}
		})
	}
}

func TestTheRegistryIsTheOneNpmUses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		env        map[string]string
		file, want string
	}{
		"the default":  {want: "https://registry.npmjs.org"},
		"the variable": {env: map[string]string{"npm_config_registry": "http://here/npm/"}, file: "registry=http://file", want: "http://here/npm"},
		"in capitals":  {env: map[string]string{"NPM_CONFIG_REGISTRY": "http://here"}, want: "http://here"},
		"the file":     {file: "fund=false\nregistry = \"http://file/\"\n", want: "http://file"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := registry(func(name string) string { return c.env[name] }, func(string) ([]byte, error) { return []byte(c.file), nil })
			if got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}
