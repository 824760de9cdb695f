package identity_test

import (
	"context"
	"testing"

	identityv1 "rialto/gen/rialto/identity/v1"
	"rialto/internal/identity"
	"rialto/internal/identity/identitytest"
	"rialto/internal/platform/errs"
)

// signsIn reports whether this password is the account's.
func (b *bench) signsIn(t *testing.T, email, password string) bool {
	t.Helper()
	_, err := b.SignIn(t.Context(), &identityv1.SignInRequest{Email: email, Password: password})
	if err != nil && !errs.Is(err, errs.KindUnauthenticated) {
		t.Fatalf("sign in: %v", err)
	}
	return err == nil
}

func TestAResetGivesAnotherPasswordAndEndsAllSessions(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.register(t, "ada@rialto.test")
	b.register(t, "bob@rialto.test")
	one, two, other := b.signIn(t, "ada@rialto.test"), b.signIn(t, "ada@rialto.test"), b.signIn(t, "bob@rialto.test")
	const next = "another horse, another staple"
	out, err := b.ResetPassword(t.Context(), &identityv1.ResetPasswordRequest{UserId: id, Password: next})
	if err != nil || out.GetGeneratedPassword() != "" {
		t.Fatalf("reset: %v, %v", out, err)
	}
	if b.who(t, one.GetToken()) != nil || b.who(t, two.GetToken()) != nil || b.who(t, other.GetToken()) == nil {
		t.Fatal("the wrong sessions ended")
	}
	if b.signsIn(t, "ada@rialto.test", goodPassword) || !b.signsIn(t, "ada@rialto.test", next) {
		t.Fatal("the password is not the new one")
	}
}

func TestAResetWithoutPasswordMakesOneAndTellsIt(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	op, err := b.EnsureOperator(t.Context(), &identityv1.EnsureOperatorRequest{Email: "op@rialto.test", Password: goodPassword})
	if err != nil {
		t.Fatal(err)
	}
	first := b.reset(t, op.GetUserId())
	second := b.reset(t, op.GetUserId())
	if first == second || len(first) != 24 {
		t.Fatalf("made %q and %q", first, second)
	}
	if b.signsIn(t, "op@rialto.test", first) || !b.signsIn(t, "op@rialto.test", second) {
		t.Fatal("the last password that was told is not the operator's")
	}
}

func (b *bench) reset(t *testing.T, id int64) string {
	t.Helper()
	out, err := b.ResetPassword(t.Context(), &identityv1.ResetPasswordRequest{UserId: id})
	if err != nil {
		t.Fatalf("reset: %v", err)
	}
	return out.GetGeneratedPassword()
}

func TestResetsThatCannotBe(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.register(t, "ada@rialto.test")
	for name, tc := range map[string]struct {
		req  *identityv1.ResetPasswordRequest
		code string
	}{
		"nobody":                 {nil, "user_not_found"},
		"an unknown user":        {&identityv1.ResetPasswordRequest{UserId: id + 1, Password: goodPassword}, "user_not_found"},
		"a guest":                {&identityv1.ResetPasswordRequest{UserId: b.guest(t).GetUserId()}, "user_not_found"},
		"a short password":       {&identityv1.ResetPasswordRequest{UserId: id, Password: "short"}, "validation"},
		"a common password":      {&identityv1.ResetPasswordRequest{UserId: id, Password: "Password123"}, "validation"},
		"the e-mail as password": {&identityv1.ResetPasswordRequest{UserId: id, Password: "Ada@rialto.test"}, "validation"},
	} {
		if _, err := b.ResetPassword(t.Context(), tc.req); !errs.HasCode(err, tc.code) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if !b.signsIn(t, "ada@rialto.test", goodPassword) {
		t.Fatal("a refused reset changed the password")
	}
}

// resetMeanwhile replaces the password between the check at sign-in and the session.
type resetMeanwhile struct{ *identitytest.Memory }

func (r resetMeanwhile) OpenSession(ctx context.Context, s identity.Session, hash string) error {
	if err := r.SetPassword(ctx, s.UserID, "$argon2id$another", s.CreatedAt); err != nil {
		return err
	}
	return r.Memory.OpenSession(ctx, s, hash)
}

func TestASignInThatAResetOvertakesIsRefused(t *testing.T) {
	t.Parallel()
	b := benchOver(t, resetMeanwhile{identitytest.NewMemory()}, nil)
	b.register(t, "ada@rialto.test")
	if b.signsIn(t, "ada@rialto.test", goodPassword) {
		t.Fatal("the old password opened a session after the reset")
	}
}
