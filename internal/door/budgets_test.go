package door

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestLoopbackHasMore(t *testing.T) {
	t.Parallel()
	d := opened(t, func(c *Config) { c.RateLimits = PresetStandard })
	spend := func() bool {
		r := httptest.NewRequest("POST", "/v1/account", nil)
		r.RemoteAddr = "127.0.0.1:99"
		return d.Spend(&Visit{W: httptest.NewRecorder(), R: r}, Signup) == nil
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
	b := budgets(Config{RateLimits: PresetStandard, Limits: Limits{}.withDefaults()})[Signup]
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
		"rate_limits: bench is only":  func(c *Config) { c.RateLimits = PresetBench },
		`rate_limits: "none" is not`:  func(c *Config) { c.RateLimits = "none" },
		"limits: login must allow":    func(c *Config) { c.Limits.Login = Limit{5, 0} },
		"limits: loopback_factor":     func(c *Config) { c.Limits.LoopbackFactor = -1 },
		`trusted_proxies: "10.0.0.1"`: func(c *Config) { c.TrustedProxies = []string{"10.0.0.1"} },
		`public_url: "shop.example"`:  func(c *Config) { c.PublicURL = "shop.example" },
	} {
		cfg := Config{}
		change(&cfg)
		_, err := New(cfg, Needs{}, Deps{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}
