// Package giftcard keeps gift cards: money that somebody was given for this shop.
//
// It owns cards, what each order took from them (uses), what was given back, and the history of every card.
//
// The one idea: a card's balance is reserved like stock. One guarded UPDATE with held + amount <= balance is the only
// thing that takes, a CHECK stands behind it, and a use row per (card, order) makes every step happen once: a release
// that comes before its hold leaves a barrier that refuses the hold. Every change writes one row of history in the same
// transaction; the rows folded give the balance again.
//
// A code is a bearer secret: 80 bits made from the card's id under a secret that is kept apart from the database, so that
// it can be told again to whom repeats the issue, and the rows alone (a hash, the last four characters) reveal nothing.
//
// A fair shop's rules: what was held before the end of a card may still be spent after it, and after a block; money that
// comes back to a card leaves at least Config.ReopenFor (90 days) to spend it. The keys of issues are kept for ever.
//
// It asks no neighbour. It publishes giftcard.use_changed, once per version of a use. It never logs or stores a code.
package giftcard

import (
	"context"
	"errors"

	"rialto/internal/commerce"
)

// CardID names a card: the key of its row, uses, refunds and history.
type CardID int64

// The states of a card, worked out at the time of reading.
const (
	Good    = "good"
	Expired = "expired"
	Blocked = "blocked"
)

// Card is a gift card. Amounts are minor units of Currency, times UTC microseconds.
type Card struct {
	ID        CardID
	CodeHash  string // SHA-256 of the code's normal form, hex
	LastFour  string
	Currency  string
	Issued    int64
	Balance   int64 // 0 <= Held <= Balance <= Issued
	Held      int64
	ExpiresAt int64 // 0 = never
	BlockedAt int64 // 0 = not
	CreatedAt int64
	Note      string
	Version   int64 // + 1 with every change, each of which has one row of history
}

// State tells whether the card may be used at a time: until just before its end.
func (c Card) State(at int64) string {
	switch {
	case c.BlockedAt != 0:
		return Blocked
	case c.ExpiresAt != 0 && at >= c.ExpiresAt:
		return Expired
	}
	return Good
}

// Available is what can be held at a time.
func (c Card) Available(at int64) int64 {
	if c.State(at) != Good {
		return 0
	}
	return c.Balance - c.Held
}

// State is where a use stands: held → spent, and either → released, once and for ever.
type State string

// The states of a use.
const (
	Held     State = "held"
	Spent    State = "spent"
	Released State = "released"
)

// UseKey names what one order of one user takes from a card.
type UseKey struct {
	Card  CardID
	User  commerce.UserID
	Order commerce.OrderID
}

// Use is what an order takes from a card. A release of spent money counts as refunded in full; one of a hold refunds
// nothing. A released use of amount 0 is a barrier.
type Use struct {
	UseKey
	State              State
	Amount, Refunded   int64
	Version, ChangedAt int64
	LastFour, Currency string // of the card
}

// Taken is what the order has of the card's money now.
func (u Use) Taken() int64 {
	if u.State != Spent {
		return 0
	}
	return u.Amount - u.Refunded
}

// The kinds of history.
const (
	WasIssued   = "issued"
	WasHeld     = "held"
	WasSpent    = "spent"
	WasReleased = "released"
	WasRefunded = "refunded"
	WasBlocked  = "blocked"
)

// Fold is a card beside what the rows that surround it say it should be.
type Fold struct {
	Card                        Card
	Changes                     int64 // rows of history
	HistoryBalance, HistoryHeld int64 // their sums
	UsesHeld, UsesTaken         int64 // sums over uses: held amounts; spent − refunded
}

// UseFold is a use beside the sum of its refund rows.
type UseFold struct {
	Use     Use
	Refunds int64
}

// Errors of a Store. Any other error is a failure of the store itself.
var (
	ErrNoCard     = errors.New("no such gift card")
	ErrKeyUsed    = errors.New("the idempotency key has issued a card")
	ErrUnusable   = errors.New("the gift card is expired or blocked")
	ErrCurrency   = errors.New("the gift card is of another currency")
	ErrShort      = errors.New("the gift card has too little")
	ErrReleased   = errors.New("the order's use of the card was released or never was")
	ErrDiffers    = errors.New("the order holds another amount")
	ErrOverRefund = errors.New("more than what is left of the spent amount")
	ErrForeign    = errors.New("the order's use of the card is another user's")
)

// Store keeps cards. Times are UTC microseconds. Each change of a use appends its event and each change of a card a row of
// history, in the same transaction. Steps given twice change nothing the second time.
type Store interface {
	// Issue stores a new card of version 1 under an idempotency key with the hash of the request. A used key: ErrKeyUsed.
	Issue(ctx context.Context, key, hash string, c Card) error
	// Issued returns the card that a key issued, and the hash of its request. Missing: ErrNoCard.
	Issued(ctx context.Context, key string) (c Card, hash string, err error)
	// Card returns a card. Missing: ErrNoCard. ByCode finds it by CodeHash.
	Card(ctx context.Context, id CardID) (Card, error)
	ByCode(ctx context.Context, codeHash string) (Card, error)
	// Cards returns up to limit cards before an id (0 = all), newest first. Uses returns up to limit uses of a card, newest
	// change first.
	Cards(ctx context.Context, before CardID, limit int) ([]Card, error)
	Uses(ctx context.Context, id CardID, limit int) ([]Use, error)
	// Block ends a card for good. Missing: ErrNoCard.
	Block(ctx context.Context, id CardID, at int64) (Card, error)

	// Hold takes amount for an order that has no use of the card. One that has the same amount held or spent is returned.
	// Errors: ErrNoCard, ErrCurrency, ErrUnusable, ErrShort (the card comes back in Lack), ErrReleased, ErrDiffers, ErrForeign.
	Hold(ctx context.Context, key UseKey, amount commerce.Money, at int64) (Use, error)
	// Spend makes a hold final. Errors: ErrReleased, also where there is none; ErrForeign.
	Spend(ctx context.Context, key UseKey, at int64) (Use, error)
	// Release gives back what is held, or spent and not refunded, once. None there: a barrier is left. Errors: ErrNoCard,
	// ErrForeign. reopen is the time until which a card that gets spent money back must be good at least.
	Release(ctx context.Context, key UseKey, at, reopen int64) (Use, error)
	// Refund gives part of what was spent back, once per refund id; a known id of another amount: ErrDiffers. More than is
	// left, nothing spent: ErrOverRefund. ErrForeign.
	Refund(ctx context.Context, key UseKey, refundID string, amount commerce.Money, at, reopen int64) (Use, error)

	// Folds and UseFolds page through everything in the order of keys, for Check.
	Folds(ctx context.Context, after CardID, limit int) ([]Fold, error)
	UseFolds(ctx context.Context, card CardID, order commerce.OrderID, limit int) ([]UseFold, error)
}

// Lack is ErrShort with the amount that could be held.
type Lack struct{ Available int64 }

// Error implements error.
func (Lack) Error() string { return ErrShort.Error() }

// Is makes errors.Is(err, ErrShort) true.
func (Lack) Is(target error) bool { return target == ErrShort }

// Refusal says why amount cannot be held at a time, or nil. It is the reason behind the guarded UPDATE, not the guard.
func (c Card) Refusal(amount commerce.Money, at int64) error {
	switch {
	case c.Currency != amount.Currency:
		return ErrCurrency
	case c.State(at) != Good:
		return ErrUnusable
	case c.Available(at) < amount.Amount:
		return Lack{c.Available(at)}
	}
	return nil
}

// Again judges a hold that is asked for while there is a use.
func (u Use) Again(key UseKey, amount commerce.Money) error {
	switch {
	case u.User != key.User:
		return ErrForeign
	case u.State == Released:
		return ErrReleased
	case u.Amount != amount.Amount || u.Currency != amount.Currency:
		return ErrDiffers
	}
	return nil
}

// Reopened is the end that a card has after money came back to it.
func (c Card) Reopened(until int64) int64 {
	if c.ExpiresAt == 0 {
		return 0
	}
	return max(c.ExpiresAt, until)
}
