// Package payment takes the buyer's money and gives it back: authorise, capture, void, refund, and what the gateway tells.
//
// It owns one row per tender of an order, its refunds, and the webhooks it was sent. The one idea: "no answer" is a state.
// A row is written before the gateway is called and the gateway gets a key that never changes, so a call whose answer was
// lost is `unknown` until the same key is sent again or a look-up tells the truth; it is never taken for a decline.
//
//	new → unknown → requires_action → authorized → capture_unknown → captured (refunds count beside it)
//	   any of them → void_unknown → voided          before authorized → declined
//
// A status only moves to the right (a step may be left out), by a guarded UPDATE on status and version, so answers,
// look-ups and webhooks may arrive in any order and any number of times and end in one state.
// It asks only the Gateway. It publishes payment.changed on payment-events, one event per version of a row.
// It never sees a card number, never decides on its own that an unanswered call failed, and calls nobody inside a transaction.
package payment

import (
	"context"

	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// Status is where a payment stands; the words are those of the contract.
type Status string

// The statuses, in the order in which they may follow each other.
const (
	StatusNew            Status = "new"             // attempt written, the answer is not yet recorded
	StatusUnknown        Status = "unknown"         // the gateway did not answer, or has not decided
	StatusRequiresAction Status = "requires_action" // the buyer has to approve
	StatusAuthorized     Status = "authorized"      // the money is held
	StatusCaptureUnknown Status = "capture_unknown" // capture asked, no answer
	StatusVoidUnknown    Status = "void_unknown"    // void asked, no answer
	StatusCaptured       Status = "captured"        // final: the money is taken
	StatusDeclined       Status = "declined"        // final
	StatusVoided         Status = "voided"          // final: let go, or closed before it began
)

// rank orders the statuses: a payment moves only to a higher one, and never out of a final one.
func (s Status) rank() int {
	switch s {
	case StatusNew:
		return 0
	case StatusUnknown:
		return 1
	case StatusRequiresAction:
		return 2
	case StatusAuthorized:
		return 3
	case StatusCaptureUnknown:
		return 4
	case StatusVoidUnknown:
		return 5
	}
	return 6
}

// Final reports whether nothing moves the status any more.
func (s Status) Final() bool { return s.rank() == 6 }

// OpenStatuses are those that are not final, for the guards of a store.
func OpenStatuses() []Status {
	return []Status{
		StatusNew, StatusUnknown, StatusRequiresAction, StatusAuthorized, StatusCaptureUnknown, StatusVoidUnknown,
	}
}

// TenderGateway is the one tender there is today: money through the gateway. An order has at most one of each tender.
const TenderGateway = "gateway"

// Key finds the payment of an order. The user comes first: it is the distribution key.
type Key struct {
	UserID  commerce.UserID
	OrderID commerce.OrderID
}

// Payment is the gateway tender of one order. Amounts are minor units, times UTC microseconds.
type Payment struct {
	Key
	Status  Status
	Amount  commerce.Money // zero: the order was voided before it was ever authorised
	Method  string         // "card"
	Token   string         // the gateway's word for the card
	Version int64          // 0 while new, then +1 per published change

	GatewayID   string
	Captured    int64
	Refunded    int64 // given back for certain
	Refunding   int64 // asked, not yet answered; counts against what is left
	DeclineCode string
	ActionURL   string // where the buyer approves, with requires_action

	CaptureID      string // gateway key of the capture, "" before it was asked
	CaptureAskedAt int64
	VoidID         string // gateway key of the void; once set, nothing is authorised or captured any more
	CreatedAt      int64
	UpdatedAt      int64

	Refunds []Refund // oldest first; only a captured payment has any
}

// Left is what may still be refunded.
func (p Payment) Left() int64 { return p.Captured - p.Refunded - p.Refunding }

// RefundStatus says how a refund went.
type RefundStatus string

// A refund is unknown from the moment it is written until the gateway has answered; the other two are final.
const (
	RefundUnknown RefundStatus = "unknown"
	RefundDone    RefundStatus = "done"
	RefundFailed  RefundStatus = "failed"
)

// Refund is money on its way back. Its id is its key at the gateway.
type Refund struct {
	ID      string
	Amount  int64
	Status  RefundStatus
	AskedAt int64
}

// Webhook is a signed message of the gateway, kept before anything is done with it.
type Webhook struct {
	Key
	EventID    string // the gateway's; unique
	Type       string
	Body       string
	ReceivedAt int64
	Tries      int64
	NextAt     int64 // when to book it again, if it could not be booked
}

// Store keeps payments. Every method is one transaction, and whatever moves a version appends one payment.changed event
// in it. Methods that find no payment return ErrNotFound. Returned payments carry their refunds.
type Store interface {
	// Begin writes the attempt, status new and version 0, and returns it. An order that has one already: that one, unchanged.
	Begin(ctx context.Context, attempt Payment) (Payment, error)
	// Get returns the payment.
	Get(ctx context.Context, key Key) (Payment, error)
	// Move writes status, version, captured, gateway id, decline code and action of `to` where the row still has status and
	// version of `from`. false: somebody else moved it, nothing was written.
	Move(ctx context.Context, from, to Payment) (moved bool, err error)
	// StartCapture notes captureID and at on an authorised payment that has no capture and no void yet, and returns the
	// payment as it then stands. In every other state nothing changes.
	StartCapture(ctx context.Context, key Key, captureID string, at int64) (Payment, error)
	// StartVoid notes voidID on a payment that is not final and has none yet, and returns the payment as it then stands.
	// No payment: writes one that is voided from birth (version 1), so that a late Begin finds it closed.
	StartVoid(ctx context.Context, key Key, voidID string, at int64) (Payment, error)
	// StartRefund writes the refund as unknown and counts it as refunding. An id that is known: nothing changes.
	// More than Left: ErrOverRefund and nothing is written.
	StartRefund(ctx context.Context, key Key, r Refund) (Payment, error)
	// SettleRefund ends an unknown refund as done (refunding becomes refunded) or failed (refunding is taken back), with a
	// new version. A refund that is not unknown: nothing changes.
	SettleRefund(ctx context.Context, key Key, refundID string, as RefundStatus, at int64) (Payment, error)
	// KeepWebhook stores it, due at NextAt. false: its event id is already there.
	KeepWebhook(ctx context.Context, w Webhook) (first bool, err error)
	// DueWebhooks lists up to limit webhooks that are not booked, with NextAt at or before now and received after since.
	DueWebhooks(ctx context.Context, now, since int64, limit int) ([]Webhook, error)
	// BookWebhook marks it booked at `at`; nothing asks for it again.
	BookWebhook(ctx context.Context, w Webhook, at int64) error
	// PostponeWebhook counts a try that failed and sets NextAt.
	PostponeWebhook(ctx context.Context, w Webhook, nextAt int64) error
	// Page lists up to limit payments after a key, in key order, for Check.
	Page(ctx context.Context, after Key, limit int) ([]Payment, error)
}

// What a store answers when it cannot do what was asked.
var (
	ErrNotFound   = errs.NotFound("payment_not_found", "There is no payment for this order.")
	ErrOverRefund = errs.Conflict("over_refund", "That is more than is left of this payment.")
)
