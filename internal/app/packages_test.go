package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// pkg is one package: its folder in the repository ("internal/order") and its files, parsed.
type pkg struct {
	path  string
	files []source
}

// source is one file. Files that a build tag leaves out are there too: a rule holds for every build.
type source struct {
	name string // "internal/order/place.go"
	test bool   // …_test.go
	ast  *ast.File
	set  *token.FileSet
}

// imports are the import paths of some files, each once.
type imports []string

// ours are those of this module, as folders.
func (list imports) ours() (folders []string) {
	for _, path := range list {
		if folder, ok := strings.CutPrefix(path, "rialto/"); ok {
			folders = append(folders, folder)
		}
	}
	return folders
}

func standard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".") && first != "rialto"
}

func within(path, folder string) bool { return path == folder || strings.HasPrefix(path, folder+"/") }

func (p *pkg) all() imports     { return p.imports(func(source) bool { return true }) }
func (p *pkg) product() imports { return p.imports(func(f source) bool { return !f.test }) }

func (p *pkg) imports(of func(source) bool) imports {
	seen := map[string]bool{}
	for _, f := range p.files {
		for _, spec := range f.ast.Imports {
			if of(f) {
				seen[strings.Trim(spec.Path.Value, `"`)] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// room names the room that a package belongs to. The edges and what is no shop have none.
func (p *pkg) room() (string, bool) {
	parts := strings.Split(p.path, "/")
	if len(parts) < 2 || parts[0] != "internal" || slices.Contains([]string{"app", "cli", "commerce", "platform", "house"}, parts[1]) {
		return "", false
	}
	return parts[1], true
}

// part is what follows the room's name: "orderdb", "ordertest", "" for the room itself.
func (p *pkg) part() string {
	parts := strings.SplitN(p.path, "/", 3)
	if len(parts) < 3 {
		return ""
	}
	return parts[2]
}

func (p *pkg) isSuite() bool { return strings.HasSuffix(p.path, "test") }

// isBackend reports a package behind an interface: internal/order/orderdb, internal/platform/bus/eventsdb.
func (p *pkg) isBackend() bool {
	if strings.HasPrefix(p.path, "internal/platform/") {
		return strings.Count(p.path, "/") == 3 && !p.isSuite()
	}
	room, isRoom := p.room()
	return isRoom && p.part() != "" && !p.isSuite() && !slices.Contains(byPage, room)
}

// byPage lists the rooms whose folders are groups of pages or pictures, not stores.
var byPage = []string{"storefront", "backoffice", "demo"}

// isEdge reports the few that may join everything.
func (p *pkg) isEdge() bool {
	return slices.ContainsFunc([]string{"cmd", "internal/app", "internal/cli", "test", "bench"}, func(edge string) bool {
		return within(p.path, edge)
	})
}

func (p *pkg) String() string { return p.path }

// rialto returns every hand-written package of the module.
func rialto(t *testing.T) []*pkg {
	t.Helper()
	packages, err := listed()
	if err != nil {
		t.Fatal(err)
	}
	return packages
}

// listed asks go list once for all tests.
var listed = sync.OnceValues(func() ([]*pkg, error) {
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Dir,GoFiles,CgoFiles,IgnoredGoFiles,TestGoFiles,XTestGoFiles", "./...")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	var packages []*pkg
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var got struct {
			ImportPath, Dir                                              string
			GoFiles, CgoFiles, IgnoredGoFiles, TestGoFiles, XTestGoFiles []string
		}
		if err := dec.Decode(&got); errors.Is(err, io.EOF) {
			return packages, nil
		} else if err != nil {
			return nil, fmt.Errorf("read go list: %w", err)
		}
		p := &pkg{path: strings.TrimPrefix(got.ImportPath, "rialto/")}
		if within(p.path, "gen") {
			continue
		}
		for _, name := range slices.Concat(got.GoFiles, got.CgoFiles, got.IgnoredGoFiles, got.TestGoFiles, got.XTestGoFiles) {
			f := source{name: p.path + "/" + name, test: strings.HasSuffix(name, "_test.go"), set: token.NewFileSet()}
			if f.ast, err = parser.ParseFile(f.set, filepath.Join(got.Dir, name), nil, parser.ParseComments); err != nil {
				return nil, err
			}
			p.files = append(p.files, f)
		}
		packages = append(packages, p)
	}
})

// root is the repository, seen from this package's tests.
const root = "../.."
