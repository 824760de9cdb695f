package account

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"rialto/internal/page"
	"rialto/internal/platform/errs"
	"rialto/internal/ui"
)

// The fields of the sign-in form are named apart from those of any other: a form that is sent again carries both.
const (
	emailField    = "signin_email"
	passwordField = "signin_password"
	nextField     = "signin_next"
	againField    = "signin_again"
)

// signInView is what the form holds. Again are the fields of a form that waits for its sender.
type signInView struct {
	Next, Email, Refused string
	Again                []ui.Hidden
	Waiting              bool // a form waits
	Demo                 bool
}

func (s *pages) showSignIn(p *page.Page) error {
	next := page.Local(p.Query("next"), "/")
	if p.Who.Known() && !guest(p) {
		return p.Redirect(next)
	}
	return s.form(p, http.StatusOK, signInView{Next: next})
}

func (s *pages) form(p *page.Page, status int, v signInView) error {
	return p.Render(status, ui.Frame{Title: "Sign in", NoIndex: true}, signInPage(v))
}

// resume shows the form to somebody whose session ended while they filled in another one, which waits in hidden fields.
func (s *pages) resume(p *page.Page, next string) error {
	p.W.Header().Set("Cache-Control", "no-store")
	return s.form(p, http.StatusUnauthorized, signInView{Next: next, Waiting: true, Again: waiting(p.R.PostForm)})
}

// waiting are the fields of the other form, sorted so that the page is the same each time.
func waiting(form url.Values) []ui.Hidden {
	var fields []ui.Hidden
	for _, name := range slices.Sorted(maps.Keys(form)) {
		if strings.HasPrefix(name, "signin_") {
			continue
		}
		for _, value := range form[name] {
			fields = append(fields, ui.Hidden{Name: name, Value: value})
		}
	}
	return fields
}

// signIn opens the session and leads on: to the page that was left, or with 307 to the form that waits, which the browser
// then sends again as it was (RFC 9110 15.4.8).
func (s *pages) signIn(p *page.Page) error {
	v := signInView{Next: page.Local(p.Value(nextField), "/"), Email: p.Value(emailField), Waiting: p.Value(againField) != ""}
	_, err := p.Door().SignIn(p.Ctx, p.Visit, v.Email, p.R.PostFormValue(passwordField))
	if said := errs.As(err); said != nil && tellable(said.Kind) {
		v.Refused, v.Again = said.Message, waiting(p.R.PostForm)
		return s.form(p, http.StatusUnprocessableEntity, v)
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

// tellable are refusals that belong beside the form, not on a page of their own.
func tellable(k errs.Kind) bool {
	return k == errs.KindUnauthenticated || k == errs.KindTooMany || k == errs.KindInvalid || k == errs.KindConflict
}

// signOut ends the session. Somebody without one is signed out already.
func (s *pages) signOut(p *page.Page) error {
	if err := p.Door().SignOut(p.Ctx, p.Visit); err != nil && !errs.Is(err, errs.KindUnauthenticated) {
		return err
	}
	return p.Redirect("/?notice=signed-out")
}
