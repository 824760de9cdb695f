package browser

import (
	"testing"

	"rialto/test/browser/chrome"
)

// TestTheFaultPanelBreaksAndMends has a shop of its own, as what it breaks is broken for everybody.
func TestTheFaultPanelBreaksAndMends(t *testing.T) {
	t.Parallel()
	own := newWorld()
	own.browser = here.browser
	t.Cleanup(func() {
		if err := own.close(); err != nil {
			t.Error(err)
		}
	})
	shopper, operator := own.visit(t, chrome.View{}), own.visit(t, chrome.View{})
	operator.operator()
	operator.turns("The bank declines every card.")
	operator.turns("No mail leaves the shop; it waits and is sent afterwards.")

	shopper.tab.Expect(402)
	email := newEmail()
	shopper.withCart()
	shopper.checksOut(email)
	shopper.pays(cardThatWorks)
	shopper.sees("Nothing was charged, and everything else is kept")
	operator.turns("Cards do what their test number says.")
	shopper.pays(cardThatWorks)
	order := shopper.arrivesAtOrder()
	shopper.delivered()

	operator.open("/admin/mailbox")
	operator.sees("written and not sent yet")
	operator.turns("Mail is sent at once.")
	operator.must(eventually(t.Context(), "the mail to be sent", func() bool {
		operator.open("/admin/mailbox?to=" + email)
		return eval[bool](operator, "!document.body.innerText.includes('not sent yet') && !!document.querySelector('main details')")
	}))
	operator.open("/admin/orders/" + order)
	operator.sees("Delivered")
}

// turns a switch of the fault panel.
func (v *visitor) turns(position string) {
	v.t.Helper()
	v.open("/admin/faults")
	v.press(position, "main")
	v.wait("the switch to be turned", `[...document.querySelectorAll('main button[aria-pressed=true]')].some(b => b.innerText.trim() === `+"`"+position+"`"+`)`)
}
