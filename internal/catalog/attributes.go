package catalog

import (
	"fmt"
	"math"
	"slices"
	"unicode/utf8"

	catalogv1 "rialto/gen/rialto/catalog/v1"
)

// Limits of one product's attributes, in characters where they bound a text.
const (
	maxAttributes    = 50
	maxAttributeName = 60
	maxAttributeText = 500
	maxUnit          = 20
)

// The kinds of attributes.
const (
	KindText   = "text"
	KindNumber = "number"
	KindYesNo  = "yes_no"
)

// Attribute is one typed fact about a product. Only the value that its kind names is set, and a unit only beside a number,
// so that two attributes that say the same are equal. The JSON is what a store keeps.
type Attribute struct {
	Name   string  `json:"name"` // unique in the product
	Kind   string  `json:"kind"`
	Text   string  `json:"text,omitempty"`
	Number float64 `json:"number,omitempty"` // finite
	Yes    bool    `json:"yes,omitempty"`
	Unit   string  `json:"unit,omitempty"`
}

// attributesOf cleans attributes. A kind that is none keeps its name, to be refused.
func attributesOf(in []*catalogv1.Attribute) []Attribute {
	if len(in) == 0 {
		return nil
	}
	out := make([]Attribute, len(in))
	for i, a := range in {
		out[i] = Attribute{Name: oneLine(a.GetName()), Kind: trim(a.GetKind())}
		switch out[i].Kind {
		case KindText:
			out[i].Text = oneLine(a.GetText())
		case KindNumber:
			out[i].Number, out[i].Unit = a.GetNumber(), oneLine(a.GetUnit())
		case KindYesNo:
			out[i].Yes = a.GetYes()
		}
	}
	return out
}

func (a Attribute) proto() *catalogv1.Attribute {
	return &catalogv1.Attribute{Name: a.Name, Kind: a.Kind, Text: a.Text, Number: a.Number, Yes: a.Yes, Unit: a.Unit}
}

// attributesProblem names the first attribute that a product cannot have, and why.
func attributesProblem(all []Attribute) string {
	if len(all) > maxAttributes {
		return fmt.Sprintf("must be at most %d, not %d", maxAttributes, len(all))
	}
	for i, a := range all {
		problem := a.problem()
		if problem == "" && slices.ContainsFunc(all[:i], func(b Attribute) bool { return b.Name == a.Name }) {
			problem = fmt.Sprintf("name %q is there twice", a.Name)
		}
		if problem != "" {
			return fmt.Sprintf("number %d: %s", i+1, problem)
		}
	}
	return ""
}

func (a Attribute) problem() string {
	if p := shortProblem(a.Name, maxAttributeName); p != "" {
		return "name " + p
	}
	switch a.Kind {
	case KindText:
		if p := shortProblem(a.Text, maxAttributeText); p != "" {
			return fmt.Sprintf("text of %q %s", a.Name, p)
		}
	case KindNumber:
		if math.IsNaN(a.Number) || math.IsInf(a.Number, 0) {
			return fmt.Sprintf("number of %q must be finite, not %v", a.Name, a.Number)
		}
		if p := shortProblem(a.Unit, maxUnit); p != "" && a.Unit != "" {
			return fmt.Sprintf("unit of %q %s", a.Name, p)
		}
	case KindYesNo:
	default:
		return fmt.Sprintf("kind of %q must be %s, %s or %s, not %.20q", a.Name, KindText, KindNumber, KindYesNo, a.Kind)
	}
	return ""
}

// shortProblem checks a text of one line that is bounded in characters and must not be empty.
func shortProblem(text string, most int) string {
	if n := utf8.RuneCountInString(text); n > most {
		return fmt.Sprintf("must be at most %d characters, not %d", most, n)
	}
	return lineProblem(text, utf8.UTFMax*most)
}
