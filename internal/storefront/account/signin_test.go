package account_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"rialto/internal/door"
	"rialto/internal/platform/errs"
)

func credentials(more ...string) []string {
	return append([]string{"signin_email", annMail, "signin_password", annWords}, more...)
}

func TestSigningInLeadsBack(t *testing.T) {
	t.Parallel()
	b := setup(t)
	a := b.get("/signin?next=%2Fp%2F7%3Fcolour%3Dred").is(200).has(`value="/p/7?colour=red"`, `href="/register?next=%2Fp%2F7%3Fcolour%3Dred"`)
	fields := a.form()
	fields.Set("signin_email", annMail)
	fields.Set("signin_password", annWords)
	b.send("POST", "/signin", fields).leads(303, "/p/7?colour=red")
	if b.who() != ann {
		t.Errorf("signed in as %d", b.who())
	}
}

func TestNextNeverLeadsElsewhere(t *testing.T) {
	t.Parallel()
	for _, next := range []string{
		"https://evil.test/", "//evil.test", `/\evil.test`, "javascript:alert(1)", "evil", "/x\r\nSet-Cookie: a=b", "\t//evil.test", "/" + strings.Repeat("x", 600), "",
	} {
		b := setup(t)
		b.get("/signin?next=" + url.QueryEscape(next)).is(200).has(`name="signin_next" value="/"`)
		b.post("/signin", credentials("signin_next", next)...).leads(303, "/")
		b.get("/signin?next="+url.QueryEscape(next)).leads(303, "/")
		b.cookies = map[string]string{}
		b.post("/signin", credentials("signin_next", next, "signin_again", "yes")...).leads(307, "/")
		b.cookies = map[string]string{}
		b.get("/register?next=" + url.QueryEscape(next)).is(200).has(`name="next" value="/account"`)
		b.post("/register", "email", "new@example.org", "password", "long enough", "next", next).leads(303, "/account?notice=welcome")
	}
}

func TestAWrongPasswordIsSaidWithoutSayingWhatIsWrong(t *testing.T) {
	t.Parallel()
	b := setup(t)
	said := map[string]bool{}
	for _, email := range []string{annMail, "nobody@example.org"} {
		a := b.post("/signin", "signin_email", email, "signin_password", "a guess", "signin_next", "/cart").is(422)
		a.says("The e-mail or the password is wrong.").has(`value="`+email+`"`, `value="/cart"`).hasNo("a guess")
		said[strings.ReplaceAll(a.text(), email, "")] = true
	}
	if len(said) != 1 || b.who() != 0 {
		t.Errorf("%d different answers, signed in as %d", len(said), b.who())
	}
}

func TestTooManyTriesAreToldHowLongToWait(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for seconds, words := range map[string]string{"1": "in 1 second.", "40": "in 40 seconds.", "600": "in 11 minutes."} {
		b.failSignIn = errs.New(errs.KindTooMany, "too_many_sign_ins", "There were too many tries.").With("retry_after", seconds)
		a := b.post("/signin", credentials()...).is(429).says(words).has(`value="` + annMail + `"`).hasNo(annWords)
		if got := a.Header.Get("Retry-After"); got != seconds {
			t.Errorf("Retry-After is %q, want %s", got, seconds)
		}
	}
}

func TestWhoSpentTheirBudgetKeepsWhatTheyTyped(t *testing.T) {
	t.Parallel()
	b := setup(t, func(s *setting) {
		s.door = door.Config{Limits: door.Limits{Login: door.Limit{Count: 1, Per: time.Hour}, Signup: door.Limit{Count: 1, Per: time.Hour}}}
	})
	b.post("/signin", "signin_email", annMail, "signin_password", "a guess").is(422)
	a := b.post("/signin", credentials("signin_again", "yes", "line1", "1 Pike St")...).is(429)
	a.says("Too many requests.").has(`name="line1" value="1 Pike St"`, `value="`+annMail+`"`)
	if a.Header.Get("Retry-After") == "" || b.who() != 0 {
		t.Errorf("headers %v, signed in as %d", a.Header, b.who())
	}
	b.post("/register", "email", "new@example.org", "password", "short").is(422)
	b.post("/register", "email", "new@example.org", "password", "long enough").is(429).has(`value="new@example.org"`)
}

func TestASignInThatCannotBeCheckedLosesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, err := range []error{errs.Unavailable("identity_down", "identity at 10.0.0.7 is down"), errs.UnknownOutcome(errors.New("reset"), "sign in")} {
		b.failSignIn = err
		b.post("/signin", credentials("signin_again", "yes", "line1", "1 Pike St")...).is(503).
			says("Nothing you typed is lost").has(`name="line1" value="1 Pike St"`).hasNo("10.0.0.7", annWords)
	}
	b.failSignIn = errors.New("secret: a fault of ours")
	b.post("/signin", credentials()...).is(500).hasNo("secret")
	if log := b.log.String(); !strings.Contains(log, "10.0.0.7") || strings.Contains(log, annWords) || strings.Contains(log, annMail) {
		t.Errorf("the log is %s", log)
	}
}

func TestWhoIsSignedInIsNotAskedAgain(t *testing.T) {
	t.Parallel()
	b := setup(t).as("ann")
	b.get("/signin?next=/cart").leads(303, "/cart")
	b.get("/signin").leads(303, "/")
	b.get("/register?next=/cart").leads(303, "/cart")
	b.get("/register").leads(303, "/account")
	b.asGuest(1)
	b.get("/signin?next=/cart").is(200)
	b.get("/register").is(200)
}

func TestTheGuestsCartMovesAlong(t *testing.T) {
	t.Parallel()
	b := setup(t)
	guest := b.asGuest(3)
	b.post("/signin", credentials()...).leads(303, "/")
	if len(b.merged) != 1 || b.merged[0].GetFromUserId() != guest || b.merged[0].GetToUserId() != ann {
		t.Errorf("merged %v", b.merged)
	}
	if b.cookies["rialto_cart"] != "" {
		t.Error("the guest's cookie stays")
	}
	b.get("/account").is(200).has(`data-count="3"`)
}

func TestSigningOut(t *testing.T) {
	t.Parallel()
	b := setup(t).as("ann")
	b.post("/signout").leads(303, "/?notice=signed-out")
	if b.cookies["rialto_session"] != "" || b.sessions["ann"] != 0 {
		t.Error("the session lives on")
	}
	for _, who := range []string{"over", ""} {
		b.as(who).post("/signout").leads(303, "/?notice=signed-out")
	}
	guest := b.asGuest(2)
	b.post("/signout").leads(303, "/?notice=signed-out")
	if b.sessions[b.cookies["rialto_cart"]] != guest {
		t.Error("a guest lost their cart")
	}
	b.sessions["ann"] = ann
	b.failSignOut = errs.Unavailable("identity_down", "Not now.")
	b.as("ann").post("/signout").is(503)
	if b.cookies["rialto_session"] == "" {
		t.Error("the browser forgot a session that is still open")
	}
}

func TestTheSessionsCookieIsOutOfReach(t *testing.T) {
	t.Parallel()
	b := setup(t, func(s *setting) { s.door.PublicURL = "https://shop.test" })
	set := b.post("/signin", credentials()...).Header.Get("Set-Cookie")
	for _, want := range []string{"__Host-rialto_session=", "Path=/", "HttpOnly", "Secure", "SameSite=Lax"} {
		if !strings.Contains(set, want) {
			t.Errorf("no %s in %s", want, set)
		}
	}
}

func TestTheDemosLoginIsToldAndFilledIn(t *testing.T) {
	t.Parallel()
	b := setup(t, demo)
	a := b.get("/signin?next=/cart").is(200).says(annMail, annWords, "Use the demo login").hasNo("boss@example.org")
	fields := a.form()
	if fields.Get("signin_password") != "" {
		t.Error("filled in before it was asked for")
	}
	fields.Set("signin_demo", "yes")
	fields.Set("signin_email", "half typed")
	fields = b.send("POST", "/signin", fields).is(200).form()
	if b.who() != 0 {
		t.Fatal("the button signs in by itself")
	}
	if fields.Get("signin_email") != annMail || fields.Get("signin_password") != annWords || fields.Get("signin_next") != "/cart" {
		t.Fatalf("filled in %v", fields)
	}
	b.send("POST", "/signin", fields).leads(303, "/cart")
	if b.who() != ann {
		t.Errorf("signed in as %d", b.who())
	}
}

func TestAShopThatIsNoDemoTellsNoLogin(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.get("/signin").is(200).hasNo("demo", annWords)
	b.post("/signin", "signin_demo", "yes", "signin_email", annMail).is(422).hasNo(annWords)
	if b.who() != 0 {
		t.Error("signed in without a password")
	}
}

func TestHostileSignInsAreShownEscaped(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.get("/signin?next=" + url.QueryEscape("/"+hostile)).is(200).calm()
	b.post("/signin", "signin_email", hostile, "signin_password", hostile, "signin_next", "/"+hostile, "signin_again", "yes", hostile, hostile).is(422).calm()
	b.get("/register?next=" + url.QueryEscape("/"+hostile)).is(200).calm()
	b.post("/register", "email", hostile, "name", hostile, "password", "short", "next", "/"+hostile).is(422).calm()
}
