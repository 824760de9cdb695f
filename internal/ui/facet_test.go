package ui

import (
	"strings"
	"testing"
)

func TestLongFacetsFoldTheirEnd(t *testing.T) {
	t.Parallel()
	for rows, open := range map[int]int{0: 0, 3: 3, 10: 10, 11: 8, 60: 8} {
		f := Facet{Rows: make([]FacetRow, rows)}
		if len(f.first()) != open || len(f.first())+len(f.rest()) != rows {
			t.Errorf("of %d rows %d are open and %d behind the fold", rows, len(f.first()), len(f.rest()))
		}
	}
}

func TestAFacetSaysWhatIsOnAndHowMany(t *testing.T) {
	t.Parallel()
	html := rendered(t, FacetGroup(Facet{ID: "brand", Title: "Brand", Rows: []FacetRow{{Text: "Corte", Href: "/search", Count: 1200, Selected: true}, {Stars: 4, Href: "/search?r=4", Count: -1, Depth: 9}}}))
	for _, want := range []string{`aria-current="true"`, "1,200<span", "4 stars</span> and up", "depth-3"} {
		if !strings.Contains(html, want) {
			t.Errorf("no %s in %s", want, html)
		}
	}
	if strings.Contains(html, "-1") {
		t.Errorf("an unknown count is shown: %s", html)
	}
}
