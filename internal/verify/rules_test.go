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
	for id, want := range map[string]int64{"I1": 2, "I6": 2, "I8": 17, "I10": 4, "I15": 12, "I20": 10, "I25": 5} {
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
			"I9", "canceled with a total of 5000 USD, paid 5000 USD",
		},
		"a canceled order whose money is still on hold": {
			func(s *shop) { s.payment.of("charge", ended).Status = "authorized" },
			"I9", "canceled, but the gateway still holds the buyer's money",
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
		"a unit that was sold and is not there": {
			func(s *shop) { s.order.of("units", bought).Amount = 2 },
			"I4", "2 units are bought, stock is committed for 1",
		},
		"a unit that nobody can buy": {
			func(s *shop) { s.inventory.of("hold", bought).Amount = 3 },
			"I5", "confirmed, needs 1 units, stock is committed for 3",
		},
		"a unit that stays behind": {
			func(s *shop) { s.inventory.put("hold", arrived, "committed", 1, 0) },
			"I5", "delivered, needs 0 units, stock is committed for 1",
		},
		"an order that a gift card pays beside the card": {
			func(s *shop) { s.giftcard.put("gift_card", bought, "spent", 700, 0) },
			"I8", "confirmed with a total of 5000 USD, paid 5000 USD and 700 USD by 1 gift card(s)",
		},
		"an order that two gift cards pay": {
			func(s *shop) {
				s.payment.of("payment", bought).Amount, s.payment.of("charge", bought).Amount = 4000, 4000
				s.giftcard.put("gift_card", bought, "spent", 400, 0)
				s.giftcard.put("gift_card", bought, "spent", 600, 0)
			},
			"I8", "by 2 gift card(s)",
		},
		"a canceled order whose gift card was kept": {
			func(s *shop) { s.giftcard.put("gift_card", ended, "spent", 5000, 0) },
			"I9", "paid 0 USD and 5000 USD by 1 gift card(s)",
		},
		"a sale that the ledger does not know": {
			func(s *shop) { s.ledger.drop("book", sent) },
			"I13", "shipped, but the ledger knows no sale",
		},
		"a ledger that waits for money that came": {
			func(s *shop) { s.ledger.of("book", sent).Amount = 5000 },
			"I13", "shipped, the ledger waits for 5000 USD",
		},
		"a pending order that nobody works on": {
			func(s *shop) { s.order.of("order", waiting).Status = "pending" },
			"I17", "pending, and no saga works on it",
		},
		"a price that nobody accepted": {
			func(s *shop) { s.pricing.facts[1].Amount = 4900 },
			"I24", "its total is 5000 USD, the accepted quote's 4900 USD",
		},
		"a coupon that a canceled order keeps": {
			func(s *shop) { s.pricing.put("coupon", ended, "committed", 1, 0) },
			"I25", "1 coupons are redeemed, the order is canceled",
		},
		"an order that was there once": {
			func(s *shop) { s.order.drop("order", arrived) },
			"I28", "it is gone, but was paid 5000 USD",
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

// TestEveryWayToPayIsRight pays orders in each way, and finds nothing.
func TestEveryWayToPayIsRight(t *testing.T) {
	t.Parallel()
	s := newShop()
	s.payment.of("payment", bought).Amount, s.payment.of("charge", bought).Amount = 4000, 4000
	s.giftcard.put("gift_card", bought, "spent", 1000, 0)
	s.giftcard.put("gift_card", ended, "released", 0, 0)
	byBank := s.payment.of("payment", arrived)
	byBank.Id = "bank_transfer"
	s.payment.drop("charge", arrived)
	byCourier := s.payment.of("payment", sent)
	byCourier.Id, byCourier.Status = "cash_on_delivery", "promised"
	s.payment.drop("charge", sent)
	s.ledger.of("book", sent).Amount = 5000
	s.pricing.put("coupon", bought, "committed", 1, 0)
	s.pricing.put("coupon", ended, "released", 1, 0)
	if r := run(t, s); !r.OK() || r.Reread != 0 {
		t.Errorf("%s", r)
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
