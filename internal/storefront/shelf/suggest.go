package shelf

import (
	"net/url"
	"strings"

	searchv1 "rialto/gen/rialto/search/v1"
	"rialto/internal/page"
	"rialto/internal/storefront"
	"rialto/internal/ui"
)

const (
	maxTypedWords  = 200 // bytes that are completed; a longer text needs no help
	maxSuggestions = 8
)

// suggest completes what is typed into the search box. The answer is the same for everybody and for a while.
func (s *pages) suggest(p *page.Page) error {
	words := plain(p.Query("q"))
	var found []ui.Suggestion
	if words != "" && len(words) <= maxTypedWords {
		got, err := s.shop.Needs.Search.Suggest(p.Ctx, &searchv1.SuggestRequest{Q: words, Limit: maxSuggestions})
		if err != nil {
			return err
		}
		for _, one := range got.GetSuggestions() {
			found = append(found, suggestionOf(one))
		}
	}
	if h := p.W.Header(); h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "private, max-age=60")
	}
	return p.Fragment(ui.Suggestions(found))
}

// suggestionOf finds where a suggestion leads.
func suggestionOf(s *searchv1.Suggestion) ui.Suggestion {
	text := s.GetText()
	switch s.GetKind() {
	case "product":
		return ui.Suggestion{Text: text, Note: "product", Href: productHref(s.GetProductId())}
	case "brand":
		return ui.Suggestion{Text: text, Note: "brand", Href: brandHref(text)}
	case "category":
		path := strings.Split(text, " > ")
		note := "category"
		if len(path) > 1 {
			note = "in " + path[len(path)-2]
		}
		return ui.Suggestion{Text: path[len(path)-1], Note: note, Href: storefront.CategoryHref(path)}
	}
	return ui.Suggestion{Text: text, Href: "/search?q=" + url.QueryEscape(text)}
}
