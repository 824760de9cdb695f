package identity_test

import (
	"crypto/rand"
	"log/slog"
	"testing"
	"time"

	identityv1 "rialto/gen/rialto/identity/v1"
	"rialto/internal/identity"
	"rialto/internal/identity/identitytest"
	"rialto/internal/platform/ids"
)

// bench is the room over a store in memory, with a clock that the test moves and hashes that cost nothing.
type bench struct {
	*identity.Service
	store identity.Store
	at    time.Time
}

const goodPassword = "correct horse battery staple"

func newBench(t *testing.T, changes ...func(*identity.Config)) *bench {
	t.Helper()
	return benchOver(t, identitytest.NewMemory(), slog.New(slog.DiscardHandler), changes...)
}

func benchOver(t *testing.T, store identity.Store, log *slog.Logger, changes ...func(*identity.Config)) *bench {
	t.Helper()
	b := &bench{store: store, at: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)}
	var cfg identity.Config
	cfg.Password = identity.HashCost{MemoryKiB: 8, Passes: 1, Lanes: 1}
	cfg.SignInsPerMinute = -1
	for _, change := range changes {
		change(&cfg)
	}
	now := func() time.Time { return b.at }
	source, err := ids.New(now, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	b.Service, err = identity.New(cfg, store, identity.Deps{Now: now, IDs: source, Rand: rand.Reader, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *bench) register(t *testing.T, email string) int64 {
	t.Helper()
	out, err := b.Register(t.Context(), &identityv1.RegisterRequest{Email: email, Password: goodPassword, Name: "Ada"})
	if err != nil {
		t.Fatalf("register: %v", err)
	}
	return out.GetUserId()
}

func (b *bench) signIn(t *testing.T, email string) *identityv1.SignInResponse {
	t.Helper()
	out, err := b.SignIn(t.Context(), &identityv1.SignInRequest{Email: email, Password: goodPassword})
	if err != nil {
		t.Fatalf("sign in: %v", err)
	}
	return out
}

func (b *bench) guest(t *testing.T) *identityv1.CreateGuestResponse {
	t.Helper()
	out, err := b.CreateGuest(t.Context(), nil)
	if err != nil {
		t.Fatalf("create guest: %v", err)
	}
	return out
}

// who returns the user of a token, nil when it is not good.
func (b *bench) who(t *testing.T, token string) *identityv1.User {
	t.Helper()
	out, err := b.Authenticate(t.Context(), &identityv1.AuthenticateRequest{Token: token})
	if err != nil {
		return nil
	}
	return out.GetUser()
}
