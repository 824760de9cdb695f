package account_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"rialto/internal/door"
	"rialto/internal/page"
)

// echoing adds a form of somebody's own to the shop, and remembers what it was sent.
func (b *bench) echoing() *url.Values {
	var got url.Values
	b.shop.Handle("POST /echo", page.Rule{Access: door.Shopper}, func(p *page.Page) error {
		got = p.R.PostForm
		return p.Redirect("/done")
	})
	return &got
}

// browse sends a form on where a 307 tells to.
func (b *bench) browse(target string, fields url.Values) answer {
	a := b.send("POST", target, fields)
	for a.Code == 307 {
		a = b.send("POST", a.To, fields)
	}
	return a
}

func TestAFormOutlivesItsSession(t *testing.T) {
	t.Parallel()
	b := setup(t)
	got := b.echoing()
	typed := form("line1", "1 Pike St", "note", "  two\nlines & <b>more</b>", "box", "a", "box", "b", "empty", "")
	a := b.as("over").send("POST", "/echo?tab=2", typed).is(401)
	a.says("Sign in to go on", "Your session has ended", "Nothing is lost").hasNo("<b>more</b>", `href="/register`)
	if a.Header.Get("Cache-Control") != "no-store" {
		t.Error("what somebody typed may be cached")
	}
	if *got != nil {
		t.Fatal("the form was taken from nobody")
	}
	fields := a.form()
	fields.Set("signin_email", annMail)
	fields.Set("signin_password", "a guess")
	a = b.send("POST", "/signin", fields).is(422).says("Sign in to go on").hasNo("a guess")
	fields = a.form()
	fields.Set("signin_password", annWords)
	b.send("POST", "/signin", fields).leads(307, "/echo?tab=2")
	b.browse("/signin", fields).leads(303, "/done")
	for name, values := range typed {
		if want := values; fmt.Sprint((*got)[name]) != fmt.Sprint(want) {
			t.Errorf("%s arrived as %q, want %q", name, (*got)[name], want)
		}
	}
}

func TestTheCredentialsOfATryNeverWait(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.echoing()
	a := b.as("over").post("/echo", "line1", "x", "signin_password", "first", "signin_email", "e@example.org", "signin_next", "//evil.test", "signin_demo", "yes").is(401)
	a.hasNo("first", "e@example.org", "evil.test")
	fields := a.form()
	if n := len(fields["signin_next"]); n != 1 || fields.Get("signin_next") != "/echo" || len(fields["signin_password"]) != 1 {
		t.Errorf("the form is %v", fields)
	}
}

func TestWhoNeverHadASessionKeepsTheirFormToo(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.echoing()
	b.post("/echo", "line1", "1 Pike St").is(401).has(`type="hidden" name="line1" value="1 Pike St"`)
	b.asGuest(1)
	b.post("/addresses", home()...).is(401).says("This needs an account", "Nothing is lost").has(`name="line1" value="1 Pike St"`)
}

func TestAnAddressIsSavedAfterSigningInAnew(t *testing.T) {
	t.Parallel()
	b := setup(t)
	fields := b.as("over").post("/addresses", home()...).is(401).form()
	fields.Set("signin_email", annMail)
	fields.Set("signin_password", annWords)
	b.browse("/signin", fields).leads(303, "/addresses?notice=address-added")
	if saved := b.addresses[ann]; len(saved) != 1 || saved[0].GetAddress().GetLine1() != "1 Pike St" {
		t.Errorf("saved %v", saved)
	}
}

func TestWhatWaitsIsBounded(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.echoing()
	crowd := url.Values{}
	for i := range 300 {
		crowd.Set(fmt.Sprint("field-", i), "x")
	}
	b.as("over").send("POST", "/echo", crowd).leads(303, "/signin?next=%2Fecho")
	crowd.Set("signin_again", "yes")
	if n := strings.Count(b.send("POST", "/signin", crowd).is(422).Body, `name="field-`); n != 200 {
		t.Errorf("%d fields are carried along", n)
	}
	b.as("over").post("/echo", "note", strings.Repeat("x", 70<<10)).is(401).hasNo("xxxxxxxxxx")
	b.post("/signin", credentials("signin_again", "yes", "note", strings.Repeat("x", 60<<10))...).is(307)
	b.post("/signin", credentials("note", strings.Repeat("x", 130<<10))...).is(422).says("128 kB")
}
