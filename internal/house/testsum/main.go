// Command testsum runs go test, as often as it is told, and ends with one line that counts what happened.
//
//	testsum [-skip REASON]… ARGUMENTS [-- ARGUMENTS]…
//
// Each group of arguments is one `go test -json`; -skip counts something that could not even be tried. The one idea: a
// test that was skipped is not a test that passed, so skips are counted and named with their reason, and with
// RIALTO_NO_SKIP=1 they fail the run, as CI wants it. The status is 0 only if something ran and nothing failed.
// It belongs to the house, not to the product: only the Makefile calls it.
package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"
)

func main() {
	os.Exit(run(os.Args[1:], os.Getenv("RIALTO_NO_SKIP") == "1", os.Stdout, goTest))
}

// runner runs one `go test -json` and hands its events to read.
type runner func(arguments []string, read func(io.Reader) error) error

func goTest(arguments []string, read func(io.Reader) error) error {
	cmd := exec.Command("go", append([]string{"test", "-json"}, arguments...)...)
	cmd.Stderr = os.Stderr
	events, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	if err := read(events); err != nil {
		return err
	}
	return cmd.Wait()
}

// run returns the exit status.
func run(arguments []string, noSkip bool, out io.Writer, test runner) int {
	begin := time.Now()
	groups, skips := split(arguments)
	sum := newSum(out)
	for _, reason := range skips {
		sum.skip(reason, "make")
	}
	broken := false
	for _, group := range groups {
		fmt.Fprintf(out, "go test %v\n", group)
		if err := test(group, sum.read); err != nil {
			broken = true
			fmt.Fprintf(out, "go test %v: %v\n", group, err)
		}
	}
	sum.printSkips()
	fmt.Fprintf(out, "took %v\n", time.Since(begin).Round(time.Second))
	fmt.Fprintf(out, "%d passed, %d failed, %d skipped\n", sum.passed, sum.failed, sum.skipped())
	switch {
	case broken || sum.failed > 0 || sum.passed == 0:
		return 1
	case noSkip && sum.skipped() > 0:
		fmt.Fprintln(out, "RIALTO_NO_SKIP=1: what is skipped has failed")
		return 1
	}
	return 0
}

// split takes the command line apart.
func split(arguments []string) (groups [][]string, skips []string) {
	for len(arguments) > 1 && arguments[0] == "-skip" {
		skips, arguments = append(skips, arguments[1]), arguments[2:]
	}
	group := []string{}
	for _, a := range append(arguments, "--") {
		if a != "--" {
			group = append(group, a)
			continue
		}
		if len(group) > 0 {
			groups = append(groups, group)
		}
		group = nil
	}
	return groups, skips
}
