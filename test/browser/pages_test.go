package browser

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"rialto/internal/platform/sqldb/sqldbtest"
	"rialto/test/browser/axe"
	"rialto/test/browser/chrome"
)

// place is one page of the shop, as a visitor comes to it.
type place struct {
	pattern string // as it is registered
	path    string // where to go; default: the pattern
	who     func(*visitor)
	status  int64 // default 200
}

// places are every page there is: TestEveryPageIsListed reads the sources.
func (s *shop) places() []place {
	return []place{
		{pattern: "/{$}", path: "/"},
		{pattern: "/search", path: "/search?q=lamp&sort=price_asc"},
		{pattern: "/search", path: "/search?q=nothingofthekind"},
		{pattern: "/search", path: "/search?price_min=abc&brand=Nobody", status: 422},
		{pattern: "/c/{path...}", path: s.category},
		{pattern: "/p/{product_id}", path: "/p/" + s.product},
		{pattern: "/p/{product_id}", path: "/p/1", status: 404},
		{pattern: "/", path: "/no/such/page", status: 404},
		{pattern: "/styleguide"},
		{pattern: "/cart"},
		{pattern: "/cart", who: (*visitor).withCart},
		{pattern: "/checkout", who: (*visitor).withCart},
		{pattern: "/signin"},
		{pattern: "/register"},
		{pattern: "/account", who: (*visitor).shopper},
		{pattern: "/addresses", who: (*visitor).shopper},
		{pattern: "/cards", who: (*visitor).shopper},
		{pattern: "/p/{product_id}/queue", path: "/p/" + s.drop + "/queue", who: (*visitor).shopper},
		{pattern: "/orders", who: (*visitor).shopper},
		{pattern: "/orders/{order_id}", path: "/orders/" + s.order, who: (*visitor).shopper},
		{pattern: "/admin/signin"},
		{pattern: "/admin", who: (*visitor).operator},
		{pattern: "/admin/orders", who: (*visitor).operator},
		{pattern: "/admin/orders/{order_id}", path: "/admin/orders/" + s.order, who: (*visitor).operator},
		{pattern: "/admin/products", who: (*visitor).operator},
		{pattern: "/admin/products/new", who: (*visitor).operator},
		{pattern: "/admin/products/{product_id}", path: "/admin/products/" + s.product, who: (*visitor).operator},
		{pattern: "/admin/inventory/{product_id}", path: "/admin/inventory/" + s.product, who: (*visitor).operator},
		{pattern: "/admin/inventory", who: (*visitor).operator},
		{pattern: "/admin/coupons", who: (*visitor).operator},
		{pattern: "/admin/drops", who: (*visitor).operator},
		{pattern: "/admin/gift-cards", who: (*visitor).operator},
		{pattern: "/admin/gift-cards/{card_id}", path: "/admin/gift-cards/" + s.card, who: (*visitor).operator},
		{pattern: "/admin/payments", who: (*visitor).operator},
		{pattern: "/admin/books", who: (*visitor).operator},
		{pattern: "/admin/sagas", who: (*visitor).operator},
		{pattern: "/admin/flash-sale", who: (*visitor).operator},
		{pattern: "/admin/mailbox", who: (*visitor).operator},
		{pattern: "/admin/events", who: (*visitor).operator},
		{pattern: "/admin/faults", who: (*visitor).operator},
	}
}

// noPages answer with something that is no page of its own.
var noPages = []string{"/suggest", "/robots.txt", "/favicon.ico", "/checkout/quote", "/checkout/place", "/orders/{order_id}/events"}

var registration = regexp.MustCompile(`\.Handle\("GET (/[^"]*)"`)

func TestEveryPageIsListed(t *testing.T) {
	t.Parallel()
	listed := slices.Clone(noPages)
	for _, p := range (&shop{}).places() {
		listed = append(listed, p.pattern)
	}
	found := 0
	for _, site := range []string{"storefront", "backoffice"} {
		err := filepath.WalkDir(filepath.Join("..", "..", "internal", site), func(path string, d os.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := os.ReadFile(path)
			for _, match := range registration.FindAllStringSubmatch(string(text), -1) {
				found++
				if !slices.Contains(listed, match[1]) {
					t.Errorf("%s: the page %s is in no test: add it to places", path, match[1])
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if found < len(noPages) {
		t.Errorf("only %d pages found in the sources: has the way they are registered changed?", found)
	}
}

const mostShift = 0.02 // cumulative layout shift

// TestPages looks at every page: narrow and wide, light and dark.
func TestPages(t *testing.T) {
	t.Parallel()
	checker, err := axe.Open(t.Context())
	if err != nil {
		sqldbtest.Missing(t, "axe-core", err)
	}
	_, s := here.opened(t)
	for _, p := range s.places() {
		if p.path == "" {
			p.path = p.pattern
		}
		name := p.path
		if p.who != nil {
			name += " of somebody known"
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := here.visit(t, chrome.View{Calm: true})
			if p.who != nil {
				p.who(v)
			}
			if p.status != 0 {
				v.tab.Expect(p.status)
			}
			for _, width := range []int64{1440, 360} {
				v.look(checker, p.path, width)
			}
		})
	}
}

// look opens a page and checks what there is to see.
func (v *visitor) look(checker *axe.Checker, path string, width int64) {
	v.t.Helper()
	v.see(chrome.View{Width: width, Height: 900, Calm: true})
	v.open(path)
	v.stays(path, width)
	for _, dark := range []bool{false, true} {
		v.see(chrome.View{Width: width, Height: 900, Calm: true, Dark: dark})
		found, err := checker.Check(v.tab)
		v.must(err)
		for _, wrong := range found {
			v.t.Errorf("%s at %d px, dark %v: %s", path, width, dark, wrong)
		}
	}
	for _, width := range []int64{360, 768, 1440} {
		v.see(chrome.View{Width: width, Height: 900, Calm: true})
		v.fits(path, width)
	}
}

// stays fails where the page that just came up moved on its own.
func (v *visitor) stays(path string, width int64) {
	v.t.Helper()
	m, err := v.tab.Measured()
	v.must(err)
	if m.Shift >= mostShift {
		v.t.Errorf("%s at %d px moves by %.3f, the most is %v: %q", path, width, m.Shift, mostShift, m.Moved)
	}
}

// fits fails where the page is wider than the window; who sticks out is said.
func (v *visitor) fits(path string, width int64) {
	v.t.Helper()
	wide := eval[[]string](v, `document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
		.filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 120)).slice(0, 5)`)
	if len(wide) > 0 {
		v.t.Errorf("%s is wider than %d px: %q", path, width, wide)
	}
}
