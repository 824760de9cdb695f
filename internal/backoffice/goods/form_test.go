package goods

import (
	"testing"

	catalogv1 "rialto/gen/rialto/catalog/v1"
)

// TestFactsAreReadAsTheyAreWritten: what the page shows, sent back untouched, is what was there.
func TestFactsAreReadAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	for _, s := range []struct {
		line string
		want *catalogv1.Attribute
	}{
		{"weight: 1.2 kg", &catalogv1.Attribute{Name: "weight", Kind: "number", Number: 1.2, Unit: "kg"}},
		{"height: -3", &catalogv1.Attribute{Name: "height", Kind: "number", Number: -3}},
		{"dishwasher safe: yes", &catalogv1.Attribute{Name: "dishwasher safe", Kind: "yes_no", Yes: true}},
		{"gift: no", &catalogv1.Attribute{Name: "gift", Kind: "yes_no"}},
		{"material: oak", &catalogv1.Attribute{Name: "material", Kind: "text", Text: "oak"}},
		{"ratio: 16:9", &catalogv1.Attribute{Name: "ratio", Kind: "text", Text: "16:9"}},
		{"note: 3 things that are said of it at length", &catalogv1.Attribute{Name: "note", Kind: "text", Text: "3 things that are said of it at length"}},
	} {
		f := productForm{Attributes: "\r\n" + s.line + "\r\n"}
		got := f.attributes(nil)
		if len(got) != 1 || got[0].String() != s.want.String() {
			t.Errorf("%q: %v", s.line, got)
			continue
		}
		if back := lineOf(got[0]); back != s.line {
			t.Errorf("%q is written %q", s.line, back)
		}
	}
}

func TestWordsThatGoTakesForNumbersAreTexts(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"NaN", "Inf", "infinity", "0x10", "1_000", "1p4"} {
		if a := attributeOf("name", value); a.GetKind() != "text" {
			t.Errorf("%q is a %s: %v", value, a.GetKind(), a)
		}
	}
}

func TestAFactOfManyLinesIsOne(t *testing.T) {
	t.Parallel()
	was := []*catalogv1.Attribute{{Name: "care", Kind: "text", Text: "wash\ncold"}}
	f := productForm{Attributes: lineOf(was[0])}
	if got := f.attributes(was); len(got) != 1 || got[0] != was[0] {
		t.Errorf("read %v", got)
	}
}

func TestCategoriesAreNamesInOrder(t *testing.T) {
	t.Parallel()
	for text, n := range map[string]int{"": 0, " > ": 0, "Home": 1, "Home>Kitchen > Mugs": 3} {
		if got := path(text); len(got) != n {
			t.Errorf("%q: %q", text, got)
		}
	}
}
