package payment

import (
	"context"

	"rialto/internal/commerce"
)

// Gateway is the company that moves the money. An implementation lives in paygateway; what it must do is here, and
// paymenttest.TestGateway asks for it sentence by sentence.
//
// Every method returns the charge as it stands after the call: a decline, a refusal to capture what is voided and a
// failed refund are states of the charge, not errors. An error means that no trustworthy answer came, for whatever reason
// (errs.UnknownOutcome where it may have happened); the caller asks again with the same key or looks the charge up.
// Methods return when ctx ends at the latest. The same key with other parameters is an error with code key_reused.
type Gateway interface {
	// Authorize holds the amount, with the order id as key: however often it is called there is at most one charge per
	// order. A charge that was voided before it was seen is returned voided and never authorised.
	Authorize(ctx context.Context, a Authorization) (Charge, error)
	// Capture takes all the money of an authorised charge; in any other state it changes nothing.
	Capture(ctx context.Context, key Key, captureID string, amount commerce.Money) (Charge, error)
	// Void lets go a charge that is not captured; a captured or declined one stays as it is. An order that was never
	// seen is closed, so that an authorise which is still on its way is refused.
	Void(ctx context.Context, key Key, voidID string) (Charge, error)
	// Refund gives captured money back once per refundID and reports it in Charge.Refunds, as not done where it was refused.
	Refund(ctx context.Context, key Key, refundID string, amount commerce.Money) (Charge, error)
	// Lookup returns the charge of an order; state missing where there is none.
	Lookup(ctx context.Context, key Key) (Charge, error)
}

// Ledger is what a gateway may offer besides: its own books, for verify and reconciliation.
type Ledger interface {
	// Charges lists up to limit charges after a cursor ("" = from the start) and the cursor of the next page ("" = none).
	Charges(ctx context.Context, after string, limit int) (charges []Charge, next string, err error)
	// Changes lists likewise the charges whose last change was at since (UTC microseconds) or later, in order of that time.
	// A charge that changes while its list is being read moves to the end of it. Another's cursor: invalid.
	Changes(ctx context.Context, since int64, after string, limit int) (charges []Charge, next string, err error)
}

// Authorization is a wish to hold money. The gateway keeps the user id beside the charge and names it in its webhooks.
type Authorization struct {
	Key
	Amount commerce.Money
	Token  string
}

// ChargeState is what the gateway says of a charge.
type ChargeState string

// The states of a charge. Captured, declined and voided are final.
const (
	ChargeMissing        ChargeState = "missing"
	ChargeProcessing     ChargeState = "processing" // not decided yet; a webhook will tell
	ChargeRequiresAction ChargeState = "requires_action"
	ChargeAuthorized     ChargeState = "authorized"
	ChargeCaptured       ChargeState = "captured"
	ChargeDeclined       ChargeState = "declined"
	ChargeVoided         ChargeState = "voided"
)

// Charge is one charge as the gateway knows it. Amounts are minor units. One that holds or took money names the card by
// brand and last four digits, and a reusable token: the same card has the same one, paid with by that token too.
type Charge struct {
	Key
	ID          string
	State       ChargeState
	Amount      commerce.Money
	Captured    int64
	Refunded    int64
	DeclineCode string // card_declined | insufficient_funds | authentication_failed | invalid_token | processing_error
	ActionURL   string // with requires_action
	Brand       string // visa | mastercard | amex | …
	LastFour    string
	Reusable    string // token of the same card for later charges
	Refunds     []ChargeRefund
	At          int64 // UTC microseconds of its last change
}

// ChargeRefund is a refund as the gateway knows it; not Done means refused.
type ChargeRefund struct {
	ID     string
	Amount int64
	Done   bool
}

func (c Charge) refund(id string) (ChargeRefund, bool) {
	for _, r := range c.Refunds {
		if r.ID == id {
			return r, true
		}
	}
	return ChargeRefund{}, false
}
