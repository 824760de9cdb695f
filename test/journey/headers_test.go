package journey

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"rialto/internal/app"
)

// TestEveryAnswerIsSecured: whoever answers at the front door (pages, API, files, pictures, the bank), and whatever they
// answer, a browser is told what it may not do with it, and to come by https where the shop is reached that way.
func TestEveryAnswerIsSecured(t *testing.T) {
	t.Parallel()
	cfg := demoConfig(t)
	cfg.PublicURL = "https://shop.example"
	a, _ := run(t, cfg, app.Options{})
	<-a.Opened()
	_, home := get(t, a.URL()+"/")
	sheet := regexp.MustCompile(`/static/[0-9a-f]+/app\.css`).FindString(home)
	picture := regexp.MustCompile(`/drawn/[^"]+\.svg`).FindString(home)
	if sheet == "" || picture == "" {
		t.Fatal("the front page has no style or no picture")
	}
	always := http.Header{
		"X-Content-Type-Options": {"nosniff"}, "Referrer-Policy": {"same-origin"}, "Cross-Origin-Opener-Policy": {"same-origin"},
		"Cross-Origin-Resource-Policy": {"same-origin"}, "Strict-Transport-Security": {"max-age=63072000; includeSubDomains"},
	}
	for line, status := range map[string]int{
		"GET /": 200, "HEAD /": 200, "GET /nothing": 404, "GET /orders": 303, "POST /cart": 404, "TRACE /": 404,
		"GET /v1/search": 200, "GET /v1/me": 401, "POST /v1/search": 405, "GET /healthz": 200, "GET /docs": 200, "GET /metrics": 200,
		"GET " + sheet: 200, "GET /static/0/none.css": 404, "POST " + sheet: 405,
		"GET " + picture: 200, "GET /drawn/none.svg": 404, "POST " + picture: 405,
		"GET /media/none": 404, "GET /media/none?w=x": 400, "POST /media/none": 405,
		"GET /a//b": 404, "GET /a/../b": 404, "GET /admin": 303, "GET /admin/nothing": 404,
		"GET /sandbox/none": 404, "GET /sandbox/3ds/none": 404, "GET /sandbox/3ds/none/approve": 405,
	} {
		resp := ask(t, a.URL(), line)
		if resp.StatusCode != status {
			t.Errorf("%s: %d, want %d", line, resp.StatusCode, status)
		}
		for name, want := range always {
			if got := resp.Header.Get(name); got != want[0] && got != "no-referrer" { // the bank tells nothing at all
				t.Errorf("%s: %s is %q", line, name, got)
			}
		}
		if policy := resp.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") {
			t.Errorf("%s: policy %q", line, policy)
		}
	}
	tag := ask(t, a.URL(), "GET "+picture).Header.Get("ETag")
	if kept := ask(t, a.URL(), "GET "+picture, "If-None-Match", tag); kept.StatusCode != 304 || kept.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("not modified: %d %v", kept.StatusCode, kept.Header)
	}
}

// ask sends one line, such as "GET /cart", and follows nothing.
func ask(t *testing.T, url, line string, headers ...string) *http.Response {
	t.Helper()
	method, path, _ := strings.Cut(line, " ")
	r, err := http.NewRequestWithContext(t.Context(), method, url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	resp.Body.Close()
	return resp
}
