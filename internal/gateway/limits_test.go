package gateway

import (
	"strings"
	"testing"
	"time"

	"rialto/internal/door"
)

// limited is the standard preset seen from the network: httptest's clients come from 192.0.2.1.
func limited(c *settings) { c.door.RateLimits = door.PresetStandard }

// count makes a request until it is refused and returns how often it was not.
func (b *bundle) count(t *testing.T, r request, most int) int {
	t.Helper()
	for n := range most {
		if w := b.do(r); w.Code == 429 {
			if !strings.Contains(w.Body.String(), `"code":"rate_limited"`) || w.Header().Get("Retry-After") == "" {
				t.Fatalf("429 without code or Retry-After: %v %s", w.Header(), w.Body)
			}
			return n
		}
	}
	return most
}

func TestBudgets(t *testing.T) {
	t.Parallel()
	for _, s := range []struct {
		name    string
		request request
		want    int
		refill  time.Duration // after which there is one more
	}{
		{"sign-ups by address", request{line: "POST /v1/account", body: `{"email":"new@example.test","password":"long enough"}`}, 3, 20 * time.Minute},
		{"sign-ins by address", request{line: "POST /v1/sessions", body: `{"email":"x","password":"y"}`}, 30, 2 * time.Second},
		{"searches", request{line: "GET /v1/search?q=x"}, 60, time.Second},
		{"additions", request{line: "POST /v1/cart/items", as: customerToken, body: `{"product_id":"101","quantity":1}`}, 60, time.Second},
		{"orders", request{line: "POST /v1/orders", as: customerToken, headers: []string{"Idempotency-Key: k"}, body: cardOrder}, 10, 6 * time.Second},
		{"refused orders count too", request{line: "POST /v1/orders", as: customerToken, body: `{`}, 10, 6 * time.Second},
		{"staff is not limited", staff("GET /v1/admin/orders"), 700, 0},
	} {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t, limited)
			if got := b.count(t, s.request, 700); got != s.want {
				t.Fatalf("%d were let through, want %d", got, s.want)
			}
			if s.refill == 0 {
				return
			}
			b.clock = b.clock.Add(s.refill - time.Millisecond)
			if got := b.count(t, s.request, 3); got != 0 {
				t.Errorf("a moment too early %d were let through", got)
			}
			b.clock = b.clock.Add(2 * time.Millisecond)
			if got := b.count(t, s.request, 3); got != 1 {
				t.Errorf("after %v %d were let through, want 1", s.refill, got)
			}
		})
	}
}

func TestBudgetsAreApart(t *testing.T) {
	t.Parallel()
	b := setup(t, limited)
	order := func(token string) request {
		return request{line: "POST /v1/orders", as: token, headers: []string{"Idempotency-Key: k"}, body: cardOrder}
	}
	if b.count(t, order(customerToken), 20) != 10 || b.count(t, order(otherToken), 20) != 10 {
		t.Error("two users at one address must have a budget each")
	}
	if w := b.do(request{line: "GET /v1/search", as: customerToken}); w.Code != 200 {
		t.Errorf("a spent checkout budget stopped a search: %d", w.Code)
	}
}

func TestPresets(t *testing.T) {
	t.Parallel()
	sign := request{line: "POST /v1/account", body: `{"email":"new@example.test","password":"long enough"}`}
	if got := setup(t, func(c *settings) { c.door.RateLimits, c.door.Loopback = door.PresetBench, true }).count(t, sign, 500); got != 500 {
		t.Errorf("bench let %d through", got)
	}
	if got := setup(t, limited, func(c *settings) { c.door.Limits.Signup.Count = -1 }).count(t, sign, 500); got != 500 {
		t.Errorf("no limit let %d through", got)
	}
}

func TestConfig(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*Config){
		`currency "usd"`:                   func(c *Config) { c.Currency = "usd" },
		`public_url: "shop.example"`:       func(c *Config) { c.PublicURL = "shop.example" },
		"timeout (1s) must be longer than": func(c *Config) { c.Timeout = time.Second },
	} {
		cfg := Config{}
		change(&cfg)
		b := setup(t)
		_, err := New(cfg, b.gateway.door, b.shop.needs(), b.gateway.deps)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}
