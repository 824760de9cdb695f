package shelf

import (
	"net/url"
	"testing"

	searchv1 "rialto/gen/rialto/search/v1"
	"rialto/internal/ui"
)

func counts(values ...string) []*searchv1.FacetCount {
	var out []*searchv1.FacetCount
	for i, v := range values {
		out = append(out, &searchv1.FacetCount{Value: v, Count: int64(len(values) - i)})
	}
	return out
}

// rowsAre compares rows as "text href", with a star where selected.
func rowsAre(t *testing.T, rows []ui.FacetRow, want ...string) {
	t.Helper()
	var got []string
	for _, r := range rows {
		text := r.Text + " " + r.Href
		if r.Selected {
			text = "*" + text
		}
		got = append(got, text)
	}
	if len(got) != len(want) {
		t.Fatalf("rows %q, want %q", got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Errorf("row %d: %q, want %q", i, got[i], want[i])
		}
	}
}

func TestCategoriesLeadDownAndBackUp(t *testing.T) {
	t.Parallel()
	found := counts("Home", "Garden", "Home > Lamps", "Home > Lamps > Desk", "Home > Lamps > Floor", "Home > Beds")
	rowsAre(t, read(t, "q=x").categoryRows(counts("Home", "Garden")), "Home /c/Home?q=x", "Garden /c/Garden?q=x")
	l := readList([]string{"Home", "Lamps"}, url.Values{"prime": {"1"}, "page": {"3"}}, "USD")
	rowsAre(t, l.categoryRows(found),
		"*Home /search?prime=1", "*Lamps /c/Home?prime=1", "Desk /c/Home/Lamps/Desk?prime=1", "Floor /c/Home/Lamps/Floor?prime=1")
}

func TestChosenBrandsComeFirstAlsoWhereNothingIsLeftOfThem(t *testing.T) {
	t.Parallel()
	rows := read(t, "brand=Gone&brand=B").brandRows(counts("A", "B", "C"))
	rowsAre(t, rows, "*Gone /search?brand=B", "*B /search?brand=Gone", "A /search?brand=Gone&brand=B&brand=A", "C /search?brand=Gone&brand=B&brand=C")
	if rows[0].Count != 0 || rows[1].Count != 2 {
		t.Errorf("counts %d, %d", rows[0].Count, rows[1].Count)
	}
}

func TestPriceRangesExcludeTheirUpperEnd(t *testing.T) {
	t.Parallel()
	found := []*searchv1.PriceFacet{{To: 1000, Count: 1}, {From: 1000, To: 2500, Count: 2}, {From: 50000, Count: 3}}
	rowsAre(t, read(t, "price_min=10&price_max=24.99").priceRows(found),
		"Under $10 /search?price_max=9.99", "*$10 to $25 /search", "$500 and more /search?price_min=500")
	everything := []*searchv1.PriceFacet{{Count: 9}}
	rowsAre(t, read(t, "").priceRows(everything), "Any price /search")
}

func TestRatingAndServiceAreTurnedOnAndOff(t *testing.T) {
	t.Parallel()
	found := []*searchv1.RatingFacet{{Value: 4, Count: 2}, {Value: 3, Count: 5}}
	l := read(t, "rating_min=4&prime=1")
	rowsAre(t, l.ratingRows(found), "* /search?prime=1", " /search?rating_min=3&prime=1")
	rowsAre(t, l.serviceRows(), "*Rialto Plus /search?rating_min=4", "In stock /search?rating_min=4&prime=1&in_stock=1")
}

func TestEachFilterHasAChipThatTakesItAway(t *testing.T) {
	t.Parallel()
	l := read(t, "q=x&brand=A&price_min=10&price_max=20.50&rating_min=3.5&prime=1&in_stock=1")
	want := []ui.Link{
		{Text: "Brand: A", Href: "/search?q=x&price_min=10&price_max=20.50&rating_min=3.5&prime=1&in_stock=1"},
		{Text: "$10 to $20.50", Href: "/search?q=x&brand=A&rating_min=3.5&prime=1&in_stock=1"},
		{Text: "3.5 stars and up", Href: "/search?q=x&brand=A&price_min=10&price_max=20.50&prime=1&in_stock=1"},
		{Text: "Rialto Plus", Href: "/search?q=x&brand=A&price_min=10&price_max=20.50&rating_min=3.5&in_stock=1"},
		{Text: "In stock", Href: "/search?q=x&brand=A&price_min=10&price_max=20.50&rating_min=3.5&prime=1"},
	}
	got := l.chips()
	if len(got) != len(want) || l.filters() != len(want) {
		t.Fatalf("%d chips, %d filters: %v", len(got), l.filters(), got)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Errorf("chip %v, want %v", got[i], want[i])
		}
	}
	for query, text := range map[string]string{"price_min=5": "From $5", "price_max=5.25": "Up to $5.25"} {
		if got := read(t, query).chips(); len(got) != 1 || got[0].Text != text {
			t.Errorf("%s: %v", query, got)
		}
	}
}
