package identity_test

import (
	"context"
	"encoding/base64"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	identityv1 "rialto/gen/rialto/identity/v1"
	"rialto/internal/commerce"
	"rialto/internal/identity"
	"rialto/internal/identity/identitytest"
	"rialto/internal/platform/errs"
)

// brokenProlong is a store that cannot write an expiry.
type brokenProlong struct{ *identitytest.Memory }

func (brokenProlong) ProlongSession(context.Context, identity.Session, int64) error {
	return errors.New("disk full")
}

// counting counts the writes that Authenticate makes.
type counting struct {
	*identitytest.Memory
	prolonged int
}

func (c *counting) ProlongSession(ctx context.Context, s identity.Session, at int64) error {
	c.prolonged++
	return c.Memory.ProlongSession(ctx, s, at)
}

func TestASessionSlidesWithUseUpToItsEnd(t *testing.T) {
	t.Parallel()
	store := &counting{Memory: identitytest.NewMemory()}
	b := benchOver(t, store, nil)
	b.register(t, "ada@rialto.test")
	token := b.signIn(t, "ada@rialto.test").GetToken()
	start := b.at
	for b.at.Sub(start) < 30*24*time.Hour-time.Minute {
		if b.who(t, token) == nil {
			t.Fatalf("ended after %s of use", b.at.Sub(start))
		}
		b.at = b.at.Add(10 * time.Minute)
	}
	if writes := store.prolonged; writes > 30*24 || writes < 28*24 {
		t.Fatalf("%d writes in 30 days of use", writes)
	}
	b.at = start.Add(30 * 24 * time.Hour)
	if b.who(t, token) != nil {
		t.Fatal("a session lives longer than 30 days")
	}
}

func TestSessionsEndWhenTheyMust(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	b := newBench(t)
	b.register(t, "ada@rialto.test")
	if _, err := b.EnsureOperator(t.Context(), &identityv1.EnsureOperatorRequest{Email: "op@rialto.test", Password: goodPassword}); err != nil {
		t.Fatal(err)
	}
	start := b.at
	for name, tc := range map[string]struct {
		token string
		use   time.Duration // used that often
		ends  time.Duration
	}{
		"a customer who is idle": {b.signIn(t, "ada@rialto.test").GetToken(), day, day},
		"an operator at work":    {b.signIn(t, "op@rialto.test").GetToken(), 30 * time.Minute, 8 * time.Hour},
		"a guest":                {b.guest(t).GetToken(), 12 * time.Hour, 30 * day},
	} {
		for b.at = start.Add(tc.use); b.at.Sub(start) < tc.ends; b.at = b.at.Add(tc.use) {
			if b.who(t, tc.token) == nil {
				t.Errorf("%s: ended after %s", name, b.at.Sub(start))
			}
		}
		b.at = start.Add(tc.ends)
		if b.who(t, tc.token) != nil {
			t.Errorf("%s: still good after %s", name, tc.ends)
		}
	}
}

func TestSignOutEndsOneSession(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.register(t, "ada@rialto.test")
	one, two := b.signIn(t, "ada@rialto.test").GetToken(), b.signIn(t, "ada@rialto.test").GetToken()
	for _, token := range []string{one, one, "nonsense", ""} {
		if _, err := b.SignOut(t.Context(), &identityv1.SignOutRequest{Token: token}); err != nil {
			t.Fatalf("sign out: %v", err)
		}
	}
	if b.who(t, one) != nil || b.who(t, two) == nil {
		t.Fatal("the wrong session ended")
	}
}

func TestTokensCannotBeBent(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	good := b.guest(t).GetToken()
	raw, err := base64.RawURLEncoding.DecodeString(good)
	if err != nil || len(raw) != 40 {
		t.Fatalf("token of %d bytes, %v", len(raw), err)
	}
	for i := range raw {
		bent := append([]byte(nil), raw...)
		bent[i] ^= 1
		if b.who(t, base64.RawURLEncoding.EncodeToString(bent)) != nil {
			t.Errorf("byte %d does not matter", i)
		}
	}
	for _, token := range []string{"", good[:53], good + "A", good[:53] + "!", string(make([]byte, 1<<20))} {
		if _, err := b.Authenticate(t.Context(), &identityv1.AuthenticateRequest{Token: token}); !errs.Is(err, errs.KindUnauthenticated) {
			t.Errorf("%.60q: %v", token, err)
		}
	}
	if _, err := b.Authenticate(t.Context(), nil); !errs.Is(err, errs.KindUnauthenticated) {
		t.Errorf("no request: %v", err)
	}
}

func TestOnlyAHashOfTheTokenIsStored(t *testing.T) {
	t.Parallel()
	store := identitytest.NewMemory()
	b := benchOver(t, store, nil)
	g := b.guest(t)
	raw, err := base64.RawURLEncoding.DecodeString(g.GetToken())
	if err != nil {
		t.Fatal(err)
	}
	secret := base64.RawURLEncoding.EncodeToString(raw[8:])
	if _, _, err := store.FindSession(t.Context(), commerce.UserID(g.GetUserId()), secret); !errors.Is(err, identity.ErrSessionNotFound) {
		t.Fatalf("the secret itself is stored: %v", err)
	}
}

func TestExpiredSessionsAreSweptHourly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		for range 1_200 {
			b.guest(t)
		}
		b.at = b.at.Add(31 * 24 * time.Hour)
		ctx, stop := context.WithCancel(t.Context())
		go b.Run(ctx)
		time.Sleep(time.Hour + time.Second) // of the test's own clock
		synctest.Wait()
		if n, err := b.store.SweepSessions(t.Context(), b.at.UnixMicro(), 10); err != nil || n != 0 {
			t.Fatalf("%d expired sessions are left, %v", n, err)
		}
		stop()
		synctest.Wait()
	})
}
