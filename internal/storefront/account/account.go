// Package account is the pages of who somebody is: signing in and out, registering, and what is kept for them.
//
// The one idea: signing in never costs what somebody was doing. A link comes back to the page it left (next), a form that a
// session did not outlive is sent again once its sender is known (Resume), and a guest's cart goes along.
//
// It asks the door to sign in, register and sign out, and identity for saved addresses. It keeps nothing, publishes nothing,
// leads to no other site, shows no password it was given, and makes no difference between an e-mail address that is unknown
// and a wrong password.
package account

import (
	"net/http"

	"rialto/internal/door"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
	"rialto/internal/storefront"
	"rialto/internal/ui"
)

type pages struct{ shop *storefront.Shop }

// Routes adds the pages to the shop. The budgets of signing in and registering are spent within, so that who has to wait
// keeps what they typed.
func Routes(shop *storefront.Shop) {
	s := &pages{shop}
	shop.Resume = s.resume
	personal := page.Rule{Access: door.Shopper, Class: door.Personal}

	shop.Handle("GET /signin", page.Rule{Access: door.Open}, s.showSignIn)
	shop.Handle("POST /signin", page.Rule{Access: door.Unasked, Body: 128 << 10}, s.signIn)
	shop.Handle("POST /signout", page.Rule{Access: door.Unasked}, s.signOut)
	shop.Handle("GET /register", page.Rule{Access: door.Open}, s.showRegister)
	shop.Handle("POST /register", page.Rule{Access: door.Unasked}, s.register)
	shop.Handle("GET /account", personal, s.showAccount)
	shop.Handle("GET /addresses", personal, s.showAddresses)
	shop.Handle("POST /addresses", personal, s.addAddress)
	shop.Handle("POST /addresses/{address_id}/remove", personal, s.removeAddress)
	shop.Handle("GET /cards", personal, s.showCards)
	shop.Handle("POST /cards/{card_id}/remove", personal, s.removeCard)
}

// guest reports a visitor who has a cart but no account: to these pages they are nobody yet.
func guest(p *page.Page) bool { return p.Who.User.GetKind() == "guest" }

// signedIn reports somebody with an account.
func signedIn(p *page.Page) bool { return p.Who.Known() && !guest(p) }

// own refuses guests, which leads them to the sign-in form and back.
func own(p *page.Page) error {
	if signedIn(p) {
		return nil
	}
	return errs.Unauthenticated("Sign in to see what is kept for you.")
}

func (s *pages) showAccount(p *page.Page) error {
	if err := own(p); err != nil {
		return err
	}
	return p.Render(http.StatusOK, ui.Frame{Title: "Your account", NoIndex: true}, accountPage(p.Who.User, s.shop.Deps.Now()))
}
