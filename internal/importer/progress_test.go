package importer

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestProgressIsPlainLinesOffATerminal(t *testing.T) {
	t.Parallel()
	out, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	now := time.Unix(0, 0)
	p := NewProgress(out, "products", func() time.Time { return now })
	p.Start(1000)
	p.At(100, 10)
	now = now.Add(6 * time.Second)
	p.At(250, 1500)
	now = now.Add(time.Second)
	p.At(300, 1600)
	p.End()
	text, err := os.ReadFile(out.Name())
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(text), "products: 25%, 1,500 rows\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTheBarEndsWithTheRows(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	b := &bar{out: &out, title: "orders"}
	b.Start(1000)
	b.At(500, 70)
	b.At(1000, 1234)
	b.End()
	if !strings.HasSuffix(out.String(), "orders: 1,234 rows\n") {
		t.Errorf("got %q", out.String())
	}
}
