package verify

import (
	"strings"
	"testing"
	"time"

	checkv1 "rialto/gen/rialto/check/v1"
)

func TestBooksThatAgreeHaveNoViolation(t *testing.T) {
	t.Parallel()
	s := newShop()
	r := run(t, s)
	if !r.OK() || r.Reread != 0 || r.Unsettled != 0 || s.order.readings != 1 {
		t.Fatalf("%s", r)
	}
	for id, want := range map[string]int64{"I1": 2, "I6": 2, "I8": 9, "I10": 4, "I15": 5, "I20": 10, "I25": 0} {
		if got := r.invariant(t, id).Examined; got != want {
			t.Errorf("%s examined %d rows, want %d", id, got, want)
		}
	}
}

// TestEveryCorruptionIsFound spoils one thing at a time, and wants exactly that found.
func TestEveryCorruptionIsFound(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil             func(*shop)
		invariant, detail string
	}{
		"stock held for an order that does not exist": {
			func(s *shop) { s.inventory.put("hold", "999", "held", 1, micros(time.Minute)) },
			"I6", "1 held reservations, the order is missing",
		},
		"stock still held for a confirmed order": {
			func(s *shop) { s.inventory.put("hold", bought, "held", 1, micros(time.Minute)) },
			"I6", "1 held reservations, the order is confirmed",
		},
		"stock still held for a canceled order": {
			func(s *shop) { s.inventory.put("hold", ended, "held", 1, micros(time.Minute)) },
			"I6", "1 held reservations, the order is canceled",
		},
		"stock held beyond its deadline": {
			func(s *shop) {
				s.order.of("order", waiting).Status = "pending"
				s.inventory.of("hold", waiting).At = micros(-6 * time.Second)
			},
			"I6", "1 held reservations, 6s after their deadline",
		},
		"stock committed to a canceled order": {
			func(s *shop) { s.inventory.put("hold", ended, "committed", 1, 0) },
			"I6", "1 committed reservations, the order is canceled",
		},
		"a payment without order": {
			func(s *shop) { s.payment.put("payment", "999", "authorized", 0, 0) },
			"I8", "1 payments of 0 USD, there is no such order",
		},
		"a payment under another user": {
			func(s *shop) { s.payment.put("payment", bought, "declined", 0, 0).UserId = 8 },
			"I8", "1 payments of 0 USD, there is no such order",
		},
		"two payments of one order": {
			func(s *shop) { s.payment.put("payment", bought, "declined", 0, 0) },
			"I8", "2 payments by the gateway",
		},
		"a confirmed order that nobody paid": {
			func(s *shop) { s.payment.drop("payment", bought); s.payment.drop("charge", bought) },
			"I8", "confirmed with a total of 5000 USD, paid 0",
		},
		"a delivered order that was paid in part": {
			func(s *shop) {
				s.payment.of("payment", arrived).Amount = 4999
				s.payment.of("charge", arrived).Amount = 4999
			},
			"I8", "delivered with a total of 5000 USD, paid 4999 USD",
		},
		"a shipped order that was paid in another currency": {
			func(s *shop) {
				s.payment.of("payment", sent).Currency = "GBP"
				s.payment.of("charge", sent).Currency = "GBP"
			},
			"I8", "shipped with a total of 5000 USD, paid 5000 GBP",
		},
		"a canceled order whose money was kept": {
			func(s *shop) {
				s.payment.of("payment", ended).Amount = 5000
				s.payment.of("charge", ended).Amount, s.payment.of("charge", ended).Status = 5000, "captured"
			},
			"I8", "canceled with a total of 5000 USD, paid 5000 USD",
		},
		"a canceled order whose money is still on hold": {
			func(s *shop) { s.payment.of("charge", ended).Status = "authorized" },
			"I8", "canceled, but the gateway still holds the buyer's money",
		},
		"a pending order without a saga that was paid": {
			func(s *shop) {
				s.order.of("order", waiting).Status = "pending"
				s.payment.put("payment", waiting, "captured", 5000, 0)
				s.payment.put("charge", waiting, "captured", 5000, 0)
			},
			"I8", "pending with a total of 5000 USD, paid 5000 USD",
		},
		"a returned order that was given back more than it cost": {
			func(s *shop) {
				s.order.of("order", arrived).Status = "returned"
				s.payment.of("payment", arrived).Amount = -1
				s.payment.of("charge", arrived).Amount = -1
			},
			"I8", "returned with a total of 5000 USD, paid -1 USD",
		},
		"an order charged twice at the gateway": {
			func(s *shop) {
				s.payment.of("charge", bought).Amount = 2500
				s.payment.put("charge", bought, "captured", 2500, 0)
			},
			"I10", "the gateway charged it 2 times",
		},
		"a charge that payment knows nothing of": {
			func(s *shop) { s.payment.put("charge", ended, "captured", 5000, 0) },
			"I10", "the gateway has 5000 USD, payment says 0 USD",
		},
		"a captured payment without charge": {
			func(s *shop) { s.payment.drop("charge", bought) },
			"I10", "the gateway has 0, payment says 5000 USD",
		},
		"a charge without order": {
			func(s *shop) { s.payment.put("charge", "999", "captured", 0, 0) },
			"I10", "the gateway charged 0 USD, there is no such order",
		},
		"a mail about nothing": {
			func(s *shop) { s.notification.put("mail", "999", "order_confirmed", 1, 0) },
			"I20", "somebody was written to about an order that does not exist",
		},
		"a pick for nothing": {
			func(s *shop) { s.fulfillment.put("pick", "999", "canceled", 1, 0) },
			"I20", "1 shipments of an order that does not exist",
		},
		"a confirmed order without its mail": {
			func(s *shop) { s.notification.drop("mail", bought) },
			"I20", "confirmed, but no mail order_confirmed was written",
		},
		"a shipped order without its second mail": {
			func(s *shop) { s.notification.of("mail", sent).Status = "order_shipped" },
			"I20", "shipped, but no mail order_confirmed was written",
		},
		"a delivered order without its last mail": {
			func(s *shop) {
				s.notification.drop("mail", arrived)
				s.notification.put("mail", arrived, "order_confirmed", 1, 0)
			},
			"I20", "delivered, but no mail order_delivered was written",
		},
		"a confirmed order that nobody picks": {
			func(s *shop) { s.fulfillment.drop("pick", bought) },
			"I20", "confirmed, but no warehouse knows of it",
		},
		"a canceled order that is picked all the same": {
			func(s *shop) { s.fulfillment.of("pick", ended).Status = "picked" },
			"I20", "canceled, but 1 shipments are to leave and 0 have left",
		},
		"a canceled order that left all the same": {
			func(s *shop) { s.fulfillment.of("pick", ended).Status = "handed_over" },
			"I20", "canceled, but 0 shipments are to leave and 1 have left",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop()
			c.spoil(s)
			r := run(t, s)
			i := r.invariant(t, c.invariant)
			if i.Violations == 0 || !strings.Contains(r.String(), c.detail) {
				t.Fatalf("want %s: %s\n%s", c.invariant, c.detail, r)
			}
			if s.order.readings != 2 || s.pricing.readings != 2 {
				t.Errorf("read %d times", s.order.readings)
			}
		})
	}
}

func TestWhatARoomFindsByItselfCountsAtOnce(t *testing.T) {
	t.Parallel()
	s := newShop()
	s.inventory.violations = []*checkv1.Violation{{Invariant: "I2", Subject: "product 17", Detail: "reserved_qty 5, not 4"}}
	s.pricing.violations = []*checkv1.Violation{{Invariant: "I99", Subject: "quote 3", Detail: "is odd"}}
	r := run(t, s)
	if r.OK() || r.Violations() != 2 || r.Reread != 0 || s.inventory.readings != 1 {
		t.Fatalf("%s", r)
	}
	if got := r.invariant(t, "I2").First[0]; got != (Violation{"inventory", "product 17", "reserved_qty 5, not 4"}) {
		t.Errorf("got %+v", got)
	}
	if r.invariant(t, "I99").Violations != 1 {
		t.Error("a promise that is not listed is lost")
	}
}

func TestStatusesThatAreNotKnownAreNotJudged(t *testing.T) {
	t.Parallel()
	s := newShop()
	s.order.of("order", bought).Status = "on_the_moon"
	s.order.facts = append(s.order.facts, &checkv1.Fact{Kind: "moonwalk", UserId: user, OrderId: sent})
	if r := run(t, s); !r.OK() {
		t.Errorf("%s", r)
	}
}
