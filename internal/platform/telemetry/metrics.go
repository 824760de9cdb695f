package telemetry

import (
	"net/http"
	"regexp"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// LatencyBuckets fit what Rialto promises, in seconds: from a direct call (100 µs) to a payment
// gateway's patience (20 s), dense around the aims of 25 and 60 ms.
var LatencyBuckets = []float64{.0001, .0005, .001, .0025, .005, .01, .025, .06, .1, .25, .5, 1, 2.5, 5, 10, 20}

// NewRegistry is an empty registry that already reports on the process (CPU, memory, files) and the
// Go runtime (goroutines, heap, garbage collection and scheduling latencies).
func NewRegistry() *prometheus.Registry {
	r := prometheus.NewRegistry()
	latencies := collectors.GoRuntimeMetricsRule{Matcher: regexp.MustCompile(`^/sched/(latencies|pauses/total/gc):seconds$`)}
	r.MustRegister(
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		collectors.NewGoCollector(collectors.WithGoCollectorRuntimeMetrics(latencies)),
		collectors.NewBuildInfoCollector(),
	)
	return r
}

// MetricsHandler serves the registry in Prometheus' text form. A collector that fails costs only its
// own metrics. At most three scrapes run at once; a fourth is told to come back (503).
func MetricsHandler(r *prometheus.Registry) http.Handler {
	return promhttp.HandlerFor(r, promhttp.HandlerOpts{
		Registry:            r,
		ErrorHandling:       promhttp.ContinueOnError,
		MaxRequestsInFlight: 3,
	})
}
