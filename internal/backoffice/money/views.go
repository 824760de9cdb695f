package money

import (
	"rialto/internal/commerce"
	"rialto/internal/ui"
)

func (v cardsView) currencyChoice() ui.Choice {
	c := ui.Choice{Name: "currency", Label: "Currency"}
	for _, code := range v.Currencies {
		c.Options = append(c.Options, ui.Option{Value: code, Text: code, Selected: code == v.Form.Currency})
	}
	return c
}

// terms are what is known of a card; its code is not.
func (v cardView) terms() []ui.Term {
	c := v.Card
	return []ui.Term{
		{Name: "Issued", Text: amountOf(c.GetIssued(), c.GetCurrency())},
		{Name: "Left", Text: amountOf(c.GetBalance(), c.GetCurrency())},
		{Name: "Held by orders", Text: amountOf(c.GetHeld(), c.GetCurrency())},
		{Name: "Can pay now", Text: amountOf(c.GetAvailable(), c.GetCurrency())},
		{Name: "Good until", Content: until(c.GetExpiresAt())},
		{Name: "Made", Content: ui.At(commerce.FromMicros(c.GetCreatedAt()))},
	}
}
