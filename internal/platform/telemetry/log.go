package telemetry

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"go.opentelemetry.io/otel/trace"
)

// LogConfig is how the log looks.
type LogConfig struct {
	Format string // "text" (default) or "json"
	Level  string // "debug", "info" (default), "warn" or "error"
}

// Validate names each wrong setting in one sentence.
func (c LogConfig) Validate() error {
	if c.Format != "" && c.Format != "text" && c.Format != "json" {
		return fmt.Errorf("log format %q is unknown: use text or json", c.Format)
	}
	_, err := c.level()
	return err
}

func (c LogConfig) level() (level slog.Level, err error) {
	switch strings.ToLower(c.Level) {
	case "debug":
		level = slog.LevelDebug
	case "", "info":
		level = slog.LevelInfo
	case "warn":
		level = slog.LevelWarn
	case "error":
		level = slog.LevelError
	default:
		err = fmt.Errorf("log level %q is unknown: use debug, info, warn or error", c.Level)
	}
	return level, err
}

// NewLogger writes to w, one line a record. Values under secret or personal keys are replaced by
// "[redacted]", and a record that is logged with a context carries its trace_id.
func NewLogger(w io.Writer, c LogConfig) (*slog.Logger, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	level, _ := c.level() // just validated
	opts := &slog.HandlerOptions{Level: level, ReplaceAttr: redact}
	if c.Format == "json" {
		return slog.New(traced{slog.NewJSONHandler(w, opts)}), nil
	}
	return slog.New(traced{slog.NewTextHandler(w, opts)}), nil
}

// traced adds the trace id of the record's context.
type traced struct{ slog.Handler }

func (h traced) Handle(ctx context.Context, r slog.Record) error {
	if id := TraceID(ctx); id != "" {
		r.AddAttrs(slog.String("trace_id", id))
	}
	return h.Handler.Handle(ctx, r)
}

func (h traced) WithAttrs(attrs []slog.Attr) slog.Handler { return traced{h.Handler.WithAttrs(attrs)} }
func (h traced) WithGroup(name string) slog.Handler       { return traced{h.Handler.WithGroup(name)} }

// TraceID is the trace id that ctx carries, as 32 hex digits, or "".
func TraceID(ctx context.Context) string {
	if c := trace.SpanContextFromContext(ctx); c.HasTraceID() {
		return c.TraceID().String()
	}
	return ""
}
