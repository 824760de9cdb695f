package cli

import (
	"bytes"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"
)

func TestWithoutATerminalProgressIsALineNowAndThen(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	now := time.Unix(0, 0)
	s := newSetUp(&out, func() time.Time { return now })
	for n := range int64(101) {
		s.told("products", n, 100)
		now = now.Add(100 * time.Millisecond)
	}
	s.told("orders", 1, 9)
	s.end()
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) < 6 || len(lines) > 9 || lines[0] != "demo: products 0 of 100" || lines[len(lines)-2] != "demo: products 100 of 100" ||
		lines[len(lines)-1] != "demo: orders (the shop is open) 1 of 9" {
		t.Errorf("%d lines: %q", len(lines), lines)
	}
}

// TestNothingSaidIsLostToBars: bars redraw the end of a terminal, where the log and the greeting are written too.
func TestNothingSaidIsLostToBars(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	s := newSetUp(&out, time.Now)
	s.lines = false // as on a terminal
	log := slog.New(slog.NewTextHandler(s, nil))
	log.Info("before")
	s.told("products", 1, 2)
	log.Warn("meanwhile")
	if _, err := io.WriteString(s, "Rialto is open.\n"); err != nil {
		t.Fatal(err)
	}
	s.told("products", 2, 2)
	s.end()
	log.Info("after")
	at := -1
	for _, want := range []string{"msg=before", "msg=meanwhile", "Rialto is open.\n", "msg=after"} {
		next := strings.Index(out.String(), want)
		if next <= at {
			t.Errorf("%s is missing, or in the wrong place: %q", want, out.String())
		}
		at = next
	}
}
