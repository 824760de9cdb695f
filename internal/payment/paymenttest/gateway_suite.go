package paymenttest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rialto/internal/commerce"
	"rialto/internal/payment"
	"rialto/internal/platform/errs"
)

// TestGateway runs the suite of payment.Gateway on one gateway that honours the sandbox's tokens. Every case has an order
// of its own.
func TestGateway(t *testing.T, g payment.Gateway) {
	for i, c := range []struct {
		name string
		run  func(t *testing.T, s *shop)
	}{
		{"authorising twice holds the money once", authorizeOnce},
		{"a key with other parameters is refused", keyReused},
		{"a decline is a state and stays one", declineStays},
		{"capture takes the money once, and only held money", captureOnce},
		{"a void lets held money go and nothing captures it afterwards", voidHeld},
		{"a void of an order never seen refuses the authorise that was late", voidUnseen},
		{"a void leaves captured and declined charges as they are", voidFinal},
		{"a refund is given once per key and never beyond what was captured", refundKeys},
		{"an order never seen is missing", lookupMissing},
		{"another user's order is missing", lookupStranger},
		{"parallel calls of one key make one charge", parallelKeys},
		{"a charge names its card, and the reusable token pays with the same card", cardNamed},
		{"a decline gives no reusable token", cardDeclined},
		{"the ledger lists what changed, each change at its end", ledgerChanges},
		{"the ledger refuses another's cursor", ledgerCursor},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.run(t, &shop{g: g, key: payment.Key{UserID: 31, OrderID: commerce.OrderID(fmt.Sprintf("9%03d", i))}})
		})
	}
}

// shop talks to a gateway about one order of 1,000 USD cents.
type shop struct {
	g   payment.Gateway
	key payment.Key
}

var price = commerce.Money{Amount: 1_000, Currency: "USD"}

func (s *shop) authorize(t *testing.T, token string, want payment.ChargeState) payment.Charge {
	t.Helper()
	c, err := s.g.Authorize(t.Context(), payment.Authorization{Key: s.key, Amount: price, Token: token})
	return s.want(t, c, err, want)
}

func (s *shop) capture(t *testing.T, want payment.ChargeState) payment.Charge {
	t.Helper()
	c, err := s.g.Capture(t.Context(), s.key, "cap-"+string(s.key.OrderID), price)
	return s.want(t, c, err, want)
}

func (s *shop) void(t *testing.T, want payment.ChargeState) payment.Charge {
	t.Helper()
	c, err := s.g.Void(t.Context(), s.key, "void-"+string(s.key.OrderID))
	return s.want(t, c, err, want)
}

func (s *shop) lookup(t *testing.T, want payment.ChargeState) payment.Charge {
	t.Helper()
	c, err := s.g.Lookup(t.Context(), s.key)
	return s.want(t, c, err, want)
}

func (s *shop) want(t *testing.T, c payment.Charge, err error, want payment.ChargeState) payment.Charge {
	t.Helper()
	if err != nil || c.State != want || c.Key != s.key {
		t.Fatalf("charge = %+v, %v; want %s", c, err, want)
	}
	return c
}

func authorizeOnce(t *testing.T, s *shop) {
	first := s.authorize(t, "tok_approve", payment.ChargeAuthorized)
	if first.ID == "" || first.Amount != price || first.Captured != 0 {
		t.Fatalf("charge %+v", first)
	}
	if again := s.authorize(t, "tok_approve", payment.ChargeAuthorized); again.ID != first.ID {
		t.Fatalf("a second charge %s beside %s", again.ID, first.ID)
	}
	if seen := s.lookup(t, payment.ChargeAuthorized); seen.ID != first.ID {
		t.Fatalf("look-up found %s", seen.ID)
	}
}

func keyReused(t *testing.T, s *shop) {
	s.authorize(t, "tok_approve", payment.ChargeAuthorized)
	other := commerce.Money{Amount: 999, Currency: "USD"}
	for name, a := range map[string]payment.Authorization{
		"amount": {Key: s.key, Amount: other, Token: "tok_approve"},
		"token":  {Key: s.key, Amount: price, Token: "tok_decline"},
	} {
		if _, err := s.g.Authorize(t.Context(), a); !errs.HasCode(err, "key_reused") {
			t.Errorf("other %s: %v", name, err)
		}
	}
	s.capture(t, payment.ChargeCaptured)
	if _, err := s.g.Capture(t.Context(), s.key, "cap-"+string(s.key.OrderID), other); !errs.HasCode(err, "key_reused") {
		t.Errorf("capture of another amount: %v", err)
	}
	if _, err := s.g.Refund(t.Context(), s.key, "r", other); err != nil {
		t.Fatal(err)
	}
	if _, err := s.g.Refund(t.Context(), s.key, "r", price); !errs.HasCode(err, "key_reused") {
		t.Errorf("refund of another amount: %v", err)
	}
}

func declineStays(t *testing.T, s *shop) {
	for range 2 {
		if c := s.authorize(t, "tok_decline", payment.ChargeDeclined); c.DeclineCode != "card_declined" {
			t.Fatalf("decline code %q", c.DeclineCode)
		}
	}
	s.capture(t, payment.ChargeDeclined)
}

func captureOnce(t *testing.T, s *shop) {
	if c, err := s.g.Capture(t.Context(), s.key, "early", price); err != nil || c.State != payment.ChargeMissing {
		t.Fatalf("capture of nothing: %+v, %v", c, err)
	}
	s.authorize(t, "tok_approve", payment.ChargeAuthorized)
	for range 2 {
		if c := s.capture(t, payment.ChargeCaptured); c.Captured != price.Amount {
			t.Fatalf("captured %d", c.Captured)
		}
	}
	if c, err := s.g.Capture(t.Context(), s.key, "another", price); err != nil || c.Captured != price.Amount {
		t.Fatalf("a second key captured %+v, %v", c, err)
	}
}

func voidHeld(t *testing.T, s *shop) {
	s.authorize(t, "tok_approve", payment.ChargeAuthorized)
	for range 2 {
		s.void(t, payment.ChargeVoided)
	}
	s.capture(t, payment.ChargeVoided)
	if c := s.authorize(t, "tok_approve", payment.ChargeVoided); c.Captured != 0 {
		t.Fatalf("captured %d after the void", c.Captured)
	}
}

func voidUnseen(t *testing.T, s *shop) {
	for range 2 {
		s.void(t, payment.ChargeVoided)
	}
	s.authorize(t, "tok_approve", payment.ChargeVoided)
	s.lookup(t, payment.ChargeVoided)
}

func voidFinal(t *testing.T, s *shop) {
	s.authorize(t, "tok_approve", payment.ChargeAuthorized)
	s.capture(t, payment.ChargeCaptured)
	s.void(t, payment.ChargeCaptured)
	declined := &shop{g: s.g, key: payment.Key{UserID: s.key.UserID, OrderID: s.key.OrderID + "d"}}
	declined.authorize(t, "tok_decline", payment.ChargeDeclined)
	declined.void(t, payment.ChargeDeclined)
}

func refundKeys(t *testing.T, s *shop) {
	refund := func(id string, amount int64) payment.Charge {
		t.Helper()
		c, err := s.g.Refund(t.Context(), s.key, id, commerce.Money{Amount: amount, Currency: "USD"})
		if err != nil {
			t.Fatalf("refund %s: %v", id, err)
		}
		return c
	}
	s.authorize(t, "tok_approve", payment.ChargeAuthorized)
	if c := refund("early", 1); c.Refunded != 0 {
		t.Fatalf("refunded %d of nothing", c.Refunded)
	}
	s.capture(t, payment.ChargeCaptured)
	for range 2 {
		if c := refund("r1", 700); c.Refunded != 700 {
			t.Fatalf("refunded %d", c.Refunded)
		}
	}
	refund("r2", 301)
	c := refund("r3", 300)
	if c.Refunded != 1_000 || len(c.Refunds) != 3 {
		t.Fatalf("charge %+v", c)
	}
	for _, r := range s.lookup(t, payment.ChargeCaptured).Refunds {
		if want := r.ID != "r2"; r.Done != want {
			t.Errorf("refund %s done = %v", r.ID, r.Done)
		}
	}
}

func lookupMissing(t *testing.T, s *shop) { s.lookup(t, payment.ChargeMissing) }

func lookupStranger(t *testing.T, s *shop) {
	s.authorize(t, "tok_approve", payment.ChargeAuthorized)
	stranger := &shop{g: s.g, key: payment.Key{UserID: s.key.UserID + 1, OrderID: s.key.OrderID}}
	stranger.lookup(t, payment.ChargeMissing)
}

func parallelKeys(t *testing.T, s *shop) {
	ids := make([]string, 16)
	together(len(ids), func(i int) {
		c, err := s.g.Authorize(t.Context(), payment.Authorization{Key: s.key, Amount: price, Token: "tok_approve"})
		if err != nil {
			t.Errorf("authorise: %v", err)
		}
		ids[i] = c.ID
	})
	for _, id := range ids {
		if id != ids[0] || id == "" {
			t.Fatalf("charges %v", ids)
		}
	}
}

func cardNamed(t *testing.T, s *shop) {
	first := s.authorize(t, "tok_approve", payment.ChargeAuthorized)
	if first.Brand != "visa" || first.LastFour != "4242" || first.Reusable == "" || first.Reusable == "tok_approve" {
		t.Fatalf("charge %+v", first)
	}
	again := &shop{g: s.g, key: payment.Key{UserID: s.key.UserID, OrderID: s.key.OrderID + "b"}}
	second := again.authorize(t, first.Reusable, payment.ChargeAuthorized)
	if second.Brand != first.Brand || second.LastFour != first.LastFour || second.Reusable != first.Reusable {
		t.Fatalf("paid with %+v, then %+v", first, second)
	}
	if seen := s.lookup(t, payment.ChargeAuthorized); seen.Reusable != first.Reusable || seen.LastFour != "4242" {
		t.Fatalf("look-up found %+v", seen)
	}
}

func cardDeclined(t *testing.T, s *shop) {
	if c := s.authorize(t, "tok_decline", payment.ChargeDeclined); c.Reusable != "" {
		t.Fatalf("charge %+v", c)
	}
}

// changes reads the whole list from since on, in pages of two, and returns this case's orders.
func (s *shop) changes(t *testing.T, since int64) (found []payment.Charge) {
	t.Helper()
	ledger, ok := s.g.(payment.Ledger)
	if !ok {
		t.Skip("this gateway shows no books")
	}
	last := int64(0)
	for cursor, first := "", true; first || cursor != ""; first = false {
		page, next, err := ledger.Changes(t.Context(), since, cursor, 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range page {
			if c.At < since || c.At < last {
				t.Fatalf("%+v after one at %d, since %d", c, last, since)
			}
			last = c.At
			if strings.HasPrefix(string(c.OrderID), string(s.key.OrderID)) {
				found = append(found, c)
			}
		}
		cursor = next
	}
	return found
}

func ledgerChanges(t *testing.T, s *shop) {
	other := &shop{g: s.g, key: payment.Key{UserID: s.key.UserID, OrderID: s.key.OrderID + "b"}}
	third := &shop{g: s.g, key: payment.Key{UserID: s.key.UserID, OrderID: s.key.OrderID + "c"}}
	s.authorize(t, "tok_approve", payment.ChargeAuthorized)
	other.authorize(t, "tok_decline", payment.ChargeDeclined)
	third.void(t, payment.ChargeVoided)
	if got := s.changes(t, 0); len(got) != 3 {
		t.Fatalf("listed %+v", got)
	}
	captured := s.capture(t, payment.ChargeCaptured)
	if _, err := s.g.Refund(t.Context(), s.key, "r1", commerce.Money{Amount: 300, Currency: "USD"}); err != nil {
		t.Fatal(err)
	}
	got := s.changes(t, captured.At)
	found := slices.ContainsFunc(got, func(c payment.Charge) bool {
		return c.Key == s.key && c.State == payment.ChargeCaptured && c.Captured == 1_000 && c.Refunded == 300 && c.Amount == price
	})
	if !found {
		t.Fatalf("listed %+v", got)
	}
	if later := s.changes(t, got[len(got)-1].At+1_000_000_000); len(later) != 0 {
		t.Fatalf("changes of the future: %+v", later)
	}
}

func ledgerCursor(t *testing.T, s *shop) {
	ledger, ok := s.g.(payment.Ledger)
	if !ok {
		t.Skip("this gateway shows no books")
	}
	if _, _, err := ledger.Changes(t.Context(), 0, "nonsense", 10); !errs.Is(err, errs.KindInvalid) {
		t.Fatalf("answer %v", err)
	}
}

// GivesUp returns a context whose caller does not wait long, for calls that hang.
func GivesUp(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	t.Cleanup(cancel)
	return ctx
}
