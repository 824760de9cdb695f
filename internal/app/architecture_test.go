package app

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	// named is `path: Symbol` in ARCHITECTURE.md; the path is a file, or a folder for what its files share.
	named = regexp.MustCompile("`([\\w./-]+/[\\w./-]+): ([\\w.]+)`")
	// mentioned is a path of the repository in backquotes.
	mentioned = regexp.MustCompile("`((?:api|bench|cmd|docs|gen|internal|test|\\.ci)/[\\w./-]*)`")
	// mapped is a line of the map: | `internal/order` | orders … |
	mapped = regexp.MustCompile("(?m)^\\| `([\\w./-]+)` \\|")
)

// TestArchitectureNames holds ARCHITECTURE.md to the code: what it names must be there.
func TestArchitectureNames(t *testing.T) {
	t.Parallel()
	text := read(t, "ARCHITECTURE.md")
	for _, match := range named.FindAllStringSubmatch(text, -1) {
		if path, symbol := match[1], match[2]; !has(t, filepath.Join(root, path), symbol) {
			t.Errorf("ARCHITECTURE.md names `%s: %s`, which is gone: follow the code to where it went and tell the reader", path, symbol)
		}
	}
	for _, match := range mentioned.FindAllStringSubmatch(text, -1) {
		if _, err := os.Stat(filepath.Join(root, match[1])); err != nil {
			t.Errorf("ARCHITECTURE.md names `%s`, which is gone", match[1])
		}
	}
}

// TestArchitectureMapsEveryFolder holds the map to the tree, both ways.
func TestArchitectureMapsEveryFolder(t *testing.T) {
	t.Parallel()
	text := read(t, "ARCHITECTURE.md")
	begin, end := strings.Index(text, "## 3. Map"), strings.Index(text, "## 4.")
	if begin < 0 || end < begin {
		t.Fatal("ARCHITECTURE.md has no section \"## 3. Map\" before \"## 4.\"")
	}
	var folders []string
	for _, match := range mapped.FindAllStringSubmatch(text[begin:end], -1) {
		folders = append(folders, match[1])
		if info, err := os.Stat(filepath.Join(root, match[1])); err != nil || !info.IsDir() {
			t.Errorf("the map of ARCHITECTURE.md has a line for %s, which is no folder", match[1])
		}
	}
	for _, p := range rialto(t) {
		folder := shallow(p.path)
		if len(p.files) > 0 && !slices.Contains(folders, folder) {
			t.Errorf("%s is not on the map of ARCHITECTURE.md: one line says what is there", folder)
			folders = append(folders, folder)
		}
	}
}

// shallow is the folder that the map shows for a package: a room, a part of the platform, or the top.
func shallow(path string) string {
	parts, depth := strings.Split(path, "/"), 2
	if within(path, "internal/platform") {
		depth = 3
	}
	return strings.Join(parts[:min(depth, len(parts))], "/")
}

// has reports whether a file, or a file of a folder, declares a symbol: in Go a function, "Type.Method", "Interface.Method",
// type, constant or variable; elsewhere the words themselves.
func has(t *testing.T, path, symbol string) bool {
	t.Helper()
	files := []string{path}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		files, _ = filepath.Glob(filepath.Join(path, "*"))
	}
	return slices.ContainsFunc(files, func(file string) bool {
		text, err := os.ReadFile(file)
		if err != nil {
			return false
		}
		if !strings.HasSuffix(file, ".go") {
			return regexp.MustCompile(`\b` + regexp.QuoteMeta(symbol) + `\b`).Match(text)
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, text, 0)
		if err != nil {
			t.Fatal(err)
		}
		return slices.Contains(declared(parsed), symbol)
	})
}

// declared lists what a file declares at its top.
func declared(f *ast.File) (names []string) {
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			names = append(names, receiver(d)+d.Name.Name)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.ValueSpec:
					for _, name := range spec.Names {
						names = append(names, name.Name)
					}
				case *ast.TypeSpec:
					names = append(names, spec.Name.Name)
					names = append(names, methods(spec)...)
				}
			}
		}
	}
	return names
}

// receiver is "Type." for a method.
func receiver(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return ""
	}
	of := d.Recv.List[0].Type
	if star, ok := of.(*ast.StarExpr); ok {
		of = star.X
	}
	if generic, ok := of.(*ast.IndexExpr); ok {
		of = generic.X
	}
	if name, ok := of.(*ast.Ident); ok {
		return name.Name + "."
	}
	return ""
}

func methods(spec *ast.TypeSpec) (names []string) {
	if i, ok := spec.Type.(*ast.InterfaceType); ok {
		for _, m := range i.Methods.List {
			for _, name := range m.Names {
				names = append(names, spec.Name.Name+"."+name.Name)
			}
		}
	}
	return names
}
