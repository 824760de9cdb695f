package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
)

// table is the answer: the machine and every figure, in the order in which they were taken.
type table struct {
	Machine machine  `json:"machine"`
	Figures []figure `json:"figures"`
	section string   // of the figures that are being added
}

// figure is one number, beside its aim if it has one.
type figure struct {
	Section string  `json:"section"`
	What    string  `json:"what"`
	Value   float64 `json:"value"`
	Unit    unit    `json:"unit"`
	Aim     string  `json:"aim,omitempty"`
	Met     *bool   `json:"met,omitempty"`
}

// unit says how a value is written.
type unit string

const (
	milliseconds unit = "ms"
	microseconds unit = "µs"
	seconds      unit = "s"
	perSecond    unit = "/s"
	megabytes    unit = "MB"
	times        unit = "×"
	percent      unit = "%"
	count        unit = ""
)

func (u unit) text(v float64) string {
	switch {
	case u == count || v >= 1000:
		return fmt.Sprintf("%.0f %s", v, u)
	case v >= 100:
		return fmt.Sprintf("%.0f %s", v, u)
	case v >= 10:
		return fmt.Sprintf("%.1f %s", v, u)
	}
	return fmt.Sprintf("%.2f %s", v, u)
}

// aim is what a figure should be.
type aim struct {
	bound float64
	least bool // the figure should be at least, not at most, the bound
}

func atMost(v float64) *aim  { return &aim{v, false} }
func atLeast(v float64) *aim { return &aim{v, true} }

// add notes a figure; an aim of nil means that it only explains the others.
func (t *table) add(what string, v float64, u unit, a *aim) {
	f := figure{Section: t.section, What: what, Value: v, Unit: u}
	if a != nil {
		met, sign := v <= a.bound, "≤"
		if a.least {
			met, sign = v >= a.bound, "≥"
		}
		f.Met, f.Aim = &met, fmt.Sprintf("%s %g %s", sign, a.bound, u)
	}
	t.Figures = append(t.Figures, f)
}

// print writes one aligned table.
func (t *table) print(out io.Writer) error {
	fmt.Fprintf(out, "\n%s\n\n", t.Machine)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "SECTION\tWHAT\tFIGURE\tAIM\tMET")
	section := ""
	for _, f := range t.Figures {
		name := f.Section
		if name == section {
			name = ""
		}
		section = f.Section
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", name, f.What, f.Unit.text(f.Value), f.Aim, f.verdict())
	}
	return w.Flush()
}

func (f figure) verdict() string {
	switch {
	case f.Met == nil:
		return ""
	case *f.Met:
		return "met"
	}
	return "NOT MET"
}

// save writes the table as JSON.
func (t *table) save(path string) error {
	text, err := json.MarshalIndent(t, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(text, '\n'), 0o644)
}
