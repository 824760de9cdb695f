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
	total    int64
	paid     int64 // of all payments: captured − refunded
	charged  int64 // of all charges at the gateway, likewise
	deadline int64 // earliest of the holds, UTC µs

	held, committed      int32 // reservation rows
	picks, live, left    int32 // shipments; of them to be picked or handed over; of them handed over
	payments, charges    int16 // charges count once they took money
	mails                uint8 // bits of mailKinds
	status               status
	saga                 bool // still at work on it
	authorized           bool // the gateway holds money that nobody took
	currency, paidIn, in code // of the order, its payments, its charges
}

var mailKinds = map[string]uint8{"order_confirmed": 1, "order_shipped": 2, "order_delivered": 4, "order_canceled": 8}

// books are the accounts by order.
type books struct {
	accounts map[key]*account
	only     map[key]ruleSet // nil = all orders
	facts    map[string]int64
}

func newBooks(only map[key]ruleSet) *books {
	return &books{accounts: map[key]*account{}, only: only, facts: map[string]int64{}}
}

// enter adds the facts of a page.
func (b *books) enter(_ string, page *checkv1.CheckResponse) {
	for _, f := range page.GetFacts() {
		b.facts[f.GetKind()]++
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
	}
}

// enter adds one fact. Kinds that nobody joins are passed over.
func (a *account) enter(f *checkv1.Fact) {
	switch f.GetKind() {
	case "order":
		a.enterOrder(f)
	case "hold":
		a.enterHold(f)
	case "payment":
		a.payments++
		a.paid += f.GetAmount()
		copy(a.paidIn[:], f.GetCurrency())
	case "charge":
		a.enterCharge(f)
	case "mail":
		a.mails |= mailKinds[f.GetStatus()]
	case "pick":
		a.enterPick(f)
	}
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
