package ui

import (
	"bytes"
	"compress/gzip"
	"embed"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

//go:embed static
var embedded embed.FS

// asset is a file as it is sent. squeezed is nil where compressing gains nothing.
type asset struct {
	kind            string
	plain, squeezed []byte
}

// assets are the files and the one hash of them all. One hash, not one each: a module's relative import then finds its
// neighbour beside it, and no file needs rewriting.
type assets struct {
	hash  string
	files map[string]asset
}

// load runs once; the files are part of the program, so that a failure is a fault of the build.
var load = sync.OnceValue(func() assets {
	a, err := readAssets(embedded)
	if err != nil {
		panic("ui: " + err.Error())
	}
	return a
})

// Asset returns the address of a file of static/, such as "app.css". It changes whenever any of them changes. An unknown
// name panics: it is a misprint in a component.
func Asset(name string) string {
	a := load()
	if _, ok := a.files[name]; !ok {
		panic("ui: there is no asset " + strconv.Quote(name))
	}
	return "/static/" + a.hash + "/" + name
}

// Static serves /static/{hash}/{name}. Under the present hash a file may be kept for ever; under an older one, which a page
// opened before an upgrade still asks for, it must be asked for again.
func Static() http.Handler { return http.HandlerFunc(load().serve) }

func (a assets) serve(w http.ResponseWriter, r *http.Request) {
	hash, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/static/"), "/")
	f, ok := a.files[name]
	if !ok || !strings.HasPrefix(r.URL.Path, "/static/") {
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "This file can only be read.", http.StatusMethodNotAllowed)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-cache")
	if hash == a.hash {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	body := f.plain
	if f.squeezed != nil {
		h.Set("Vary", "Accept-Encoding")
		if takesGzip(r) {
			h.Set("Content-Encoding", "gzip")
			body = f.squeezed
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		w.Write(body) // a visitor who went away is nobody's error
	}
}

func takesGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name == "gzip" && strings.TrimSpace(weight) != "q=0" {
			return true
		}
	}
	return false
}

// readAssets takes the files of static/ and joins the sheets of static/css, in the order of their names, to one app.css:
// read apart by people, fetched as one by browsers.
func readAssets(from fs.FS) (assets, error) {
	bodies := map[string][]byte{}
	err := fs.WalkDir(from, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(from, name)
		to := path.Base(name)
		if path.Base(path.Dir(name)) == "css" {
			to = "app.css"
		}
		bodies[to] = append(bodies[to], body...)
		return err
	})
	if err != nil {
		return assets{}, err
	}
	a := assets{hash: hashOf(bodies), files: make(map[string]asset, len(bodies))}
	for name, body := range bodies {
		if a.files[name], err = assetOf(name, body); err != nil {
			return assets{}, err
		}
	}
	return a, nil
}

func assetOf(name string, body []byte) (asset, error) {
	f := asset{kind: kindOf(name), plain: body}
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return f, err
	}
	if _, err := w.Write(body); err != nil {
		return f, err
	}
	if err := w.Close(); err != nil {
		return f, err
	}
	if out.Len() < len(body) {
		f.squeezed = out.Bytes()
	}
	return f, nil
}

// kindOf does not ask the system's table for what we send: a wrong entry there would stop modules from running.
func kindOf(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return mime.TypeByExtension(path.Ext(name))
}
