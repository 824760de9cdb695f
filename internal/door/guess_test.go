package door

import (
	"net/http/httptest"
	"testing"
	"time"

	identityv1 "rialto/gen/rialto/identity/v1"
	"rialto/internal/platform/errs"
)

// guessing is a visit of a user (0 = unknown) from an address.
func guessing(user int64, addr string) *Visit {
	r := httptest.NewRequest("POST", "/v1/gift-cards/balance", nil)
	r.RemoteAddr = addr + ":99"
	v := &Visit{W: httptest.NewRecorder(), R: r}
	if user != 0 {
		v.Who = Visitor{&identityv1.User{UserId: user, Kind: "customer"}, bearer}
	}
	return v
}

// wrong counts how many wrong codes are let through, of at most 20.
func wrong(d *Door, visit func(n int) *Visit) int {
	for n := range 20 {
		if _, err := d.Guess(visit(n)); err != nil {
			return n
		}
	}
	return 20
}

func TestWrongCodesAreCountedByUserAndByAddress(t *testing.T) {
	t.Parallel()
	for name, visit := range map[string]func(n int) *Visit{
		"one user from many addresses": func(n int) *Visit { return guessing(11, "192.0.2."+string(rune('1'+n%9))) },
		"many users at one address":    func(n int) *Visit { return guessing(int64(100+n), "192.0.2.1") },
		"nobody in particular":         func(int) *Visit { return guessing(0, "192.0.2.1") },
	} {
		d := opened(t, func(c *Config) { c.RateLimits = PresetStandard })
		if got := wrong(d, visit); got != 10 {
			t.Errorf("%s: %d wrong codes, want 10", name, got)
		}
	}
}

func TestRightCodesCostNothing(t *testing.T) {
	t.Parallel()
	d := opened(t, func(c *Config) { c.RateLimits = PresetStandard })
	for range 50 {
		right, err := d.Guess(guessing(11, "192.0.2.1"))
		if err != nil {
			t.Fatal(err)
		}
		right()
	}
	if got := wrong(d, func(int) *Visit { return guessing(11, "192.0.2.1") }); got != 10 {
		t.Fatalf("after right ones %d wrong codes, want 10", got)
	}
}

// TestARefusedGuessCostsNothing: else somebody who keeps asking would never be let in again, and users at one address would pay
// for each other.
func TestARefusedGuessCostsNothing(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_000_000, 0)
	d := opened(t, func(c *Config) { c.RateLimits = PresetStandard })
	d.deps.Now = func() time.Time { return now }
	one := func(int) *Visit { return guessing(11, "192.0.2.1") }
	wrong(d, one)
	v := one(0)
	for range 100 {
		if _, err := d.Guess(v); !errs.HasCode(err, "too_many_wrong_codes") {
			t.Fatalf("got %v", err)
		}
	}
	if got := v.W.Header().Get("Retry-After"); got != "360" {
		t.Errorf("Retry-After %q, want 360: a tenth of an hour", got)
	}
	now = now.Add(6*time.Minute + time.Second)
	if got := wrong(d, one); got != 1 {
		t.Errorf("after six minutes %d were let through, want 1", got)
	}
}

func TestWithoutLimitsCodesAreNotCounted(t *testing.T) {
	t.Parallel()
	d := opened(t, func(c *Config) { c.RateLimits = PresetOff })
	if got := wrong(d, func(int) *Visit { return guessing(11, "192.0.2.1") }); got != 20 {
		t.Fatalf("%d were let through", got)
	}
}
