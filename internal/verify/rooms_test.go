package verify

import (
	"context"
	"fmt"
	"strconv"
	"testing"
	"time"

	checkv1 "rialto/gen/rialto/check/v1"
)

// shelf stands in for a room: it gives its facts and violations in pages of two.
type shelf struct {
	facts      []*checkv1.Fact
	violations []*checkv1.Violation
	before     func(reading int) // called when a reading begins, from 1
	readings   int
	err        error
	stuck      bool
}

func (s *shelf) Check(_ context.Context, req *checkv1.CheckRequest) (*checkv1.CheckResponse, error) {
	if s.err != nil {
		return nil, s.err
	}
	from := 0
	if req.GetCursor() != "" {
		from, _ = strconv.Atoi(req.GetCursor())
	} else {
		s.readings++
		if s.before != nil {
			s.before(s.readings)
		}
	}
	if s.stuck {
		return &checkv1.CheckResponse{NextCursor: "7"}, nil
	}
	to := min(from+2, len(s.facts))
	page := &checkv1.CheckResponse{Facts: s.facts[from:to], Examined: int64(to - from)}
	if from == 0 {
		page.Violations = s.violations
	}
	if to < len(s.facts) {
		page.NextCursor = strconv.Itoa(to)
	}
	return page, nil
}

// shop is nine rooms that agree until a test spoils one.
type shop struct {
	order, inventory, payment, giftcard, ledger, pricing, drop, fulfillment, notification shelf
}

func (s *shop) rooms() Rooms {
	return Rooms{&s.order, &s.inventory, &s.payment, &s.giftcard, &s.ledger, &s.pricing, &s.drop, &s.fulfillment, &s.notification}
}

// The orders of newShop, and when it is there.
const (
	waiting, bought, sent, arrived, ended = "100", "101", "102", "103", "104"
	user                                  = 7
)

// newShop has an order in every state, each with all that belongs to it.
func newShop() *shop {
	s := &shop{}
	s.add(waiting, "pending+saga")
	s.add(bought, "confirmed")
	s.add(sent, "shipped")
	s.add(arrived, "delivered")
	s.add(ended, "canceled")
	s.inventory.put("hold", waiting, "held", 1, micros(time.Minute))
	s.inventory.put("hold", bought, "committed", 1, micros(time.Minute))
	for _, o := range []string{waiting, bought, sent, arrived, ended} {
		s.pricing.put("quote", "", "", 5000, 0).Id = "quote-" + o
		s.order.put("bought", o, "", 5000, 0).Id = "quote-" + o
	}
	s.order.put("units", bought, "", 1, 0)
	s.order.put("units", arrived, "", 1, 0)
	for _, o := range []string{bought, sent, arrived} {
		s.ledger.put("book", o, "sold", 0, 0)
		s.payment.put("payment", o, "captured", 5000, 0)
		s.notification.put("mail", o, "order_confirmed", 1, 0)
	}
	s.payment.put("payment", ended, "voided", 0, 0)
	for _, o := range []string{bought, sent, arrived} {
		s.payment.put("charge", o, "captured", 5000, 0)
	}
	s.payment.put("charge", ended, "voided", 0, 0)
	s.notification.put("mail", sent, "order_shipped", 1, 0)
	s.notification.put("mail", arrived, "order_delivered", 1, 0)
	s.notification.put("mail", ended, "order_canceled", 1, 0)
	s.fulfillment.put("pick", bought, "to_pick", 1, 0)
	s.fulfillment.put("pick", sent, "handed_over", 1, 0)
	s.fulfillment.put("pick", arrived, "delivered", 1, 0)
	s.fulfillment.put("pick", ended, "canceled", 1, 0)
	return s
}

func (s *shop) add(order, status string) { s.order.put("order", order, status, 5000, 0) }

func (s *shelf) put(kind, order, status string, amount, at int64) *checkv1.Fact {
	f := &checkv1.Fact{Kind: kind, UserId: user, OrderId: order, Status: status, Amount: amount, Currency: "USD", At: at}
	s.facts = append(s.facts, f)
	return f
}

// of returns the first fact of a kind about an order.
func (s *shelf) of(kind, order string) *checkv1.Fact {
	for _, f := range s.facts {
		if f.GetKind() == kind && f.GetOrderId() == order {
			return f
		}
	}
	panic(fmt.Sprintf("no %s of order %s", kind, order))
}

// drop removes all facts of a kind about an order.
func (s *shelf) drop(kind, order string) {
	var left []*checkv1.Fact
	for _, f := range s.facts {
		if f.GetKind() != kind || f.GetOrderId() != order {
			left = append(left, f)
		}
	}
	s.facts = left
}

// epoch is what the clock of a test shows that does not move it.
var epoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// micros is a time after epoch as rows have it.
func micros(after time.Duration) int64 { return epoch.Add(after).UnixMicro() }

// run checks the shop without waiting.
func run(t *testing.T, s *shop, change ...func(*Options)) *Report {
	t.Helper()
	o := Options{Grace: time.Nanosecond, Now: func() time.Time { return epoch }}
	for _, f := range change {
		f(&o)
	}
	r, err := Run(t.Context(), s.rooms(), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// invariant returns how one stands.
func (r *Report) invariant(t *testing.T, id string) *Invariant {
	t.Helper()
	for _, i := range r.Invariants {
		if i.ID == id {
			return i
		}
	}
	t.Fatalf("the report has no %s", id)
	return nil
}
