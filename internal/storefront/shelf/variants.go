package shelf

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	browsev1 "rialto/gen/rialto/browse/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/ui"
)

// options are the ways in which the products of a family differ. Each value leads to the product that differs from the
// present one in that alone; where there is none, the family is listed too, so that every product can be reached.
func options(p *catalogv1.Product, family []*browsev1.Card) (groups []ui.OptionGroup, all []ui.Link) {
	gaps := false
	for _, name := range names(family) {
		g := ui.OptionGroup{Name: capital(name)}
		for _, value := range values(family, name) {
			v := ui.OptionValue{Text: value, Selected: p.GetOptions()[name] == value}
			if c := with(family, p.GetOptions(), name, value); c != nil {
				v.Href, v.Unavailable = productHref(c.GetProduct().GetProductId()), c.InStock != nil && !c.GetInStock()
			}
			gaps = gaps || v.Href == ""
			g.Values = append(g.Values, v)
		}
		if len(g.Values) > 1 {
			groups = append(groups, g)
		}
	}
	if gaps || len(groups) == 0 {
		all = everyVariant(p, family)
	}
	return groups, all
}

// names are those of every option in the family, in one order.
func names(family []*browsev1.Card) []string {
	seen := map[string]bool{}
	for _, c := range family {
		for name := range c.GetProduct().GetOptions() {
			seen[name] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// values keep the family's order, in which sizes grow.
func values(family []*browsev1.Card, name string) []string {
	var out []string
	for _, c := range family {
		if v := c.GetProduct().GetOptions()[name]; v != "" && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// with finds the product that has the value and otherwise the same options; nil where there is none.
func with(family []*browsev1.Card, options map[string]string, name, value string) *browsev1.Card {
	wanted := maps.Clone(options)
	if wanted == nil {
		wanted = map[string]string{}
	}
	wanted[name] = value
	for _, c := range family {
		if maps.Equal(c.GetProduct().GetOptions(), wanted) {
			return c
		}
	}
	return nil
}

// everyVariant lists the others of the family by their options, or by title where they have none.
func everyVariant(p *catalogv1.Product, family []*browsev1.Card) []ui.Link {
	var out []ui.Link
	for _, c := range family {
		other := c.GetProduct()
		if other.GetProductId() == p.GetProductId() {
			continue
		}
		text := other.GetTitle()
		if o := other.GetOptions(); len(o) > 0 {
			var words []string
			for _, name := range slices.Sorted(maps.Keys(o)) {
				words = append(words, o[name])
			}
			text = strings.Join(words, ", ")
		}
		out = append(out, ui.Link{Text: text, Href: productHref(other.GetProductId())})
	}
	return out
}

// capital begins a text with a capital letter.
func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + text[size:]
}
