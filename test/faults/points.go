package faults

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// points reads the names of all points of the program out of its source below root. A name that is put together from the
// name of a saga's step ("order." + st.name + ".undo.after") stands for that of every step in the package, and with ".undo."
// for every step that has an undo. So a new step or a new point is known here before anybody thinks of it.
func points(root string) ([]string, error) {
	found := map[string]*source{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return fmt.Errorf("read the source: %w", err)
		}
		dir := filepath.Dir(path)
		found[dir] = cmp.Or(found[dir], &source{})
		ast.Inspect(file, found[dir].visit)
		return nil
	})
	var names []string
	for _, s := range found {
		for _, name := range s.names {
			names = append(names, s.spell(name)...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names), err
}

// source is what one package says of points: names, with "*" for a part that is computed, and its saga steps.
type source struct {
	names []string
	steps []stepOf
}

type stepOf struct {
	name    string
	undoing bool
}

func (s *source) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.CallExpr:
		called, _ := n.Fun.(*ast.SelectorExpr)
		if called == nil || len(n.Args) == 0 || called.Sel.Name != "Point" && called.Sel.Name != "Err" {
			break
		}
		if of, _ := called.X.(*ast.Ident); of != nil && of.Name == "fault" {
			s.names = append(s.names, text(n.Args[len(n.Args)-1]))
		}
	case *ast.CompositeLit:
		if step, ok := stepIn(n); ok {
			s.steps = append(s.steps, step)
		}
	}
	return true
}

// text is a string expression with "*" where it is not constant.
func text(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if value, err := strconv.Unquote(e.Value); err == nil {
			return value
		}
	case *ast.BinaryExpr:
		return text(e.X) + text(e.Y)
	}
	return "*"
}

// stepIn reads {name: "reserve", do: …, undo: …}.
func stepIn(lit *ast.CompositeLit) (step stepOf, ok bool) {
	does := false
	for _, e := range lit.Elts {
		pair, isPair := e.(*ast.KeyValueExpr)
		if !isPair {
			return stepOf{}, false
		}
		switch key, _ := pair.Key.(*ast.Ident); {
		case key == nil:
			return stepOf{}, false
		case key.Name == "name":
			step.name = text(pair.Value)
		case key.Name == "do":
			does = true
		case key.Name == "undo":
			step.undoing = true
		}
	}
	return step, does && step.name != ""
}

// spell writes a name out for every step that it stands for.
func (s *source) spell(name string) []string {
	if !strings.Contains(name, "*") {
		return []string{name}
	}
	var out []string
	for _, step := range s.steps {
		if step.undoing || !strings.Contains(name, ".undo.") {
			out = append(out, strings.Replace(name, "*", step.name, 1))
		}
	}
	if len(out) == 0 {
		return []string{name} // of no step that is known: nothing matches it, and that is said
	}
	return out
}
