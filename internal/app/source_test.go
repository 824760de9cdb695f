package app

import (
	"flag"
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The rules of the house about what stands inside the files.

// update writes the golden files of this package anew.
var update = flag.Bool("update", false, "write golden files anew")

// aboveLimit lists files that are longer than maxLines, with the reason. None may pass hardLines.
var aboveLimit = map[string]string{}

const (
	maxLines  = 600
	hardLines = 1000
)

func TestEveryPackageHasADoc(t *testing.T) {
	t.Parallel()
	for _, p := range rialto(t) {
		documented := slices.ContainsFunc(p.files, func(f source) bool { return f.ast.Doc.Text() != "" })
		if len(p.files) > 0 && !documented {
			t.Errorf("%s has no package doc: say in 5 to 15 lines what it owns, its one idea, what it asks, publishes and never does", p)
		}
	}
}

func TestNamesSaySomething(t *testing.T) {
	t.Parallel()
	empty := []string{"util", "utils", "common", "helper", "helpers", "types", "models", "manager", "misc", "shared", "base"}
	for _, p := range rialto(t) {
		for word := range strings.SplitSeq(p.path, "/") {
			if slices.Contains(empty, word) {
				t.Errorf("%s: %q says nothing about what is inside; name the package by a noun of the shop", p, word)
			}
		}
	}
}

func TestFilesStayShort(t *testing.T) {
	t.Parallel()
	for _, p := range rialto(t) {
		for _, f := range p.files {
			if strings.HasSuffix(f.name, "_templ.go") {
				continue // generated; its .templ is what people read
			}
			lines := f.set.File(f.ast.FileStart).LineCount()
			switch {
			case lines > hardLines:
				t.Errorf("%s has %d lines; nothing is above %d: split it by noun or verb", f.name, lines, hardLines)
			case lines > maxLines && aboveLimit[f.name] == "":
				t.Errorf("%s has %d lines, more than %d: split it by noun or verb, or give a reason in aboveLimit", f.name, lines, maxLines)
			}
		}
	}
}

func TestEveryBackendPassesItsSuite(t *testing.T) {
	t.Parallel()
	for _, p := range rialto(t) {
		if !p.isBackend() {
			continue
		}
		called := p.testsCall()
		suite := slices.ContainsFunc(called, func(name string) bool {
			in, what, _ := strings.Cut(name, ".")
			return strings.HasSuffix(in, "test") && strings.HasPrefix(what, "Test")
		})
		if !suite && withoutSuite[p.path] == "" {
			t.Errorf("%s has no test that calls its suite: a store is done when <room>test.TestStore passes", p)
		}
		bothEngines := slices.Contains(called, "sqldbtest.Each") ||
			slices.Contains(called, "sqldbtest.SQLite") && slices.Contains(called, "sqldbtest.Postgres")
		if strings.HasSuffix(p.path, "db") && !bothEngines {
			t.Errorf("%s does not run its suite on SQLite and PostgreSQL (sqldbtest.Each, or SQLite and Postgres): one text for both is a promise", p)
		}
	}
}

// withoutSuite lists backends that are alone behind their interface, with the reason.
var withoutSuite = map[string]string{
	"internal/notification/mailfile": "the only way to send mail so far; the second one (SMTP) brings the suite",
}

// testsCall lists what the package's tests use of other packages: "ordertest.TestStore".
func (p *pkg) testsCall() (names []string) {
	for _, f := range p.files {
		if !f.test {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				names = append(names, selected(sel))
			}
			return true
		})
	}
	return names
}

func TestOnlyTheEdgeReadsTheSurroundings(t *testing.T) {
	t.Parallel()
	reads := []string{"os.Getenv", "os.LookupEnv", "os.Environ", "os.ExpandEnv", "os.Args", "flag.Parse"}
	for _, p := range rialto(t) {
		if p.isEdge() || readsSurroundings[p.path] != "" {
			continue
		}
		for _, f := range p.files {
			if f.test {
				continue
			}
			f.each(func(n ast.Node) {
				if sel, ok := n.(*ast.SelectorExpr); ok && slices.Contains(reads, selected(sel)) {
					t.Errorf("%s uses %s: settings come in through the constructor; only cmd, internal/cli and internal/app read flags "+
						"and environment", f.at(n), selected(sel))
				}
			})
		}
	}
}

func TestNobodySleeps(t *testing.T) {
	t.Parallel()
	for _, p := range rialto(t) {
		for _, f := range p.files {
			f.each(func(n ast.Node) {
				if sel, ok := n.(*ast.SelectorExpr); ok && selected(sel) == "time.Sleep" && !p.inBubble(f, n) {
					t.Errorf("%s sleeps: wait for a signal, or run in a testing/synctest bubble, where time costs nothing; "+
						"in the product use a timer that the context ends", f.at(n))
				}
			})
		}
	}
}

// inBubble reports whether a node stands inside a function that is given to synctest.Test, or to one of the package's own
// functions that run it there: the clock is the test's own. A helper of a package that has bubbles is believed.
func (p *pkg) inBubble(f source, inner ast.Node) (found bool) {
	bubbles := p.bubbles()
	f.each(func(n ast.Node) {
		if n == nil || n.Pos() > inner.Pos() || n.End() < inner.End() {
			return
		}
		switch n := n.(type) {
		case *ast.CallExpr:
			name := ""
			switch fun := n.Fun.(type) {
			case *ast.SelectorExpr:
				name = selected(fun)
			case *ast.Ident:
				name = fun.Name
			}
			found = found || name == "synctest.Test" || slices.Contains(bubbles, name)
		case *ast.FuncDecl:
			found = found || len(bubbles) > 0 && f.test && !strings.HasPrefix(n.Name.Name, "Test")
		}
	})
	return found
}

// bubbles lists the package's functions that call synctest.Test.
func (p *pkg) bubbles() (names []string) {
	for _, f := range p.files {
		for _, d := range f.ast.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && f.test && uses(fn, "synctest.Test") {
				names = append(names, fn.Name.Name)
			}
		}
	}
	return names
}

func uses(in ast.Node, name string) (found bool) {
	ast.Inspect(in, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && selected(sel) == name {
			found = true
		}
		return !found
	})
	return found
}

// queries says which argument of a call is SQL.
var queries = map[string]int{
	"Exec": 0, "Query": 0, "QueryRow": 0, "ExecContext": 1, "QueryContext": 1, "QueryRowContext": 1, "Collect": 2,
}

func TestValuesAreNeverFormattedIntoSQL(t *testing.T) {
	t.Parallel()
	for _, p := range rialto(t) {
		for _, f := range p.files {
			f.each(func(n ast.Node) {
				if statement, ok := statementOf(n); ok && formats(statement) {
					t.Errorf("%s formats a statement: values are placeholders ($1), lists are sqldb.Placeholders, and the rest is constant text",
						f.at(n))
				}
			})
		}
	}
}

// statementOf returns the argument of a call that is SQL.
func statementOf(n ast.Node) (statement ast.Expr, ok bool) {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return nil, false
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return nil, false
	}
	at, isQuery := queries[sel.Sel.Name]
	if !isQuery || at >= len(call.Args) {
		return nil, false
	}
	return call.Args[at], true
}

// formats reports a call of fmt.Sprintf that is given anything but literals: a literal can carry no value.
func formats(argument ast.Expr) (found bool) {
	ast.Inspect(argument, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if sel, ok := call.Fun.(*ast.SelectorExpr); ok && selected(sel) == "fmt.Sprintf" {
			found = found || slices.ContainsFunc(call.Args[1:], func(arg ast.Expr) bool {
				_, literal := arg.(*ast.BasicLit)
				return !literal
			})
		}
		return true
	})
	return found
}

// TestEveryLibraryHasAReason holds docs/dependencies.md to the imports.
func TestEveryLibraryHasAReason(t *testing.T) {
	t.Parallel()
	reasons := read(t, "docs/dependencies.md")
	versions := moduleVersions(t)
	told := map[string]bool{}
	for _, p := range rialto(t) {
		for _, imported := range p.all() {
			if standard(imported) || within(imported, "rialto") {
				continue
			}
			module := moduleOf(imported, versions)
			row := "| `" + module + "` | " + versions[module] + " |"
			if !strings.Contains(reasons, row) && !told[module] {
				told[module] = true
				t.Errorf("%s imports %s, but docs/dependencies.md has no row %s: say there why it is worth its weight", p, imported, row)
			}
		}
	}
}

// moduleOf returns the module that a package belongs to: the longest that contains it.
func moduleOf(imported string, versions map[string]string) (module string) {
	for path := range versions {
		if within(imported, path) && len(path) > len(module) {
			module = path
		}
	}
	return module
}

// moduleVersions reads go.mod: version by module path.
func moduleVersions(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for line := range strings.Lines(read(t, "go.mod")) {
		if words := strings.Fields(strings.TrimPrefix(line, "require ")); len(words) >= 2 && strings.HasPrefix(words[1], "v") {
			out[words[0]] = words[1]
		}
	}
	return out
}

// selected writes a selector as it stands: "os.Getenv". What is not name.name is "".
func selected(sel *ast.SelectorExpr) string {
	if x, ok := sel.X.(*ast.Ident); ok {
		return x.Name + "." + sel.Sel.Name
	}
	return ""
}

func (f source) each(visit func(ast.Node)) {
	ast.Inspect(f.ast, func(n ast.Node) bool {
		visit(n)
		return true
	})
}

// at names the place of a node: "internal/order/place.go:12".
func (f source) at(n ast.Node) token.Position {
	at := f.set.Position(n.Pos())
	return token.Position{Filename: f.name, Line: at.Line}
}

// read returns a file of the repository.
func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
