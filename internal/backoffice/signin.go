package backoffice

import (
	"net/http"
	"net/url"

	"rialto/internal/door"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/httpkit"
	"rialto/internal/ui"
)

// The fields of the sign-in form are named apart from those of any other: a form that waits for its sender travels in it.
const (
	fieldPrefix   = "staff_"
	emailField    = fieldPrefix + "email"
	passwordField = fieldPrefix + "password"
	nextField     = fieldPrefix + "next"
	againField    = fieldPrefix + "again"
	demoField     = fieldPrefix + "demo"
)

// signInView is what the form holds.
type signInView struct {
	Next, Email, Refused string
	Password             string // of the demo only; what somebody typed is never sent back
	Waiting              bool   // a form waits until its sender is known
	Again                []ui.Hidden
	Demo                 page.Logins
}

// signInPages: the way in is limited by address, as the shop's is.
func (o *Office) signInPages() {
	anyone := page.Rule{Access: door.Unasked, Staff: true}
	o.Handle("GET /admin/signin", anyone, func(p *page.Page) error {
		return o.signInPage(p, http.StatusOK, signInView{Next: page.Local(p.Query("next"), "/admin")})
	})
	anyone.Class = door.Login
	o.Handle("POST /admin/signin", anyone, o.signIn)
	o.Handle("POST /admin/signout", Staff, func(p *page.Page) error {
		if err := p.Door().SignOutStaff(p.Ctx, p.Visit); err != nil {
			return err
		}
		return p.Redirect("/admin/signin")
	})
}

func (o *Office) signInPage(p *page.Page, status int, v signInView) error {
	v.Demo = o.Logins()
	return p.Render(status, ui.Frame{Title: "Sign in"}, signInForm(v))
}

// signIn opens the session and leads on: to the page that was wanted, or with 307 to the form that waits, which the browser
// then sends again as it was (RFC 9110 15.4.8).
func (o *Office) signIn(p *page.Page) error {
	v := signInView{
		Next: page.Local(p.Value(nextField), "/admin"), Email: p.Value(emailField), Waiting: p.Value(againField) != "",
		Again: p.Waiting(fieldPrefix),
	}
	if demo := o.Logins(); p.Value(demoField) != "" && demo.Password != "" {
		v.Email, v.Password = demo.Operator, demo.Password
		return o.signInPage(p, http.StatusOK, v)
	}
	err := p.Door().SignInStaff(p.Ctx, p.Visit, v.Email, p.R.PostFormValue(passwordField))
	if said := errs.As(err); said != nil && said.Kind != errs.KindInternal {
		v.Refused = said.Message
		return o.signInPage(p, refusedStatus(said.Kind), v)
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

// refusedStatus is that of the form that comes back. A wrong password is a wrong form: 401 would be about this page.
func refusedStatus(kind errs.Kind) int {
	if kind == errs.KindUnauthenticated {
		return http.StatusUnprocessableEntity
	}
	return httpkit.Status(kind)
}

// askToSignIn brings an operator back to the page they wanted. What they were about to send waits in the sign-in form; a
// picture cannot, and brings them back to the page it was chosen on.
func (o *Office) askToSignIn(p *page.Page) error {
	next := page.Local(p.R.URL.RequestURI(), "/admin")
	switch {
	case p.R.Method == http.MethodGet || p.R.Method == http.MethodHead:
		return p.Redirect(signInHref(next))
	case next == "/admin/signout" || len(p.R.PostForm) == 0 || len(p.R.PostForm) > page.MostWaiting || p.R.MultipartForm != nil:
		return p.Redirect(signInHref(cameFrom(p)))
	}
	p.W.Header().Set("Cache-Control", "no-store")
	return o.signInPage(p, http.StatusUnauthorized, signInView{Next: next, Waiting: true, Again: p.Waiting(fieldPrefix)})
}

// cameFrom is the page of ours that a form was sent from, the dashboard where the browser does not tell.
func cameFrom(p *page.Page) string {
	from, err := url.Parse(p.R.Referer())
	if err != nil || from.Host != p.R.Host {
		return "/admin"
	}
	return page.Local(from.RequestURI(), "/admin")
}

func signInHref(next string) string { return "/admin/signin?next=" + url.QueryEscape(next) }
