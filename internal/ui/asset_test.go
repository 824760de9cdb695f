package ui

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func fetch(t *testing.T, method, path, encoding string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, path, nil)
	if encoding != "" {
		r.Header.Set("Accept-Encoding", encoding)
	}
	w := httptest.NewRecorder()
	Static().ServeHTTP(w, r)
	return w.Result()
}

func TestAssetsAreKeptForEverUnderTheirHash(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]string{"app.css": "text/css; charset=utf-8", "app.js": "text/javascript; charset=utf-8", "icon.svg": "image/svg+xml"} {
		res := fetch(t, "GET", Asset(name), "")
		body, _ := io.ReadAll(res.Body)
		if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != kind || res.Header.Get("X-Content-Type-Options") != "nosniff" ||
			res.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" || !bytes.Equal(body, load().files[name].plain) {
			t.Errorf("%s: %d %v", name, res.StatusCode, res.Header)
		}
	}
}

func TestAnOlderHashIsAnsweredButNotKept(t *testing.T) {
	t.Parallel()
	res := fetch(t, "GET", "/static/0123456789ab/app.js", "")
	if res.StatusCode != http.StatusOK || res.Header.Get("Cache-Control") != "no-cache" {
		t.Errorf("%d %v", res.StatusCode, res.Header)
	}
}

func TestAssetsComeCompressedToWhoTakesThat(t *testing.T) {
	t.Parallel()
	res := fetch(t, "GET", Asset("app.css"), "br;q=0.5, gzip")
	if res.Header.Get("Content-Encoding") != "gzip" || res.Header.Get("Vary") != "Accept-Encoding" {
		t.Fatalf("headers are %v", res.Header)
	}
	r, err := gzip.NewReader(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(r)
	if err != nil || !bytes.Equal(body, load().files["app.css"].plain) {
		t.Errorf("the body is another one: %v", err)
	}
	for _, encoding := range []string{"", "br", "gzip;q=0"} {
		if got := fetch(t, "GET", Asset("app.css"), encoding).Header.Get("Content-Encoding"); got != "" {
			t.Errorf("Accept-Encoding %q gets %s", encoding, got)
		}
	}
}

func TestOnlyAssetsAreServedAndOnlyRead(t *testing.T) {
	t.Parallel()
	hash := load().hash
	for _, path := range []string{"/static/" + hash + "/", "/static/" + hash + "/nothing.js", "/static/" + hash + "/css/1-tokens.css", "/static/" + hash + "/../asset.go", "/static/app.css", "/" + hash + "/app.css"} {
		if got := fetch(t, "GET", path, "").StatusCode; got != http.StatusNotFound {
			t.Errorf("%s: %d", path, got)
		}
	}
	if got := fetch(t, "POST", Asset("app.css"), ""); got.StatusCode != http.StatusMethodNotAllowed || got.Header.Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: %d %v", got.StatusCode, got.Header)
	}
	if body, _ := io.ReadAll(fetch(t, "HEAD", Asset("app.css"), "").Body); len(body) != 0 {
		t.Errorf("HEAD has a body of %d bytes", len(body))
	}
}

func TestTheHashIsThatOfNamesAndContents(t *testing.T) {
	t.Parallel()
	hash := func(files fstest.MapFS) string {
		a, err := readAssets(files)
		if err != nil {
			t.Fatal(err)
		}
		return a.hash
	}
	one := hash(fstest.MapFS{"static/a.js": {Data: []byte("a")}, "static/css/1.css": {Data: []byte("b")}})
	for what, files := range map[string]fstest.MapFS{
		"another content": {"static/a.js": {Data: []byte("A")}, "static/css/1.css": {Data: []byte("b")}},
		"another name":    {"static/b.js": {Data: []byte("a")}, "static/css/1.css": {Data: []byte("b")}},
		"one file less":   {"static/a.js": {Data: []byte("a")}},
	} {
		if hash(files) == one {
			t.Errorf("%s has the same hash", what)
		}
	}
	if again := hash(fstest.MapFS{"static/css/1.css": {Data: []byte("b")}, "static/a.js": {Data: []byte("a")}}); again != one || len(one) != 12 {
		t.Errorf("the same files have %s and %s", one, again)
	}
}

func TestSheetsAreJoinedInTheOrderOfTheirNames(t *testing.T) {
	t.Parallel()
	a, err := readAssets(fstest.MapFS{"static/css/2.css": {Data: []byte("second")}, "static/css/1.css": {Data: []byte("first ")}})
	if err != nil || string(a.files["app.css"].plain) != "first second" {
		t.Errorf("app.css is %q, %v", a.files["app.css"].plain, err)
	}
}

func TestAMisprintOfAnAssetIsNoticed(t *testing.T) {
	t.Parallel()
	defer func() {
		if got := recover(); got == nil || !strings.Contains(got.(string), "ap.css") {
			t.Errorf("recovered %v", got)
		}
	}()
	Asset("ap.css")
}
