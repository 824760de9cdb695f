// Package notification writes to people: one mail per event that they should hear of. It owns the mailbox.
//
// The idea: a mail is a row first. order.confirmed, order.shipped, order.delivered and order.canceled each make one row,
// named by the event and written together with its inbox row; a loop then hands rows to an Outgoing (a folder of .eml
// files, say) under the same name until it took them. So a crash repeats work, never a mail.
// The text is made once, from what order says at that moment, and kept: what was sent can be read again.
//
// It asks order for the order and identity for an address when the order names none. It publishes nothing, writes no
// personal data to the log, and never decides anything about an order.
package notification

import "context"

// Kind is what a mail is about.
type Kind string

// The kinds. An order has at most one mail of each.
const (
	OrderConfirmed Kind = "order_confirmed"
	OrderShipped   Kind = "order_shipped"
	OrderDelivered Kind = "order_delivered"
	OrderCanceled  Kind = "order_canceled"
)

// kindOf maps the events that people hear of.
var kindOf = map[string]Kind{
	"order.confirmed": OrderConfirmed,
	"order.shipped":   OrderShipped,
	"order.delivered": OrderDelivered,
	"order.canceled":  OrderCanceled,
}

// Mail is one letter to one person.
type Mail struct {
	UserID  int64
	ID      string // of the event it answers
	Kind    Kind
	OrderID string
	To      string // an e-mail address
	Subject string
	Text    string // plain, lines end in \n
	At      int64  // written, UTC µs

	SentAt  int64 // taken by Outgoing, UTC µs; 0 = not yet
	Attempt int64 // how often Outgoing failed so far
	TryAt   int64 // when to try next, UTC µs
}

// Position is a place in the mailbox, which is sorted newest first; the zero Position is before the newest.
type Position struct {
	At int64
	ID string
}

// Listing asks for a page of the mailbox.
type Listing struct {
	To      string // an address, in any case; empty: everyone's
	OrderID string // empty: about every order
	After   Position
	Limit   int
}

// Place is a place in the order of Scan; the zero Place is before the first.
type Place struct {
	OrderID string
	Kind    Kind
	ID      string
}

// Store keeps mails by user. Unsent, Waiting, List and Scan look across users: they are for the sending loop, operators and
// verify, never on a shopper's path.
type Store interface {
	// Add keeps a mail together with the note that its event was answered. A known event changes nothing.
	Add(ctx context.Context, m Mail) error
	// Unsent lists mails that wait and whose TryAt is not after now, the longest due first.
	Unsent(ctx context.Context, now int64, limit int) ([]Mail, error)
	// MarkSent notes that a mail was taken at a time; the first note stays.
	MarkSent(ctx context.Context, m Mail, at int64) error
	// Postpone counts a failed attempt: Attempt becomes one more than m's and TryAt is set. A mail that was sent, or has
	// another Attempt by now, is left alone.
	Postpone(ctx context.Context, m Mail, tryAt int64) error
	// Waiting counts the mails that are not sent yet, those whose TryAt is still to come too.
	Waiting(ctx context.Context) (int64, error)
	// List returns the sent mails that q asks for, newest first.
	List(ctx context.Context, q Listing) ([]Mail, error)
	// Scan returns mails sorted by order, kind and id.
	Scan(ctx context.Context, after Place, limit int) ([]Mail, error)
}

// Outgoing takes mails away. Send returns nil once the mail is safely taken; the same ID again is the same mail, and
// must not reach anybody twice. Its errors are logged: they never name a person or an address.
type Outgoing interface {
	Send(ctx context.Context, m Mail) error
}
