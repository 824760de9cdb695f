package ui

import "github.com/a-h/templ"

// Facet is one way to narrow a list. Rows are links: the address is the state.
type Facet struct {
	ID    string // unique on the page
	Title string
	Rows  []FacetRow
	Open  bool
	Attrs templ.Attributes // of each link, such as {"data-swap": "results", "data-push": ""}
}

// FacetRow is one value. Stars > 0 shows "n stars and up" instead of Text. Count < 0 is not shown.
type FacetRow struct {
	Text     string
	Href     string // adds the value, or takes it away where Selected
	Count    int64
	Stars    int
	Selected bool
	Depth    int // of a category below another, 0..3
}

// shownRows is how many rows stand open; the others are behind "Show all".
const shownRows = 8

func (f Facet) first() []FacetRow {
	if len(f.Rows) <= shownRows+2 {
		return f.Rows
	}
	return f.Rows[:shownRows]
}

func (f Facet) rest() []FacetRow { return f.Rows[len(f.first()):] }

// Range is a form for a lowest and a highest price. Hidden are the other parameters of the address.
type Range struct {
	ID, Title        string
	Action           string // where the form leads
	MinName, MaxName string
	Min, Max         string // what is in the fields, in major units
	Unit             string // "$", said with the labels
	Hidden           []Hidden
	Open             bool
	Attrs            templ.Attributes // of the form
}

// Hidden is a parameter that a form carries along.
type Hidden struct{ Name, Value string }
