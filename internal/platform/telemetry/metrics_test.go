package telemetry_test

import (
	"io"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"rialto/internal/platform/telemetry"
)

func scrape(t *testing.T, r *prometheus.Registry) string {
	t.Helper()
	w := httptest.NewRecorder()
	telemetry.MetricsHandler(r).ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	body, err := io.ReadAll(w.Result().Body)
	if err != nil || w.Code != 200 {
		t.Fatalf("status %d, %v: %s", w.Code, err, body)
	}
	return string(body)
}

func TestMetricsTellAboutProcessAndRuntime(t *testing.T) {
	t.Parallel()
	text := scrape(t, telemetry.NewRegistry())
	for _, want := range []string{
		"process_cpu_seconds_total", "process_resident_memory_bytes", "go_goroutines", "go_memstats_heap_alloc_bytes",
		"go_sched_latencies_seconds_bucket", "go_sched_pauses_total_gc_seconds_count", "go_build_info",
	} {
		if !strings.Contains(text, "\n"+want) {
			t.Errorf("%s is missing", want)
		}
	}
}

func TestRegistriesDoNotMix(t *testing.T) {
	t.Parallel()
	one, two := telemetry.NewRegistry(), telemetry.NewRegistry()
	for _, r := range []*prometheus.Registry{one, two} { // the same name twice in one process
		placed := prometheus.NewCounter(prometheus.CounterOpts{Name: "orders_placed_total"})
		r.MustRegister(placed)
		if r == one {
			placed.Inc()
		}
	}
	if text := scrape(t, one); !strings.Contains(text, "\norders_placed_total 1\n") {
		t.Error("its own count is missing")
	}
	if text := scrape(t, two); !strings.Contains(text, "\norders_placed_total 0\n") {
		t.Error("the other's count is in it")
	}
}

func TestABrokenCollectorCostsOnlyItsOwnMetrics(t *testing.T) {
	t.Parallel()
	r := telemetry.NewRegistry()
	r.MustRegister(broken{})
	if text := scrape(t, r); !strings.Contains(text, "\ngo_goroutines") {
		t.Errorf("the others are gone: %.200s", text)
	}
}

// broken describes one metric and collects an error.
type broken struct{}

var brokenDesc = prometheus.NewDesc("broken", "fails", nil, nil)

func (broken) Describe(ch chan<- *prometheus.Desc) { ch <- brokenDesc }
func (broken) Collect(ch chan<- prometheus.Metric) {
	ch <- prometheus.NewInvalidMetric(brokenDesc, io.ErrUnexpectedEOF)
}

func TestLatencyBucketsHoldTheAims(t *testing.T) {
	t.Parallel()
	if !slices.IsSorted(telemetry.LatencyBuckets) {
		t.Error("not sorted: Prometheus would panic")
	}
	for _, aim := range []float64{.025, .06} { // a bound just at the aim makes "share within it" exact
		if !slices.Contains(telemetry.LatencyBuckets, aim) {
			t.Errorf("no bucket ends at %v s", aim)
		}
	}
}
