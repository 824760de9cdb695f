// Package ledger keeps the shop's books and says whether orders, books and gateway agree.
//
// It owns entries (double entry, immutable), one row per order of what was booked, what sellers are owed, a copy of the
// gateway's report, and findings.
//
// The one idea: every fact books one balanced entry by itself, named by the fact, and a fact that is told again, late or
// out of turn books nothing: what grows (money taken, money given back, the list of refunds) is booked up to where it has
// got, and a sale once. So any order of events ends in the same balances:
//
//	sale       receivable +total          seller −(net − fee), fees −, tax −, shipping −
//	payment    gateway_cash | bank_cash | courier_cash +      receivable −
//	gift_card  gift_cards +               receivable −
//	refund     receivable −amount         seller +, fees +, tax +, shipping + (their shares)
//	reversal   receivable +               cash or gift_cards − (money that went back)
//
// Debits are above 0. The receivable of a settled order is 0. An order's entries share its user and one transaction; a
// seller's share the seller and follow in another one, from the same facts. There is no UPDATE and no DELETE on entries.
//
// It hears order-events, payment-events and giftcard-events and asks order and payment, to reconcile. It publishes nothing
// and moves no money: what it cannot explain it reports, the order's saga has the cures.
package ledger

import (
	"cmp"
	"context"
	"errors"

	"rialto/internal/commerce"
)

// The accounts.
const (
	Receivable  = "receivable"   // what buyers owe
	GatewayCash = "gateway_cash" // cards
	BankCash    = "bank_cash"    // bank transfers
	CourierCash = "courier_cash" // cash on delivery
	GiftCards   = "gift_cards"   // what gift cards paid
	SellerOwed  = "seller"       // what sellers are owed, by seller
	Fees        = "fees"         // the platform's
	Tax         = "tax"
	Shipping    = "shipping"
	Discounts   = "discounts" // what a total lacks of its lines, and what a refund has beyond them: normally nothing
)

// The kinds of entry.
const (
	KindSale     = "sale"
	KindPayment  = "payment"
	KindGiftCard = "gift_card"
	KindRefund   = "refund"
	KindReversal = "reversal"
)

// Key names an order. The user comes first: it is the distribution key.
type Key struct {
	User  commerce.UserID
	Order commerce.OrderID
}

func compareKeys(a, b Key) int {
	return cmp.Or(cmp.Compare(a.User, b.User), cmp.Compare(a.Order, b.Order))
}

// Entry is one balanced entry of an order: the amounts of its postings sum to 0.
type Entry struct {
	ID       string
	Kind     string
	Currency string
	At       int64
	Postings []Posting
}

// Posting is one line of an entry: debit above 0, credit below, minor units.
type Posting struct {
	Account string
	Seller  commerce.SellerID
	Amount  int64
}

// Book is what is booked of one order: the sums of its entries. Amounts are minor units and never fall.
type Book struct {
	Key
	Currency string
	Sold     bool
	Total    int64 // of the sale
	Refunds  int64 // how many of the order's refunds are booked, oldest first
	Refunded int64 // their sum
	Captured int64 // by card, transfer or cash
	PaidBack int64
	Gift     int64 // by gift card
	GiftBack int64
	FeePPM   int64 // that the sale was booked with; its refunds are too
	At       int64 // when it was booked last
	Version  int64 // 0 = there is no row
}

// Receivable is what the buyer owes by the book.
func (b Book) Receivable() int64 {
	return b.Total - b.Refunded - b.Captured + b.PaidBack - b.Gift + b.GiftBack
}

// SellerEntry is what a sale or a refund means for one seller. Immutable.
type SellerEntry struct {
	Seller commerce.SellerID
	Key
	EntryID              string
	Currency             string
	Sales, Fees, Refunds int64 // fees are below 0 where they are given back
	At                   int64
}

// SellerBalance is what a seller is owed in a currency: the sums of its entries.
type SellerBalance struct {
	Seller               commerce.SellerID
	Currency             string
	Sales, Fees, Refunds int64
}

// Payable is what the shop owes the seller.
func (b SellerBalance) Payable() int64 { return b.Sales - b.Fees - b.Refunds }

// Plus returns the balance after an entry.
func (b SellerBalance) Plus(e SellerEntry) SellerBalance {
	return SellerBalance{e.Seller, e.Currency, b.Sales + e.Sales, b.Fees + e.Fees, b.Refunds + e.Refunds}
}

// AccountBalance is the sum of an account in a currency.
type AccountBalance struct {
	Account, Currency string
	Amount            int64
}

// Audit is a book beside the entries that it should sum up.
type Audit struct {
	Book    Book
	Entries []Entry
}

// SellerAudit is a seller's balance beside the sums of its entries.
type SellerAudit struct{ Balance, Fold SellerBalance }

// Errors of a Store. Any other error is a failure of the store itself.
var (
	// ErrRaced says that two booked one order at the same time: give the facts again.
	ErrRaced = errors.New("the book was written by another at the same time")
)

// Store keeps the books. Times are UTC microseconds.
type Store interface {
	// Book books facts. The facts of one user are one transaction, in their order; users are independent of each other, so
	// that after an error some may be booked: give all again, what is booked stays booked once. feePPM is the fee of sales
	// that are new. It returns the book of every order that was named.
	Book(ctx context.Context, facts map[commerce.UserID][]Fact, feePPM int64) (map[Key]Book, error)
	// BookSellers adds entries to their sellers' balances, each once, one transaction a seller.
	BookSellers(ctx context.Context, entries map[commerce.SellerID][]SellerEntry) error

	// BookOf returns the book of an order, zero but for its key where nothing is booked. Entries lists its entries, oldest first.
	BookOf(ctx context.Context, key Key) (Book, error)
	Entries(ctx context.Context, key Key) ([]Entry, error)
	// Trial sums all postings by account and currency. Sellers pages through balances after (seller, currency).
	Trial(ctx context.Context) ([]AccountBalance, error)
	Sellers(ctx context.Context, after SellerBalance, limit int) ([]SellerBalance, error)
	// Audits and SellerAudits page through everything in the order of keys, for Check.
	Audits(ctx context.Context, after Key, limit int) ([]Audit, error)
	SellerAudits(ctx context.Context, after SellerBalance, limit int) ([]SellerAudit, error)

	Reconciliation
}
