package verify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestADisagreementThatIsGoneAfterTheGraceIsNone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newShop()
		s.notification.drop("mail", bought)
		s.notification.before = func(reading int) {
			if reading == 2 {
				s.notification.put("mail", bought, "order_confirmed", 1, 0)
			}
		}
		started := time.Now()
		r, err := Run(t.Context(), s.rooms(), Options{})
		if err != nil || !r.OK() || r.Reread != 1 {
			t.Fatalf("%v\n%s", err, r)
		}
		if took := time.Since(started); took != 10*time.Second || r.Took != took {
			t.Errorf("the second reading came after %s, the report says %s", took, r.Took)
		}
	})
}

func TestAnotherDisagreementAtTheSecondReadingIsNoViolation(t *testing.T) {
	t.Parallel()
	s := newShop()
	s.notification.drop("mail", bought)
	s.notification.before = func(reading int) {
		if reading == 2 { // it goes on: its first mail is there, the next is not yet
			s.notification.put("mail", bought, "order_confirmed", 1, 0)
			s.fulfillment.drop("pick", bought)
		}
	}
	if r := run(t, s); !r.OK() {
		t.Errorf("%s", r)
	}
}

func TestOrdersThatASagaWorksOnAreUnsettled(t *testing.T) {
	t.Parallel()
	s := newShop()
	s.order.of("order", ended).Status = "canceled+saga"
	s.payment.of("payment", ended).Amount = 5000
	s.payment.of("charge", ended).Amount = 5000
	r := run(t, s)
	if !r.OK() || r.Unsettled != 1 || !strings.Contains(r.String(), "unsettled  order 104 of user 7 (between rooms): canceled with a total") {
		t.Fatalf("%s", r)
	}
}

func TestNewOrdersBetweenReadingsAreNotMistaken(t *testing.T) {
	t.Parallel()
	s := newShop()
	s.notification.drop("mail", bought)
	s.order.before = func(reading int) {
		if reading == 2 {
			s.add("200", "confirmed") // its payment was read before it was made
		}
	}
	r := run(t, s)
	if r.Violations() != 1 || r.invariant(t, "I20").Violations != 1 {
		t.Errorf("%s", r)
	}
}

func TestOfflineNothingIsLate(t *testing.T) {
	t.Parallel()
	offline := func(o *Options) { o.Offline, o.Grace = true, time.Hour }
	s := newShop()
	s.inventory.of("hold", waiting).At = micros(-time.Hour)
	s.notification.drop("mail", bought)
	s.fulfillment.drop("pick", bought)
	if r := run(t, s, offline); !r.OK() || s.order.readings != 1 {
		t.Errorf("%s", r)
	}
	s.payment.of("payment", sent).Amount = 1
	r := run(t, s, offline)
	if r.Violations() != 2 || r.Reread != 0 || r.invariant(t, "I8").Violations != 1 || r.invariant(t, "I10").Violations != 1 {
		t.Errorf("what is wrong for good is found: %s", r)
	}
}

func TestWaitingEndsWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newShop()
		s.notification.drop("mail", bought)
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		started := time.Now()
		_, err := Run(ctx, s.rooms(), Options{})
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(started) != 3*time.Second {
			t.Errorf("%v after %s", err, time.Since(started))
		}
	})
}

func TestRoomsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	down := errors.New("connection refused")
	for want, spoil := range map[string]func(*shop, *Rooms){
		"check payment: connection refused":                           func(s *shop, _ *Rooms) { s.payment.err = down },
		"check order: the room gives the same page for ever at \"7\"": func(s *shop, _ *Rooms) { s.order.stuck = true },
		"room pricing is not there to be checked":                     func(_ *shop, r *Rooms) { r.Pricing = nil },
		"read again: check fulfillment: connection refused": func(s *shop, _ *Rooms) {
			s.notification.drop("mail", bought)
			s.order.before = func(int) { s.fulfillment.err = down }
		},
	} {
		s := newShop()
		rooms := s.rooms()
		spoil(s, &rooms)
		if _, err := Run(t.Context(), rooms, Options{Grace: time.Nanosecond}); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestOnlyTheFirstViolationsAreDescribed(t *testing.T) {
	t.Parallel()
	s := newShop()
	for i := range 30 {
		s.notification.put("mail", fmt.Sprintf("9%02d", i), "order_confirmed", 1, 0)
	}
	r := run(t, s)
	i := r.invariant(t, "I20")
	if i.Violations != 30 || len(i.First) != 20 || i.First[0].Subject != "order 900 of user 7" {
		t.Fatalf("%s", r)
	}
	if !strings.Contains(r.String(), "I20  … and 10 more\n") {
		t.Errorf("%s", r)
	}
}

func TestTheReportAsTextAndJSON(t *testing.T) {
	t.Parallel()
	s := newShop()
	s.payment.of("payment", sent).Amount, s.payment.of("charge", sent).Amount = 1, 1
	r := run(t, s)
	text := r.String()
	for _, want := range []string{
		"      examined  violations", "  I1         2           0  what is reserved, of stock or of a gift card, is never negative",
		"  I8        17           1  confirmed orders are paid exactly, by one tender of each kind at most\n",
		" I25         5           0  coupons", "I8  order 102 of user 7 (between rooms): shipped with a total of 5000 USD, paid 1 USD\n",
		"1 violations, 1 orders read twice, 0s\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	out, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var back Report
	if err := json.Unmarshal(out, &back); err != nil || back.invariant(t, "I8").First[0].Detail == "" || back.Violations() != 1 {
		t.Errorf("%v: %s", err, out)
	}
}
