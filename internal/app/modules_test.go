package app

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestModulesGolden shows every change of the module table to whoever reads the commit.
func TestModulesGolden(t *testing.T) {
	t.Parallel()
	var got bytes.Buffer
	if err := PrintModules(&got, []string{"all"}); err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "modules.golden")
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("the module table is not what %s says; if that is meant: go test ./internal/app -update\n%s", golden, &got)
	}
}

// TestTheTableCallsWhatRoomsNeed compares the table with the needs that rooms declare: a process that lacks a neighbour
// must be refused when it starts, not found out by a nil pointer later.
func TestTheTableCallsWhatRoomsNeed(t *testing.T) {
	t.Parallel()
	for _, m := range (&App{}).table() {
		room, exists := find(t, "internal/"+m.Name)
		if !exists {
			continue // bus and base are the platform's, all is no room
		}
		var declared []string
		for _, contract := range room.imports(func(f source) bool { return strings.HasSuffix(f.name, "/needs.go") }).ours() {
			provider := strings.Split(contract+"//", "/")[2]
			if strings.HasPrefix(contract, "gen/") && provider != m.Name && !slices.Contains(strings.Fields(sharedWords), provider) {
				declared = append(declared, provider)
			}
		}
		called := slices.DeleteFunc(slices.Clone(m.Calls), func(name string) bool {
			return name == "bus" || slices.Contains(mounts[m.Name], name)
		})
		slices.Sort(called)
		if !slices.Equal(called, declared) {
			t.Errorf("modules.go says that %s calls %v, its needs.go declares %v: put right whichever is wrong", m.Name, called, declared)
		}
	}
}

// mounts lists neighbours that a module serves as they are: app mounts their handlers beside its pages.
var mounts = map[string][]string{"storefront": {"media"}}

func find(t *testing.T, path string) (*pkg, bool) {
	t.Helper()
	for _, p := range rialto(t) {
		if p.path == path {
			return p, true
		}
	}
	return nil, false
}
