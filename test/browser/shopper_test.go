package browser

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"rialto/test/browser/chrome"
)

// TestAShopperBuys walks from the front page to the parcel, with JavaScript and without.
func TestAShopperBuys(t *testing.T) {
	t.Parallel()
	for name, noScript := range map[string]bool{"with JavaScript": false, "without": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := here.visit(t, chrome.View{NoScript: noScript})
			v.findsAndNarrows()
			v.picksVariant()
			v.putsIntoCart()
			v.checksOut(newEmail())
			v.pays(cardThatWorks)
			order := v.arrivesAtOrder()
			v.watchesItArrive()
			v.open("/cart")
			v.sees("Your cart is empty")
			t.Logf("order %s", order)
		})
	}
}

// The test cards, as the checkout calls them.
const (
	cardThatWorks   = "Card that works"
	cardThatAsks    = "Card that asks you (3-D Secure)"
	cardWithoutLuck = "Card that is declined"
)

// newEmail is an address that nobody else in these tests has.
func newEmail() string {
	return fmt.Sprintf("browser.%d@rialto.test", nobody.Add(1))
}

// findsAndNarrows searches from the front page and picks a brand.
func (v *visitor) findsAndNarrows() {
	v.t.Helper()
	v.open("/")
	v.must(v.tab.Fill("Search the shop", "lamp", "header"))
	v.key(kb.Enter)
	v.at("/search?q=lamp")
	all := v.read("#results [data-announce]")
	brand := eval[string](v, "document.querySelector('#facet-brand .facet-text').innerText.trim()")
	v.press(brand, "#facet-brand")
	v.wait("fewer results", fmt.Sprintf("location.search.length > '?q=lamp'.length && document.querySelector('#results [data-announce]').innerText.trim() !== %q", all))
	v.sees(brand)
	v.press("Remove filter", "#results") // the chip of the filter
	v.wait("all results again", fmt.Sprintf("document.querySelector('#results [data-announce]').innerText.trim() === %q", all))
}

// picksVariant opens a product and takes another one of its family.
func (v *visitor) picksVariant() {
	v.t.Helper()
	v.open("/p/" + v.shop.product)
	v.sees(v.shop.title)
	other := eval[string](v, "[...document.querySelectorAll('.variants a[href]')].find(a => a.pathname !== location.pathname && !a.matches('.variant-gone')).getAttribute('href')")
	v.press(eval[string](v, fmt.Sprintf("document.querySelector('.variants a[href=%q]').innerText.trim()", other)), ".variants")
	v.at(other)
}

// putsIntoCart adds two of the product and sees them in the cart.
func (v *visitor) putsIntoCart() {
	v.t.Helper()
	product := v.path()
	title := v.read("h1")
	v.press("Add to cart", "main")
	v.sees("in your cart")
	v.wait("the cart in the header to count it", "document.querySelector('#cart-count').dataset.count === '1'")
	v.open("/cart")
	v.sees(title)
	if v.view.NoScript {
		v.fill("Quantity of "+title, "2")
		v.press("Update", "#cart")
	} else {
		v.press("One more", "#cart")
	}
	v.wait("two in the cart", "document.querySelector('#cart-count').dataset.count === '2'")
	if hrefs := eval[[]string](v, "[...document.querySelectorAll('#cart .line-title a')].map(a => a.pathname)"); len(hrefs) != 1 || hrefs[0] != product {
		v.t.Errorf("in the cart: %q, want %q alone", hrefs, product)
	}
}

// checksOut fills in the checkout until the total is there.
func (v *visitor) checksOut(email string) {
	v.t.Helper()
	v.open("/cart")
	v.press("Check out", "main")
	v.at("/checkout")
	v.fill("E-mail", email)
	v.fill("Name", "Ada Lovelace")
	v.fill("Street and number", "400 Pine St")
	v.fill("Town", "Seattle")
	v.fill("Postal code", "98101")
	v.choose("Country", "United States")
	v.fill("State or region", "WA")
	if v.view.NoScript {
		v.press("Update delivery and total")
	} else {
		v.key(kb.Tab) // leaving the last field asks for the total
	}
	v.wait("the total", "/Tax/.test(document.querySelector('#checkout-total').innerText) && !!document.querySelector('[name=quote_token]').value")
	v.sees("Standard delivery", "Two-day delivery")
}

// pays chooses a card and places the order.
func (v *visitor) pays(card string) {
	v.t.Helper()
	v.press(card, "#checkout-payment")
	v.wait("the card to be chosen", "document.querySelector('[name=card]:checked').labels[0].innerText.includes("+fmt.Sprintf("%q", card)+")")
	v.press("Place order")
}

// arrivesAtOrder returns the number of the order whose page the visitor is on.
func (v *visitor) arrivesAtOrder() string {
	v.t.Helper()
	v.at("/orders/")
	return strings.TrimPrefix(v.path(), "/orders/")
}

// watchesItArrive sees the timeline of the order go on to the end: by itself, or by asking again.
func (v *visitor) watchesItArrive() {
	v.t.Helper()
	if !v.view.NoScript {
		eval[bool](v, "globalThis.samePage = true")
		v.delivered()
		if same := eval[bool](v, "globalThis.samePage === true"); !same {
			v.t.Error("the page was loaded again to show the timeline")
		}
		return
	}
	v.must(eventually(v.t.Context(), "the parcel", func() bool {
		v.must(v.tab.Reload())
		return eval[bool](v, state+" === 'Delivered'")
	}))
}

// state is how an order stands, in a word.
const state = "document.querySelector('#order-live .pill').innerText"

// delivered waits until the order page says so.
func (v *visitor) delivered() {
	v.t.Helper()
	v.wait("the parcel", state+" === 'Delivered'")
}
