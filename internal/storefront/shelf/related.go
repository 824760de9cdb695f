package shelf

import (
	"context"
	"slices"
	"strings"

	browsev1 "rialto/gen/rialto/browse/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	searchv1 "rialto/gen/rialto/search/v1"
	"rialto/internal/storefront"
	"rialto/internal/ui"
)

// row is a shelf that has been asked for.
type row struct {
	shelf
	found part[[]*browsev1.Card]
}

// askRelated asks for more of the brand, and for what else sells in the category.
func (s *pages) askRelated(ctx context.Context, v *productView, currency string) []row {
	var rows []row
	add := func(sh shelf, q *searchv1.SearchRequest) {
		q.Sort, q.PageSize, q.Currency = "best_selling", perShelf+1, currency // one of them may be this product
		rows = append(rows, row{sh, s.askList(ctx, sh.ID, q)})
	}
	if path := v.GetCategoryPath(); len(path) > 0 {
		title := "More in " + path[len(path)-1]
		add(shelf{ID: "more-category", Title: title, More: ui.Link{Text: "See all", Href: storefront.CategoryHref(path)}},
			&searchv1.SearchRequest{Category: strings.Join(path, " > ")})
	}
	if brand := v.GetBrand(); brand != "" {
		add(shelf{ID: "more-brand", Title: "More from " + brand, More: ui.Link{Text: "See all", Href: brandHref(brand)}},
			&searchv1.SearchRequest{Brands: []string{brand}})
	}
	return rows
}

// related fills the rows that came in time. Nothing is shown twice, and nothing of the product's own family.
func related(ctx context.Context, rows []row, p *catalogv1.Product, currency string) []shelf {
	shown := map[int64]bool{p.GetFamilyId(): true}
	var out []shelf
	for _, r := range rows {
		found, _ := r.found.wait(ctx)
		found = slices.DeleteFunc(found, func(c *browsev1.Card) bool {
			family := c.GetProduct().GetFamilyId()
			again := shown[family]
			shown[family] = true
			return again
		})
		if r.Cards = cards(found[:min(len(found), perShelf)], currency, ""); len(r.Cards) > 0 {
			out = append(out, r.shelf)
		}
	}
	return out
}
