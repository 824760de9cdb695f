package telemetry

import (
	"context"
	"fmt"
	"io"
	"log/slog"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"
)

// TraceConfig is what is traced and where it goes. The zero value is off.
type TraceConfig struct {
	Exporter sdktrace.SpanExporter // nil: tracing is off, spans cost nothing
	Ratio    float64               // share of new traces that are recorded, 0 to 1
	Service  string                // the process's name in a trace
}

// NewTracing returns the provider that every package gets its tracer from, and how to stop it: stop
// sends what is waiting, within ctx's deadline.
func NewTracing(c TraceConfig) (p trace.TracerProvider, stop func(ctx context.Context) error, err error) {
	if c.Ratio < 0 || c.Ratio > 1 {
		return nil, nil, fmt.Errorf("trace ratio is %v, it must be from 0 to 1", c.Ratio)
	}
	if c.Exporter == nil {
		return noop.NewTracerProvider(), func(context.Context) error { return nil }, nil
	}
	sdk := sdktrace.NewTracerProvider(
		sdktrace.WithBatcher(c.Exporter),
		// Whoever began a trace has decided whether it is recorded; else its pieces would not match.
		sdktrace.WithSampler(sdktrace.ParentBased(sdktrace.TraceIDRatioBased(c.Ratio))),
		sdktrace.WithResource(resource.NewSchemaless(attribute.String("service.name", c.Service))),
	)
	return sdk, sdk.Shutdown, nil
}

// EnsureTrace returns ctx with a trace id: the one it has, or else a new one, not recorded, from
// random (crypto/rand.Reader in a process, a seeded reader in a simulation).
func EnsureTrace(ctx context.Context, random io.Reader) (context.Context, error) {
	if trace.SpanContextFromContext(ctx).IsValid() {
		return ctx, nil
	}
	var ids struct {
		trace trace.TraceID
		span  trace.SpanID
	}
	for _, id := range [][]byte{ids.trace[:], ids.span[:]} {
		if _, err := io.ReadFull(random, id); err != nil {
			return ctx, fmt.Errorf("make a trace id: %w", err)
		}
		id[0] |= 1 // all zeros would be no id
	}
	c := trace.NewSpanContext(trace.SpanContextConfig{TraceID: ids.trace, SpanID: ids.span})
	return trace.ContextWithSpanContext(ctx, c), nil
}

// traceparent is the one key of the W3C's form that is carried; vendors' tracestate is not.
const traceparent = "traceparent"

// Traceparent is the W3C form of ctx's trace, for an event or a header: "00-<trace>-<span>-<flags>",
// or "" if ctx carries none.
func Traceparent(ctx context.Context) string {
	carrier := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, carrier)
	return carrier[traceparent]
}

// WithTraceparent returns ctx as a child of the trace that parent names. A parent that is empty or not
// well formed, which anyone may send, changes nothing.
func WithTraceparent(ctx context.Context, parent string) context.Context {
	return propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{traceparent: parent})
}

// LogExporter writes each recorded span as a log line: tracing for one machine, without a collector.
// Attributes go through the log's redaction.
func LogExporter(log *slog.Logger) sdktrace.SpanExporter { return logExporter{log} }

type logExporter struct{ log *slog.Logger }

func (e logExporter) ExportSpans(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	for _, s := range spans {
		attrs := []slog.Attr{
			slog.String("name", s.Name()),
			slog.String("trace_id", s.SpanContext().TraceID().String()),
			slog.String("span_id", s.SpanContext().SpanID().String()),
			slog.Duration("took", s.EndTime().Sub(s.StartTime())),
		}
		if s.Parent().IsValid() {
			attrs = append(attrs, slog.String("parent_id", s.Parent().SpanID().String()))
		}
		if why := s.Status().Description; why != "" {
			attrs = append(attrs, slog.String("error", why))
		}
		for _, a := range s.Attributes() {
			attrs = append(attrs, slog.Any(string(a.Key), a.Value.AsInterface()))
		}
		e.log.LogAttrs(ctx, slog.LevelInfo, "span", attrs...)
	}
	return nil
}

func (logExporter) Shutdown(context.Context) error { return nil }
