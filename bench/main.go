// Command bench measures Rialto: `make bench`, or `go run ./bench --help`.
//
// The one idea: the shop is the real binary in a process of its own, so that the kernel tells its CPU from that of the
// load generator, and everything goes through the public API. Ratios are taken in one run; absolutes come with the
// machine they were taken on. What an order's statements cost by themselves is not guessed: the transactions of real
// orders are written down and then run again without the shop (bare.go).
//
// Files by noun: one per section (reads, orders, purchases, reservations, pages, bare, ready, memory, size, build), and what they share:
// shop.go (the process), client.go (one connection), load.go (many clients), catalogue.go (made-up products),
// shopper.go (guests, carts, quotes), sample.go (what there is to look at), paint.go (what a browser sees), share.go (whose
// CPU it is), table.go (the answer), machine.go.
// It changes nothing outside a temporary folder and imports no room, only their schemas.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
)

// section is one part of the answer.
type section struct {
	name, what string
	run        func(*bench) error
	child      bool // needs the shop as a process of its own
	asked      bool // runs only when it is asked for
}

// sections in the order in which they run: what needs a fresh process first, what fills the folder last.
var sections = []section{
	{name: "size", what: "size of the binary", run: (*bench).size, child: true},
	{name: "build", what: "CPU seconds of a build from an empty cache (only with --build or --only build)", run: (*bench).build, child: true, asked: true},
	{name: "ready", what: "time to ready on an existing folder", run: (*bench).ready, child: true},
	{name: "memory", what: "resident memory with the catalogue loaded", run: (*bench).memory, child: true},
	{name: "reservations", what: "durable reservations on one product and spread, both engines, beside other schemes", run: (*bench).reservations, child: true},
	{name: "reads", what: "product and search reads at 16 clients", run: (*bench).reads},
	{name: "orders", what: "POST /v1/orders alone at 1, 16 and 64 clients", run: (*bench).orders},
	{name: "purchases", what: "cart + quote + order at 64 clients", run: (*bench).purchases},
	{name: "pages", what: "the HTML pages on the demo: paint, weight, CPU, times (only with --only pages, or make bench-pages)", run: (*bench).pages, child: true, asked: true},
	{name: "bare", what: "CPU per order beside its own transactions, run again through sqldb.Write alone", run: (*bench).bare, child: true},
}

// options are the command line.
type options struct {
	only    []string
	quick   bool
	build   bool
	lines   int
	json    string
	dir     string
	imports []string
	profile string
}

func main() { os.Exit(command(os.Args[1:], os.Stdout, os.Stderr)) }

func command(args []string, out, progress io.Writer) int {
	o, err := parse(args, progress)
	switch {
	case err == flag.ErrHelp:
		return 0
	case err != nil:
		fmt.Fprintln(progress, "bench:", err)
		return 2
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	b := &bench{ctx: ctx, opts: o, progress: progress}
	if err := b.run(out); err != nil {
		fmt.Fprintln(progress, "bench:", err)
		return 1
	}
	return 0
}

func parse(args []string, to io.Writer) (options, error) {
	var o options
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.SetOutput(to)
	f.Usage = func() { usage(f) }
	f.Func("only", "`NAME`s of sections, separated by commas", func(names string) error {
		o.only = append(o.only, strings.Split(names, ",")...)
		return known(o.only)
	})
	f.BoolVar(&o.quick, "quick", false, "fewer requests and a small catalogue: to see that it works, not to quote")
	f.BoolVar(&o.build, "build", false, "also the section build, which takes minutes")
	f.IntVar(&o.lines, "lines", 1, "different products in an order (1 to 50)")
	f.StringVar(&o.json, "json", "", "also write the figures and the machine to `FILE`")
	f.StringVar(&o.dir, "dir", "", "make the temporary folder in `DIR`, whose disk is then measured (default: the system's)")
	f.Func("import", "load a catalogue of your own instead of the made-up one: the `ARGUMENTS` of rialto import, such as\n"+
		`"products FILE.csv.gz --map title={brand} {type}" (may be given several times; words with spaces in single quotes)`,
		func(line string) error { o.imports = append(o.imports, line); return nil })
	f.StringVar(&o.profile, "profile", "", "write CPU and heap profiles to `DIR`: reads, orders and purchases then run the shop inside the generator's process,\n"+
		"which their figures show; bare profiles what it runs again, pages its second half")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if o.lines < 1 || o.lines > hotProducts {
		return o, fmt.Errorf("--lines must be between 1 and %d", hotProducts)
	}
	if f.NArg() > 0 {
		return o, fmt.Errorf("%q is no flag; try --help", f.Arg(0))
	}
	return o, nil
}

func known(names []string) error {
	for _, name := range names {
		if !slices.ContainsFunc(sections, func(s section) bool { return s.name == name }) {
			return fmt.Errorf("there is no section %q", name)
		}
	}
	return nil
}

func usage(f *flag.FlagSet) {
	fmt.Fprint(f.Output(), "Measures Rialto on this machine, in a temporary folder, and prints one table: aim, figure, met or not.\n"+
		"How the figures are made stands in bench/README.md.\n\n  go run ./bench [flags]\n\nSections\n")
	for _, s := range sections {
		fmt.Fprintf(f.Output(), "  %-10s %s\n", s.name, s.what)
	}
	fmt.Fprint(f.Output(), "\nPages: paint is the browser's largest contentful paint from the start of the navigation, the middle of nine people; weight is\n"+
		"what came over the wire without product pictures. CPU above its queries is the shop's CPU per page times the share of profile\n"+
		"samples that lie outside the rooms a page asks, from the same load on a shop within this process.\n")
	fmt.Fprint(f.Output(), "\nFlags\n")
	f.PrintDefaults()
}

// picks reports whether a section was asked for.
func (o options) picks(s section) bool {
	if len(o.only) > 0 {
		return slices.Contains(o.only, s.name)
	}
	return !s.asked || o.build && s.name == "build"
}

// few returns how many of something a run does: n, or less where it only has to work.
func (o options) few(n, quick int) int {
	if o.quick {
		return quick
	}
	return n
}
