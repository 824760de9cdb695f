package shelf

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	browsev1 "rialto/gen/rialto/browse/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
	"rialto/internal/storefront"
	"rialto/internal/ui"
)

// resultsView is a list of products as its page shows it.
type resultsView struct {
	list
	Title     string
	Crumbs    []ui.Link // of a category
	Children  []ui.Link
	Count     string // "1–48 of 1,234 products"
	Notes     []string
	Facets    []ui.Facet
	More      []ui.Facet
	Cards     []ui.Card
	Sponsored []ui.Card
	Viewed    []ui.Card
	Pages     ui.Pages
	Nothing   nothing // where there are no cards
}

// nothing says why a list is empty, and how to go on.
type nothing struct {
	Title, Text string
	Ways        []ui.Link
}

func (s *pages) search(p *page.Page) error {
	l := readList(nil, p.R.URL.Query(), p.Currency)
	v := resultsView{list: l, Title: "All products"}
	if l.Words != "" {
		v.Title = "“" + l.Words + "”"
	}
	return s.results(p, v)
}

// category is the same list within a category, which must be one.
func (s *pages) category(p *page.Page) error {
	path := pathOf(p.R.URL)
	if len(path) == 0 {
		return p.Redirect("/search")
	}
	known, children, err := s.find(p, path)
	if err != nil {
		return err
	}
	if !known {
		return errs.NotFound("category_not_found", "There is no such category. It may have been renamed, or have nothing in it any more.")
	}
	l := readList(path, p.R.URL.Query(), p.Currency)
	v := resultsView{list: l, Title: path[len(path)-1], Crumbs: crumbs(path), Children: children}
	if l.Words != "" {
		v.Title = "“" + l.Words + "” in " + v.Title
	}
	return s.results(p, v)
}

// results asks for the list and shows it. With problems in the address the page says 422: it is not quite what was asked for.
func (s *pages) results(p *page.Page, v resultsView) error {
	found, err := s.shop.Needs.Browse.SearchPage(p.Ctx, &browsev1.SearchPageRequest{Search: v.question(p.Who.UserID())})
	if err != nil {
		return err
	}
	// Leafing and filtering are no new wish, see Recorder.Search.
	if v.Page == 1 && v.filters() == 0 {
		p.Door().Activity.Search(p.Who.UserID(), v.Words)
	}
	v.fill(found)
	status := http.StatusOK
	if len(v.Problems) > 0 {
		status = http.StatusUnprocessableEntity
	}
	frame := ui.Frame{
		Title: v.Title, Query: v.Words, Here: v.href(v.Page), NoIndex: v.href(v.Page) != v.base() || len(v.Path) == 0,
	}
	return p.Render(status, frame, resultsPage(v))
}

func (v *resultsView) fill(found *browsev1.SearchPageResponse) {
	s, attrs := found.GetSearch(), swapped()
	v.Notes = s.GetNotes()
	v.Cards = eager(cards(found.GetItems(), v.currency, ""))
	v.Sponsored = cards(found.GetSponsored(), v.currency, "Sponsored")
	v.Viewed = cards(found.GetAlsoViewed(), v.currency, "")
	v.Facets, v.More = v.facets(s, attrs)
	last := int((s.GetTotal() + pageSize - 1) / pageSize)
	v.Pages = ui.Pages{Page: v.Page, Last: min(last, maxPage), Href: v.href, Attrs: attrs}
	v.Count = v.counted(s.GetTotal())
	if len(v.Cards) == 0 {
		v.Nothing = v.nothing(s.GetTotal())
	}
}

func (v *resultsView) counted(total int64) string {
	if len(v.Cards) == 0 {
		return "No products"
	}
	from := int64(v.Page-1)*pageSize + 1
	if total <= pageSize {
		return ui.Counted(total, "product", "products")
	}
	return ui.Count(from) + "–" + ui.Count(from+int64(len(v.Cards))-1) + " of " + ui.Counted(total, "product", "products")
}

// nothing finds the nearest way out of an empty list.
func (v *resultsView) nothing(total int64) nothing {
	front := ui.Link{Text: "Go to the front page", Href: "/"}
	all := ui.Link{Text: "Search everywhere", Href: v.but(func(l *list) { l.Path = nil })}
	switch {
	case total > 0:
		return nothing{"The list ends before this page", "There are not so many products in it.", []ui.Link{{Text: "To the first page", Href: v.href(1)}, front}}
	case v.filters() > 0:
		ways := []ui.Link{{Text: "Clear the filters", Href: v.cleared().href(1)}, front}
		return nothing{"No product fits all of that", "Each filter leaves fewer products; together these leave none.", ways}
	case len(v.Path) > 0 && v.Words != "":
		return nothing{"Nothing here by that name", "The words may fit a product of another category.", []ui.Link{all, front}}
	case v.Words != "":
		return nothing{"Nothing by that name", "Try fewer or other words, or look round in the categories.", []ui.Link{front, {Text: "All products", Href: "/search"}}}
	}
	return nothing{"Nothing here yet", "The shelves are still being filled.", []ui.Link{front}}
}

// pathOf reads the category of /c/A/B. A name may have a slash of its own, which is escaped in the address.
func pathOf(u *url.URL) []string {
	rest := strings.Trim(strings.TrimPrefix(u.EscapedPath(), "/c/"), "/")
	if rest == "" {
		return nil
	}
	path := strings.SplitN(rest, "/", maxDepth+1)
	for i, part := range path {
		if name, err := url.PathUnescape(part); err == nil {
			path[i] = strings.ToValidUTF8(name, "")
		}
	}
	return path
}

// find looks a category up in the tree, with what is right below it. Before it says that there is none it asks the
// catalogue: the tree that pages share may be a minute old.
func (s *pages) find(p *page.Page, path []string) (known bool, children []ui.Link, err error) {
	if known, children = below(s.shop.Categories(p.Ctx), path); known {
		return known, children, nil
	}
	got, err := s.shop.Needs.Catalog.ListCategories(p.Ctx, &catalogv1.ListCategoriesRequest{})
	if err != nil {
		return false, nil, err
	}
	known, children = below(got.GetCategories(), path)
	return known, children, nil
}

// below lists what is right below a category; known is whether there is one.
func below(tree []*catalogv1.Category, path []string) (known bool, children []ui.Link) {
	for _, c := range tree {
		at := c.GetPath()
		if len(at) < len(path) || len(at) > len(path)+1 || !slices.Equal(at[:len(path)], path) {
			continue
		}
		known = true
		if len(at) > len(path) {
			children = append(children, ui.Link{Text: at[len(at)-1], Href: storefront.CategoryHref(at)})
		}
	}
	return known, children
}

// crumbs are the way from the front page down a category; the last is where one is.
func crumbs(path []string) []ui.Link {
	out := []ui.Link{{Text: "Home", Href: "/"}}
	for i := range path {
		out = append(out, ui.Link{Text: path[i], Href: storefront.CategoryHref(path[:i+1])})
	}
	return out
}

// sentence makes one of a note: "price up to 50.00 USD" is "Price up to 50.00 USD."
func sentence(note string) string {
	first, size := utf8.DecodeRuneInString(note)
	return string(unicode.ToUpper(first)) + note[size:] + "."
}
