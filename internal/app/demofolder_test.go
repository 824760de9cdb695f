package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestThePasswordThatEverybodyKnowsIsForThisMachineAlone: neither a listener nor a proxy may bring it to others, and a
// folder that has had passwords of its own never gets it.
func TestThePasswordThatEverybodyKnowsIsForThisMachineAlone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		listen, publicURL, note, set string
		demo                         bool
		want                         string
	}{
		"this machine":                      {demo: true, want: demoPassword},
		"localhost by its name":             {demo: true, listen: "localhost:80", publicURL: "http://localhost:80", want: demoPassword},
		"IPv6":                              {demo: true, listen: "[::1]:80", publicURL: "http://[::1]", want: demoPassword},
		"every address":                     {demo: true, listen: "0.0.0.0:8080"},
		"a proxy in front":                  {demo: true, publicURL: "https://shop.example"},
		"a name that only looks like it":    {demo: true, publicURL: "http://127.0.0.1.shop.example"},
		"a word of one's own":               {demo: true, set: "mine", want: "mine"},
		"no demo":                           {},
		"a demo of this machine":            {note: `{"stage":"products","passwords":"known"}`, want: demoPassword},
		"a demo that others could reach":    {note: `{"stage":"products","passwords":"own"}`},
		"a finished one, whatever is asked": {demo: true, note: `{"stage":"done","passwords":"own"}`},
	} {
		data := t.TempDir()
		if c.note != "" {
			if err := os.WriteFile(filepath.Join(data, demoFile), []byte(c.note), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		cfg := Config{Data: data, Listen: c.listen, PublicURL: c.publicURL, Demo: c.demo, OperatorPassword: c.set}
		if got := cfg.WithDefaults().OperatorPassword; got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestAFolderKnowsWhetherItIsADemo(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "shop")
	demo := func(asked bool) bool { return Config{Data: data, Demo: asked}.WithDefaults().Demo }
	if !demo(true) || demo(false) {
		t.Error("a folder that does not exist is what was asked for")
	}
	if err := os.Mkdir(data, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, "order.db"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if demo(true) {
		t.Error("somebody's own shop became a demo")
	}
	if err := (demoNote{Stage: demoHistory, Passwords: knownPasswords}).write(data); err != nil {
		t.Fatal(err)
	}
	if !demo(false) {
		t.Error("a demo is no longer one")
	}
	if n, noted, err := readDemoNote(data); err != nil || !noted || n.Stage != demoHistory || n.Passwords != knownPasswords {
		t.Errorf("read back %+v, %v, %v", n, noted, err)
	}
}

func TestANoteThatIsNotOursIsRefusedInWords(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "{}", `{"stage":"else"}`, "\x00"} {
		data := t.TempDir()
		if err := os.WriteFile(filepath.Join(data, demoFile), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := readDemoNote(data); err == nil || !strings.Contains(err.Error(), demoFile) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
