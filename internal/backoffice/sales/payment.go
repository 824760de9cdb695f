package sales

import (
	"rialto/internal/commerce"
	"rialto/internal/ui"
)

// payment is how the money stands; what is nothing is left out.
func (v *orderView) payment() []ui.Term {
	p := v.Payment.Is
	terms := []ui.Term{
		{Name: "Status", Content: ui.StatusPill(p.GetStatus())},
		{Name: "Amount", Text: ui.Money(commerce.MoneyOf(p.GetAmount()))},
	}
	if p.GetCaptured() != 0 {
		terms = append(terms, ui.Term{Name: "Captured", Text: ui.Money(v.money(p.GetCaptured()))})
	}
	if p.GetRefunded() != 0 {
		terms = append(terms, ui.Term{Name: "Refunded", Text: ui.Money(v.money(p.GetRefunded()))})
	}
	if code := p.GetDeclineCode(); code != "" {
		terms = append(terms, ui.Term{Name: "Declined", Text: inWords(declines, code)})
	}
	if id := p.GetGatewayId(); id != "" {
		terms = append(terms, ui.Term{Name: "At the gateway", Content: code(id)})
	}
	return terms
}
