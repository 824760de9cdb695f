package cli

import (
	"os"
	"path/filepath"
	"testing"

	"rialto/internal/app"
)

// TestWhoDecidesOfTheDemo: the flag, then the file, and a shop whose operator says nothing is one.
func TestWhoDecidesOfTheDemo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		file, flag string
		want       bool
	}{
		{"", "", true}, {"", "off", false}, {"demo: false\n", "", false}, {"demo: false\n", "on", true}, {"currency: EUR\n", "", true},
	} {
		env := &environment{line: &commandLine{}}
		if c.file != "" {
			env.line.Config = filepath.Join(t.TempDir(), "shop.yaml")
			if err := os.WriteFile(env.line.Config, []byte(c.file), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		cfg, err := env.settingsOver(app.Config{Demo: true})
		if err != nil {
			t.Fatal(err)
		}
		if got := (&serveCommand{Demo: c.flag}).laidOver(cfg).Demo; got != c.want {
			t.Errorf("file %q, flag %q: %v", c.file, c.flag, got)
		}
	}
}
