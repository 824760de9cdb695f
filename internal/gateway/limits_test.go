package gateway

import (
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"
)

// limited is the standard preset seen from the network: httptest's clients come from 192.0.2.1.
func limited(c *Config) { c.RateLimits = presetStandard }

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
	if got := setup(t, func(c *Config) { c.RateLimits, c.Loopback = presetBench, true }).count(t, sign, 500); got != 500 {
		t.Errorf("bench let %d through", got)
	}
	if got := setup(t, limited, func(c *Config) { c.Limits.Signup.Count = -1 }).count(t, sign, 500); got != 500 {
		t.Errorf("no limit let %d through", got)
	}
}

func TestWhoseAddress(t *testing.T) {
	t.Parallel()
	for _, s := range []struct {
		name, remote, forwarded, want string
		local                         bool
	}{
		{"a client", "198.51.100.7:1234", "", "198.51.100.7", false},
		{"a client who lies", "198.51.100.7:1234", "203.0.113.1", "198.51.100.7", false},
		{"this machine", "127.0.0.1:1234", "", "127.0.0.1", true},
		{"this machine by IPv6", "[::1]:1234", "", "::", true},
		{"an unknown proxy on this machine is not a developer", "127.0.0.1:1234", "203.0.113.1", "127.0.0.1", false},
		{"behind our proxy", "10.0.0.1:1234", "203.0.113.1", "203.0.113.1", false},
		{"what the client wrote before our proxy does not count", "10.0.0.1:1234", "1.1.1.1, 203.0.113.1", "203.0.113.1", false},
		{"behind two of our proxies", "10.0.0.1:1234", "203.0.113.1, 10.0.0.2", "203.0.113.1", false},
		{"garbage before our proxy", "10.0.0.1:1234", "unknown", "10.0.0.1", false},
		{"an IPv6 network is one client", "[2001:db8:1:2:3:4:5:6]:1234", "", "2001:db8:1:2::", false},
		{"IPv4 in IPv6", "[::ffff:198.51.100.7]:1234", "", "198.51.100.7", false},
	} {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			g := setup(t, func(c *Config) { c.TrustedProxies = []string{"10.0.0.0/8"} }).gateway
			r := httptest.NewRequest("GET", "/", nil)
			r.RemoteAddr = s.remote
			if s.forwarded != "" {
				r.Header.Set("X-Forwarded-For", s.forwarded)
			}
			addr, local := g.address(r)
			if addr != netip.MustParseAddr(s.want) || local != s.local {
				t.Fatalf("got %v local %v, want %s local %v", addr, local, s.want, s.local)
			}
		})
	}
}

func TestLoopbackHasMore(t *testing.T) {
	t.Parallel()
	b := setup(t, limited)
	spend := func() bool {
		r := httptest.NewRequest("POST", "/v1/account", nil)
		r.RemoteAddr = "127.0.0.1:99"
		return b.gateway.spend(&visit{w: httptest.NewRecorder(), r: r}, signup) == nil
	}
	n := 0
	for spend() {
		n++
	}
	if n != 300 {
		t.Fatalf("%d sign-ups from this machine, want 100 times 3", n)
	}
}

func TestABudgetForgetsOldClients(t *testing.T) {
	t.Parallel()
	b := budgets(Config{RateLimits: presetStandard, Limits: Limits{}.withDefaults()})[signup]
	now := time.Unix(0, 0)
	for user := range int64(3*generation + 1) {
		b.take(client{user: user + 1}, now)
	}
	if n := len(b.young) + len(b.old); n > 2*generation {
		t.Fatalf("%d clients are remembered", n)
	}
	last := client{user: 3*generation + 1}
	b.take(last, now)
	b.take(last, now)
	if b.take(last, now) == 0 {
		t.Error("a recent client was forgotten")
	}
}

func TestConfig(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*Config){
		"rate_limits: bench is only":       func(c *Config) { c.RateLimits = presetBench },
		`rate_limits: "none" is not`:       func(c *Config) { c.RateLimits = "none" },
		"limits: login must allow":         func(c *Config) { c.Limits.Login = Limit{5, 0} },
		"limits: loopback_factor":          func(c *Config) { c.Limits.LoopbackFactor = -1 },
		`trusted_proxies: "10.0.0.1"`:      func(c *Config) { c.TrustedProxies = []string{"10.0.0.1"} },
		`currency "usd"`:                   func(c *Config) { c.Currency = "usd" },
		`public_url: "shop.example"`:       func(c *Config) { c.PublicURL = "shop.example" },
		"timeout (1s) must be longer than": func(c *Config) { c.Timeout = time.Second },
	} {
		cfg := Config{}
		change(&cfg)
		_, err := New(cfg, newShop().needs(), setup(t).gateway.deps)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}
