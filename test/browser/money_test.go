package browser

import (
	"fmt"
	"testing"

	"rialto/test/browser/chrome"
)

// TestAGiftCardAndACardPayTogether follows the money from the back office to the checkout and back.
func TestAGiftCardAndACardPayTogether(t *testing.T) {
	t.Parallel()
	office := here.visit(t, chrome.View{})
	office.tab.Expect(201)
	office.operator()
	office.press("Gift cards", "nav")
	office.at("/admin/gift-cards")
	office.fill("Amount", "5.00")
	office.press("Issue", "#issue")
	code := office.read("#made-code")

	v := here.visit(t, chrome.View{})
	v.withCart()
	v.checksOut(newEmail())
	v.fill("Gift card code", code)
	v.press("Use card", "#checkout-gift")
	v.sees("This card has $5.00.")
	v.wait("what is left", "/Left to pay/.test(document.querySelector('#checkout-total').innerText)")
	v.pays(cardThatWorks)
	order := v.arrivesAtOrder()
	v.sees("Gift card ····")

	office.open("/admin/orders/" + order)
	office.press("Give money back", "main")
	office.fill("Amount in USD", "1.00")
	office.fill("Reason, for the books", "A scratch")
	office.press("Refund", "main")
	office.at("/admin/orders/" + order)
	office.sees("Given back", "A scratch")
	v.must(eventually(t.Context(), "the refund on the buyer's page", func() bool {
		v.must(v.tab.Reload())
		return eval[bool](v, "/\\$1\\.00 (paid back|on its way back)/.test(document.body.innerText)")
	}))
}

// TestATransferIsBookedAndTheOrderGoesOn is paid by somebody who is not in a hurry.
func TestATransferIsBookedAndTheOrderGoesOn(t *testing.T) {
	t.Parallel()
	v := here.visit(t, chrome.View{})
	v.withCart()
	v.checksOut(newEmail())
	v.pays("Bank transfer")
	order := v.arrivesAtOrder()
	v.sees("We wait for your transfer.", "Reference")

	office := here.visit(t, chrome.View{})
	office.operator()
	office.press("Payments", "nav")
	office.at("/admin/payments")
	office.sees(order)
	row := fmt.Sprintf("tr:has(a[href='/admin/orders/%s'])", order)
	office.press("It has come", row)
	office.press("Book it", row)
	office.at("/admin/payments?notice=received")
	office.sees("The transfer is booked")
	v.delivered()
}

// TestTheSameBasketAsksFirst is somebody who presses "Buy again" by mistake.
func TestTheSameBasketAsksFirst(t *testing.T) {
	t.Parallel()
	for name, noScript := range map[string]bool{"with JavaScript": false, "without": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := here.visit(t, chrome.View{NoScript: noScript})
			v.tab.Expect(409)
			email := newEmail()
			v.withCart()
			v.checksOut(email)
			v.pays(cardThatWorks)
			first := v.arrivesAtOrder()
			v.withCart()
			v.checksOut(email)
			v.pays(cardThatWorks)
			v.sees("You bought exactly this a few minutes ago.")
			v.press("Place order", "main")
			v.at("/orders/")
			if second := v.arrivesAtOrder(); second == first {
				t.Errorf("the second order is the first: %s", first)
			}
		})
	}
}

// TestTheFlashSaleIsProvenInTheOffice presses the button.
func TestTheFlashSaleIsProvenInTheOffice(t *testing.T) {
	t.Parallel()
	v := here.visit(t, chrome.View{})
	v.operator()
	v.press("Flash sale", "nav")
	v.at("/admin/flash-sale")
	v.fill("Buyers", "40")
	v.fill("Units for sale", "5")
	v.press("Start the sale", "main")
	v.wait("the sale to begin or to be over", "document.querySelector('#sale-running, #sale-proof') !== null")
	v.must(eventually(t.Context(), "the proof", func() bool {
		v.must(v.tab.Reload())
		return eval[bool](v, "document.querySelector('#sale-proof') !== null")
	}))
	v.sees("Every promise held.")
}
