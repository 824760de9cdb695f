package till

import (
	"slices"
	"strings"

	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
	"rialto/internal/commerce"
	"rialto/internal/storefront"
	"rialto/internal/ui"
)

// swapped are the parts of the page that an answer to a change replaces: never the fields that are being typed in.
const swapped = "checkout-problems checkout-delivery checkout-coupon checkout-gift checkout-lines checkout-summary checkout-said cart-count"

// checkoutView is what the templates show.
type checkoutView struct {
	Form     form
	Guest    bool
	Account  string // the e-mail address of the account
	Saved    []*identityv1.SavedAddress
	Cards    []*paymentv1.Card
	Gift     *giftcardv1.GiftCard // nil = none
	Again    bool                 // ask whether they mean it
	Problems map[string]string
	Said     *said
	Quote    *pricingv1.Quote // nil = not known yet
	Lines    []line
	Subtotal commerce.Money
}

// fieldOrder is that of the page.
var fieldOrder = slices.Concat([]string{"email", "address"}, storefront.AddressFieldNames, []string{"delivery", "coupon", "gift_card", "card"})

// summaryLinks are the problems, each leading to its field. A declined card has been told of above them.
func (v checkoutView) summaryLinks() []ui.Link {
	var out []ui.Link
	for _, name := range fieldOrder {
		if problem := v.Problems[name]; problem != "" && (name != "card" || v.Said == nil) {
			out = append(out, ui.Link{Text: problem, Href: "#" + fieldID(name)})
		}
	}
	return out
}

// fieldID is the element of a field; of a choice, the first of its buttons.
func fieldID(name string) string {
	switch name {
	case "address", "delivery", "card":
		return name + "-0"
	}
	return name
}

// newRequired lets browsers check the address where it is the only one that can be given.
func (v checkoutView) newRequired() bool { return len(v.Saved) == 0 }

func (v checkoutView) addresses() ui.Choice {
	c := ui.Choice{Name: "address", Label: "Deliver to", Error: v.Problems["address"]}
	for _, a := range v.Saved {
		id, to := commerce.FormatID(a.GetAddressId()), commerce.AddressOf(a.GetAddress())
		lines := storefront.AddressLines(to)
		c.Options = append(c.Options, ui.Option{Value: id, Text: to.Name, Detail: strings.Join(lines[min(1, len(lines)):], ", "), Selected: id == v.Form.Choice})
	}
	c.Options = append(c.Options, ui.Option{Value: newAddress, Text: "Another address", Selected: v.Form.Choice == newAddress})
	return c
}

func (v checkoutView) deliveries() ui.Choice {
	c := ui.Choice{Name: "delivery", Label: "How fast", Error: v.Problems["delivery"]}
	for _, o := range v.Quote.GetDeliveryOptions() {
		c.Options = append(c.Options, deliveryOption(o, v.Quote.GetDelivery()))
	}
	return c
}

func deliveryOption(o *shippingv1.DeliveryOption, chosen string) ui.Option {
	out := ui.Option{
		Value: o.GetMethod(), Text: deliveryName(o.GetMethod()), Aside: ui.Money(commerce.MoneyOf(o.GetCost())),
		Detail: "Arrives by " + ui.Day(commerce.FromMicros(o.GetArrivesBy())), Selected: o.GetMethod() == chosen,
	}
	if o.GetCost().GetAmount() == 0 {
		out.Aside = "Free"
	}
	return out
}

func (v checkoutView) summary() ui.Summary {
	if v.Quote != nil {
		out := summaryOf("Total", v.Quote)
		return v.afterGift(out)
	}
	return ui.Summary{
		Title: "Total",
		Lines: []ui.SummaryLine{{Text: "Subtotal", Amount: v.Subtotal}, {Text: "Delivery", Words: "—"}, {Text: "Tax", Words: "—"}},
		Total: ui.SummaryLine{Text: "Total", Words: "Once we know the address"},
	}
}

// promise is when it would arrive.
func (v checkoutView) promise() ui.Delivery {
	to := v.Quote.GetAddress()
	return ui.Delivery{
		By: commerce.FromMicros(v.Quote.GetArrivesBy()), Method: deliveryName(v.Quote.GetDelivery()),
		Cost: commerce.Money{Amount: v.Quote.GetShipping(), Currency: v.Quote.GetCurrency()}, Free: v.Quote.GetShipping() == 0,
		Note: "to " + strings.Join(storefront.AddressLines(commerce.Address{Name: to.GetName(), Line1: to.GetLine1(), City: to.GetCity()}), ", "),
	}
}

// spoken is what screen readers say when the total has changed in place.
func (v checkoutView) spoken() string {
	if v.Quote == nil {
		return ""
	}
	money := func(n int64) string { return ui.Money(commerce.Money{Amount: n, Currency: v.Quote.GetCurrency()}) }
	text := "The total is " + money(v.Quote.GetTotal()) + "."
	if v.Gift != nil {
		text += " The gift card pays " + money(giftPays(v.Gift, v.Quote.GetTotal())) + " of it."
	}
	return text
}

// giftWords say what the gift card of the form has.
func (v checkoutView) giftWords() string {
	return "This card has " + ui.Money(commerce.Money{Amount: v.Gift.GetAvailable(), Currency: v.Gift.GetCurrency()}) + "."
}

// afterGift shows what the gift card pays, and what is left to pay another way.
func (v checkoutView) afterGift(s ui.Summary) ui.Summary {
	if v.Gift == nil {
		return s
	}
	total := v.Quote.GetTotal()
	pays := giftPays(v.Gift, total)
	money := func(n int64) commerce.Money { return commerce.Money{Amount: n, Currency: v.Quote.GetCurrency()} }
	s.Lines = append(s.Lines, ui.SummaryLine{Text: "Total", Amount: money(total)},
		ui.SummaryLine{Text: "Gift card ···· " + v.Gift.GetLastFour(), Amount: money(-pays)})
	s.Total = ui.SummaryLine{Text: "Left to pay", Amount: money(total - pays)}
	return s
}
