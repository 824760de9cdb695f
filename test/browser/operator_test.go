package browser

import (
	"testing"

	"rialto/test/browser/chrome"
)

// TestTheOperatorFindsTheOrderAndItsMail is what the first minute with Rialto should be: somebody buys, somebody watches.
func TestTheOperatorFindsTheOrderAndItsMail(t *testing.T) {
	t.Parallel()
	shopper := here.visit(t, chrome.View{})
	email := newEmail()
	shopper.withCart()
	shopper.checksOut(email)
	shopper.pays(cardThatWorks)
	order := shopper.arrivesAtOrder()

	v := here.visit(t, chrome.View{})
	v.open("/admin")
	v.at("/admin/signin")
	v.operator()
	v.press("Orders", "nav")
	v.at("/admin/orders")
	v.fill("Order number or e-mail", email)
	v.press("Find", "main")
	v.at("/admin/orders?")
	v.press(order, "main")
	v.at("/admin/orders/" + order)
	v.sees("400 Pine St", "What the checkout did", "Captured")
	v.must(eventually(t.Context(), "the mail of the order", func() bool {
		v.must(v.tab.Reload())
		return eval[bool](v, "document.querySelector('#mail details') !== null")
	}))
	v.press("Mailbox", "nav")
	v.at("/admin/mailbox")
	v.fill("Sent to", email)
	v.press("Find", "main")
	v.at("/admin/mailbox?")
	v.sees(email)
	v.wait("the mail to be there", "document.querySelector('main details summary') !== null")
	eval[bool](v, "document.querySelector('main details').open = true")
	v.sees(order)
}

// TestAShopperIsNoOperator keeps the two kinds of people apart.
func TestAShopperIsNoOperator(t *testing.T) {
	t.Parallel()
	v := here.visit(t, chrome.View{})
	v.tab.Expect(422)
	v.shopper()
	v.open("/admin/orders")
	v.at("/admin/signin")
	v.fill("E-mail", shopperEmail)
	v.fill("Password", demoPassword)
	v.press("Sign in", "main")
	v.at("/admin/signin")
	v.wait("the refusal", "document.querySelector('main .alert') !== null")
}
