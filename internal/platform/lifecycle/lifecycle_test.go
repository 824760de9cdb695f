package lifecycle_test

import (
	"slices"
	"strings"
	"testing"

	"rialto/internal/platform/lifecycle"
)

// table builds rows from "name: need need / call call".
func table(rows ...string) lifecycle.Table {
	var t lifecycle.Table
	for _, row := range rows {
		name, edges, _ := strings.Cut(row, ":")
		needs, calls, _ := strings.Cut(edges, "/")
		t = append(t, lifecycle.Module{Name: name, Needs: strings.Fields(needs), Calls: strings.Fields(calls)})
	}
	return t
}

func names(modules []lifecycle.Module) string {
	var list []string
	for _, m := range modules {
		list = append(list, m.Name)
	}
	return strings.Join(list, " ")
}

func TestPickOrdersByNeeds(t *testing.T) {
	t.Parallel()
	shop := table(
		"all: gateway order cart",
		"gateway: log / order cart",
		"order: bus log / cart",
		"cart: log",
		"bus: log",
		"log:",
	)
	for _, c := range []struct {
		name, targets, want string
	}{
		{"a group brings everything, needs first", "all", "log bus cart order gateway all"},
		{"needs come along, calls do not", "order", "log bus order"},
		{"a called neighbour that is here is ready first", "gateway cart", "log cart gateway"},
		{"a call through an absent module still orders", "cart gateway", "log cart gateway"},
		{"the same target twice is one module", "cart cart", "log cart"},
		{"no target is an empty process", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			modules, err := shop.Pick(strings.Fields(c.targets)...)
			if err != nil {
				t.Fatal(err)
			}
			if got := names(modules); got != c.want {
				t.Errorf("%s starts as %q, want %q", c.targets, got, c.want)
			}
		})
	}
}

func TestPickKeepsTheOrderOfTheTableOtherwise(t *testing.T) {
	t.Parallel()
	rows := []string{"d:", "b:", "c:", "a:"}
	modules, err := table(rows...).Pick("a", "b", "c", "d")
	if err != nil {
		t.Fatal(err)
	}
	if got := names(modules); got != "d b c a" {
		t.Errorf("independent modules start as %q", got)
	}
	slices.Reverse(rows)
	if modules, _ = table(rows...).Pick("a", "b", "c", "d"); names(modules) != "a c b d" {
		t.Errorf("the reversed table starts as %q", names(modules))
	}
}

func TestPickRefusesAWrongTableInWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		table  lifecycle.Table
		target string
		want   string
	}{
		{"unknown target", table("a:", "b:"), "c", `target "c" is unknown: choose from a, b`},
		{"unknown need", table("a: ghost"), "a", `module "a" needs "ghost", which is not in the table`},
		{"unknown call", table("a: / ghost"), "a", `module "a" needs "ghost"`},
		{"no name", table(": a", "a:"), "a", "has no name"},
		{"twice", table("a:", "a:"), "a", `"a" stands in the table twice`},
		{"needs itself", table("a: a"), "a", "in a circle: a → a"},
		{"a circle of three", table("x: a", "a: b", "b: c", "c: a"), "x", "in a circle: a → b → c → a"},
		{"a circle by a call", table("a: b", "b: / a"), "a", "in a circle: a → b → a"},
		{"a circle nobody picked", table("ok:", "a: b", "b: a"), "ok", "in a circle: a → b → a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := c.table.Pick(c.target)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}
