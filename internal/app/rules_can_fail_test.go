package app

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

// A rule that cannot fail is worse than none: here each is shown what it must refuse.

func TestImportRulesRefuse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, imported, want string // want is a word of the reason; "" = allowed
	}{
		{"internal/order", "internal/commerce", ""},
		{"internal/order", "internal/platform/errs", ""},
		{"internal/order", "gen/rialto/inventory/v1", ""},
		{"internal/order", "gen/rialto/fulfillment/v1", ""},
		{"internal/order", "gen/rialto/order/v1/orderv1connect", ""},
		{"internal/order/orderdb", "internal/order", ""},
		{"internal/order/orderdb", "internal/platform/sqldb", ""},
		{"internal/platform-like/x", "internal/app", "nothing else of ours"},
		{"internal/order", "internal/inventory", "another room"},
		{"internal/order", "internal/inventory/inventorydb", "another room"},
		{"internal/order", "internal/order/orderdb", "nothing else of ours"},
		{"internal/order/orderdb", "internal/inventory", "another room"},
		{"internal/order", "internal/platform/bus/eventsdb", "backend"},
		{"internal/order", "gen/rialto/search/v1", "not allowed to know"},
		{"internal/order", "gen/rialto/inventory/v1/inventoryv1connect", "connect.go"},
		{"internal/inventory", "gen/rialto/order/v1", "not allowed to know"},
	} {
		p := &pkg{path: c.from}
		room, _ := p.room()
		got := p.mayNot(room, c.imported)
		if c.want == "" && got != "" || c.want != "" && !strings.Contains(got, c.want) {
			t.Errorf("%s imports %s: %q, want %q in it", c.from, c.imported, got, c.want)
		}
	}
}

const badCode = `package bad

func TestSleeps(t *testing.T) { time.Sleep(1) }

func TestBubble(t *testing.T) { synctest.Test(t, func(t *testing.T) { time.Sleep(2) }) }

func statements(tx sqldb.Tx, name string) {
	tx.Exec("SELECT " + fmt.Sprintf("%s", name))
	tx.Exec("SELECT "+fmt.Sprintf("%s", "constant"), name)
	sqldb.Collect(tx, scan, fmt.Sprintf("SELECT %s", name))
	tx.Query("SELECT $1", fmt.Sprintf("%s", name))
}
`

func TestSourceRulesRefuse(t *testing.T) {
	t.Parallel()
	f := source{name: "bad_test.go", test: true, set: token.NewFileSet()}
	var err error
	if f.ast, err = parser.ParseFile(f.set, f.name, badCode, 0); err != nil {
		t.Fatal(err)
	}
	p := &pkg{path: "internal/bad", files: []source{f}}
	var sleeps, formatted []bool
	f.each(func(n ast.Node) {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if selected(n) == "time.Sleep" {
				sleeps = append(sleeps, !p.inBubble(f, n))
			}
		case *ast.CallExpr:
			if statement, ok := statementOf(n); ok {
				formatted = append(formatted, formats(statement))
			}
		}
	})
	if len(sleeps) != 2 || !sleeps[0] || sleeps[1] {
		t.Errorf("sleeps found: %v, want the first of two", sleeps)
	}
	if len(formatted) != 4 || !formatted[0] || formatted[1] || !formatted[2] || formatted[3] {
		t.Errorf("formatted statements: %v, want the first and the third of four", formatted)
	}
}

func TestDeclaredFindsWhatAFileHas(t *testing.T) {
	t.Parallel()
	for symbol, want := range map[string]bool{
		"App": true, "App.Run": true, "Options": true, "New": true, "App.Missing": false, "Run": false, "": false,
	} {
		if got := has(t, "app.go", symbol); got != want {
			t.Errorf("app.go has %q: %v", symbol, got)
		}
	}
	if !has(t, "../order", "Store.Create") || !has(t, root+"/Makefile", "testsum") || has(t, root+"/Makefile", "testsums") {
		t.Error("an interface's method, a folder or a word is not found as it should")
	}
}
