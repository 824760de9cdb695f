package identity_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	identityv1 "rialto/gen/rialto/identity/v1"
	"rialto/internal/commerce"
	"rialto/internal/identity"
	"rialto/internal/identity/identitytest"
	"rialto/internal/platform/errs"
)

func TestRegisterMakesACustomer(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.register(t, "  Ada@Rialto.Test ")
	out, err := b.GetUser(t.Context(), &identityv1.GetUserRequest{UserId: id})
	u := out.GetUser()
	if err != nil || u.GetKind() != "customer" || u.GetEmail() != "ada@rialto.test" || u.GetName() != "Ada" || u.GetCreatedAt() == 0 {
		t.Fatalf("user %v, %v", u, err)
	}
	if _, err := b.Register(t.Context(), &identityv1.RegisterRequest{Email: "ADA@rialto.test", Password: goodPassword}); !errs.HasCode(err, "email_taken") {
		t.Fatalf("taken: %v", err)
	}
}

func TestRegisterListsAllThatIsWrong(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 129)
	for name, tc := range map[string]struct {
		req    *identityv1.RegisterRequest
		fields string
	}{
		"nothing given":           {nil, "email password"},
		"all wrong":               {&identityv1.RegisterRequest{Email: "x", Password: "short", Name: long + long}, "email password name"},
		"a common password":       {&identityv1.RegisterRequest{Email: "a@b.test", Password: "Password123"}, "password"},
		"the e-mail as password":  {&identityv1.RegisterRequest{Email: "ada@rialto.test", Password: "ADA@rialto.test"}, "password"},
		"a password too long":     {&identityv1.RegisterRequest{Email: "a@b.test", Password: long}, "password"},
		"a password that is none": {&identityv1.RegisterRequest{Email: "a@b.test", Password: "\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8\xf7"}, "password"},
		"a name with a NUL":       {&identityv1.RegisterRequest{Email: "a@b.test", Password: goodPassword, Name: "A\x00"}, "name"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := newBench(t).Register(t.Context(), tc.req)
			if !errs.HasCode(err, "validation") {
				t.Fatalf("answer %v", err)
			}
			var names []string
			for _, f := range errs.As(err).Fields {
				names = append(names, f.Name)
			}
			if got := strings.Join(names, " "); got != tc.fields {
				t.Fatalf("fields %q, want %q", got, tc.fields)
			}
		})
	}
}

func TestPasswordsOfAnyScriptAndLengthInBoundsAreTaken(t *testing.T) {
	t.Parallel()
	for i, password := range []string{"8letters", strings.Repeat("ü", 128), "пароль пароль", "with \t tab and 🎉"} {
		b := newBench(t)
		req := &identityv1.RegisterRequest{Email: "a@b.test", Password: password}
		if _, err := b.Register(t.Context(), req); err != nil {
			t.Errorf("%d: %v", i, err)
		}
		if _, err := b.SignIn(t.Context(), &identityv1.SignInRequest{Email: "a@b.test", Password: password}); err != nil {
			t.Errorf("%d: sign in: %v", i, err)
		}
	}
}

func TestRegisterUpgradesTheGuestAndEndsItsToken(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	g := b.guest(t)
	out, err := b.Register(t.Context(), &identityv1.RegisterRequest{
		Email: "ada@rialto.test", Password: goodPassword, Name: "Ada", GuestToken: g.GetToken(),
	})
	if err != nil || out.GetUserId() != g.GetUserId() {
		t.Fatalf("registered %v of guest %d, %v", out, g.GetUserId(), err)
	}
	if b.who(t, g.GetToken()) != nil {
		t.Fatal("the guest token is still good")
	}
	in := b.signIn(t, "ada@rialto.test")
	if u := b.who(t, in.GetToken()); u.GetUserId() != g.GetUserId() || u.GetKind() != "customer" {
		t.Fatalf("signed in as %v", u)
	}
}

func TestAStaleOrForeignGuestTokenDoesNotMatter(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	customer := b.register(t, "first@rialto.test")
	session := b.signIn(t, "first@rialto.test").GetToken()
	for i, token := range []string{"nonsense", session} {
		out, err := b.Register(t.Context(), &identityv1.RegisterRequest{
			Email: string(rune('a'+i)) + "@rialto.test", Password: goodPassword, GuestToken: token,
		})
		if err != nil || out.GetUserId() == customer {
			t.Fatalf("%d: %v, %v", i, out, err)
		}
	}
}

func TestATakenEmailLeavesTheGuestAGuest(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.register(t, "ada@rialto.test")
	g := b.guest(t)
	_, err := b.Register(t.Context(), &identityv1.RegisterRequest{
		Email: "ada@rialto.test", Password: goodPassword, GuestToken: g.GetToken(),
	})
	if u := b.who(t, g.GetToken()); !errs.HasCode(err, "email_taken") || u.GetKind() != "guest" || u.GetEmail() != "" {
		t.Fatalf("guest %v, %v", u, err)
	}
}

func TestOneEmailOneAccountWhoeverAsksAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *identity.Config) { c.HashQueue = 100 })
	guests := make([]string, 8)
	for i := range guests {
		guests[i] = b.guest(t).GetToken()
	}
	var made atomic.Int64
	var all sync.WaitGroup
	for i := range 16 {
		token := ""
		if i < len(guests) {
			token = guests[i]
		}
		all.Go(func() {
			_, err := b.Register(t.Context(), &identityv1.RegisterRequest{Email: "ada@rialto.test", Password: goodPassword, GuestToken: token})
			switch {
			case err == nil:
				made.Add(1)
			case !errs.HasCode(err, "email_taken"):
				t.Errorf("register: %v", err)
			}
		})
	}
	all.Wait()
	if made.Load() != 1 {
		t.Fatalf("%d accounts", made.Load())
	}
	kept := 0
	for _, token := range guests {
		if u := b.who(t, token); u.GetKind() == "guest" {
			kept++
		}
	}
	if kept < len(guests)-1 {
		t.Fatalf("%d of %d guests are left", kept, len(guests))
	}
	b.signIn(t, "ada@rialto.test")
}

// failing is a store whose claim fails as often as told, after or before it took effect.
type failing struct {
	*identitytest.Memory
	before, after int
}

var errLost = errors.New("connection lost")

func (f *failing) ClaimEmail(ctx context.Context, email string, id commerce.UserID, at int64) (commerce.UserID, error) {
	if f.before--; f.before >= 0 {
		return 0, errLost
	}
	owner, err := f.Memory.ClaimEmail(ctx, email, id, at)
	if f.after--; f.after >= 0 {
		return 0, errLost
	}
	return owner, err
}

func TestACrashBeforeTheClaimBlocksNoEmail(t *testing.T) {
	t.Parallel()
	for _, asGuest := range []bool{false, true} {
		b := benchOver(t, &failing{Memory: identitytest.NewMemory(), before: 1}, nil)
		req := &identityv1.RegisterRequest{Email: "ada@rialto.test", Password: goodPassword}
		if asGuest {
			req.GuestToken = b.guest(t).GetToken()
		}
		if _, err := b.Register(t.Context(), req); !errors.Is(err, errLost) {
			t.Fatalf("first try: %v", err)
		}
		req.GuestToken = ""
		if _, err := b.Register(t.Context(), req); err != nil {
			t.Fatalf("second try: %v", err)
		}
		b.signIn(t, "ada@rialto.test")
	}
}

func TestACrashAfterTheClaimLeavesAnAccountToSignInTo(t *testing.T) {
	t.Parallel()
	b := benchOver(t, &failing{Memory: identitytest.NewMemory(), after: 1}, nil)
	req := &identityv1.RegisterRequest{Email: "ada@rialto.test", Password: goodPassword}
	if _, err := b.Register(t.Context(), req); !errors.Is(err, errLost) {
		t.Fatalf("first try: %v", err)
	}
	if _, err := b.Register(t.Context(), req); !errs.HasCode(err, "email_taken") {
		t.Fatalf("second try: %v", err)
	}
	b.signIn(t, "ada@rialto.test")
}
