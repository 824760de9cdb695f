package shelf

import (
	"maps"
	"slices"
	"strconv"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/ui"
)

// facts are what is told of a product: its brand, its options, its attributes in their own order, its numbers.
func facts(p *catalogv1.Product) []ui.Term {
	var out []ui.Term
	add := func(name, text string) {
		if text != "" {
			out = append(out, ui.Term{Name: capital(name), Text: text})
		}
	}
	add("Brand", p.GetBrand())
	for _, name := range slices.Sorted(maps.Keys(p.GetOptions())) {
		add(name, p.GetOptions()[name])
	}
	for _, a := range p.GetAttributes() {
		add(a.GetName(), valueOf(a))
	}
	add("EAN", p.GetEan())
	add("Article number", p.GetExternalId())
	return out
}

// valueOf writes an attribute's value by its kind: "Yes", "13.3 in", "Brass".
func valueOf(a *catalogv1.Attribute) string {
	switch a.GetKind() {
	case "yes_no":
		if a.GetYes() {
			return "Yes"
		}
		return "No"
	case "number":
		text := strconv.FormatFloat(a.GetNumber(), 'f', -1, 64)
		if a.GetUnit() != "" {
			text += "\u00a0" + a.GetUnit()
		}
		return text
	}
	return a.GetText()
}
