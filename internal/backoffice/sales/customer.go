package sales

import (
	"strings"

	commercev1 "rialto/gen/rialto/commerce/v1"
	"rialto/internal/commerce"
	"rialto/internal/ui"
)

// email is where the customer is written to: the contact given with the order, else the account's.
func (v *orderView) email() string {
	if e := v.Order.GetEmail(); e != "" {
		return e
	}
	return v.Customer.Is.GetEmail()
}

// customer is who ordered, as far as they and identity told.
func (v *orderView) customer() []ui.Term {
	var terms []ui.Term
	user := v.Customer.Is
	switch {
	case user.GetKind() == "guest":
		terms = append(terms, ui.Term{Name: "Ordered as", Text: "a guest"})
	case user != nil:
		terms = append(terms, ui.Term{Name: "Name", Text: user.GetName()},
			ui.Term{Name: "Account since", Content: ui.OnDay(commerce.FromMicros(user.GetCreatedAt()))})
	}
	if e := v.email(); e != "" {
		terms = append(terms, ui.Term{Name: "E-mail", Text: e})
	}
	return append(terms, ui.Term{Name: "Delivered to", Content: postal(v.Order.GetAddress())},
		ui.Term{Name: "Promised for", Content: ui.OnDay(commerce.FromMicros(v.Order.GetArrivesBy()))})
}

// addressLines are an address as it is written on a parcel, empty lines left out.
func addressLines(a *commercev1.Address) []string {
	var lines []string
	for _, line := range []string{
		a.GetName(), a.GetLine1(), a.GetLine2(), strings.TrimSpace(a.GetPostalCode() + " " + a.GetCity()),
		strings.TrimSpace(a.GetRegion() + " " + a.GetCountry()),
	} {
		if line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}
