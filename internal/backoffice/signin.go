package backoffice

import (
	"net/http"
	"net/url"

	"rialto/internal/door"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
	"rialto/internal/ui"
)

// signInPages: the way in is limited by address, as the shop's is.
func (o *Office) signInPages() {
	o.Handle("GET /admin/signin", page.Rule{Access: door.Unasked, Staff: true}, func(p *page.Page) error {
		return p.Render(http.StatusOK, ui.Frame{Title: "Sign in"}, signInForm(p.Query("next"), "", ""))
	})
	o.Handle("POST /admin/signin", page.Rule{Access: door.Unasked, Staff: true, Class: door.Login}, o.signIn)
	o.Handle("POST /admin/signout", Staff, func(p *page.Page) error {
		if err := p.Door().SignOutStaff(p.Ctx, p.Visit); err != nil {
			return err
		}
		return p.Redirect("/admin/signin")
	})
}

func (o *Office) signIn(p *page.Page) error {
	email := p.Value("email")
	err := p.Door().SignInStaff(p.Ctx, p.Visit, email, p.R.PostFormValue("password"))
	if said := errs.As(err); said != nil && (said.Kind == errs.KindUnauthenticated || said.Kind == errs.KindTooMany || said.Kind == errs.KindInvalid) {
		return p.Render(http.StatusUnprocessableEntity, ui.Frame{Title: "Sign in"}, signInForm(p.Value("next"), email, said.Message))
	}
	if err != nil {
		return err
	}
	return p.Redirect(page.Local(p.Value("next"), "/admin"))
}

// askToSignIn brings an operator back to the page they wanted. A form is not sent again: what staff changes, they look at.
func askToSignIn(p *page.Page) error {
	next := "/admin"
	if p.R.Method == http.MethodGet {
		next = page.Local(p.R.URL.RequestURI(), next)
	}
	return p.Redirect("/admin/signin?next=" + url.QueryEscape(next))
}
