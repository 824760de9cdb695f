package shelf

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	browsev1 "rialto/gen/rialto/browse/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	searchv1 "rialto/gen/rialto/search/v1"
	"rialto/internal/platform/errs"
)

func TestResultsShowWhatWasFound(t *testing.T) {
	t.Parallel()
	b := setup(t, func(r *rooms) {
		r.found.Search.Total, r.found.Items = 1234, lamps(48)
		r.found.Search.Brands = counts("Corte", "Lido")
		r.found.Search.Notes = []string{"price up to 50.00 USD"}
		r.found.Items[1].InStock = proto.Bool(false)
	})
	w := b.get("/search?q=lamp+under+50&brand=Corte&page=2")
	has(t, w, http.StatusOK, "“lamp under 50”", "49–96 of 1,234 products", "Price up to 50.00 USD.", "Brass lamp", "$89.00", "Sold out",
		`href="/p/100"`, `href="/search?q=lamp+under+50&amp;brand=Corte&amp;brand=Lido"`, "Clear all", `data-swap="results"`,
		`name="robots" content="noindex"`, `href="/search?q=lamp+under+50&amp;brand=Corte&amp;page=3"`, `value="lamp under 50"`)
	if n := strings.Count(w.Body.String(), "Sold out"); n != 1 {
		t.Errorf("%d products are sold out, want one", n)
	}
	q := b.searches[0]
	if q.GetQ() != "lamp under 50" || q.GetPage() != 2 || q.GetPageSize() != pageSize || q.GetCurrency() != "USD" || q.GetBrands()[0] != "Corte" {
		t.Errorf("asked for %v", q)
	}
}

func TestPricesAreShownInTheChosenCurrency(t *testing.T) {
	t.Parallel()
	b := setup(t, func(r *rooms) {
		p := lamp()
		p.Featured.Prices = p.GetFeatured().GetPrices()[:1]
		r.found.Items = append(r.found.Items, &browsev1.Card{Product: p})
	})
	has(t, b.get("/search?price_max=20", inEuros), http.StatusOK, "€79.00", "No price in this currency", "Up to €20", "!$89.00")
	if q := b.searches[0]; q.GetCurrency() != "EUR" || q.GetPriceMax() != 2000 {
		t.Errorf("asked for %v", q)
	}
}

func TestAnEmptyListHasAWayOn(t *testing.T) {
	t.Parallel()
	b := setup(t, func(r *rooms) { r.found = &browsev1.SearchPageResponse{Search: &searchv1.SearchResponse{}} })
	for target, want := range map[string][]string{
		"/search":                  {"Nothing here yet", `href="/"`},
		"/search?q=xyzzy":          {"Nothing by that name", `href="/search"`},
		"/search?q=lamp&prime=1":   {"No product fits all of that", `href="/search?q=lamp"`},
		"/c/Home?q=xyzzy":          {"Nothing here by that name", `href="/search?q=xyzzy"`},
		"/c/Garden?rating_min=4.5": {"No product fits all of that", `href="/c/Garden"`},
	} {
		has(t, b.get(target), http.StatusOK, append(want, "No products", "!Sort by")...)
	}
	b.found.Search.Total = 50
	has(t, b.get("/search?q=lamp&page=7"), http.StatusOK, "The list ends before this page", `href="/search?q=lamp"`)
}

func TestAMistakeInTheAddressCostsAFilterNotThePage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	w := b.get("/search?q=lamp&price_min=cheap&sort=random&page=201&brand=Corte")
	has(t, w, http.StatusUnprocessableEntity, "“cheap” is no price", "no such order", "Pages go from 1 to 200", "Brass lamp", `value="cheap"`)
	if q := b.searches[0]; q.PriceMin != nil || q.GetSort() != "" || q.GetPage() != 1 || q.GetBrands()[0] != "Corte" {
		t.Errorf("asked for %v", q)
	}
}

func TestNonsenseIsNeverA500(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, target := range []string{
		"/search?q=%ff%fe&brand=%00", "/search?%zz", "/search?q=" + strings.Repeat("%C3%A9", 2000), "/search?" + strings.Repeat("brand=x&", 3000),
		"/search?page=-1&page=2", "/search?price_min=%E2%82%AC5", "/c/Home/%ff", "/c/%2e%2e/%2e%2e", "/c/a/b/c/d/e/f/g/h/i/j/k/l", "/c/Home%00",
		"/p/0", "/p/-7", "/p/7x", "/p/99999999999999999999", "/p/%20", "/suggest?q=%ff", "/suggest?q=" + strings.Repeat("x", 5000),
	} {
		if w := b.get(target); w.Code >= 500 {
			t.Errorf("%.60s: %d", target, w.Code)
		}
	}
	for _, q := range b.searches {
		if _, err := proto.Marshal(q); err != nil {
			t.Errorf("%v cannot be sent to search elsewhere: %v", q, err)
		}
	}
	b.did(t) // panics or loses what others did where a query is no text
}

func TestACategoryShowsItsSubcategoriesAndTheWayToIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	w := b.get("/c/Home")
	has(t, w, http.StatusOK, "<h1>Home</h1>", `href="/c/Home/Lamps"`, `href="/c/Home/TV%2FVideo"`, `!href="/c/Home/Lamps/Desk"`, `!content="noindex"`)
	has(t, b.get("/c/Home/Lamps/Desk?q=brass"), http.StatusOK, "“brass” in Desk", `href="/c/Home/Lamps"`, `content="noindex"`)
	has(t, b.get("/c/Home/TV%2FVideo"), http.StatusOK, "<h1>TV/Video</h1>")
	var asked []string
	for _, q := range b.searches {
		asked = append(asked, q.GetCategory())
	}
	if want := []string{"Home", "Home > Lamps > Desk", "Home > TV/Video"}; !slices.Equal(asked, want) {
		t.Errorf("asked for %q, want %q", asked, want)
	}
}

func TestACategoryThatDoesNotExistIsNotFound(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, target := range []string{"/c/Nowhere", "/c/home", "/c/Lamps", "/c/Home/Desk", "/c/Home/Lamps/Desk/Brass", "/c/Home%2FLamps"} {
		has(t, b.get(target), http.StatusNotFound, "There is no such category")
	}
	if len(b.searches) > 0 {
		t.Errorf("searched for %v", b.searches)
	}
	if w := b.get("/c/"); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/search" {
		t.Errorf("/c/: %d %s", w.Code, w.Header().Get("Location"))
	}
}

func TestANewCategoryIsFoundAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	has(t, b.get("/c/Home"), http.StatusOK, "!Beds")
	b.categories = append(b.categories, []string{"Home", "Beds"}, []string{"Home", "Beds", "Bunk"})
	has(t, b.get("/c/Home/Beds"), http.StatusOK, "<h1>Beds</h1>", `href="/c/Home/Beds/Bunk"`)
}

func TestASearchThatFailsIsSaidInItsOwnWords(t *testing.T) {
	t.Parallel()
	for want, err := range map[int]error{
		http.StatusServiceUnavailable:  errs.Unavailable("search_down", "Search is resting for a moment."),
		http.StatusUnprocessableEntity: errs.Invalid("odd", "Search takes no such words."),
	} {
		b := setup(t, func(r *rooms) {
			r.find = func(context.Context, *searchv1.SearchRequest) (*browsev1.SearchPageResponse, error) { return nil, err }
		})
		has(t, b.get("/search?q=x"), want, errs.As(err).Message)
	}
}

func TestASearchIsCountedOnceNotForEachFilter(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, target := range []string{"/search?q=lamp", "/search?q=lamp&brand=Corte", "/search?q=lamp&page=2", "/search", "/c/Home?q=desk"} {
		b.get(target, signedIn)
	}
	var words []string
	for _, a := range b.did(t) {
		words = append(words, a.GetKind()+" "+a.GetQuery())
	}
	if want := []string{"search lamp", "search desk"}; !slices.Equal(words, want) {
		t.Errorf("told %q, want %q", words, want)
	}
	if got := b.searches[0].GetUserId(); got != 11 {
		t.Errorf("asked for user %d", got)
	}
}

func TestSponsoredProductsSayThatTheyAre(t *testing.T) {
	t.Parallel()
	b := setup(t, func(r *rooms) { r.found.Sponsored, r.found.AlsoViewed = lamps(1), lamps(1) })
	has(t, b.get("/search"), http.StatusOK, `<h2 id="sponsored">Sponsored</h2>`, "Others also looked at", `is-neutral">Sponsored</span>`)
	b.found.Sponsored, b.found.AlsoViewed = nil, nil
	has(t, b.get("/search"), http.StatusOK, "!Sponsored", "!Others also")
}

const evil = `"><script>alert(1)</script><img src=x onerror="alert(2)">`

func TestEveryStoredTextInAListIsEscaped(t *testing.T) {
	t.Parallel()
	b := setup(t, func(r *rooms) {
		p := lamp()
		p.Title, p.Brand, p.ImageUrls = evil, evil, []string{"javascript:alert(3)", "http://img.example/1.jpg", "//evil.example/x.png"}
		p.CategoryPath = []string{evil}
		r.found.Items = []*browsev1.Card{{Product: p}}
		r.found.Sponsored = []*browsev1.Card{{Product: proto.Clone(p).(*catalogv1.Product)}}
		r.found.Search.Brands, r.found.Search.Categories = counts(evil), counts(evil, evil+" > "+evil)
		r.found.Search.Notes = []string{evil}
		r.categories = [][]string{{evil}, {evil, evil}}
	})
	for _, target := range []string{"/", "/search?q=" + url.QueryEscape(evil) + "&brand=" + url.QueryEscape(evil) + "&price_min=" + url.QueryEscape(evil), "/c/" + url.PathEscape(evil)} {
		w := b.get(target)
		body := w.Body.String()
		if strings.Contains(body, "<script>alert") || strings.Contains(body, "<img src=x") || strings.Contains(body, "javascript:") || strings.Contains(body, "evil.example") {
			t.Errorf("%.40s shows %s", target, body)
		}
		if !strings.Contains(body, "alert(1)") {
			t.Errorf("%.40s does not show the text at all: %d", target, w.Code)
		}
	}
}

func TestAPageOfCardsIsSmall(t *testing.T) {
	t.Parallel()
	b := setup(t, func(r *rooms) { r.found = fullPage() })
	w := b.get("/search?q=lamp", "Accept-Encoding: gzip")
	if n := w.Body.Len(); n > 12_000 || w.Header().Get("Content-Encoding") != "gzip" {
		t.Errorf("a page of 48 cards has %d bytes on the way", n)
	}
	if n := b.get("/search?q=lamp").Body.Len(); n > 80_000 {
		t.Errorf("a page of 48 cards has %d bytes", n)
	}
}

// fullPage is what a broad search finds: a page of cards and many facets.
func fullPage() *browsev1.SearchPageResponse {
	s := &searchv1.SearchResponse{Total: 2345, Page: 1, Notes: []string{"price up to 50.00 USD"}}
	for i := range 60 {
		s.Brands = append(s.Brands, &searchv1.FacetCount{Value: fmt.Sprintf("Brand %d", i), Count: int64(900 - i)})
	}
	s.Categories = counts("Home", "Garden", "Office", "Toys", "Books", "Clothing", "Grocery", "Pets")
	for i := range int64(8) {
		s.Prices = append(s.Prices, &searchv1.PriceFacet{From: i * 1000, To: (i + 1) * 1000, Count: 7})
	}
	for i := range int32(4) {
		s.Ratings = append(s.Ratings, &searchv1.RatingFacet{Value: 4 - i, Count: 9})
	}
	return &browsev1.SearchPageResponse{Search: s, Items: lamps(pageSize)}
}
