package till

import (
	"slices"

	"rialto/internal/ui"
)

// card is one of the sandbox's test cards: what it is called, and what will happen.
type card struct{ Token, Text, Detail string }

// cards are those of the sandbox payment company, which is the only one so far.
var cards = []card{
	{"tok_approve", "Card that works", "The payment is approved at once."},
	{"tok_3ds", "Card that asks you (3-D Secure)", "You approve or refuse the payment on the page of a sandbox bank."},
	{"tok_decline", "Card that is declined", "The bank says no. You can take another card."},
	{"tok_insufficient_funds", "Card without enough money", "The bank says no, with the reason."},
	{"tok_timeout_charged", "No answer, but charged", "The payment company is silent. We ask again, and you are charged once."},
	{"tok_timeout_not_charged", "No answer, and not charged", "The payment company is silent. We ask again until it is decided."},
	{"tok_late_webhook", "Answer comes late", "The payment is decided a few seconds later; the order page shows it."},
}

func validCard(token string) bool {
	return slices.ContainsFunc(cards, func(c card) bool { return c.Token == token })
}

func cardOptions(chosen string) []ui.Option {
	var out []ui.Option
	for _, c := range cards {
		out = append(out, ui.Option{Value: c.Token, Text: c.Text, Detail: c.Detail, Selected: c.Token == chosen})
	}
	return out
}
