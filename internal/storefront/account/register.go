package account

import (
	"net/http"

	"rialto/internal/door"
	"rialto/internal/page"
	"rialto/internal/storefront"
	"rialto/internal/ui"
)

// registerView is what the form holds; problems are by field.
type registerView struct {
	Next, Name, Email, Refused string
	Problems                   map[string]string
}

func (s *pages) showRegister(p *page.Page) error {
	next := page.Local(p.Query("next"), "/account")
	if signedIn(p) {
		return p.Redirect(next)
	}
	return newcomer(p, http.StatusOK, registerView{Next: next})
}

func newcomer(p *page.Page, status int, v registerView) error {
	return p.Render(status, ui.Frame{Title: "Create an account", NoIndex: true}, registerPage(v))
}

// register makes the account and signs in. A guest keeps cart and orders: the account is theirs from then on.
func (s *pages) register(p *page.Page) error {
	v := registerView{Next: page.Local(p.Value("next"), "/account"), Name: p.Value("name"), Email: p.Value("email")}
	password := p.R.PostFormValue("password")
	err := p.Door().Spend(p.Visit, door.Signup)
	if err == nil {
		_, err = p.Door().Register(p.Ctx, p.Visit, v.Email, password, v.Name)
	}
	if r, ok := s.refuse(p, err); ok {
		if v.Problems = r.problems; len(r.problems) == 0 {
			v.Refused = r.words
		}
		return newcomer(p, r.status, v)
	}
	if err != nil {
		return err
	}
	if _, err := p.Door().SignIn(p.Ctx, p.Visit, v.Email, password); err != nil {
		s.shop.Deps.Log.Warn("sign a new account in", "error", err)
		return p.Redirect(storefront.WithNotice(signInHref(v.Next), "registered")) // it is there; signing in can be done by hand
	}
	return p.Redirect(storefront.WithNotice(v.Next, "welcome"))
}

// links are the problems, each leading to its field.
func (v registerView) links() []ui.Link {
	return storefront.ProblemLinks(v.Problems, "name", "email", "password")
}
