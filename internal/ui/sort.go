package ui

import "github.com/a-h/templ"

// Sorting is the order of a list. Hidden are the other parameters of the address.
type Sorting struct {
	ID      string // default Name
	Name    string // default sort
	Action  string
	Options []Option
	Hidden  []Hidden
	Attrs   templ.Attributes // of the form, such as {"data-swap": "results", "data-swap-on": "change", "data-push": ""}
}
