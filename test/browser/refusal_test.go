package browser

import (
	"testing"

	"rialto/test/browser/chrome"
	"rialto/test/restclient"
)

// TestWhatChangesDuringACheckoutIsSaid lets the last one be sold to somebody else, and a price move, while the total is
// already on the page: nothing that was typed is lost, and nothing is bought that was not seen.
func TestWhatChangesDuringACheckoutIsSaid(t *testing.T) {
	t.Parallel()
	for name, noScript := range map[string]bool{"with JavaScript": false, "without": true} {
		t.Run("sold out, "+name, func(t *testing.T) {
			t.Parallel()
			v := here.visit(t, chrome.View{NoScript: noScript})
			v.tab.Expect(409)
			title, id := v.sells(1)
			v.withCart()
			v.takes(id)
			v.checksOut(newEmail())
			v.losesTo(id)
			v.pays(cardThatWorks)
			v.sees("There is not enough left", "Sold out while you were here.", "400 Pine St")
			v.press("Remove " + title)
			v.wait("the total without it", "!document.querySelector('#checkout-lines').innerText.includes('"+title+"')")
			v.pays(cardThatWorks)
			v.arrivesAtOrder()
		})
		t.Run("another price, "+name, func(t *testing.T) {
			t.Parallel()
			v := here.visit(t, chrome.View{NoScript: noScript})
			v.tab.Expect(409)
			_, id := v.sells(5)
			v.takes(id)
			v.checksOut(newEmail())
			v.manager().Want(200, "PATCH", "/v1/admin/products/"+id, map[string]any{"price": map[string]any{"amount": 1200, "currency": "USD"}})
			v.pays(cardThatWorks)
			v.sees("Something changed since you saw the total", "costs $12.00 instead of $10.00", "400 Pine St")
			v.pays(cardThatWorks)
			v.arrivesAtOrder()
			v.sees("$12.00")
		})
	}
}

// manager is the operator at the API.
func (v *visitor) manager() *restclient.Client {
	v.t.Helper()
	c := &restclient.Client{T: v.t, URL: v.shop.url}
	c.SignIn(operatorEmail, demoPassword)
	return c
}

// sells puts up something for $10 that nobody else has.
func (v *visitor) sells(stock int) (title, id string) {
	v.t.Helper()
	title = "Curio of " + newEmail()
	got := v.manager().Want(201, "POST", "/v1/admin/products", map[string]any{
		"product_id": title, "title": title, "category_path": "Home & Kitchen", "price": "10.00", "currency": "USD", "stock": stock,
	})
	return title, got.Str("product_id")
}

// losesTo lets somebody else buy a product first.
func (v *visitor) losesTo(id string) {
	v.t.Helper()
	other := &restclient.Client{T: v.t, URL: v.shop.url}
	other.Want(200, "POST", "/v1/cart/items", map[string]any{"product_id": id, "quantity": 1})
	quote := other.Want(200, "POST", "/v1/checkout/quote", map[string]any{"email": newEmail(), "address": map[string]any{
		"name": "Grace Hopper", "line1": "1 Navy Yard", "city": "Arlington", "region": "VA", "postal_code": "22202", "country": "US",
	}})
	other.Want(201, "POST", "/v1/orders", map[string]any{
		"quote_token": quote.Str("quote_token"), "payment": map[string]any{"method": "card", "token": "tok_approve"},
	}, "Idempotency-Key", id)
}
