package search

import (
	"slices"
	"strings"
	"testing"
)

func TestWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"Trail-Running Shoes, size 5.5!": {"trail", "running", "shoes", "size", "5.5"},
		"CAFÉ Crème Ångström":            {"cafe", "creme", "angstrom"},
		"Straße œuvre Łódź":              {"strasse", "oeuvre", "lodz"},
		"men's men’s '90s rock'n'roll'":  {"men's", "men's", "90s", "rock'n'roll"},
		"16GB 1080p v2.":                 {"16gb", "1080p", "v2"},
		"... -- \x00 \xff ☃":             {},
		"日本 語":                           {"日本", "語"},
		"a.b 1.a .5":                     {"a", "b", "1", "a", "5"},
	} {
		if got := Words(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if got := Words(strings.Repeat("é", 100)); len(got) != 1 || len(got[0]) > maxWordBytes {
		t.Errorf("a long word gave %q", got)
	}
}

func TestStem(t *testing.T) {
	t.Parallel()
	for _, forms := range [][]string{{"run", "runs", "running"}, {"shoe", "shoes"}, {"men", "men's"}, {"battery", "batteries"}} {
		for _, f := range forms {
			if Stem(f) != Stem(forms[0]) {
				t.Errorf("%q and %q differ: %q, %q", f, forms[0], Stem(f), Stem(forms[0]))
			}
		}
	}
}

func TestQueryWords(t *testing.T) {
	t.Parallel()
	for q, want := range map[string][]string{
		"shoes for the Shoes": {"shoes"},
		"The And":             {"the", "and"},
		" ":                   nil,
	} {
		if got := QueryWords(q); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", q, got, want)
		}
	}
	if n := len(QueryWords(strings.Repeat("a1 b2 c3 ", 10) + strings.Join(strings.Split(strings.Repeat("xyz", 60), ""), "q "))); n > maxQueryWords {
		t.Errorf("%d words", n)
	}
}
