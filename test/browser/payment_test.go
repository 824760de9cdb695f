package browser

import (
	"testing"

	"rialto/test/browser/chrome"
)

// TestThePaymentIsApprovedAtTheBank goes through 3-D Secure, to a yes and to a no.
func TestThePaymentIsApprovedAtTheBank(t *testing.T) {
	t.Parallel()
	t.Run("approved", func(t *testing.T) {
		t.Parallel()
		v := here.visit(t, chrome.View{})
		v.asksTheBank()
		v.press("Approve")
		v.at("/orders/") // the bank leads back
		v.delivered()
	})
	t.Run("declined", func(t *testing.T) {
		t.Parallel()
		v := here.visit(t, chrome.View{})
		v.asksTheBank()
		v.press("Decline")
		v.at("/orders/")
		v.sees("not approved")
		v.open("/cart")
		v.sees("1 item") // the cart is kept
	})
}

// asksTheBank buys with the card that wants an approval, up to the page of the bank.
func (v *visitor) asksTheBank() {
	v.t.Helper()
	v.withCart()
	v.checksOut(newEmail())
	v.pays(cardThatAsks)
	v.at("/sandbox/3ds/")
	v.sees("Sandbox bank")
}

// TestADeclinedCardIsFollowedByAnother loses nothing on the way.
func TestADeclinedCardIsFollowedByAnother(t *testing.T) {
	t.Parallel()
	for name, noScript := range map[string]bool{"with JavaScript": false, "without": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := here.visit(t, chrome.View{NoScript: noScript})
			v.tab.Expect(402, 409, 422)
			v.withCart()
			v.checksOut(newEmail())
			v.pays(cardWithoutLuck)
			v.sees("The bank declined this card.")
			v.sees("400 Pine St", "Standard delivery")
			v.pays(cardThatWorks)
			v.arrivesAtOrder()
			v.sees("Ada Lovelace")
		})
	}
}
