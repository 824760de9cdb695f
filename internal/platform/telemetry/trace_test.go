package telemetry_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"rialto/internal/platform/telemetry"
)

func TestATraceTravelsInAnEvent(t *testing.T) {
	t.Parallel()
	ctx, err := telemetry.EnsureTrace(t.Context(), bytes.NewReader(bytes.Repeat([]byte{0xab}, 24)))
	if err != nil {
		t.Fatal(err)
	}
	parent := telemetry.Traceparent(ctx)
	if want := "00-" + strings.Repeat("ab", 16) + "-" + strings.Repeat("ab", 8) + "-00"; parent != want {
		t.Errorf("traceparent %s, want %s", parent, want)
	}
	far := telemetry.WithTraceparent(t.Context(), parent)
	if telemetry.TraceID(far) != telemetry.TraceID(ctx) || telemetry.TraceID(far) == "" {
		t.Errorf("the trace %q arrives as %q", telemetry.TraceID(ctx), telemetry.TraceID(far))
	}
	again, err := telemetry.EnsureTrace(far, strings.NewReader("")) // has one: needs no randomness
	if err != nil || telemetry.TraceID(again) != telemetry.TraceID(ctx) {
		t.Errorf("a trace was replaced by %q (%v)", telemetry.TraceID(again), err)
	}
}

func TestATraceIDIsNeverZero(t *testing.T) {
	t.Parallel()
	ctx, err := telemetry.EnsureTrace(t.Context(), bytes.NewReader(make([]byte, 24)))
	if err != nil || telemetry.TraceID(ctx) == "" || telemetry.Traceparent(ctx) == "" {
		t.Errorf("of zeros: trace %q, %v", telemetry.TraceID(ctx), err)
	}
	if _, err := telemetry.EnsureTrace(t.Context(), strings.NewReader("short")); err == nil {
		t.Error("an id was made without enough randomness")
	}
}

func TestANonsenseTraceparentChangesNothing(t *testing.T) {
	t.Parallel()
	for _, parent := range []string{"", "nonsense", "00-00000000000000000000000000000000-0000000000000000-00",
		"ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", strings.Repeat("0", 1<<20)} {
		ctx := telemetry.WithTraceparent(t.Context(), parent)
		if id := telemetry.TraceID(ctx); id != "" {
			t.Errorf("%.60q became trace %s", parent, id)
		}
	}
	if got := telemetry.Traceparent(t.Context()); got != "" {
		t.Errorf("of no trace: %q", got)
	}
}

func TestTracingIsOffByDefault(t *testing.T) {
	t.Parallel()
	p, stop, err := telemetry.NewTracing(telemetry.TraceConfig{Ratio: 1})
	if err != nil {
		t.Fatal(err)
	}
	ctx, err := telemetry.EnsureTrace(t.Context(), bytes.NewReader(bytes.Repeat([]byte{7}, 24)))
	if err != nil {
		t.Fatal(err)
	}
	inner, span := p.Tracer("test").Start(ctx, "work")
	if span.IsRecording() || telemetry.TraceID(inner) != telemetry.TraceID(ctx) {
		t.Errorf("recording %v, trace %q; want none and the caller's", span.IsRecording(), telemetry.TraceID(inner))
	}
	if err := stop(t.Context()); err != nil {
		t.Error(err)
	}
}

// counter exports nowhere; it is read after the stop, when nothing is sent any more.
type counter struct{ spans int }

func (c *counter) ExportSpans(_ context.Context, spans []sdktrace.ReadOnlySpan) error {
	c.spans += len(spans)
	return nil
}

func (c *counter) Shutdown(context.Context) error { return nil }

func TestTracesAreRecordedByRatioAndParent(t *testing.T) {
	t.Parallel()
	const sampled = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	for _, c := range []struct {
		name   string
		ratio  float64
		parent string
		want   int
	}{
		{"all new ones", 1, "", 1},
		{"no new ones", 0, "", 0},
		{"one that its beginner records", 0, sampled, 1},
		{"one that its beginner does not record", 1, strings.TrimSuffix(sampled, "1") + "0", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var got counter
			p, stop, err := telemetry.NewTracing(telemetry.TraceConfig{Exporter: &got, Ratio: c.ratio})
			if err != nil {
				t.Fatal(err)
			}
			_, span := p.Tracer("test").Start(telemetry.WithTraceparent(t.Context(), c.parent), "work")
			span.End()
			if err := stop(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got.spans != c.want {
				t.Errorf("%d spans, want %d", got.spans, c.want)
			}
		})
	}
	if _, _, err := telemetry.NewTracing(telemetry.TraceConfig{Ratio: 1.5}); err == nil {
		t.Error("a ratio of 1.5 was accepted")
	}
}

func TestSpansAreLogLinesWithoutSecrets(t *testing.T) {
	t.Parallel()
	log, out := newLogger(t, telemetry.LogConfig{})
	p, stop, err := telemetry.NewTracing(telemetry.TraceConfig{Exporter: telemetry.LogExporter(log), Ratio: 1, Service: "test"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, outer := p.Tracer("test").Start(context.Background(), "place")
	_, inner := p.Tracer("test").Start(ctx, "capture")
	inner.SetAttributes(attribute.String("email", canary), attribute.Int64("amount", 1999))
	inner.SetStatus(codes.Error, errors.New("declined").Error())
	inner.End()
	outer.End()
	if err := stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	id := "trace_id=" + outer.SpanContext().TraceID().String()
	for _, want := range []string{"msg=span name=capture", "name=place", "error=declined", "amount=1999", "email=[redacted]",
		"parent_id=" + outer.SpanContext().SpanID().String()} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s is missing in\n%s", want, out)
		}
	}
	if strings.Count(out.String(), id) != 2 {
		t.Errorf("want two lines with %s:\n%s", id, out)
	}
}
