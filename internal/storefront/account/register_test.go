package account_test

import (
	"errors"
	"testing"

	"rialto/internal/platform/errs"
)

func newcomer(more ...string) []string {
	return append([]string{"name", "Bo Novo", "email", "bo@example.org", "password", "long enough"}, more...)
}

func TestWhoRegistersIsSignedInAndWelcome(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.post("/register", newcomer("next", "/checkout?again=7")...).leads(303, "/checkout?again=7&notice=welcome")
	if u := b.users[b.who()]; u.GetEmail() != "bo@example.org" || u.GetName() != "Bo Novo" || u.GetKind() != "customer" {
		t.Fatalf("signed in as %v", u)
	}
	b.get("/account?notice=welcome").is(200).says("Welcome!", "Bo Novo")
}

func TestAGuestStaysTheSamePerson(t *testing.T) {
	t.Parallel()
	b := setup(t)
	guest := b.asGuest(2)
	b.post("/register", newcomer()...).leads(303, "/account?notice=welcome")
	if b.who() != guest {
		t.Errorf("the guest %d is %d now: their orders are somebody else's", guest, b.who())
	}
	if b.cookies["rialto_cart"] != "" || len(b.merged) != 0 {
		t.Errorf("cookies %v, merged %v", b.cookies, b.merged)
	}
	b.get("/account").is(200).has(`data-count="2"`)
}

func TestARefusedRegistrationKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		fields []string
		fail   error
		code   int
		says   string
		field  string
	}{
		{"a taken e-mail", []string{"name", "Bo", "email", annMail, "password", "long enough"}, nil, 409, "There is an account with this e-mail already.", "email"},
		{"a short password", []string{"name", "Bo", "email", "bo@example.org", "password", "short"}, nil, 422, "The password must have 8 to 128 characters.", "password"},
		{"several at once", newcomer(), errs.InvalidFields(errs.Field{Name: "email", Problem: "must be an e-mail address"}, errs.Field{Name: "name", Problem: "is odd"}), 422, "The name is odd.", "name"},
		{"no answer", newcomer(), errs.UnknownOutcome(errors.New("reset"), "register"), 503, "Nothing you typed is lost", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.failRegister = c.fail
			v := form(c.fields...)
			a := b.send("POST", "/register", v).is(c.code).says(c.says)
			a.has(`value="`+v.Get("name")+`"`, `value="`+v.Get("email")+`"`).hasNo(v.Get("password") + `"`)
			if c.field != "" {
				a.has(`href="#`+c.field+`"`, `aria-describedby="`+c.field)
			}
			if b.who() != 0 {
				t.Errorf("signed in as %d", b.who())
			}
		})
	}
}

func TestAFaultOfOursTellsNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.failRegister = errors.New("secret")
	b.post("/register", newcomer()...).is(500).hasNo("secret")
}

func TestAnAccountThatCannotBeSignedInYetIsStillThere(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.failSignIn = errs.Unavailable("sign_in_busy", "Many people are signing in right now.")
	a := b.post("/register", newcomer("next", "/cart?a=b")...).leads(303, "/signin?next=%2Fcart%3Fa%3Db&notice=registered")
	b.get(a.To).is(200).says("Your account is ready").has(`name="signin_next" value="/cart?a=b"`)
}
