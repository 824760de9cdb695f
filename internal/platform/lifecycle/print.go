package lifecycle

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// Print writes the table for people: each module, what comes along with it, what it calls here or in
// another process, and whether it has a background loop. The text is stable, so it can be a golden
// file.
func (t Table) Print(w io.Writer) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "MODULE\tNEEDS\tCALLS\tLOOP")
	for _, m := range t {
		loop := "-"
		if m.Run != nil {
			loop = "yes"
		}
		fmt.Fprintf(tw, "%s\t%s\t%s\t%s\n", m.Name, list(m.Needs), list(m.Calls), loop)
	}
	return tw.Flush()
}

// PrintOrder writes the starting order of one choice of targets, one line per module.
func (t Table) PrintOrder(w io.Writer, targets ...string) error {
	modules, err := t.Pick(targets...)
	if err != nil {
		return err
	}
	for i, m := range modules {
		if _, err := fmt.Fprintf(w, "%2d  %s\n", i+1, m.Name); err != nil {
			return err
		}
	}
	return nil
}

func list(names []string) string {
	if len(names) == 0 {
		return "-"
	}
	return strings.Join(names, " ")
}
