package telemetry_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"rialto/internal/platform/telemetry"
)

func newLogger(t *testing.T, c telemetry.LogConfig) (*slog.Logger, *bytes.Buffer) {
	t.Helper()
	var out bytes.Buffer
	log, err := telemetry.NewLogger(&out, c)
	if err != nil {
		t.Fatal(err)
	}
	return log, &out
}

func TestTheLogIsTextOrJSON(t *testing.T) {
	t.Parallel()
	text, out := newLogger(t, telemetry.LogConfig{})
	text.Info("placed", "order_id", 7)
	if !strings.Contains(out.String(), "level=INFO msg=placed order_id=7") {
		t.Errorf("text: %s", out)
	}
	asJSON, out := newLogger(t, telemetry.LogConfig{Format: "json"})
	asJSON.Info("placed", "order_id", 7)
	var line map[string]any
	if err := json.Unmarshal(out.Bytes(), &line); err != nil || line["msg"] != "placed" || line["order_id"] != 7.0 {
		t.Errorf("json: %s (%v)", out, err)
	}
}

func TestTheLevelIsTheLeastThatIsWritten(t *testing.T) {
	t.Parallel()
	for level, want := range map[string]string{
		"debug": "debug info warn error", "": "info warn error", "INFO": "info warn error",
		"warn": "warn error", "error": "error",
	} {
		log, out := newLogger(t, telemetry.LogConfig{Level: level})
		log.Debug("debug")
		log.Info("info")
		log.Warn("warn")
		log.Error("error")
		var got []string
		for line := range strings.Lines(out.String()) {
			_, message, _ := strings.Cut(strings.TrimSpace(line), "msg=")
			got = append(got, message)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("level %q writes %v, want %s", level, got, want)
		}
	}
}

func TestAWrongLogSettingIsNamed(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]telemetry.LogConfig{
		`log format "xml" is unknown: use text or json`:               {Format: "xml"},
		`log level "loud" is unknown: use debug, info, warn or error`: {Level: "loud"},
	} {
		if _, err := telemetry.NewLogger(&bytes.Buffer{}, c); err == nil || err.Error() != want {
			t.Errorf("%+v: %v, want %s", c, err, want)
		}
	}
}

func TestARecordCarriesTheTraceOfItsContext(t *testing.T) {
	t.Parallel()
	const parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"
	ctx := telemetry.WithTraceparent(t.Context(), parent)
	log, out := newLogger(t, telemetry.LogConfig{})
	log.With("room", "order").InfoContext(ctx, "placed")
	log.InfoContext(t.Context(), "elsewhere")
	lines := strings.Split(out.String(), "\n")
	if !strings.Contains(lines[0], "room=order trace_id=0af7651916cd43dd8448eb211c80319c") {
		t.Errorf("with a trace: %s", lines[0])
	}
	if strings.Contains(lines[1], "trace_id") {
		t.Errorf("without a trace: %s", lines[1])
	}
}
