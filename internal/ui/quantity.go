package ui

import "github.com/a-h/templ"

// Quantity is a number of units within its form.
type Quantity struct {
	ID       string // default Name
	Name     string // default quantity
	Label    string // said, not shown: "Quantity of Brass lamp"; default Quantity
	Value    int64
	Min, Max int64  // Min defaults to 1, Max to 999
	Update   string // text of the button that sends it where no script runs; empty = the form has another one
	Attrs    templ.Attributes
}

func (q Quantity) filled() Quantity {
	q.Name = or(q.Name, "quantity")
	q.ID = or(q.ID, q.Name)
	q.Label = or(q.Label, "Quantity")
	if q.Max == 0 {
		q.Max = 999
	}
	if q.Min == 0 {
		q.Min = min(1, q.Max)
	}
	return q
}
