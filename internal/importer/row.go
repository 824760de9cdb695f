package importer

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// Limits of one row.
const (
	maxRowBytes = 1 << 20
	maxColumns  = 1000
)

// row is one record of a file by column name. It is valid until the next one is read.
type row struct {
	line    int64          // where it starts, from 1
	columns map[string]int // column → place in cells
	cells   []string       // "" = empty or missing
	options []string       // columns that begin with optionPrefix
}

// optionPrefix begins the columns that become options of a product: "options.size".
const optionPrefix = "options."

// get returns what a column holds, without white space around it; "" where there is none.
func (r *row) get(column string) string {
	at, known := r.columns[column]
	if !known || at >= len(r.cells) {
		return ""
	}
	return strings.TrimSpace(r.cells[at])
}

// rows reads a file record by record. next returns the row, a *badRow for one that must be left out, io.EOF at the end,
// or another error that ends the file.
type rows interface {
	next() (*row, error)
	// has reports whether a column exists; a file whose rows name their own columns has them all.
	has(column string) error
}

// badRow is a record that cannot be read while the ones after it can.
type badRow struct {
	line    int64
	problem string
}

func (b *badRow) Error() string { return fmt.Sprintf("line %d: %s", b.line, b.problem) }

// guard lets at most maxRowBytes through between two resets, so that a quote that is never closed cannot pull a whole
// file into memory.
type guard struct {
	from io.Reader
	left int
}

var errLongRow = errors.New("is longer than 1 MiB: is a closing quote missing?")

func (g *guard) reset() { g.left = maxRowBytes }

func (g *guard) Read(p []byte) (int, error) {
	if g.left <= 0 {
		return 0, errLongRow
	}
	n, err := g.from.Read(p[:min(len(p), g.left)])
	g.left -= n
	return n, err
}
