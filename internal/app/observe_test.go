package app

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"rialto/internal/platform/telemetry"
)

const parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

func TestATraceIsContinuedOrBegun(t *testing.T) {
	t.Parallel()
	for sent, want := range map[string]string{parent: "4bf92f3577b34da6a3ce929d0e0e4736", "": "", "nonsense": ""} {
		var id string
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Traceparent", sent)
		traced(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { id = telemetry.TraceID(r.Context()) })).
			ServeHTTP(httptest.NewRecorder(), r)
		if len(id) != 32 || want != "" && id != want {
			t.Errorf("sent %q, got %q", sent, id)
		}
	}
}

func TestMetricsTellOfRequestsAndWrites(t *testing.T) {
	t.Parallel()
	a, err := New(folder(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	h := a.watched(a.observe(), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(404) }))
	for _, method := range []string{"GET", "GET", "BREW"} {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(method, "/x", nil))
	}
	rec := httptest.NewRecorder()
	telemetry.MetricsHandler(a.metrics).ServeHTTP(rec, httptest.NewRequest("GET", "/metrics", nil))
	text, _ := io.ReadAll(rec.Body)
	for _, want := range []string{
		`rialto_http_request_seconds_count{method="GET",status="404"} 2`, `rialto_http_request_seconds_count{method="other",status="404"} 1`,
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("missing %s", want)
		}
	}
}
