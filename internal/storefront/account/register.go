package account

import (
	"net/http"

	"rialto/internal/page"
	"rialto/internal/platform/errs"
	"rialto/internal/ui"
)

// registerView is what the form holds; problems are by field.
type registerView struct {
	Next, Name, Email, Refused string
	Problems                   map[string]string
}

func (s *pages) showRegister(p *page.Page) error {
	next := page.Local(p.Query("next"), "/account")
	if p.Who.Known() && !guest(p) {
		return p.Redirect(next)
	}
	return p.Render(http.StatusOK, ui.Frame{Title: "Create an account", NoIndex: true}, registerPage(registerView{Next: next}))
}

// register makes the account and signs in. A guest keeps cart and orders: the account is theirs from then on.
func (s *pages) register(p *page.Page) error {
	v := registerView{Next: page.Local(p.Value("next"), "/account"), Name: p.Value("name"), Email: p.Value("email")}
	password := p.R.PostFormValue("password")
	_, err := p.Door().Register(p.Ctx, p.Visit, v.Email, password, v.Name)
	if said := errs.As(err); said != nil && tellable(said.Kind) {
		v.Refused, v.Problems = said.Message, problems(said)
		return p.Render(http.StatusUnprocessableEntity, ui.Frame{Title: "Create an account", NoIndex: true}, registerPage(v))
	}
	if err != nil {
		return err
	}
	if _, err := p.Door().SignIn(p.Ctx, p.Visit, v.Email, password); err != nil {
		return p.Redirect("/signin?notice=registered") // the account is there; signing in can be done by hand
	}
	return p.Redirect(v.Next)
}

// problems are what is wrong, by field; a taken address belongs to the e-mail.
func problems(said *errs.Error) map[string]string {
	out := map[string]string{}
	for _, f := range said.Fields {
		out[f.Name] = f.Problem
	}
	if said.Code == "email_taken" {
		out["email"] = said.Message
	}
	return out
}
