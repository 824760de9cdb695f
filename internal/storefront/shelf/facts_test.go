package shelf

import (
	"net/http"
	"testing"

	browsev1 "rialto/gen/rialto/browse/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
)

func TestAttributesAreWrittenByTheirKind(t *testing.T) {
	t.Parallel()
	for want, a := range map[string]*catalogv1.Attribute{
		"Brass":        {Kind: "text", Text: "Brass", Number: 3},
		"13.3\u00a0in": {Kind: "number", Number: 13.3, Unit: "in"},
		"0":            {Kind: "number"},
		"100000000":    {Kind: "number", Number: 1e8},
		"Yes":          {Kind: "yes_no", Yes: true, Text: "no"},
		"No":           {Kind: "yes_no"},
		"new":          {Kind: "of a later version", Text: "new"},
	} {
		if got := valueOf(a); got != want {
			t.Errorf("%v: %q, want %q", a, got, want)
		}
	}
}

func TestFactsBeginWithBrandAndOptions(t *testing.T) {
	t.Parallel()
	b := selling(t, func(p *catalogv1.Product, _ *browsev1.ProductPageResponse) {
		p.Options = map[string]string{"size": "M", "colour": "teal"}
		p.Attributes = []*catalogv1.Attribute{{Name: "height", Kind: "number", Number: 48, Unit: "cm"}, {Name: "bulb", Kind: "text"}}
		p.Ean = ""
	})
	has(t, b.get("/p/7"), http.StatusOK, "<dt>Colour</dt>", "<dt>Height</dt>", "48\u00a0cm", "!<dt>Bulb</dt>", "!<dt>EAN</dt>", "<dt>Article number</dt>")
	var names []string
	for _, f := range facts(b.products[7].GetCard().GetProduct()) {
		names = append(names, f.Name)
	}
	want := []string{"Brand", "Colour", "Size", "Height", "Article number"}
	if len(names) != len(want) {
		t.Fatalf("facts %q, want %q", names, want)
	}
	for i := range want {
		if names[i] != want[i] {
			t.Errorf("facts %q, want %q", names, want)
		}
	}
}
