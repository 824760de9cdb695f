package paygateway

import (
	"strings"

	"rialto/internal/payment"
)

// plan is what a token makes of an authorisation.
type plan struct {
	state   payment.ChargeState
	decline string
	hangs   bool // the first call gets no answer
	late    bool // decided after Config.LateAfter, told by webhook

	brand, lastFour string // of the card behind the token
}

// A token for one payment is "tok_NAME"; the reusable token of the same card is "card_NAME". What they do is the same.
const (
	onceToken  = "tok_"
	savedToken = "card_"
)

// planOf reads either kind of token.
func planOf(token string) plan {
	name, ok := strings.CutPrefix(token, onceToken)
	if !ok {
		name, ok = strings.CutPrefix(token, savedToken)
	}
	if p, known := plans()[unnumbered(name)]; ok && known {
		return p
	}
	return plan{state: payment.ChargeDeclined, decline: "invalid_token"}
}

// unnumbered takes a number off the end: tok_approve_17 is another card than tok_approve_18, and both are approved.
func unnumbered(name string) string {
	return strings.TrimSuffix(strings.TrimRight(name, "0123456789"), "_")
}

func plans() map[string]plan {
	return map[string]plan{
		"approve":            {state: payment.ChargeAuthorized, brand: "visa", lastFour: "4242"},
		"decline":            {state: payment.ChargeDeclined, decline: "card_declined", brand: "visa", lastFour: "0002"},
		"insufficient_funds": {state: payment.ChargeDeclined, decline: "insufficient_funds", brand: "visa", lastFour: "9995"},
		"3ds":                {state: payment.ChargeRequiresAction, brand: "mastercard", lastFour: "3220"},
		"timeout_charged":    {state: payment.ChargeAuthorized, hangs: true, brand: "amex", lastFour: "0005"},
		"timeout_not_charged": {
			state: payment.ChargeDeclined, decline: "processing_error", hangs: true, brand: "discover", lastFour: "1117",
		},
		"late_webhook": {state: payment.ChargeProcessing, late: true, brand: "mastercard", lastFour: "4444"},
	}
}

// reusable is the token that pays with the same card another time.
func reusable(token string) string {
	if name, once := strings.CutPrefix(token, onceToken); once {
		return savedToken + name
	}
	return token
}
