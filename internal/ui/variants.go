package ui

import "strings"

// OptionGroup is one way in which the products of a family differ.
type OptionGroup struct {
	Name   string // "Colour"
	Values []OptionValue
}

// OptionValue is one of them: a link to the product that has it.
type OptionValue struct {
	Text        string
	Href        string // "" = no product has it together with the other choices
	Selected    bool
	Unavailable bool // sold out; still a link
}

// swatches are the colours that we can show: the policy of pages forbids inline styles, so that each is a class.
var swatches = map[string]string{
	"black": "black", "white": "white", "grey": "grey", "gray": "grey", "silver": "silver", "red": "red", "orange": "orange",
	"yellow": "yellow", "green": "green", "olive": "olive", "teal": "teal", "turquoise": "teal", "blue": "blue", "navy": "navy",
	"purple": "purple", "violet": "purple", "pink": "pink", "rose": "pink", "brown": "brown", "beige": "beige", "cream": "cream",
	"gold": "gold", "copper": "copper", "graphite": "graphite", "charcoal": "graphite", "natural": "beige", "oak": "oak", "walnut": "brown",
}

// swatch is the class of a colour by its last word, "midnight blue" is blue; "" where it is no colour that we know.
func swatch(text string) string {
	words := strings.Fields(strings.ToLower(text))
	if len(words) == 0 {
		return ""
	}
	if name := swatches[words[len(words)-1]]; name != "" {
		return "swatch-" + name
	}
	return ""
}

func (g OptionGroup) chosen() string {
	for _, v := range g.Values {
		if v.Selected {
			return v.Text
		}
	}
	return ""
}
