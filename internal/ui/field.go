package ui

import "github.com/a-h/templ"

// Input is one field of a form. Only Name and Label are needed.
type Input struct {
	ID           string // default Name; two forms on a page need two
	Name         string
	Label        string
	Type         string // default text
	Value        string
	Hint         string // what is expected, before anything is typed
	Error        string // what is wrong and how to mend it; marks the field
	Autocomplete string // token of the HTML standard: "email", "address-line1"
	InputMode    string // keyboard on phones: "numeric", "decimal"
	Placeholder  string
	Min, Max     string // of numbers and dates
	Step         string
	MaxLength    int
	Rows         int // more than 0 = a field of several lines
	Required     bool
	Optional     bool // say so beside the label
	Attrs        templ.Attributes
}

// Choice is a list to choose one from, as a Select or as Radios.
type Choice struct {
	ID           string // default Name
	Name         string
	Label        string
	Hint, Error  string
	Autocomplete string
	Options      []Option
	Required     bool
	Attrs        templ.Attributes
}

// Option is one of a Choice. Detail and Aside are shown by Radios only: a line below, and what it costs at the end.
type Option struct {
	Value, Text        string
	Detail, Aside      string
	Selected, Disabled bool
}

// Check is a box to tick. Value defaults to "on".
type Check struct {
	ID                 string // default Name
	Name, Value, Label string
	Hint, Error        string
	Checked, Required  bool
	Attrs              templ.Attributes
}

func or(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}

// describing names the elements that explain a field, hint before error; "" without any.
func describing(id, hint, problem string) string {
	switch {
	case hint != "" && problem != "":
		return id + "-hint " + id + "-error"
	case hint != "":
		return id + "-hint"
	case problem != "":
		return id + "-error"
	}
	return ""
}

// aria are the attributes that tie a field to its explanation.
func aria(id, hint, problem string) templ.Attributes {
	attrs := templ.Attributes{}
	if by := describing(id, hint, problem); by != "" {
		attrs["aria-describedby"] = by
	}
	if problem != "" {
		attrs["aria-invalid"] = "true"
	}
	return attrs
}
