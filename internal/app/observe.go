package app

import (
	"context"
	"crypto/rand"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/internal/platform/telemetry"
)

// observe puts what operators watch into the registry: requests, durable writes by room, and how far consumers are behind.
func (a *App) observe() *prometheus.HistogramVec {
	requests := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "rialto_http_request_seconds", Help: "Time to answer a request at the front door.", Buckets: telemetry.LatencyBuckets,
	}, []string{"method", "status"})
	a.metrics.MustRegister(requests, booksCollector{a})
	return requests
}

// traced gives every request a trace; one that the caller sends is continued, so that a request can be followed through
// every process it passes.
func traced(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, err := telemetry.EnsureTrace(telemetry.WithTraceparent(r.Context(), r.Header.Get("Traceparent")), rand.Reader)
		if err == nil {
			r = r.WithContext(ctx)
		}
		next.ServeHTTP(w, r)
	})
}

// watched counts every answer by method and status.
func (a *App) watched(requests *prometheus.HistogramVec, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, start := &statusWriter{ResponseWriter: w, status: http.StatusOK}, time.Now()
		next.ServeHTTP(answer, r)
		requests.WithLabelValues(method(r.Method), strconv.Itoa(answer.status)).Observe(time.Since(start).Seconds())
	})
}

// method keeps invented methods from making metrics without end.
func method(m string) string {
	switch m {
	case http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodHead, http.MethodOptions:
		return m
	}
	return "other"
}

// statusWriter remembers the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements http.ResponseWriter.
func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach what is below.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

var (
	writesDesc  = prometheus.NewDesc("rialto_db_writes_total", "Writes that became durable, by room.", []string{"room"}, nil)
	commitsDesc = prometheus.NewDesc("rialto_db_commits_total", "Transactions that made them durable, by room.", []string{"room"}, nil)
	lagDesc     = prometheus.NewDesc("rialto_bus_lag_events", "Events that a consumer group has not seen yet.", []string{"group"}, nil)
)

// booksCollector reads the databases and the log when it is asked.
type booksCollector struct{ app *App }

// Describe implements prometheus.Collector.
func (c booksCollector) Describe(ch chan<- *prometheus.Desc) {
	ch <- writesDesc
	ch <- commitsDesc
	ch <- lagDesc
}

// Collect implements prometheus.Collector. Lag is told by the process that has the log.
func (c booksCollector) Collect(ch chan<- prometheus.Metric) {
	c.app.mu.Lock()
	for room, db := range c.app.databases {
		s := db.Stats()
		ch <- prometheus.MustNewConstMetric(writesDesc, prometheus.CounterValue, float64(s.Writes), room)
		ch <- prometheus.MustNewConstMetric(commitsDesc, prometheus.CounterValue, float64(s.Commits), room)
	}
	c.app.mu.Unlock()
	if c.app.here.Bus == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	got, err := c.app.here.Bus.Groups(ctx, &busv1.GroupsRequest{})
	if err != nil {
		return
	}
	for _, g := range got.GetGroups() {
		ch <- prometheus.MustNewConstMetric(lagDesc, prometheus.GaugeValue, float64(g.GetLag()), g.GetName())
	}
}
