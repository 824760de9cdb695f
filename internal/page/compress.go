package page

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// worthIt is the size from which compressing pays; a smaller page fits a packet or two anyway.
const worthIt = 1400

var compressors = sync.Pool{New: func() any {
	w, err := gzip.NewWriterLevel(nil, gzip.BestSpeed) // 48 cards: an eighth of the bytes for under a millisecond
	if err != nil {
		panic(err) // the level is a constant
	}
	return w
}}

// write sends a complete body. No secret is ever in a page beside what a visitor typed, so that compression tells nothing.
func (p *Page) write(status int, body []byte) {
	h := p.W.Header()
	h.Add("Vary", "Accept-Encoding")
	if len(body) >= worthIt && acceptsGzip(p.R) {
		out := buffers.Get().(*bytes.Buffer)
		defer buffers.Put(out)
		out.Reset()
		squeeze(out, body)
		h.Set("Content-Encoding", "gzip")
		body = out.Bytes()
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	p.W.WriteHeader(status)
	if p.R.Method == http.MethodHead {
		return
	}
	if _, err := p.W.Write(body); err != nil {
		p.Site.deps.Log.Debug("the visitor went away", "error", err)
	}
}

func squeeze(out *bytes.Buffer, body []byte) {
	w := compressors.Get().(*gzip.Writer)
	defer compressors.Put(w)
	w.Reset(out)
	w.Write(body) // a bytes.Buffer takes everything
	w.Close()
}

func acceptsGzip(r *http.Request) bool {
	for _, part := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name == "gzip" && strings.TrimSpace(q) != "q=0" {
			return true
		}
	}
	return false
}
