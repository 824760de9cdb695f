//
// The one idea: signing in never costs what somebody was doing. A link comes back to the page it left (next), a form that a
// session did not outlive is sent again once its sender is known (Resume), and a guest's cart goes along.
//
// and a wrong password.
package account

import (
	"net/http"

	"rialto/internal/door"
	"rialto/internal/page"
	"rialto/internal/storefront"
	"rialto/internal/ui"
)

type pages struct{ shop *storefront.Shop }

// Routes adds the pages to the shop.
func Routes(shop *storefront.Shop) {
	s := &pages{shop}
	shop.Resume = s.resume
	shop.Handle("GET /signin", page.Rule{Access: door.Open}, s.showSignIn)
	shop.Handle("POST /signin", page.Rule{Access: door.Unasked, Class: door.Login, Body: 128 << 10}, s.signIn)
	shop.Handle("POST /signout", page.Rule{Access: door.Open}, s.signOut)
	shop.Handle("GET /register", page.Rule{Access: door.Open}, s.showRegister)
	shop.Handle("POST /register", page.Rule{Access: door.Unasked, Class: door.Signup}, s.register)
	shop.Handle("GET /account", page.Rule{Access: door.Shopper, Class: door.Personal}, s.showAccount)
}

// guest reports a visitor who has a cart but no account: to these pages they are nobody yet.
func guest(p *page.Page) bool { return p.Who.User.GetKind() == "guest" }

func (s *pages) showAccount(p *page.Page) error {
	if guest(p) {
		return p.Redirect("/signin?next=/account")
	}
	return p.Render(http.StatusOK, ui.Frame{Title: "Your account", NoIndex: true}, accountPage(p.Who.User, s.shop.Deps.Now()))
}
