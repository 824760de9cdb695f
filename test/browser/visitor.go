package browser

import (
	"fmt"
	"strings"
	"testing"

	"rialto/internal/platform/sqldb/sqldbtest"
	"rialto/test/browser/chrome"
)

// visitor is somebody in the shop, with a browser of their own. What they cannot do fails the test at once.
type visitor struct {
	t    *testing.T
	tab  *chrome.Tab
	shop *shop
	view chrome.View
}

// visit lets somebody new in. When the test ends, nothing may have gone wrong in their browser.
func (w *world) visit(t *testing.T, view chrome.View) *visitor {
	t.Helper()
	browser, s := w.opened(t)
	tab, err := browser.Open(view)
	if err != nil {
		t.Fatal(err)
	}
	v := &visitor{t: t, tab: tab, shop: s, view: view}
	t.Cleanup(v.leave)
	return v
}

// opened returns the browser and the shop, running.
func (w *world) opened(t *testing.T) (*chrome.Browser, *shop) {
	t.Helper()
	browser, err := w.browser()
	if err != nil {
		sqldbtest.Missing(t, "chromium", err)
	}
	s, err := w.shop()
	if err != nil {
		t.Fatalf("open the shop: %v", err)
	}
	return browser, s
}

func (v *visitor) leave() {
	for _, wrong := range v.tab.Troubles() {
		v.t.Errorf("the browser says: %s", wrong)
	}
	v.tab.Close()
}

// must ends the test at an error, with what the visitor saw then.
func (v *visitor) must(err error) {
	v.t.Helper()
	if err == nil {
		return
	}
	seen, _ := chrome.Eval[string](v.tab, "location.href + '\\n' + document.body.innerText.replace(/\\n\\s*/g, '\\n')")
	v.t.Fatalf("%v\nTroubles: %q\nThe page was:\n%.2000s", err, v.tab.Troubles(), seen)
}

func (v *visitor) open(path string) {
	v.t.Helper()
	v.must(v.tab.Go(v.shop.url + path))
}

func (v *visitor) press(words string, within ...string) {
	v.t.Helper()
	v.must(v.tab.Press(words, strings.Join(within, " ")))
}

func (v *visitor) fill(label, text string) {
	v.t.Helper()
	v.must(v.tab.Fill(label, text, "main"))
}

func (v *visitor) choose(label, option string) {
	v.t.Helper()
	v.must(v.tab.Choose(label, option, "main"))
}

func (v *visitor) key(keys string) {
	v.t.Helper()
	v.must(v.tab.Key(keys))
}

func (v *visitor) sees(words ...string) {
	v.t.Helper()
	for _, w := range words {
		v.must(v.tab.Sees(w))
	}
}

func (v *visitor) at(path string) {
	v.t.Helper()
	v.must(v.tab.At(path))
}

func (v *visitor) wait(what, expression string) {
	v.t.Helper()
	v.must(v.tab.Wait(what, expression))
}

// read returns the text of an element.
func (v *visitor) read(css string) string {
	v.t.Helper()
	v.wait("the element "+css, fmt.Sprintf("document.querySelector(%q)", css))
	return eval[string](v, fmt.Sprintf("document.querySelector(%q).innerText.trim()", css))
}

// path is where the visitor is.
func (v *visitor) path() string {
	v.t.Helper()
	return eval[string](v, "location.pathname")
}

func eval[T any](v *visitor, expression string) T {
	v.t.Helper()
	got, err := chrome.Eval[T](v.tab, expression)
	v.must(err)
	return got
}

// see changes the visitor's window.
func (v *visitor) see(view chrome.View) {
	v.t.Helper()
	v.view = view
	v.must(v.tab.See(view))
}

// shopper signs the visitor in as the demo's shopper.
func (v *visitor) shopper() { v.signIn("/signin", shopperEmail, "/") }

// operator signs the visitor in to the back office.
func (v *visitor) operator() { v.signIn("/admin/signin", operatorEmail, "/admin") }

func (v *visitor) signIn(page, email, lands string) {
	v.t.Helper()
	v.open(page)
	v.fill("E-mail", email)
	v.fill("Password", demoPassword)
	v.press("Sign in", "main")
	v.at(lands)
}

// withCart puts something into the visitor's cart.
func (v *visitor) withCart() { v.takes(v.shop.product) }

// takes puts a product into the visitor's cart.
func (v *visitor) takes(id string) {
	v.t.Helper()
	v.open("/p/" + id)
	v.press("Add to cart", "main")
	v.sees("in your cart")
}
