package gateway

import "net/http"

// headers are sent with every answer, errors and redirects included. The value slices are shared by all answers and
// never changed, which saves an allocation each.
type headers struct {
	names  []string
	values [][]string
}

func newHeaders(https bool) headers {
	pairs := [][2]string{
		{"X-Content-Type-Options", "nosniff"},
		{"Referrer-Policy", "same-origin"},
		{"Cross-Origin-Opener-Policy", "same-origin"},
		{"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"}, // answers are data, not pages
	}
	if https {
		pairs = append(pairs, [2]string{"Strict-Transport-Security", "max-age=63072000; includeSubDomains"})
	}
	var h headers
	for _, p := range pairs {
		h.names = append(h.names, p[0])
		h.values = append(h.values, []string{p[1]})
	}
	return h
}

func (h headers) on(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		for i, name := range h.names {
			header[name] = h.values[i]
		}
		next.ServeHTTP(w, r)
	})
}
