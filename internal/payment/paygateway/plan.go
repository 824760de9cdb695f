package paygateway

import "rialto/internal/payment"

// plan is what a token makes of an authorisation.
type plan struct {
	state   payment.ChargeState
	decline string
	hangs   bool // the first call gets no answer
	late    bool // decided after Config.LateAfter, told by webhook
}

func planOf(token string) plan {
	switch token {
	case "tok_approve":
		return plan{state: payment.ChargeAuthorized}
	case "tok_decline":
		return plan{state: payment.ChargeDeclined, decline: "card_declined"}
	case "tok_insufficient_funds":
		return plan{state: payment.ChargeDeclined, decline: "insufficient_funds"}
	case "tok_3ds":
		return plan{state: payment.ChargeRequiresAction}
	case "tok_timeout_charged":
		return plan{state: payment.ChargeAuthorized, hangs: true}
	case "tok_timeout_not_charged":
		return plan{state: payment.ChargeDeclined, decline: "processing_error", hangs: true}
	case "tok_late_webhook":
		return plan{state: payment.ChargeProcessing, late: true}
	}
	return plan{state: payment.ChargeDeclined, decline: "invalid_token"}
}
