package identity_test

import (
	"testing"

	identityv1 "rialto/gen/rialto/identity/v1"
	"rialto/internal/platform/errs"
)

func TestEnsureOperatorCreatesOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	first, err := b.EnsureOperator(t.Context(), &identityv1.EnsureOperatorRequest{Email: "operator@rialto.test"})
	if err != nil || !first.GetCreated() || len(first.GetGeneratedPassword()) != 24 {
		t.Fatalf("first: %v, %v", first, err)
	}
	again, err := b.EnsureOperator(t.Context(), &identityv1.EnsureOperatorRequest{Email: "Operator@rialto.test", Password: goodPassword})
	if err != nil || again.GetCreated() || again.GetUserId() != first.GetUserId() || again.GetGeneratedPassword() != "" {
		t.Fatalf("again: %v, %v", again, err)
	}
	in, err := b.SignIn(t.Context(), &identityv1.SignInRequest{Email: "operator@rialto.test", Password: first.GetGeneratedPassword()})
	if err != nil || b.who(t, in.GetToken()).GetKind() != "operator" {
		t.Fatalf("sign in with the first password: %v", err)
	}
}

func TestEnsureOperatorLeavesACustomerAsItIs(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.register(t, "ada@rialto.test")
	out, err := b.EnsureOperator(t.Context(), &identityv1.EnsureOperatorRequest{Email: "ada@rialto.test"})
	if err != nil || out.GetCreated() || out.GetUserId() != id {
		t.Fatalf("%v, %v", out, err)
	}
	if u := b.who(t, b.signIn(t, "ada@rialto.test").GetToken()); u.GetKind() != "customer" {
		t.Fatalf("a customer became %s", u.GetKind())
	}
}

func TestEnsureOperatorRefusesAWeakPassword(t *testing.T) {
	t.Parallel()
	_, err := newBench(t).EnsureOperator(t.Context(), &identityv1.EnsureOperatorRequest{Email: "operator@rialto.test", Password: "admin123"})
	if !errs.HasCode(err, "validation") {
		t.Fatalf("answer %v", err)
	}
}
