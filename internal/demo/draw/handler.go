package draw

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
)

const (
	prefix = "/drawn/"
	suffix = ".svg"
)

// Handler serves GET and HEAD /drawn/{kind}/{variant}.svg. A name that is no picture's is not found.
func Handler() http.Handler { return http.HandlerFunc(serve) }

func serve(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "Pictures can only be looked at.", http.StatusMethodNotAllowed)
		return
	}
	name, under := strings.CutPrefix(r.URL.Path, prefix)
	name, ends := strings.CutSuffix(name, suffix)
	svg, ok := SVG(name)
	if !under || !ends || !ok {
		http.Error(w, "There is no such picture.", http.StatusNotFound)
		return
	}
	sum := sha256.Sum256(svg)
	tag := `"` + hex.EncodeToString(sum[:12]) + `"`
	h := w.Header()
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Content-Security-Policy", "default-src 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("ETag", tag)
	if matches(r.Header.Values("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", "image/svg+xml")
	w.Write(svg) // the server leaves the body out of an answer to HEAD; nobody is left to hear of an error
}

// matches reports whether a tag is in the lists of If-None-Match, weak ones and * included.
func matches(lists []string, tag string) bool {
	for _, list := range lists {
		for item := range strings.SplitSeq(list, ",") {
			if item = strings.TrimPrefix(strings.TrimSpace(item), "W/"); item == tag || item == "*" {
				return true
			}
		}
	}
	return false
}
