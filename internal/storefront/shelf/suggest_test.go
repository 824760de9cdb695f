package shelf

import (
	"net/http"
	"strings"
	"testing"

	searchv1 "rialto/gen/rialto/search/v1"
	"rialto/internal/platform/errs"
)

func TestSuggestionsLeadToWhatTheyAre(t *testing.T) {
	t.Parallel()
	b := setup(t, func(r *rooms) {
		r.suggestions = []*searchv1.Suggestion{
			{Text: "brass lamp", Kind: "query"}, {Text: "Brass lamp", Kind: "product", ProductId: 7}, {Text: "A & B", Kind: "brand"},
			{Text: "Home > TV/Video", Kind: "category"}, {Text: "Garden", Kind: "category"}, {Text: evil, Kind: "product", ProductId: 8},
		}
	})
	w := b.get("/suggest?q=bra")
	has(t, w, http.StatusOK, `data-href="/search?q=brass+lamp"`, `data-href="/p/7"`, `data-href="/search?brand=A+%26+B"`, `data-href="/c/Home/TV%2FVideo"`,
		"in Home", `data-href="/c/Garden"`, "brand", `role="listbox"`, "!<html", "!<script>")
	if got := w.Header().Get("Cache-Control"); got != "private, max-age=60" {
		t.Errorf("Cache-Control %q", got)
	}
	if got := b.get("/suggest?q=bra", signedIn).Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control of somebody known: %q", got)
	}
}

func TestNothingIsAskedForNothingOrTooMuch(t *testing.T) {
	t.Parallel()
	b := setup(t, func(r *rooms) {
		r.suggestions, r.broken = []*searchv1.Suggestion{{Text: "x", Kind: "query"}}, errs.Unavailable("search_down", "Search is down.")
	})
	for _, q := range []string{"", "%20", strings.Repeat("x", 201), "%ff"} {
		has(t, b.get("/suggest?q="+q), http.StatusOK, `role="listbox"`, "!<li")
	}
	has(t, b.get("/suggest?q=x"), http.StatusServiceUnavailable, "Search is down.")
}
