package journey

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rialto/internal/app"
	"rialto/internal/payment"
	"rialto/test/restclient"
)

// webhooks sends what a gateway may say of a payment in every order, with one of them twice, some before and some after the
// buyer has been at the bank, and all of it again at the end. What counts is what the bank decided.
func (g *gatewayOf) webhooks(t *testing.T, s *shop) {
	for i, events := range permutations([]string{"charge.authorized", "charge.captured", "charge.declined"}) {
		events = append(events, events[i%len(events)]) // one of them twice
		verdict := []string{"approve", "decline"}[i%2]
		t.Run(fmt.Sprint(verdict, " ", strings.Join(events, ", ")), func(t *testing.T) {
			t.Parallel()
			s.hears(t, g, verdict, events, i%(len(events)+1))
		})
	}
}

// gatewayOf knows the secret that signs a shop's webhooks, as the gateway itself does.
type gatewayOf struct{ data string }

func (g *gatewayOf) finds(cfg *app.Config, _ *app.Options) {
	if len(cfg.Targets) == 0 || slices.Contains(cfg.Targets, "payment") {
		g.data = cfg.Data
	}
}

func (g *gatewayOf) secret(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(g.data, "webhook.secret"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}

// event is a message about an order's charge.
func event(t testing.TB, id, kind, order, user string) string {
	t.Helper()
	body, err := json.Marshal(map[string]any{"id": id, "type": kind, "charge": map[string]any{"order_id": order, "user_id": user}})
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func (s *shop) webhook(t testing.TB, body, signature string) *restclient.Answer {
	t.Helper()
	return s.client(t).Send("POST", "/v1/webhooks/payments/sandbox", body, "Rialto-Signature", signature)
}

// hears places an order that waits for the bank, and sends the first events before the buyer decides there.
func (s *shop) hears(t *testing.T, gateway *gatewayOf, verdict string, events []string, before int) {
	product, buyer := s.product(t, "Hooked hat", "10.00", 5), s.member(t, "hook")
	buyer.add(product, 1)
	placed := buyer.pay(buyer.quote(), "hooked", card("tok_3ds"))
	id := placed.Str("order_id")
	if placed.Status != 202 || id == "" {
		t.Fatalf("place: %v", placed)
	}
	user, secret := s.staff(t, id).Str("user_id"), gateway.secret(t)
	send := func(kinds []string) {
		for _, kind := range kinds {
			body := event(t, "evt_"+id+"_"+kind, kind, id, user)
			if got := s.webhook(t, body, payment.Sign(secret, time.Now(), []byte(body))); got.Status != 204 {
				t.Errorf("%s: %v", kind, got)
			}
		}
	}
	send(events[:before])
	if got := buyer.order(id); got.Str("status") != "pending" {
		t.Fatalf("a webhook moved money that the bank holds: %v", got)
	}
	page := placed.Str("payment", "next_action", "url")
	if got := s.client(t).Send("POST", page[strings.Index(page, "/sandbox/"):]+"/"+verdict, nil); got.Status >= 400 {
		t.Fatalf("%s at the bank: %v", verdict, got)
	}
	send(events[before:])
	want, money, left := "confirmed", "captured", int64(4)
	if verdict == "decline" {
		want, money, left = "canceled", "declined", 5
	}
	eventually(t, "the order is "+want, func() bool { return buyer.order(id).Str("status") == want })
	version := len(buyer.order(id).List("timeline"))
	send(events) // late, and heard before
	if got := buyer.order(id); got.Str("status") != want || got.Str("payment", "status") != money || len(got.List("timeline")) != version {
		t.Errorf("late events changed what was decided: %v", got)
	}
	eventually(t, "the stock says the same", func() bool {
		sellable, reserved := s.sellable(t, product)
		return sellable == left && (reserved == 0) == (left == 5)
	})
}

// isNobodyElse: who does not know the secret, or says what was signed long ago, is not heard.
func (g *gatewayOf) isNobodyElse(t *testing.T, s *shop) {
	t.Helper()
	body, secret := event(t, "evt_forged", "charge.captured", "1", "1"), g.secret(t)
	for what, signature := range map[string]string{
		"none": "", "another secret's": payment.Sign("a secret of somebody else", time.Now(), []byte(body)),
		"of long ago": payment.Sign(secret, time.Now().Add(-time.Hour), []byte(body)), "of other words": payment.Sign(secret, time.Now(), []byte(body+" ")),
	} {
		if got := s.webhook(t, body, signature); got.Status != 401 {
			t.Errorf("a signature that is %s: %v", what, got)
		}
	}
	for what, nonsense := range map[string]string{"no JSON": "?", "nobody's": event(t, "evt_x", "charge.captured", "", ""), "no user's": event(t, "evt_y", "charge.captured", "1", "-1")} {
		if got := s.webhook(t, nonsense, payment.Sign(secret, time.Now(), []byte(nonsense))); got.Status != 422 && got.Status != 400 {
			t.Errorf("%s: %v", what, got)
		}
	}
}

func permutations(of []string) (all [][]string) {
	if len(of) == 1 {
		return [][]string{slices.Clone(of)}
	}
	for i := range of {
		rest := slices.Delete(slices.Clone(of), i, i+1)
		for _, p := range permutations(rest) {
			all = append(all, append([]string{of[i]}, p...))
		}
	}
	return all
}
