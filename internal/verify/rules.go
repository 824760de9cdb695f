package verify

import (
	"fmt"
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
	{"I6", false, heldForNobody},
	{"I6", true, heldTooLong},
	{"I6", false, committedForNobody},
	{"I8", false, paymentForNobody},
	{"I8", false, paidTwice},
	{"I8", false, paidWrong},
	{"I8", true, moneyKept},
	{"I10", false, chargeForNobody},
	{"I10", false, chargedTwice},
	{"I10", false, chargedWrong},
	{"I20", false, mailForNobody},
	{"I20", false, pickForNobody},
	{"I20", true, notMailed},
	{"I20", true, notPicked},
	{"I20", true, pickedInVain},
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

// paidWrong compares what was kept of the payments with what the status demands. A returned order may keep a part.
func paidWrong(a *account, _ int64) string {
	right := true
	switch {
	case a.status.paid():
		right = a.paid == a.total && (a.total == 0 || a.paidIn == a.currency)
	case a.status == pending || a.status == canceled:
		right = a.paid == 0
	case a.status == returned:
		right = a.paid >= 0 && a.paid <= a.total
	}
	if right {
		return ""
	}
	return fmt.Sprintf("%s with a total of %s, paid %s", a.status, money(a.total, a.currency), money(a.paid, a.paidIn))
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
	if a.charged == a.paid && (a.paid == 0 || a.in == a.paidIn) {
		return ""
	}
	return fmt.Sprintf("the gateway has %s, payment says %s", money(a.charged, a.in), money(a.paid, a.paidIn))
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
