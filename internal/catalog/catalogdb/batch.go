package catalogdb

import (
	"iter"
	"math/bits"
	"strings"

	"rialto/internal/platform/sqldb"
)

// maxPiece bounds the rows of one INSERT. SQLite's driver finds the name of every $n by walking the names before it, so
// many parameters cost their square: 16 rows import 2.4 times as fast as 256.
const maxPiece = 16

// pieces cuts items into runs whose lengths are powers of two, the longest first.
func pieces[T any](items []T) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		for len(items) > 0 {
			n := min(maxPiece, 1<<(bits.Len(uint(len(items)))-1))
			if !yield(items[:n]) {
				return
			}
			items = items[n:]
		}
	}
}

// in returns an IN list of placeholders from $from on and args with the values, padded to a power of two by repeating the
// last one: a value that stands twice finds its row once.
func in[T any](from int, values []T, args ...any) (list string, all []any) {
	n := 1 << bits.Len(uint(len(values)-1))
	all = append(make([]any, 0, len(args)+n), args...)
	for i := range n {
		all = append(all, values[min(i, len(values)-1)])
	}
	return "(" + sqldb.Placeholders(from, n) + ")", all
}

// rows returns "($1,$2),($3,$4)" for n rows of width values.
func rows(n, width int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = "(" + sqldb.Placeholders(i*width+1, width) + ")"
	}
	return strings.Join(all, ",")
}
