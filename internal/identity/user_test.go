package identity_test

import (
	"testing"

	identityv1 "rialto/gen/rialto/identity/v1"
	"rialto/internal/identity"
	"rialto/internal/platform/errs"
)

func TestMembershipIsSetAndEnded(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.register(t, "ada@rialto.test")
	for _, until := range []int64{1_800_000_000_000_000, 0} {
		if _, err := b.SetMembership(t.Context(), &identityv1.SetMembershipRequest{UserId: id, ExpiresAt: until}); err != nil {
			t.Fatal(err)
		}
		out, err := b.GetUser(t.Context(), &identityv1.GetUserRequest{UserId: id})
		if err != nil || out.GetUser().GetMemberUntil() != until {
			t.Fatalf("member until %d, %v", out.GetUser().GetMemberUntil(), err)
		}
	}
	if _, err := b.SetMembership(t.Context(), &identityv1.SetMembershipRequest{UserId: id, ExpiresAt: -1}); !errs.HasCode(err, "validation") {
		t.Fatalf("a negative time: %v", err)
	}
	if _, err := b.SetMembership(t.Context(), nil); !errs.Is(err, errs.KindNotFound) {
		t.Fatalf("nobody: %v", err)
	}
	if _, err := b.GetUser(t.Context(), nil); !errs.Is(err, errs.KindNotFound) {
		t.Fatalf("nobody: %v", err)
	}
}

func TestConfigSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	if err := (identity.Config{}).WithDefaults().Validate(); err != nil {
		t.Fatalf("defaults: %v", err)
	}
	for name, change := range map[string]func(*identity.Config){
		"negative tries":           func(c *identity.Config) { c.SignInsPerMinute = -2 },
		"no memory":                func(c *identity.Config) { c.Password.MemoryKiB = 7 },
		"nobody hashes":            func(c *identity.Config) { c.Hashes = -1 },
		"idle longer than longest": func(c *identity.Config) { c.Idle = c.Longest + 1 },
		"never swept":              func(c *identity.Config) { c.SweepEvery = -1 },
	} {
		cfg := identity.Config{}.WithDefaults()
		change(&cfg)
		if _, err := identity.New(cfg, nil, identity.Deps{}); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}
