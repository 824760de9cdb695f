// Package telemetry makes what a process says about itself: its log, its metrics, its traces.
//
// It owns their form. The idea: each is a value made once by app and passed down (*slog.Logger, a
// Prometheus registry, a trace.TracerProvider), never a global, so that two apps in one test process
// do not mix. A trace id travels in the context even where tracing is off: it ties the log lines of
// one request together, and events carry it as a W3C traceparent from the request that caused them to
// the work they cause.
//
// It asks its callers to name attributes by what they are ("email", "token"): values under such keys
// never reach the log. It publishes /metrics. It never logs a request body, never sends anything to
// another machine by itself, and sets nothing in slog's or OpenTelemetry's globals.
package telemetry
