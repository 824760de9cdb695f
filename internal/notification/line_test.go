package notification

import (
	"strings"
	"testing"
)

func TestALineIsOneCleanLine(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Blue mug":                     "Blue mug",
		"  Blue\r\n\tmug\u2028x\x00y ": "Blue mug x y",
		"Ünï — 日本 × 2":                 "Ünï — 日本 × 2",
		"safe\u202egnp.exe\u200b":      "safegnp.exe",
		"bad \xff byte":                "bad byte",
		strings.Repeat("ä", 200):       strings.Repeat("ä", 200),
		strings.Repeat("ä", 201):       strings.Repeat("ä", 199) + "…",
		"":                             "",
	} {
		if got := line(in); got != want {
			t.Errorf("line(%q) = %q, want %q", in, got, want)
		}
	}
}
