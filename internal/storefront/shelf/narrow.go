package shelf

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	searchv1 "rialto/gen/rialto/search/v1"
	"rialto/internal/commerce"
	"rialto/internal/ui"
)

// swapped is what links and forms say that change the results in place: the address of the answer becomes the page's.
func swapped() templ.Attributes { return templ.Attributes{"data-swap": "results", "data-push": true} }

// facets are the ways to narrow a list, with how many products each value would leave. Those after the price come apart:
// a form for a range of one's own stands between them.
func (l list) facets(found *searchv1.SearchResponse, attrs templ.Attributes) (first, more []ui.Facet) {
	first = []ui.Facet{
		{ID: "facet-category", Title: "Category", Rows: l.categoryRows(found.GetCategories())}, // leads to another page: no swap
		{ID: "facet-brand", Title: "Brand", Rows: l.brandRows(found.GetBrands()), Attrs: attrs},
		{ID: "facet-price", Title: "Price", Rows: l.priceRows(found.GetPrices()), Attrs: attrs},
	}
	more = []ui.Facet{
		{ID: "facet-rating", Title: "Rating", Rows: l.ratingRows(found.GetRatings()), Attrs: attrs},
		{ID: "facet-service", Title: "Delivery and stock", Rows: l.serviceRows(), Attrs: attrs},
	}
	return opened(first), opened(more)
}

// opened leaves out facets without a value.
func opened(all []ui.Facet) []ui.Facet {
	for i := range all {
		all[i].Open = true
	}
	return slices.DeleteFunc(all, func(f ui.Facet) bool { return len(f.Rows) == 0 })
}

// categoryRows are the way down to here and the next steps. The present category leads back up.
func (l list) categoryRows(counts []*searchv1.FacetCount) []ui.FacetRow {
	var above, here []ui.FacetRow
	for _, c := range counts {
		path := strings.Split(c.GetValue(), " > ")
		onWay := len(path) <= len(l.Path) && slices.Equal(path, l.Path[:len(path)])
		below := len(path) == len(l.Path)+1 && slices.Equal(path[:len(l.Path)], l.Path)
		row := ui.FacetRow{Text: path[len(path)-1], Count: c.GetCount(), Depth: len(path) - 1}
		switch {
		case onWay:
			row.Selected = true
			row.Href = l.but(func(l *list) { l.Path = path[:len(path)-1] })
			above = append(above, row)
		case below:
			row.Href = l.but(func(l *list) { l.Path = path })
			here = append(here, row)
		}
	}
	slices.SortFunc(above, func(a, b ui.FacetRow) int { return a.Depth - b.Depth })
	return append(above, here...)
}

// brandRows has the chosen ones first, also where nothing is left of them, so that each can be taken back.
func (l list) brandRows(counts []*searchv1.FacetCount) []ui.FacetRow {
	left := make(map[string]int64, len(counts))
	for _, c := range counts {
		left[c.GetValue()] = c.GetCount()
	}
	row := func(brand string, selected bool) ui.FacetRow {
		href := l.but(func(l *list) { l.Brands = l.toggled(brand) })
		return ui.FacetRow{Text: brand, Href: href, Count: left[brand], Selected: selected}
	}
	var rows []ui.FacetRow
	for _, b := range l.Brands {
		rows = append(rows, row(b, true))
	}
	for _, c := range counts {
		if !slices.Contains(l.Brands, c.GetValue()) {
			rows = append(rows, row(c.GetValue(), false))
		}
	}
	return rows
}

// priceRows are ranges. Their upper end is exclusive in the counts and inclusive in the address.
func (l list) priceRows(counts []*searchv1.PriceFacet) []ui.FacetRow {
	var rows []ui.FacetRow
	for _, c := range counts {
		var low, high *int64
		if from := c.GetFrom(); from > 0 {
			low = &from
		}
		if to := c.GetTo() - 1; to > 0 {
			high = &to
		}
		selected := (low != nil || high != nil) && same(l.min, low) && same(l.max, high)
		href := l.but(func(l *list) {
			if l.priced(low, high); selected {
				l.priced(nil, nil)
			}
		})
		rows = append(rows, ui.FacetRow{Text: l.between(low, c.GetTo()), Href: href, Count: c.GetCount(), Selected: selected})
	}
	return rows
}

// between says a range in words; to is exclusive, 0 = open.
func (l list) between(low *int64, to int64) string {
	switch {
	case low == nil && to == 0:
		return "Any price"
	case low == nil:
		return "Under " + l.money(to)
	case to == 0:
		return l.money(*low) + " and more"
	}
	return l.money(*low) + " to " + l.money(to)
}

// money writes an amount without the zeros of whole ones: ranges are round.
func (l list) money(minor int64) string {
	text := ui.Money(commerce.Money{Amount: minor, Currency: l.currency})
	if whole, fraction, _ := strings.Cut(text, "."); strings.Trim(fraction, "0") == "" {
		return whole
	}
	return text
}

func (l list) ratingRows(counts []*searchv1.RatingFacet) []ui.FacetRow {
	var rows []ui.FacetRow
	for _, c := range counts {
		stars := float64(c.GetValue())
		selected := l.Rating == stars
		href := l.but(func(l *list) {
			if l.Rating = stars; selected {
				l.Rating = 0
			}
		})
		rows = append(rows, ui.FacetRow{Stars: int(c.GetValue()), Href: href, Count: c.GetCount(), Selected: selected})
	}
	return rows
}

func (l list) serviceRows() []ui.FacetRow {
	return []ui.FacetRow{
		{Text: "Rialto Plus", Href: l.but(func(l *list) { l.Prime = !l.Prime }), Count: -1, Selected: l.Prime},
		{Text: "In stock", Href: l.but(func(l *list) { l.InStock = !l.InStock }), Count: -1, Selected: l.InStock},
	}
}

// priceForm asks for a range of one's own.
func (l list) priceForm(attrs templ.Attributes) ui.Range {
	return ui.Range{
		ID: "facet-range", Title: "Price range", Action: l.base(), MinName: "price_min", MaxName: "price_max", Min: l.PriceMin, Max: l.PriceMax,
		Unit: l.currency, Hidden: l.without("price_min", "price_max"), Open: l.PriceMin+l.PriceMax != "", Attrs: attrs,
	}
}

// chips are the filters that are on, each with the address of the list without it.
func (l list) chips() []ui.Link {
	var out []ui.Link
	add := func(on bool, text string, off func(*list)) {
		if on {
			out = append(out, ui.Link{Text: text, Href: l.but(off)})
		}
	}
	for _, b := range l.Brands {
		add(true, "Brand: "+b, func(l *list) { l.Brands = l.toggled(b) })
	}
	add(l.min != nil || l.max != nil, l.priceChip(), func(l *list) { l.priced(nil, nil) })
	add(l.Rating > 0, strconv.FormatFloat(l.Rating, 'f', -1, 64)+" stars and up", func(l *list) { l.Rating = 0 })
	add(l.Prime, "Rialto Plus", func(l *list) { l.Prime = false })
	add(l.InStock, "In stock", func(l *list) { l.InStock = false })
	return out
}

func (l list) priceChip() string {
	switch {
	case l.min == nil && l.max == nil:
		return ""
	case l.min == nil:
		return "Up to " + l.money(*l.max)
	case l.max == nil:
		return "From " + l.money(*l.min)
	}
	return l.money(*l.min) + " to " + l.money(*l.max)
}

// sorting chooses the order.
func (l list) sorting() ui.Sorting {
	attrs := swapped()
	attrs["data-swap-on"] = "change"
	options := slices.Clone(sorts)
	for i := range options {
		options[i].Selected = options[i].Value == l.Sort
	}
	return ui.Sorting{Action: l.base(), Options: options, Hidden: l.without("sort"), Attrs: attrs}
}

func same(a, b *int64) bool { return a == b || a != nil && b != nil && *a == *b }
