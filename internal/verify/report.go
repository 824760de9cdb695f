package verify

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/dustin/go-humanize"

	checkv1 "rialto/gen/rialto/check/v1"
)

// Report is what verify found. Its JSON form is stable.
type Report struct {
	Started    time.Time     `json:"started"`
	Took       time.Duration `json:"took_ns"`
	Offline    bool          `json:"offline"`
	Rooms      []RoomRows    `json:"rooms"`
	Invariants []*Invariant  `json:"invariants"`       // by number
	Reread     int64         `json:"reread,omitempty"` // orders that were read twice because rooms disagreed
	// Unsettled counts disagreements about orders whose saga is still at work, or waits for a person.
	Unsettled      int64       `json:"unsettled,omitempty"`
	UnsettledFirst []Violation `json:"unsettled_first,omitempty"`

	keep int
}

// RoomRows is how much of a room was read.
type RoomRows struct {
	Room     string `json:"room"`
	Examined int64  `json:"examined"`
}

// Invariant is one promise and how it stands.
type Invariant struct {
	ID         string      `json:"id"`
	Promise    string      `json:"promise"`
	Examined   int64       `json:"examined"` // rows that could have broken it
	Violations int64       `json:"violations"`
	First      []Violation `json:"first,omitempty"`

	rooms string // that judge it by themselves
	facts string // kinds that it is joined from
}

// Violation is one broken promise, with enough to find the rows.
type Violation struct {
	Room    string `json:"room"`
	Subject string `json:"subject"`
	Detail  string `json:"detail"`
}

// promises are what is checked, by number.
func promises() []*Invariant {
	return []*Invariant{
		{ID: "I1", Promise: "what is reserved, of stock or of a gift card, is never negative and never more than there is", rooms: "inventory giftcard"},
		{ID: "I2", Promise: "what is reserved is what live reservations hold", rooms: "inventory giftcard"},
		{ID: "I3", Promise: "stock and gift cards equal the history of their changes", rooms: "inventory giftcard"},
		{ID: "I4", Promise: "nothing is sold that is not there: units bought are committed until they leave", facts: "units"},
		{ID: "I5", Promise: "nothing is kept from sale that no order needs", facts: "units"},
		{ID: "I6", Promise: "live reservations belong to live orders and end with their deadline", facts: "hold"},
		{ID: "I8", Promise: "confirmed orders are paid exactly, by one tender of each kind at most", rooms: "payment", facts: "order payment gift_card"},
		{ID: "I9", Promise: "of canceled orders nothing is kept", rooms: "payment", facts: "order payment gift_card charge"},
		{ID: "I10", Promise: "the gateway charged an order at most once, and what payment says", facts: "charge"},
		{ID: "I11", Promise: "the sums of orders and quotes add up", rooms: "order pricing"},
		{ID: "I12", Promise: "refunds are never more than what was taken, of money and of units", rooms: "order payment giftcard"},
		{ID: "I13", Promise: "debits are credits, and orders, ledger and gateway agree", rooms: "ledger", facts: "book"},
		{ID: "I14", Promise: "what sellers are owed is what their entries say", rooms: "ledger"},
		{ID: "I15", Promise: "one idempotency key, one order", rooms: "order"},
		{ID: "I16", Promise: "orders move only along the allowed graph", rooms: "order"},
		{ID: "I17", Promise: "every order that has not ended is worked on", facts: "order"},
		{ID: "I18", Promise: "every change of an order has exactly one event", rooms: "order"},
		{ID: "I20", Promise: "one mail and one pick for what happened, none for what did not", facts: "mail pick"},
		{ID: "I24", Promise: "what is charged is the accepted quote", facts: "bought"},
		{ID: "I25", Promise: "coupons and gift cards are used as often and as much as counted, never beyond their limit, for live orders", rooms: "pricing giftcard", facts: "coupon"},
		{ID: "I26", Promise: "no buyer gets more of a drop than its limit", rooms: "drop"},
		{ID: "I28", Promise: "no acknowledged order is missing", facts: "order"},
	}
}

func newReport(o Options) *Report {
	return &Report{Started: o.Now().UTC(), Offline: o.Offline, Invariants: promises(), keep: o.Keep}
}

// OK reports whether every promise holds. Unsettled orders break none.
func (r *Report) OK() bool { return r.Violations() == 0 }

// Violations is how many there are in all.
func (r *Report) Violations() (total int64) {
	for _, i := range r.Invariants {
		total += i.Violations
	}
	return total
}

// read takes over what a room found by itself.
func (r *Report) read(room string, page *checkv1.CheckResponse) {
	if n := len(r.Rooms); n == 0 || r.Rooms[n-1].Room != room {
		r.Rooms = append(r.Rooms, RoomRows{Room: room})
	}
	r.Rooms[len(r.Rooms)-1].Examined += page.GetExamined()
	for _, v := range page.GetViolations() {
		r.violated(v.GetInvariant(), Violation{Room: room, Subject: v.GetSubject(), Detail: v.GetDetail()})
	}
}

// violated counts a violation. A room may break promises that this list does not know yet.
func (r *Report) violated(id string, v Violation) {
	at := slices.IndexFunc(r.Invariants, func(i *Invariant) bool { return i.ID == id })
	if at < 0 {
		at = len(r.Invariants)
		r.Invariants = append(r.Invariants, &Invariant{ID: id, Promise: "as the room says"})
	}
	i := r.Invariants[at]
	i.Violations++
	if len(i.First) < r.keep {
		i.First = append(i.First, v)
	}
}

func (r *Report) unsettled(v Violation) {
	r.Unsettled++
	if len(r.UnsettledFirst) < r.keep {
		r.UnsettledFirst = append(r.UnsettledFirst, v)
	}
}

// examined counts for each promise the rows of the rooms that judge it and the facts that it is joined from.
func (r *Report) examined(b *books) {
	for _, i := range r.Invariants {
		for _, rows := range r.Rooms {
			if slices.Contains(strings.Fields(i.rooms), rows.Room) {
				i.Examined += rows.Examined
			}
		}
		for _, kind := range strings.Fields(i.facts) {
			i.Examined += b.facts[kind]
		}
	}
}

func (r *Report) close(now time.Time) {
	r.Took = now.Sub(r.Started)
	slices.SortStableFunc(r.Invariants, func(a, b *Invariant) int { return cmp.Compare(number(a.ID), number(b.ID)) })
}

// number sorts I2 before I10; what is not numbered comes first.
func number(id string) int {
	n, _ := strconv.Atoi(strings.TrimPrefix(id, "I"))
	return n
}

// String is the report for a terminal.
func (r *Report) String() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "\texamined\tviolations\t\n")
	for _, i := range r.Invariants {
		fmt.Fprintf(w, "%s\t%s\t%s\t  %s\n", i.ID, humanize.Comma(i.Examined), humanize.Comma(i.Violations), i.Promise)
	}
	w.Flush()
	for _, i := range r.Invariants {
		write(&b, i.ID, i.Violations, i.First)
	}
	write(&b, "unsettled", r.Unsettled, r.UnsettledFirst)
	verdict := "all promises hold"
	if n := r.Violations(); n > 0 {
		verdict = humanize.Comma(n) + " violations"
	}
	fmt.Fprintf(&b, "%s, %s orders read twice, %s\n", verdict, humanize.Comma(r.Reread), r.Took.Round(time.Millisecond))
	return b.String()
}

func write(b *strings.Builder, what string, count int64, first []Violation) {
	for _, v := range first {
		fmt.Fprintf(b, "%s  %s (%s): %s\n", what, v.Subject, v.Room, v.Detail)
	}
	if more := count - int64(len(first)); more > 0 {
		fmt.Fprintf(b, "%s  … and %s more\n", what, humanize.Comma(more))
	}
}
