package verify

import (
	"slices"
	"strings"

	checkv1 "rialto/gen/rialto/check/v1"
)

// key names an order as every room does: with its user.
type key struct {
	user  int64
	order string
}

// code is a currency in three bytes.
type code [3]byte

func (c code) String() string { return strings.TrimRight(string(c[:]), "\x00") }

// status is where an order stands.
type status uint8

// The statuses that rules speak of; missing means that no room tells of such an order.
const (
	missing status = iota
	pending
	confirmed
	shipped
	delivered
	returned
	canceled
	strange // one that this program does not know
)

var statusNames = [...]string{"missing", "pending", "confirmed", "shipped", "delivered", "returned", "canceled", "strange"}

func (s status) String() string { return statusNames[s] }

// statusOf reads what an order fact says.
func statusOf(name string) status {
	if at := slices.Index(statusNames[:], name); at > 0 {
		return status(at)
	}
	return strange
}

// paid says that the order was bought and still counts.
func (s status) paid() bool { return s == confirmed || s == shipped || s == delivered }

// account is all that the rooms say of one order, folded as it comes so that a million of them fit into memory.
type account struct {
	total    int64 // what must be paid for it: less what was given back of parts
	paid     int64 // by the tender that payment keeps: captured − refunded, or promised
	byCard   int64 // of it: what the gateway must have
	promised int64 // of it: cash that the courier has still to bring
	gift     int64 // by gift card: held or spent, less what went back
	charged  int64 // of all charges at the gateway: captured − refunded
	due      int64 // what the ledger says is still to come
	quoted   int64 // the accepted quote's total
	bought   int64 // the order's own, before anything was given back
	deadline int64 // earliest of the holds, UTC µs

	held, committed      int32 // reservation rows
	kept, units          int32 // units committed; units of lines that were not canceled
	picks, live, left    int32 // shipments; of them to be picked or handed over; of them handed over
	payments, charges    int16 // charges count once they took money
	gifts                int16 // gift cards that pay
	redeemed             int16 // coupons
	mails                uint8 // bits of mailKinds
	status               status
	saga                 bool // still at work on it
	authorized           bool // the gateway holds money that nobody took
	counted              bool // units are known
	sold                 bool // the ledger has booked the sale
	priced               bool // quoted and bought are known
	currency, paidIn, in code // of the order, its payments, its charges
	giftIn               code
}

var mailKinds = map[string]uint8{"order_confirmed": 1, "order_shipped": 2, "order_delivered": 4, "order_canceled": 8}

// books are the accounts by order.
type books struct {
	accounts map[key]*account
	only     map[key]ruleSet // nil = all orders
	facts    map[string]int64
	quotes   map[quote]int64 // totals; read before the orders that accepted them
}

// quote names one as its room does.
type quote struct {
	user int64
	id   string
}

func newBooks(only map[key]ruleSet) *books {
	return &books{accounts: map[key]*account{}, only: only, facts: map[string]int64{}, quotes: map[quote]int64{}}
}

// enter adds the facts of a page.
func (b *books) enter(_ string, page *checkv1.CheckResponse) {
	for _, f := range page.GetFacts() {
		b.facts[f.GetKind()]++
		if f.GetKind() == "quote" {
			b.quotes[quote{f.GetUserId(), f.GetId()}] = f.GetAmount()
			continue
		}
		k := key{f.GetUserId(), f.GetOrderId()}
		if _, wanted := b.only[k]; b.only != nil && !wanted {
			continue
		}
		a := b.accounts[k]
		if a == nil {
			a = &account{}
			b.accounts[k] = a
		}
		a.enter(f)
		if f.GetKind() == "bought" {
			a.quoted, a.priced = b.quotes[quote{f.GetUserId(), f.GetId()}]
		}
	}
}

// enter adds one fact. Kinds that nobody joins are passed over.
func (a *account) enter(f *checkv1.Fact) {
	switch f.GetKind() {
	case "order":
		a.enterOrder(f)
	case "bought":
		a.bought = f.GetAmount()
	case "units":
		a.units, a.counted = int32(f.GetAmount()), true
	case "hold":
		a.enterHold(f)
	case "payment":
		a.enterPayment(f)
	case "gift_card":
		a.enterGift(f)
	case "book":
		a.due, a.sold = f.GetAmount(), f.GetStatus() == "sold"
	case "charge":
		a.enterCharge(f)
	case "coupon":
		if f.GetStatus() != "released" {
			a.redeemed++
		}
	case "mail":
		a.mails |= mailKinds[f.GetStatus()]
	case "pick":
		a.enterPick(f)
	}
}

func (a *account) enterPayment(f *checkv1.Fact) {
	a.payments++
	a.paid += f.GetAmount()
	copy(a.paidIn[:], f.GetCurrency())
	switch {
	case f.GetStatus() == "promised":
		a.promised += f.GetAmount()
	case f.GetId() != "bank_transfer" && f.GetId() != "cash_on_delivery":
		a.byCard += f.GetAmount()
	}
}

func (a *account) enterGift(f *checkv1.Fact) {
	if f.GetStatus() == "released" {
		return
	}
	a.gifts++
	a.gift += f.GetAmount()
	copy(a.giftIn[:], f.GetCurrency())
}

func (a *account) enterOrder(f *checkv1.Fact) {
	name, saga := strings.CutSuffix(f.GetStatus(), "+saga")
	a.status, a.saga, a.total = statusOf(name), saga, f.GetAmount()
	copy(a.currency[:], f.GetCurrency())
}

func (a *account) enterHold(f *checkv1.Fact) {
	switch f.GetStatus() {
	case "held":
		if a.held == 0 || f.GetAt() < a.deadline {
			a.deadline = f.GetAt()
		}
		a.held++
	case "committed":
		a.committed++
		a.kept += int32(f.GetAmount())
	}
}

func (a *account) enterCharge(f *checkv1.Fact) {
	switch f.GetStatus() {
	case "captured":
		a.charges++
	case "authorized":
		a.authorized = true
	}
	a.charged += f.GetAmount()
	copy(a.in[:], f.GetCurrency())
}

func (a *account) enterPick(f *checkv1.Fact) {
	a.picks++
	switch f.GetStatus() {
	case "to_pick", "picked":
		a.live++
	case "handed_over", "delivered":
		a.left++
	}
}
