package identity_test

import (
	"bytes"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	identityv1 "rialto/gen/rialto/identity/v1"
	"rialto/internal/identity"
	"rialto/internal/identity/identitytest"
	"rialto/internal/platform/errs"
)

func TestSignInOpensASession(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.register(t, "ada@rialto.test")
	in := b.signIn(t, " ADA@rialto.test")
	if in.GetUserId() != id || in.GetExpiresAt() != b.at.Add(24*time.Hour).UnixMicro() || in.GetGuestUserId() != 0 {
		t.Fatalf("session %v", in)
	}
	if u := b.who(t, in.GetToken()); u.GetUserId() != id {
		t.Fatalf("the token is of %v", u)
	}
	if again := b.signIn(t, "ada@rialto.test"); again.GetToken() == in.GetToken() {
		t.Fatal("two sessions share a token")
	}
}

func TestWrongEmailAndWrongPasswordGiveTheSameAnswer(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.register(t, "ada@rialto.test")
	var answers []string
	for _, req := range []*identityv1.SignInRequest{
		{Email: "ada@rialto.test", Password: "not the password"}, {Email: "bob@rialto.test", Password: goodPassword},
		{Email: "not an e-mail", Password: goodPassword}, {Email: "ada@rialto.test", Password: strings.Repeat("x", 1_000)},
		{Email: "ada@rialto.test"}, nil,
	} {
		_, err := b.SignIn(t.Context(), req)
		if !errs.Is(err, errs.KindUnauthenticated) {
			t.Fatalf("%v: %v", req, err)
		}
		answers = append(answers, errs.As(err).Message)
	}
	if slices.Max(answers) != slices.Min(answers) {
		t.Fatalf("answers differ: %q", answers)
	}
}

// An unknown e-mail costs a hash like any other. Time is no witness on a busy machine: the one turn to hash is kept busy
// instead, and who does not ask for it would not be told that it is.
func TestAnUnknownEmailCostsAHashToo(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *identity.Config) { c.Hashes, c.HashWait = 1, time.Nanosecond })
	b.register(t, "ada@rialto.test")
	release := identity.TakeTurn(t, b.Service)
	defer release()
	for _, email := range []string{"ada@rialto.test", "bob@rialto.test"} {
		_, err := b.SignIn(t.Context(), &identityv1.SignInRequest{Email: email, Password: "not the password"})
		if !errs.HasCode(err, "sign_in_busy") {
			t.Errorf("%s: answered without a hash: %v", email, err)
		}
	}
}

func TestSignInNamesTheGuestWhoseCartToMerge(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.register(t, "ada@rialto.test")
	g := b.guest(t)
	for token, want := range map[string]int64{g.GetToken(): g.GetUserId(), "nonsense": 0, b.signIn(t, "ada@rialto.test").GetToken(): 0} {
		out, err := b.SignIn(t.Context(), &identityv1.SignInRequest{Email: "ada@rialto.test", Password: goodPassword, GuestToken: token})
		if err != nil || out.GetGuestUserId() != want {
			t.Errorf("guest %d, want %d, %v", out.GetGuestUserId(), want, err)
		}
	}
	if b.who(t, g.GetToken()).GetKind() != "guest" {
		t.Fatal("the guest lost the credential of its own orders")
	}
}

func TestTooManyTriesAreStoppedPerAccount(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *identity.Config) { c.SignInsPerMinute = 10 })
	b.register(t, "ada@rialto.test")
	try := func(email string) error {
		_, err := b.SignIn(t.Context(), &identityv1.SignInRequest{Email: email, Password: "not the password"})
		return err
	}
	for i := range 10 {
		if err := try("ada@rialto.test"); !errs.Is(err, errs.KindUnauthenticated) {
			t.Fatalf("try %d: %v", i, err)
		}
	}
	err := try(" ADA@rialto.test")
	if !errs.HasCode(err, "too_many_sign_ins") || errs.As(err).Meta["retry_after"] == "" {
		t.Fatalf("try 11: %v", err)
	}
	if err := try("bob@rialto.test"); !errs.Is(err, errs.KindUnauthenticated) {
		t.Fatalf("another account is stopped too: %v", err)
	}
	b.at = b.at.Add(6*time.Second - time.Microsecond)
	if err := try("ada@rialto.test"); !errs.Is(err, errs.KindTooMany) {
		t.Fatalf("a moment too early: %v", err)
	}
	b.at = b.at.Add(time.Microsecond)
	if _, err := b.SignIn(t.Context(), &identityv1.SignInRequest{Email: "ada@rialto.test", Password: goodPassword}); err != nil {
		t.Fatalf("after the pause: %v", err)
	}
}

func TestTheRightPasswordIsNeverStopped(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *identity.Config) { c.SignInsPerMinute = 10 })
	b.register(t, "ada@rialto.test")
	for i := range 25 {
		if _, err := b.SignIn(t.Context(), &identityv1.SignInRequest{Email: "ada@rialto.test", Password: goodPassword}); err != nil {
			t.Fatalf("sign-in %d: %v", i, err)
		}
	}
	for range 10 {
		b.SignIn(t.Context(), &identityv1.SignInRequest{Email: "ada@rialto.test", Password: "not the password"})
	}
	_, err := b.SignIn(t.Context(), &identityv1.SignInRequest{Email: "ada@rialto.test", Password: "not the password"})
	if !errs.Is(err, errs.KindTooMany) {
		t.Fatalf("right ones must not pay for wrong ones: %v", err)
	}
}

func TestNothingPersonalIsLogged(t *testing.T) {
	t.Parallel()
	var logged bytes.Buffer
	log := slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
	b := benchOver(t, brokenProlong{identitytest.NewMemory()}, log)
	b.register(t, "ada@rialto.test")
	token := b.signIn(t, "ada@rialto.test").GetToken()
	b.at = b.at.Add(2 * time.Hour)
	if b.who(t, token) == nil {
		t.Fatal("a session that cannot be prolonged is refused")
	}
	if logged.Len() == 0 {
		t.Fatal("nothing was logged, so nothing was tested")
	}
	for _, secret := range []string{"ada", "Ada", token, token[12:40], goodPassword} {
		if strings.Contains(logged.String(), secret) {
			t.Errorf("%q is in the log: %s", secret, &logged)
		}
	}
}
