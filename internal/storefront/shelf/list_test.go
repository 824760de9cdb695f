package shelf

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func read(t testing.TB, query string) list {
	t.Helper()
	q, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	return readList(nil, q, "USD")
}

func TestAnAddressIsReadAndWrittenTheSame(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"":                             "/search",
		"q=+brass++lamp+":              "/search?q=brass+lamp",
		"brand=B&brand=A&brand=B":      "/search?brand=B&brand=A",
		"price_min=20&price_max=19.99": "/search", // the other way round: neither is used
		"price_min=19.990":             "/search?price_min=19.99",
		"price_max=20.00":              "/search?price_max=20",
		"rating_min=4&prime=true":      "/search?rating_min=4&prime=1",
		"rating_min=4.5&in_stock=on":   "/search?rating_min=4.5&in_stock=1",
		"prime=0&in_stock=":            "/search",
		"sort=relevance":               "/search",
		"sort=price_asc&page=3":        "/search?sort=price_asc&page=3",
		"page=1":                       "/search",
		"q=a%26b%3Dc":                  "/search?q=a%26b%3Dc",
		"unknown=1&q=x":                "/search?q=x",
	} {
		l := read(t, query)
		if got := l.href(l.Page); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
}

func TestWhatIsNotUnderstoodIsLeftOutAndSaid(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 400)
	for query, want := range map[string]string{
		"price_min=cheap":                      "“cheap” is no price",
		"price_min=-5":                         "“-5” is no price",
		"price_max=1e3":                        "no price",
		"price_max=19.999":                     "no price",
		"price_max=99999999999999999999":       "no price",
		"price_min=9&price_max=8":              "above the highest",
		"rating_min=6":                         "between 0 and 5",
		"rating_min=NaN":                       "between 0 and 5",
		"rating_min=many":                      "between 0 and 5",
		"prime=maybe":                          "“prime” is either 1",
		"sort=random":                          "no such order",
		"page=0":                               "from 1 to 200",
		"page=201":                             "from 1 to 200",
		"page=two":                             "from 1 to 200",
		"page=99999999999999999999":            "from 1 to 200",
		"q=" + long:                            "only the beginning",
		"brand=" + long:                        "at most 200 characters",
		strings.Repeat("brand=a&brand=b&", 60): "", // the same ones again are no problem
		"brand=" + strings.Join(letters(), "&brand="): "At most 20 brands",
	} {
		l := read(t, query)
		if want == "" && len(l.Problems) > 0 || want != "" && !strings.Contains(strings.Join(l.Problems, " "), want) {
			t.Errorf("%.60s: %q, want %q", query, l.Problems, want)
		}
		if l.Page != 1 || l.filters() > maxBrands || len(l.Words) > maxWords {
			t.Errorf("%.60s: taken over: %+v", query, l)
		}
	}
}

func letters() []string {
	var out []string
	for c := 'a'; c <= 'z'; c++ {
		out = append(out, string(c))
	}
	return out
}

func TestAMistypedPriceStaysInTheForm(t *testing.T) {
	t.Parallel()
	l := read(t, "q=lamp&price_min=about+20")
	if f := l.priceForm(nil); f.Min != "about 20" || !f.Open {
		t.Errorf("form %+v", f)
	}
	if q := l.question(0); q.PriceMin != nil {
		t.Errorf("asked for %v", q)
	}
}

func TestPricesAreInTheVisitorsCurrency(t *testing.T) {
	t.Parallel()
	yen := readList(nil, url.Values{"price_min": {"500"}, "price_max": {"1000"}}, "JPY")
	if q := yen.question(0); q.GetPriceMin() != 500 || q.GetPriceMax() != 1000 || q.GetCurrency() != "JPY" {
		t.Errorf("asked for %v", q)
	}
	if q := read(t, "price_min=20").question(5); q.GetPriceMin() != 2000 || q.PriceMax != nil || q.GetUserId() != 5 {
		t.Errorf("asked for %v", q)
	}
}

// Whatever an address says, reading it gives a list whose own address reads as the same list.
func TestEveryListHasAnAddress(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		q := url.Values{}
		for _, name := range []string{"q", "brand", "price_min", "price_max", "rating_min", "prime", "in_stock", "sort", "page"} {
			usual := rapid.SampledFrom([]string{"", "1", "20", "19.99", "4", "rating", "lamp", "A & B", "true"})
			q[name] = rapid.SliceOfN(rapid.OneOf(usual, rapid.String()), 0, 3).Draw(t, name)
		}
		once := readList(nil, q, "EUR")
		u, err := url.Parse(once.href(once.Page))
		if err != nil {
			t.Fatal(err)
		}
		twice := readList(nil, u.Query(), "EUR")
		if len(twice.Problems) > 0 || twice.href(twice.Page) != once.href(once.Page) {
			t.Fatalf("%v: %s reads as %s, problems %q", q, once.href(once.Page), twice.href(twice.Page), twice.Problems)
		}
	})
}

func TestAChangeLeadsToTheFirstPageAndLeavesTheListAlone(t *testing.T) {
	t.Parallel()
	l := read(t, "brand=A&brand=B&page=4")
	if got := l.but(func(l *list) { l.Brands = l.toggled("A") }); got != "/search?brand=B" {
		t.Errorf("without A: %s", got)
	}
	if got := l.but(func(l *list) { l.Brands = l.toggled("C") }); got != "/search?brand=A&brand=B&brand=C" {
		t.Errorf("with C: %s", got)
	}
	if !slices.Equal(l.Brands, []string{"A", "B"}) || l.Page != 4 {
		t.Errorf("the list changed: %+v", l)
	}
}

func TestAFormCarriesAllButItsOwnFields(t *testing.T) {
	t.Parallel()
	l := read(t, "q=lamp&brand=A&price_min=5&sort=rating&page=2")
	for form, got := range map[string]int{"sort": len(l.sorting().Hidden), "price": len(l.priceForm(nil).Hidden)} {
		if got != 3 {
			t.Errorf("%s carries %d fields, want 3", form, got)
		}
	}
	if got := l.cleared().href(1); got != "/search?q=lamp&sort=rating" {
		t.Errorf("cleared: %s", got)
	}
}
