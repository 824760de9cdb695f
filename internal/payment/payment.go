// Package payment takes the buyer's money and gives it back: authorise, capture, void, refund, and what the gateway tells.
//
// It owns one row per tender of an order, its refunds, the cards that people saved, and the webhooks it was sent. The one
// idea: "no answer" is a state. A row is written before the gateway is called and the gateway gets a key that never changes,
// so a call whose answer was lost is `unknown` until the same key is sent again or a look-up tells the truth; it is never
// taken for a decline.
//
//	card      new → unknown → requires_action → authorized → capture_unknown → captured (refunds count beside it)
//	             any of them → void_unknown → voided          before authorized → declined
//	transfer  requires_action → captured, by staff            before → voided; money after that is booked and owed back
//	cash      promised → captured, by order.delivered         before → voided, or in part: the courier collects less
//
// A status only moves to the right (a step may be left out), by a guarded UPDATE on status and version, so answers,
// look-ups and webhooks may arrive in any order and any number of times and end in one state. A webhook is a fact that is
// kept; the loop of Run books it by asking the gateway, and asks by itself about every row that waits too long.
// It asks only the Gateway. It hears order-events (order.delivered) and publishes payment.changed on payment-events, one
// event per version of a row. It never sees a card number, never decides on its own that an unanswered call failed, and
// calls nobody inside a transaction.
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
	StatusRequiresAction Status = "requires_action" // the buyer has to approve, or to transfer the money
	StatusAuthorized     Status = "authorized"      // the money is held
	StatusPromised       Status = "promised"        // the courier will collect it
	StatusCaptureUnknown Status = "capture_unknown" // capture asked, no answer
	StatusVoidUnknown    Status = "void_unknown"    // void asked, no answer
	StatusCaptured       Status = "captured"        // final: the money is taken
	StatusDeclined       Status = "declined"        // final
	StatusVoided         Status = "voided"          // final: let go, or closed before it began
)

// rank orders the statuses: a payment moves only to a higher one, and never out of a final one. Store.Receive alone takes
// money for a voided payment, because a bank does not ask.
func (s Status) rank() int {
	switch s {
	case StatusNew:
		return 0
	case StatusUnknown:
		return 1
	case StatusRequiresAction:
		return 2
	case StatusAuthorized, StatusPromised:
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
		StatusNew, StatusUnknown, StatusRequiresAction, StatusAuthorized, StatusPromised, StatusCaptureUnknown, StatusVoidUnknown,
	}
}

// TenderGateway is the one tender of an order that this room knows; a gift card is another room's.
const TenderGateway = "gateway"

// The methods: how the buyer pays.
const (
	MethodCard           = "card"             // by the gateway
	MethodBankTransfer   = "bank_transfer"    // staff says when it came and when it was paid back
	MethodCashOnDelivery = "cash_on_delivery" // the courier takes it; staff pays it back
)

// Key finds the payment of an order. The user comes first: it is the distribution key.
type Key struct {
	UserID  commerce.UserID
	OrderID commerce.OrderID
}

// Payment is the tender of one order that is not a gift card. Amounts are minor units, times UTC microseconds.
type Payment struct {
	Key
	Status  Status
	Amount  commerce.Money // zero: the order was voided before it was ever authorised
	Method  string         // one of the methods above; "" with a zero amount
	Token   string         // card: the gateway's word for it
	Version int64          // 0 while new, then +1 per published change

	GatewayID   string
	Captured    int64
	Refunded    int64 // given back for certain, what is owed included
	Refunding   int64 // asked, not yet answered; counts against what is left
	Owed        int64 // of Refunded: what staff has still to pay out
	Waived      int64 // cash: what the courier no longer collects
	DeclineCode string
	ActionURL   string // card: where the buyer approves, with requires_action

	Account  string // bank transfer: where the buyer was told to pay to
	PayUntil int64  // bank transfer: until when
	Note     string // of the staff who booked it

	CardID   int64 // the saved card it is paid with; 0 = another
	SaveCard bool  // keep the card once it is authorised
	Brand    string
	LastFour string
	Keep     *Card // for Move alone: the card to keep together with the change; never read back

	CaptureID      string // gateway key of the capture, "" before it was asked
	CaptureAskedAt int64
	VoidID         string // gateway key of the void; once set, nothing is authorised or captured any more
	VoidAskedAt    int64
	CreatedAt      int64
	UpdatedAt      int64

	AskAt     int64 // when the gateway is asked about it next, unless it moves before; 0 = it waits for nothing
	Asks      int64 // how often it was asked about since its last move
	OpenSince int64 // since when it waits for staff; 0 = it does not

	Refunds []Refund // oldest first
}

// Left is what may still be refunded.
func (p Payment) Left() int64 { return p.Captured - p.Refunded - p.Refunding }

// Due is what is to be paid: the amount less what was waived.
func (p Payment) Due() int64 { return p.Amount.Amount - p.Waived }

// ByCard reports that the gateway moves the money.
func (p Payment) ByCard() bool { return p.Method == MethodCard }

// RefundStatus says how a refund went.
type RefundStatus string

// By card a refund is unknown from the moment it is written until the gateway has answered; any other is owed until staff
// paid it out, or done at once where it only lowers what a courier collects. Done and failed are final.
const (
	RefundUnknown RefundStatus = "unknown"
	RefundOwed    RefundStatus = "owed"
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

// Card is a card that its owner saved: the gateway's reusable token and what a person needs to recognise it.
type Card struct {
	ID       int64
	UserID   commerce.UserID
	Token    string // pays only through this shop's account at the gateway
	Brand    string
	LastFour string
	SavedAt  int64
}

// MaxCards is how many saved cards a user has; one more pushes out the oldest.
const MaxCards = 10

// Receipt is money that came without the gateway.
type Receipt struct {
	At   int64
	Note string
	// Late is the id of the refund by which it is owed back where the payment was voided before it came.
	Late string
}

// Open is a place in the list of what waits for staff.
type Open struct {
	Since int64
	Key
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
	// Begin writes the attempt as it is and returns it; one with a version appends its event. An order that has one already:
	// that one, unchanged.
	Begin(ctx context.Context, attempt Payment) (Payment, error)
	// Get returns the payment.
	Get(ctx context.Context, key Key) (Payment, error)
	// Move writes status, version, captured, gateway id, decline code, action, brand, last four, AskAt, Asks and OpenSince of
	// `to` where the row still has status and version of `from`, and saves to.Keep: once per token, the oldest beyond
	// MaxCards is forgotten. false: somebody else moved it, nothing was written.
	Move(ctx context.Context, from, to Payment) (moved bool, err error)
	// StartCapture notes captureID and at on an authorised payment that has no capture and no void yet, and returns the
	// payment as it then stands. In every other state nothing changes.
	StartCapture(ctx context.Context, key Key, captureID string, at int64) (Payment, error)
	// StartVoid notes voidID and at on a payment that is not final and has none yet, due to be asked about at askAt, and
	// returns the payment as it then stands. No payment: writes one that is voided from birth (version 1), so that a late
	// Begin finds it closed.
	StartVoid(ctx context.Context, key Key, voidID string, at, askAt int64) (Payment, error)
	// StartRefund writes the refund. By card it is unknown, counts as refunding and is asked about at askAt. Another method's
	// captured money is owed at once; of promised cash it is waived and done, all of it voids the payment. Both with a new
	// version. An id that is known: nothing changes. More than Left, or Due while promised: ErrOverRefund, nothing is written.
	StartRefund(ctx context.Context, key Key, r Refund, askAt int64) (Payment, error)
	// SettleRefund ends an unknown refund as done (refunding becomes refunded) or failed (refunding is taken back), with a
	// new version. A refund that is not unknown: nothing changes.
	SettleRefund(ctx context.Context, key Key, refundID string, as RefundStatus, at int64) (Payment, error)
	// PayOut ends a refund that is owed as done, with a new version. One that is not owed: nothing changes.
	PayOut(ctx context.Context, key Key, refundID string, at int64) (Payment, error)
	// Receive books Due of a transfer or of cash as captured, with a new version. Where the payment is voided or a void is on
	// its way the money is booked and owed back, as refund r.Late, in the same change. By card, or captured: nothing changes.
	Receive(ctx context.Context, key Key, r Receipt) (Payment, error)
	// ListOpen lists up to limit payments that wait for staff, oldest first, after a place.
	ListOpen(ctx context.Context, after Open, limit int) ([]Payment, error)
	Cards
	Webhooks
	// Due lists up to limit payments with AskAt at or before now, but for 0, the longest due first.
	Due(ctx context.Context, now int64, limit int) ([]Payment, error)
	// AskAgain counts that a payment was asked about and sets AskAt, where it is not 0 by now.
	AskAgain(ctx context.Context, key Key, askAt int64) error
	// Missing returns those of the keys that have no payment.
	Missing(ctx context.Context, keys []Key) ([]Key, error)
	// Page lists up to limit payments after a key, in key order, for Check.
	Page(ctx context.Context, after Key, limit int) ([]Payment, error)
}

// Cards is the part of a Store that keeps what people saved. Move adds to it.
type Cards interface {
	// ListCards lists a user's cards, newest first, at most MaxCards.
	ListCards(ctx context.Context, user commerce.UserID) ([]Card, error)
	// Card returns a card of the user. Missing, removed or another's: ErrNoCard.
	Card(ctx context.Context, user commerce.UserID, id int64) (Card, error)
	// RemoveCard forgets token, brand and last four; what is left only knows that it was removed, so that a repeat is right.
	// Missing or another's: ErrNoCard.
	RemoveCard(ctx context.Context, user commerce.UserID, id int64) error
}

// Webhooks is the part of a Store that keeps what the gateway sent.
type Webhooks interface {
	// KeepWebhook stores it, due at NextAt. false: its event id is already there.
	KeepWebhook(ctx context.Context, w Webhook) (first bool, err error)
	// DueWebhooks lists up to limit webhooks that are not booked, with NextAt at or before now and received after since.
	DueWebhooks(ctx context.Context, now, since int64, limit int) ([]Webhook, error)
	// BookWebhook marks it booked at `at`; nothing asks for it again.
	BookWebhook(ctx context.Context, w Webhook, at int64) error
	// PostponeWebhook counts a try that failed and sets NextAt.
	PostponeWebhook(ctx context.Context, w Webhook, nextAt int64) error
}

// What a store answers when it cannot do what was asked.
var (
	ErrNotFound   = errs.NotFound("payment_not_found", "There is no payment for this order.")
	ErrNoCard     = errs.NotFound("card_not_found", "There is no such saved card.")
	ErrOverRefund = errs.Conflict("over_refund", "That is more than is left of this payment.")
)
