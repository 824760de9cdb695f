// Package axe runs axe-core, the accessibility checker of Deque, on pages in a browser under test.
//
// axe-core (MPL-2.0) is a tool of the tests alone: one pinned version is fetched from the npm registry into the cache
// folder, once a machine, and refused unless its hash is the one written here. It is put into a page through the debugger,
// so that the page's content policy stays as strict as it is.
package axe

import (
	"encoding/json"
	"fmt"
	"strings"

	"rialto/test/browser/chrome"
)

// Tags are the sets of rules that every page passes.
var Tags = []string{"wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"}

// Violation is one rule that a page breaks, and where.
type Violation struct {
	ID    string `json:"id"`
	Help  string `json:"help"`
	Nodes []struct {
		HTML    string `json:"html"`
		Summary string `json:"failureSummary"`
	} `json:"nodes"`
}

// String shows a violation with the first few places.
func (v Violation) String() string {
	var out strings.Builder
	fmt.Fprintf(&out, "%s: %s (%d places)", v.ID, v.Help, len(v.Nodes))
	for _, n := range v.Nodes[:min(3, len(v.Nodes))] {
		fmt.Fprintf(&out, "\n      %.200s\n        %s", n.HTML, strings.ReplaceAll(n.Summary, "\n", "\n        "))
	}
	return out.String()
}

// Checker is axe-core's source, ready to run.
type Checker struct{ source string }

// Check returns what is wrong with the page that is open in a tab.
func (c *Checker) Check(tab *chrome.Tab) ([]Violation, error) {
	there, err := chrome.Eval[bool](tab, "typeof axe === 'object'")
	if err != nil {
		return nil, err
	}
	if !there {
		if _, err := chrome.Eval[bool](tab, c.source+";true"); err != nil {
			return nil, fmt.Errorf("put axe into the page: %w", err)
		}
	}
	tags, err := json.Marshal(Tags)
	if err != nil {
		return nil, err
	}
	return chrome.Eval[[]Violation](tab, `axe.run({runOnly: `+string(tags)+`, resultTypes: ["violations"]}).then(r => r.violations)`)
}
