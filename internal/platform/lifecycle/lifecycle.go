// Package lifecycle starts the parts of a process in the right order and stops them in the reverse.
//
// It owns the module table: one row per part, with its name, what it needs, and how it starts, runs
// and stops. The idea: everything a process can be is one table; a target picks rows, their needs
// come along, and the order follows from the needs, never from the order of lines in a file.
//
//	table := lifecycle.Table{{Name: "bus", …}, {Name: "order", Needs: []string{"bus"}, …}}
//	modules, err := table.Pick("order")           // bus, order
//	err = lifecycle.New(cfg, modules).Run(ctx)    // until ctx ends or a loop fails
//
// It asks nothing of its neighbours and publishes readiness: the process is ready only while every
// picked module is. It never starts a module before what it needs, never leaves one running because
// another failed to stop, and builds nothing itself: a module's functions close over what they share.
package lifecycle

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Module is one row of the table. Only Name is required: a row with needs alone is a group ("all").
type Module struct {
	Name string

	// Needs are modules that must be in the same process: they come along and are ready first.
	Needs []string

	// Calls are neighbours that may run in another process: they do not come along, but where they
	// are in this process too, they are ready first.
	Calls []string

	// Start returns when the module is ready to serve, or why it cannot. It must not block for as
	// long as the module lives; ctx ends when the process is told to stop.
	Start func(ctx context.Context) error

	// Run is a background loop that begins after Start and lasts until ctx ends. An error before
	// that stops the whole process; nil says that the work is done for good.
	Run func(ctx context.Context) error

	// Stop lets go of what Start took, once Run has returned and nobody needs the module any more.
	// It is not called if Start failed. ctx carries the deadline.
	Stop func(ctx context.Context) error
}

// Table is every module that a binary has.
type Table []Module

// Pick returns the modules that the targets name, with their needs, each after what it needs or
// calls. It refuses, in words, unknown names, names given twice and cycles anywhere in the table,
// so that a wrong row is found even when nobody picks it.
func (t Table) Pick(targets ...string) ([]Module, error) {
	rows, err := t.rows()
	if err != nil {
		return nil, err
	}
	if err := refuseCycle(t, rows); err != nil {
		return nil, err
	}
	picked := map[string]bool{}
	for _, target := range targets {
		if _, ok := rows[target]; !ok {
			return nil, fmt.Errorf("target %q is unknown: choose from %s", target, strings.Join(t.names(), ", "))
		}
		pull(rows, target, picked)
	}
	return sorted(t, rows, picked), nil
}

// rows indexes the table by name and checks each name and each edge.
func (t Table) rows() (map[string]Module, error) {
	rows := make(map[string]Module, len(t))
	for _, m := range t {
		if m.Name == "" {
			return nil, fmt.Errorf("a module has no name (it needs %v)", m.Needs)
		}
		if _, twice := rows[m.Name]; twice {
			return nil, fmt.Errorf("module %q stands in the table twice", m.Name)
		}
		rows[m.Name] = m
	}
	for _, m := range t {
		for _, other := range m.edges() {
			if _, ok := rows[other]; !ok {
				return nil, fmt.Errorf("module %q needs %q, which is not in the table", m.Name, other)
			}
		}
	}
	return rows, nil
}

func (t Table) names() []string {
	names := make([]string, 0, len(t))
	for _, m := range t {
		names = append(names, m.Name)
	}
	return names
}

// edges are all modules that must be ready first where they are present.
func (m Module) edges() []string { return slices.Concat(m.Needs, m.Calls) }

// pull adds name and everything it needs to picked.
func pull(rows map[string]Module, name string, picked map[string]bool) {
	if picked[name] {
		return
	}
	picked[name] = true
	for _, need := range rows[name].Needs {
		pull(rows, need, picked)
	}
}

// sorted puts the picked modules in starting order. Among modules that do not depend on each other
// the table's order holds, so that the same table always starts in the same way.
func sorted(t Table, rows map[string]Module, picked map[string]bool) []Module {
	var order []Module
	visited := map[string]bool{}
	var visit func(name string)
	visit = func(name string) {
		if visited[name] {
			return
		}
		visited[name] = true
		// Edges are followed through modules that are not picked as well: if a needs b only by way
		// of an absent c, a still starts after b.
		for _, before := range rows[name].edges() {
			visit(before)
		}
		if picked[name] {
			order = append(order, rows[name])
		}
	}
	for _, m := range t {
		visit(m.Name)
	}
	return order
}

// refuseCycle walks every path once and names the first one that comes back to itself.
func refuseCycle(t Table, rows map[string]Module) error {
	done := map[string]bool{}
	var walk func(name string, path []string) error
	walk = func(name string, path []string) error {
		if at := slices.Index(path, name); at >= 0 {
			return fmt.Errorf("modules need each other in a circle: %s", strings.Join(append(path[at:], name), " → "))
		}
		if done[name] {
			return nil
		}
		for _, next := range rows[name].edges() {
			if err := walk(next, append(path, name)); err != nil {
				return err
			}
		}
		done[name] = true
		return nil
	}
	for _, m := range t {
		if err := walk(m.Name, nil); err != nil {
			return err
		}
	}
	return nil
}
