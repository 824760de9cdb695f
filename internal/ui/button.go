package ui

import "github.com/a-h/templ"

// Weight is how loud a button is. A page has one Primary.
type Weight string

// Weights. Secondary is the default.
const (
	Secondary   Weight = ""
	Primary     Weight = "primary"
	Quiet       Weight = "quiet"
	Destructive Weight = "danger"
)

// Action is what a Button or a LinkButton does. Name and Value are sent with the form, Href is a LinkButton's.
type Action struct {
	Text        string
	Weight      Weight
	Icon        string // of Icon; empty = none
	Label       string // said instead of Text, where Text alone would not tell: "Remove Brass lamp"
	Href        string
	Name, Value string
	Wide        bool // as wide as its place
	Small       bool
	Disabled    bool
	Attrs       templ.Attributes // such as {"data-swap": "cart cart-count"}
}

func (a Action) class() string {
	class := "button"
	if a.Weight != Secondary {
		class += " button-" + string(a.Weight)
	}
	if a.Wide {
		class += " button-wide"
	}
	if a.Small {
		class += " button-small"
	}
	return class
}
