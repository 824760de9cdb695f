package ui

import (
	"os"
	"strings"
	"testing"
)

func TestColoursAreClassesOfThePalette(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"Black": "swatch-black", "midnight Blue": "swatch-blue", "M": "", "": "", "Charcoal": "swatch-graphite", "blue whale": ""} {
		if got := swatch(text); got != want {
			t.Errorf("swatch(%q) = %q, want %q", text, got, want)
		}
	}
	sheet, err := os.ReadFile("static/css/7-parts.css")
	if err != nil {
		t.Fatal(err)
	}
	for text, name := range swatches {
		if !strings.Contains(string(sheet), ".swatch-"+name+" ") {
			t.Errorf("%s is shown as %s, which no sheet colours", text, name)
		}
	}
}

func TestVariantsSayWhatCannotBeHad(t *testing.T) {
	t.Parallel()
	html := rendered(t, Variants([]OptionGroup{{Name: "Size", Values: []OptionValue{{Text: "S", Href: "/p/1", Selected: true}, {Text: "M", Href: "/p/2", Unavailable: true}, {Text: "L"}}}}))
	for _, want := range []string{"<strong>S</strong>", `href="/p/1" aria-current="true"`, ", sold out", ", not available"} {
		if !strings.Contains(html, want) {
			t.Errorf("no %s in %s", want, html)
		}
	}
	if strings.Count(html, "<a ") != 2 {
		t.Errorf("what no product has is no link: %s", html)
	}
}
