package account

import (
	"net/http"

	"rialto/internal/door"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
	"rialto/internal/ui"
)

// The fields of the sign-in form are named apart from those of any other: a form that is sent again carries both.
const (
	fieldPrefix   = "signin_"
	emailField    = fieldPrefix + "email"
	passwordField = fieldPrefix + "password"
	nextField     = fieldPrefix + "next"
	againField    = fieldPrefix + "again"
	demoField     = fieldPrefix + "demo"
)

// signInView is what the form holds. Again are the fields of a form that waits for its sender.
type signInView struct {
	Next, Email, Refused string
	Password             string // of the demo only; what somebody typed is never sent back
	Waiting              bool   // a form waits
	Guest                bool   // its sender had no account
	Again                []ui.Hidden
	Demo                 page.Logins
}

func (s *pages) showSignIn(p *page.Page) error {
	next := page.Local(p.Query("next"), "/")
	if signedIn(p) {
		return p.Redirect(next)
	}
	return s.form(p, http.StatusOK, signInView{Next: next})
}

func (s *pages) form(p *page.Page, status int, v signInView) error {
	v.Demo = s.shop.Logins()
	return p.Render(status, ui.Frame{Title: "Sign in", NoIndex: true}, signInPage(v))
}

// resume shows the form to somebody whose session ended while they filled in another one, which waits in hidden fields.
func (s *pages) resume(p *page.Page, next string) error {
	if len(p.R.PostForm) > page.MostWaiting {
		return p.Redirect(signInHref(next))
	}
	p.W.Header().Set("Cache-Control", "no-store")
	return s.form(p, http.StatusUnauthorized, signInView{Next: next, Waiting: true, Guest: guest(p), Again: p.Waiting(fieldPrefix)})
}

// signIn opens the session and leads on: to the page that was left, or with 307 to the form that waits, which the browser
// then sends again as it was (RFC 9110 15.4.8).
func (s *pages) signIn(p *page.Page) error {
	v := signInView{
		Next: page.Local(p.Value(nextField), "/"), Email: p.Value(emailField), Waiting: p.Value(againField) != "",
		Again: p.Waiting(fieldPrefix),
	}
	if demo := s.shop.Logins(); p.Value(demoField) != "" && demo.Password != "" {
		v.Email, v.Password = demo.Shopper, demo.Password
		return s.form(p, http.StatusOK, v)
	}
	err := p.Door().Spend(p.Visit, door.Login)
	if err == nil {
		_, err = p.Door().SignIn(p.Ctx, p.Visit, v.Email, p.R.PostFormValue(passwordField))
	}
	if r, ok := s.refuse(p, err); ok {
		v.Refused = r.words
		return s.form(p, r.status, v)
	}
	if err != nil {
		return err
	}
	if v.Waiting {
		http.Redirect(p.W, p.R, v.Next, http.StatusTemporaryRedirect)
		return nil
	}
	return p.Redirect(v.Next)
}

// signOut ends the session. Who has none, or one that is over, is signed out already.
func (s *pages) signOut(p *page.Page) error {
	if err := p.Door().SignOut(p.Ctx, p.Visit); err != nil && !errs.Is(err, errs.KindUnauthenticated) {
		return err
	}
	return p.Redirect("/?notice=signed-out")
}
