package importer

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestTemplates(t *testing.T) {
	t.Parallel()
	r := rowOf("brand", "Acme", "type", "", "category", " Soap ", "size", "16 oz")
	for text, want := range map[string]string{
		"brand":                          "Acme",
		" brand ":                        "Acme",
		"{brand}":                        "Acme",
		"{brand:upper}":                  "ACME",
		"{type|category}":                "Soap",
		"{type | category:upper}":        "SOAP",
		"{type|missing}":                 "",
		"{brand} {type|category} {size}": "Acme Soap 16 oz",
		"{brand} {type} {size}":          "Acme 16 oz",
		"by {brand}!":                    "by Acme!",
		"":                               "",
	} {
		tmpl, err := parseTemplate(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		m := &mapping{texts: map[string]template{"title": tmpl}}
		if got := m.text(r, "title"); got != want {
			t.Errorf("%q = %q, want %q", text, got, want)
		}
	}
}

func TestTemplatesThatCannotBe(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"{brand":   `"{brand" has a { without its }`,
		"brand}":   `"brand}" has a } without its {`,
		"{a} b} c": `" b} c" has a } without its {`,
		"{}":       "{} does not name a column",
		"{a|}":     "{a|} does not name a column",
		"{a{b}}":   "{a{b} does not name a column",
		"{:upper}": "{} does not name a column",
	} {
		if _, err := parseTemplate(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// TestATemplateIsItsPartsInOrder builds a template of literals and columns and compares it with plain concatenation.
func TestATemplateIsItsPartsInOrder(t *testing.T) {
	t.Parallel()
	word := rapid.StringMatching(`[A-Za-z0-9 ._-]{0,8}`)
	rapid.Check(t, func(t *rapid.T) {
		var pairs []string
		var text, want strings.Builder
		for i := range rapid.IntRange(2, 6).Draw(t, "parts") {
			value := word.Draw(t, "value")
			if rapid.Bool().Draw(t, "literal") {
				text.WriteString(value)
				want.WriteString(value)
				continue
			}
			column := "c" + string(rune('0'+i))
			pairs = append(pairs, column, value)
			text.WriteString("{" + column + "}")
			want.WriteString(strings.TrimSpace(value))
		}
		if !strings.Contains(text.String(), "{") {
			t.Skip("the name of a column")
		}
		tmpl, err := parseTemplate(text.String())
		if err != nil {
			t.Fatalf("%q: %v", text.String(), err)
		}
		if got := tmpl.of(rowOf(pairs...)); got != want.String() {
			t.Fatalf("%q = %q, want %q", text.String(), got, want.String())
		}
	})
}
