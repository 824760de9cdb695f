package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// event is one line of `go test -json`.
type event struct {
	Action, Package, Test, Output string
	Elapsed                       float64
}

// sum counts tests and their subtests over several runs, and prints what a person wants to see of them.
type sum struct {
	out            io.Writer
	passed, failed int
	skips          map[string][]string // who was skipped, by reason

	said  map[test]string // output of what has not ended yet
	wrong map[string]bool // packages with a failed test
}

// test names a test; without name it is its package itself.
type test struct{ pkg, name string }

func newSum(out io.Writer) *sum {
	return &sum{out: out, skips: map[string][]string{}, said: map[test]string{}, wrong: map[string]bool{}}
}

// read counts the events of one run.
func (s *sum) read(events io.Reader) error {
	lines := bufio.NewScanner(events)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			fmt.Fprintln(s.out, lines.Text()) // go itself has something to say
			continue
		}
		s.add(e)
	}
	return lines.Err()
}

func (s *sum) add(e event) {
	who := test{e.Package, e.Test}
	switch {
	case e.Action == "build-output":
		fmt.Fprint(s.out, e.Output)
	case e.Action == "output":
		if !strings.HasPrefix(e.Output, "=== ") { // RUN, PAUSE and CONT say nothing
			s.said[who] += e.Output
		}
	case e.Test == "":
		s.endPackage(e)
	case e.Action == "pass":
		s.passed++
		delete(s.said, who)
	case e.Action == "skip":
		s.skip(reason(s.said[who]), e.Package+" "+e.Test)
		delete(s.said, who)
	case e.Action == "fail":
		s.failed++
		s.wrong[e.Package] = true
		fmt.Fprint(s.out, s.said[who])
		delete(s.said, who)
	}
}

// endPackage says how a package went. One that fails without a failed test did not build, panicked or ran out of time:
// then everything it has said is of interest.
func (s *sum) endPackage(e event) {
	switch e.Action {
	case "pass":
		fmt.Fprintf(s.out, "ok    %-50s %.1fs\n", e.Package, e.Elapsed)
	case "fail":
		fmt.Fprintf(s.out, "FAIL  %-50s %.1fs\n", e.Package, e.Elapsed)
		if !s.wrong[e.Package] {
			s.failed++
			s.sayAll(e.Package)
		}
	case "start", "skip": // skip: no test files
	default:
		return
	}
	maps.DeleteFunc(s.said, func(who test, _ string) bool { return who.pkg == e.Package })
	delete(s.wrong, e.Package)
}

func (s *sum) sayAll(pkg string) {
	byName := func(a, b test) int { return strings.Compare(a.name, b.name) }
	for _, who := range slices.SortedFunc(maps.Keys(s.said), byName) {
		if who.pkg == pkg {
			fmt.Fprint(s.out, s.said[who])
		}
	}
}

func (s *sum) skip(why, who string) { s.skips[why] = append(s.skips[why], who) }

func (s *sum) skipped() (n int) {
	for _, who := range s.skips {
		n += len(who)
	}
	return n
}

// printSkips names each reason once, with how many it stopped.
func (s *sum) printSkips() {
	for _, why := range slices.Sorted(maps.Keys(s.skips)) {
		fmt.Fprintf(s.out, "SKIP  %d × %s (first: %s)\n", len(s.skips[why]), why, s.skips[why][0])
	}
}

// reason is what a skipped test gave as its reason: its words without the frame that go test puts around them.
func reason(said string) string {
	var words []string
	for line := range strings.Lines(said) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "--- ") {
			continue
		}
		if _, text, ok := strings.Cut(line, ".go:"); ok { // its place
			_, line, _ = strings.Cut(text, ": ")
		}
		words = append(words, line)
	}
	if words == nil {
		return "no reason given"
	}
	return strings.Join(words, " ")
}
