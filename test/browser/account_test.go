package browser

import (
	"testing"

	"rialto/test/browser/chrome"
)

const ownPassword = "a sentence that nobody else has"

// TestAGuestRegistersAndKeepsTheOrder buys first and becomes somebody afterwards.
func TestAGuestRegistersAndKeepsTheOrder(t *testing.T) {
	t.Parallel()
	v := here.visit(t, chrome.View{})
	email := newEmail()
	v.withCart()
	v.checksOut(email)
	v.pays(cardThatWorks)
	order := v.arrivesAtOrder()
	v.open("/register")
	v.fill("Name", "Ada Lovelace")
	v.fill("E-mail", email)
	v.fill("Password", ownPassword)
	v.press("Create account", "main")
	v.at("/account")
	v.sees(email)
	v.open("/orders")
	v.sees(order)
	v.open("/account")
	v.press("Sign out", "main")
	v.at("/")
	v.open("/orders")
	v.at("/signin")
}

// TestAFormOutlivesItsSession signs out in another window while an address is being typed: nothing is lost.
func TestAFormOutlivesItsSession(t *testing.T) {
	t.Parallel()
	v := here.visit(t, chrome.View{NoScript: true})
	v.tab.Expect(401)
	v.shopper()
	v.open("/addresses")
	v.fill("Name", "Grace Hopper")
	v.fill("Street and number", "1 Navy Yard")
	v.fill("Town", "Arlington")
	v.choose("Country", "United States")
	v.fill("State or region", "VA")
	v.must(v.tab.ForgetCookies())
	v.press("Save", "main")
	v.sees("Nothing is lost")
	v.fill("E-mail", shopperEmail)
	v.fill("Password", demoPassword)
	v.press("Sign in", "main")
	v.at("/addresses")
	v.sees("Grace Hopper")
}
