package verify

import (
	"fmt"
	"math/bits"
	"time"
)

// late is how long after its deadline a hold may still be there.
const late = 5 * time.Second

// rule is one thing that two rooms must agree on.
type rule struct {
	invariant string
	running   bool // judged only while the shop runs: somebody has to be at work for it
	// broken says what is wrong with an account at a time (UTC µs); "" = nothing.
	broken func(a *account, now int64) string
}

// ruleSet is a set of places in rules.
type ruleSet uint32

// rules are all that is joined. One rule is one sentence, so that a second reading can find the same thing again.
var rules = []rule{
	{"I4", false, soldWithoutStock},
	{"I5", false, keptFromSale},
	{"I6", false, heldForNobody},
	{"I6", true, heldTooLong},
	{"I6", false, committedForNobody},
	{"I8", false, paymentForNobody},
	{"I8", false, paidTwice},
	{"I8", false, paidWrong},
	{"I9", false, notPaidBack},
	{"I9", true, moneyKept},
	{"I10", false, chargeForNobody},
	{"I10", false, chargedTwice},
	{"I10", false, chargedWrong},
	{"I13", true, bookedWrong},
	{"I13", true, notBooked},
	{"I17", false, leftAlone},
	{"I20", false, mailForNobody},
	{"I20", false, pickForNobody},
	{"I20", true, notMailed},
	{"I20", true, notPicked},
	{"I20", true, pickedInVain},
	{"I24", false, chargedAnotherPrice},
	{"I25", false, redeemedForNobody},
	{"I28", false, orderLost},
}

// soldWithoutStock wants a unit of stock behind every unit that was bought and has not left yet.
func soldWithoutStock(a *account, _ int64) string {
	if a.status != confirmed || !a.counted || a.left > 0 || a.kept >= a.units {
		return ""
	}
	return fmt.Sprintf("%d units are bought, stock is committed for %d", a.units, a.kept)
}

// keptFromSale finds stock that an order does not need: it cannot be sold to anybody else.
func keptFromSale(a *account, _ int64) string {
	need := a.units
	if a.status == delivered || a.status == returned {
		need = 0
	}
	if !a.counted || a.kept <= need || !a.status.paid() && a.status != returned {
		return ""
	}
	return fmt.Sprintf("%s, needs %d units, stock is committed for %d: nobody else can buy them", a.status, need, a.kept)
}

func heldForNobody(a *account, _ int64) string {
	if a.held == 0 || a.status == pending || a.status == strange {
		return ""
	}
	return fmt.Sprintf("%d held reservations, the order is %s", a.held, a.status)
}

func heldTooLong(a *account, now int64) string {
	over := time.Duration(now-a.deadline) * time.Microsecond
	if a.held == 0 || over <= late {
		return ""
	}
	return fmt.Sprintf("%d held reservations, %s after their deadline", a.held, over.Round(time.Second))
}

func committedForNobody(a *account, _ int64) string {
	if a.committed == 0 || a.status != missing && a.status != canceled {
		return ""
	}
	return fmt.Sprintf("%d committed reservations, the order is %s", a.committed, a.status)
}

func paymentForNobody(a *account, _ int64) string {
	if a.payments == 0 || a.status != missing {
		return ""
	}
	return fmt.Sprintf("%d payments of %s, there is no such order", a.payments, money(a.paid, a.paidIn))
}

func paidTwice(a *account, _ int64) string {
	if a.payments <= 1 {
		return ""
	}
	return fmt.Sprintf("%d payments by the gateway", a.payments)
}

// paidWrong compares what both tenders pay with what the status demands. A returned order may keep a part.
func paidWrong(a *account, _ int64) string {
	right, pays := true, a.paid+a.gift
	switch {
	case a.status.paid():
		right = pays == a.total && (a.paid == 0 || a.paidIn == a.currency) && (a.gift == 0 || a.giftIn == a.currency) && a.gifts <= 1
	case a.status == pending:
		right = a.paid == 0
	case a.status == returned:
		right = pays >= 0 && pays <= a.total
	}
	if right {
		return ""
	}
	return fmt.Sprintf("%s with a total of %s, paid %s", a.status, money(a.total, a.currency), a.payment())
}

// payment is what was paid, for people.
func (a *account) payment() string {
	if a.gifts == 0 {
		return money(a.paid, a.paidIn)
	}
	return fmt.Sprintf("%s and %s by %d gift card(s)", money(a.paid, a.paidIn), money(a.gift, a.giftIn), a.gifts)
}

func notPaidBack(a *account, _ int64) string {
	if a.status != canceled || a.paid == 0 && a.gift == 0 {
		return ""
	}
	return fmt.Sprintf("canceled with a total of %s, paid %s", money(a.total, a.currency), a.payment())
}

func moneyKept(a *account, _ int64) string {
	if a.status != canceled || !a.authorized {
		return ""
	}
	return "canceled, but the gateway still holds the buyer's money"
}

func chargeForNobody(a *account, _ int64) string {
	if a.charges == 0 || a.status != missing {
		return ""
	}
	return fmt.Sprintf("the gateway charged %s, there is no such order", money(a.charged, a.in))
}

func chargedTwice(a *account, _ int64) string {
	if a.charges <= 1 {
		return ""
	}
	return fmt.Sprintf("the gateway charged it %d times", a.charges)
}

func chargedWrong(a *account, _ int64) string {
	if a.charged == a.byCard && (a.byCard == 0 || a.in == a.paidIn) {
		return ""
	}
	return fmt.Sprintf("the gateway has %s, payment says %s", money(a.charged, a.in), money(a.byCard, a.paidIn))
}

// bookedWrong is the third side of orders = ledger = gateway: of an order that both others agree about, nothing is still to
// come but cash that was promised.
func bookedWrong(a *account, _ int64) string {
	if a.due == a.promised || a.status == pending {
		return ""
	}
	return fmt.Sprintf("%s, the ledger waits for %s", a.status, money(a.due, a.currency))
}

func notBooked(a *account, _ int64) string {
	if !a.status.paid() || a.sold {
		return ""
	}
	return fmt.Sprintf("%s, but the ledger knows no sale", a.status)
}

// leftAlone finds an order that has not ended and that nobody works on any more.
func leftAlone(a *account, _ int64) string {
	if a.status != pending || a.saga {
		return ""
	}
	return "pending, and no saga works on it"
}

func chargedAnotherPrice(a *account, _ int64) string {
	if !a.priced || a.bought == a.quoted {
		return ""
	}
	return fmt.Sprintf("its total is %s, the accepted quote's %s", money(a.bought, a.currency), money(a.quoted, a.currency))
}

func redeemedForNobody(a *account, _ int64) string {
	if a.redeemed == 0 || a.status != missing && a.status != canceled {
		return ""
	}
	return fmt.Sprintf("%d coupons are redeemed, the order is %s", a.redeemed, a.status)
}

// orderLost finds the traces of an order that was acknowledged, and is gone.
func orderLost(a *account, _ int64) string {
	if a.status != missing || a.mails == 0 && a.picks == 0 && a.committed == 0 && a.paid == 0 && a.charged == 0 && !a.sold {
		return ""
	}
	return fmt.Sprintf("it is gone, but was paid %s, left %d mails' and %d parcels' traces and %d committed reservations",
		money(a.paid, a.paidIn), bits.OnesCount8(a.mails), a.picks, a.committed)
}

func mailForNobody(a *account, _ int64) string {
	if a.mails == 0 || a.status != missing {
		return ""
	}
	return "somebody was written to about an order that does not exist"
}

func pickForNobody(a *account, _ int64) string {
	if a.picks == 0 || a.status != missing {
		return ""
	}
	return fmt.Sprintf("%d shipments of an order that does not exist", a.picks)
}

// notMailed wants the confirmation of every order that stands, and the mail of the status that it has reached.
func notMailed(a *account, _ int64) string {
	if !a.status.paid() {
		return ""
	}
	for _, want := range []struct {
		status status
		kind   string
	}{{a.status, "order_confirmed"}, {shipped, "order_shipped"}, {delivered, "order_delivered"}} {
		if a.status == want.status && a.mails&mailKinds[want.kind] == 0 {
			return fmt.Sprintf("%s, but no mail %s was written", a.status, want.kind)
		}
	}
	return ""
}

func notPicked(a *account, _ int64) string {
	if !a.status.paid() || a.picks > 0 {
		return ""
	}
	return fmt.Sprintf("%s, but no warehouse knows of it", a.status)
}

func pickedInVain(a *account, _ int64) string {
	if a.status != pending && a.status != canceled || a.live+a.left == 0 {
		return ""
	}
	return fmt.Sprintf("%s, but %d shipments are to leave and %d have left", a.status, a.live, a.left)
}

func money(amount int64, currency code) string {
	if currency == (code{}) {
		return fmt.Sprint(amount)
	}
	return fmt.Sprintf("%d %s", amount, currency)
}
