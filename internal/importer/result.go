package importer

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
)

// RowError is a row, or a field of it, that was left out because it makes no sense.
type RowError struct {
	Line    int64  `json:"line"`
	Field   string `json:"field,omitempty"`
	Problem string `json:"problem"`
}

// Error says where and what: `line 17: price: "abc" is not a number such as 12.50`.
func (e RowError) Error() string {
	if e.Field == "" {
		return fmt.Sprintf("line %d: %s", e.Line, e.Problem)
	}
	return fmt.Sprintf("line %d: %s: %s", e.Line, e.Field, e.Problem)
}

// Result counts what an import did. Rows are records of the file; an import that was continued counts from there on.
type Result struct {
	Kind    string `json:"kind"` // products | orders
	File    string `json:"file"`
	Source  string `json:"source"`
	Resumed int64  `json:"resumed,omitempty"` // rows that an earlier, interrupted run had done
	Rows    int64  `json:"rows"`

	Created   int64 `json:"created,omitempty"` // products
	Updated   int64 `json:"updated,omitempty"`
	Unchanged int64 `json:"unchanged,omitempty"`
	Folded    int64 `json:"folded,omitempty"`  // rows that only repeated a product
	Stocked   int64 `json:"stocked,omitempty"` // offers whose stock changed

	Added    int64 `json:"added,omitempty"`    // purchases that are new
	Known    int64 `json:"known,omitempty"`    // purchases that were there already
	Borrowed int64 `json:"borrowed,omitempty"` // purchases of products that only another source knows
	Priced   int64 `json:"priced,omitempty"`   // offers whose price changed

	Skipped map[string]int64 `json:"skipped,omitempty"` // rows left out on purpose, by reason
	Failed  map[string]int64 `json:"failed,omitempty"`  // row errors by what was wrong
	Errors  []RowError       `json:"errors,omitempty"`  // the first of them
	Took    time.Duration    `json:"took_ns"`

	maxErrors int
}

func newResult(kind string, o Options) *Result {
	return &Result{
		Kind: kind, File: o.File, Source: o.Source, Skipped: map[string]int64{}, Failed: map[string]int64{}, maxErrors: o.MaxErrors,
	}
}

// fail counts a row error under a short name and keeps the first ones.
func (r *Result) fail(what string, e RowError) {
	r.Failed[what]++
	if len(r.Errors) < r.maxErrors {
		r.Errors = append(r.Errors, e)
	}
}

// FailedRows is how many row errors there were.
func (r *Result) FailedRows() int64 { return sum(r.Failed) }

func sum(counts map[string]int64) (total int64) {
	for _, n := range counts {
		total += n
	}
	return total
}

// add takes over what another part of the same import counted.
func (r *Result) add(o *Result) {
	r.Rows, r.Resumed, r.Folded = r.Rows+o.Rows, r.Resumed+o.Resumed, r.Folded+o.Folded
	for what, n := range o.Skipped {
		r.Skipped[what] += n
	}
	for what, n := range o.Failed {
		r.Failed[what] += n
	}
	r.Errors = append(r.Errors, o.Errors...)
	slices.SortStableFunc(r.Errors, func(a, b RowError) int { return int(a.Line - b.Line) })
	r.Errors = r.Errors[:min(len(r.Errors), r.maxErrors)]
}

// String is the summary for a terminal.
func (r *Result) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s of %s as source %q: %s rows in %s\n", r.Kind, r.File, r.Source, humanize.Comma(r.Rows),
		r.Took.Round(10*time.Millisecond))
	for _, l := range []struct {
		n    int64
		what string
	}{
		{r.Resumed, "rows done before the import was interrupted"},
		{r.Created, "products created"}, {r.Updated, "products updated"}, {r.Unchanged, "products unchanged"},
		{r.Folded, "rows that repeat a product"}, {r.Stocked, "offers whose stock changed"},
		{r.Added, "purchases added"}, {r.Known, "purchases known already"},
		{r.Borrowed, "purchases of products that only another source knows"}, {r.Priced, "prices changed"},
	} {
		if l.n > 0 {
			fmt.Fprintf(&b, "%12s %s\n", humanize.Comma(l.n), l.what)
		}
	}
	for _, reason := range slices.Sorted(maps.Keys(r.Skipped)) {
		fmt.Fprintf(&b, "%12s left out: %s\n", humanize.Comma(r.Skipped[reason]), reason)
	}
	r.writeErrors(&b)
	return b.String()
}

func (r *Result) writeErrors(b *strings.Builder) {
	for _, what := range slices.Sorted(maps.Keys(r.Failed)) {
		fmt.Fprintf(b, "%12s errors: %s\n", humanize.Comma(r.Failed[what]), what)
	}
	for _, e := range r.Errors {
		fmt.Fprintf(b, "  %v\n", e)
	}
	if more := r.FailedRows() - int64(len(r.Errors)); more > 0 && len(r.Errors) > 0 {
		fmt.Fprintf(b, "  … and %s more\n", humanize.Comma(more))
	}
}
