package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func answer3() table {
	t := table{Machine: machine{CPU: "Abacus", Cores: 2, Go: "go1", OS: "linux/amd64", Fsync: time.Millisecond, Load: "0.1"}}
	t.section = "orders"
	t.add("orders at 64 clients", 1999, perSecond, atLeast(2000))
	t.add("p99", 12.34, milliseconds, atMost(25))
	t.section = "size"
	t.add("binary", 45.678, megabytes, nil)
	return t
}

func TestTheTableSaysWhatIsMet(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	tab := answer3()
	if err := tab.print(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"orders   orders at 64 clients  1999 /s  ≥ 2000 /s  NOT MET\n",
		"         p99                   12.3 ms  ≤ 25 ms    met\n",
		"size     binary                45.7 MB",
		"Abacus, 2 cores, go1, linux/amd64, durable 4 KB write 1ms",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
}

func TestSavedFiguresCanBeRead(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "figures.json")
	tab := answer3()
	if err := tab.save(path); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var back table
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if back.Machine != tab.Machine || len(back.Figures) != 3 || back.Figures[0].Value != 1999 || *back.Figures[1].Met != true ||
		back.Figures[2].Met != nil {
		t.Errorf("read back %+v", back)
	}
}
