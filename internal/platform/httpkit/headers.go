package httpkit

import "net/http"

// Secured sends with every answer, errors and redirects included, what keeps a browser from doing more with it than was
// meant. The policy is that of data; a page replaces it by its own. https says that browsers reach the shop encrypted, and
// shall from then on. The slices of values are shared by all answers and never changed, which saves an allocation each.
func Secured(https bool, next http.Handler) http.Handler {
	always := map[string][]string{
		"X-Content-Type-Options":       {"nosniff"},
		"Referrer-Policy":              {"same-origin"},
		"Cross-Origin-Opener-Policy":   {"same-origin"},
		"Cross-Origin-Resource-Policy": {"same-origin"},
		"Permissions-Policy":           {"camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
		"Content-Security-Policy":      {"default-src 'none'; frame-ancestors 'none'; base-uri 'none'"},
	}
	if https {
		always["Strict-Transport-Security"] = []string{"max-age=63072000; includeSubDomains"}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		for name, value := range always {
			h[name] = value
		}
		next.ServeHTTP(w, r)
	})
}
