package identity_test

import (
	"testing"

	identityv1 "rialto/gen/rialto/identity/v1"
	"rialto/internal/commerce"
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

func TestStaffFindAUserByEmail(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.register(t, "ada@rialto.test")
	out, err := b.FindUser(t.Context(), &identityv1.FindUserRequest{Email: "  ADA@Rialto.test"})
	if u := out.GetUser(); err != nil || u.GetUserId() != id || u.GetEmail() != "ada@rialto.test" || u.GetKind() != "customer" {
		t.Fatalf("found %v, %v", u, err)
	}
	for _, email := range []string{"bob@rialto.test", "no e-mail", "", "ada@rialto.test\x00"} {
		if _, err := b.FindUser(t.Context(), &identityv1.FindUserRequest{Email: email}); !errs.HasCode(err, "user_not_found") {
			t.Errorf("%q: %v", email, err)
		}
	}
}

func TestAnEmailWithoutItsAccountFindsNobody(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	guest := b.guest(t).GetUserId()
	for email, owner := range map[string]int64{"gone@rialto.test": 77, "guest@rialto.test": guest} {
		if _, err := b.store.ClaimEmail(t.Context(), email, commerce.UserID(owner), 1); err != nil {
			t.Fatal(err)
		}
		if _, err := b.FindUser(t.Context(), &identityv1.FindUserRequest{Email: email}); !errs.HasCode(err, "user_not_found") {
			t.Errorf("%s: %v", email, err)
		}
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
