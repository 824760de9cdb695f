package gateway

import (
	"context"
	"net/http"
	"strings"

	identityv1 "rialto/gen/rialto/identity/v1"
	"rialto/internal/platform/errs"
)

// cartTokenHeader carries a guest's credential, both ways, for clients without cookies.
const cartTokenHeader = "X-Cart-Token"

const (
	kindOperator = "operator"
	maxToken     = 512 // bytes; longer ones cannot be ours
)

// credential is how somebody showed who they are.
type credential int

const (
	noCredential credential = iota
	bearer
	sessionCookie
	cartHeader
	cartCookie
)

// principal is who makes a request; the zero value is nobody.
type principal struct {
	user *identityv1.User
	via  credential
}

func (p principal) known() bool    { return p.user != nil }
func (p principal) userID() int64  { return p.user.GetUserId() }
func (p principal) operator() bool { return p.user.GetKind() == kindOperator }

// explicit reports whether a program sent the credential on purpose, not a browser by habit.
func (c credential) explicit() bool { return c == bearer || c == cartHeader }

// allowed compares who it is with who may.
func (p principal) allowed(a access) error {
	switch {
	case a != shopper && a != operator:
		return nil
	case !p.known() && a == operator:
		return errs.Unauthenticated("Sign in as an operator and send Authorization: Bearer TOKEN.")
	case !p.known():
		return errs.Unauthenticated("Sign in and send Authorization: Bearer TOKEN, or your X-Cart-Token as a guest.")
	case a == operator && !p.operator():
		return errs.Forbidden("Only operators may do this.")
	}
	return nil
}

// credentials finds the one credential that counts: a bearer token before the session's cookie before a guest's cart
// token, header before cookie.
func (g *Gateway) credentials(r *http.Request) (credential, string, error) {
	if auth := r.Header.Get("Authorization"); auth != "" {
		scheme, token, _ := strings.Cut(auth, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			return bearer, "", errs.Unauthenticated("Only the Bearer scheme is understood: Authorization: Bearer TOKEN.")
		}
		return bearer, strings.TrimSpace(token), nil
	}
	if token := cookie(r, g.sessionCookie()); token != "" {
		return sessionCookie, token, nil
	}
	if token := r.Header.Get(cartTokenHeader); token != "" {
		return cartHeader, token, nil
	}
	if token := cookie(r, g.cartCookie()); token != "" {
		return cartCookie, token, nil
	}
	return noCredential, "", nil
}

// guestToken returns the cart token a request carries, whatever else it carries: sign-in and registration take it over.
func (g *Gateway) guestToken(r *http.Request) string {
	token := r.Header.Get(cartTokenHeader)
	if token == "" {
		token = cookie(r, g.cartCookie())
	}
	if !plausible(token) {
		return ""
	}
	return token
}

// authenticate fills in who it is, with one call. A credential that is given in a header must be good. A cookie, which
// browsers send by themselves, may be stale: reading goes on as nobody, changing something does not, and the cookie is
// taken back so that the next try is clean.
func (g *Gateway) authenticate(ctx context.Context, v *visit, a access) error {
	via, token, err := g.credentials(v.r)
	if err != nil || via == noCredential {
		return err
	}
	who, err := g.identify(ctx, token)
	if err == nil {
		v.who = principal{who, via}
		return nil
	}
	stale := errs.Is(err, errs.KindUnauthenticated)
	if stale {
		g.takeBack(v.w, via)
	}
	reading := a == open && (v.r.Method == http.MethodGet || v.r.Method == http.MethodHead)
	switch {
	case reading && !via.explicit(), reading && !stale: // a shop that cannot ask who it is can still be looked at
		return nil
	case a == open && stale && via == cartCookie: // the cart is gone; the next one gets a new guest
		return nil
	}
	return err
}

// identify is the one call of identity that a request costs.
func (g *Gateway) identify(ctx context.Context, token string) (*identityv1.User, error) {
	if !plausible(token) {
		return nil, expired()
	}
	got, err := g.needs.Identity.Authenticate(ctx, &identityv1.AuthenticateRequest{Token: token})
	if errs.Is(err, errs.KindUnauthenticated) {
		return nil, expired()
	}
	if err != nil {
		return nil, err
	}
	return got.GetUser(), nil
}

func expired() error {
	return errs.Unauthenticated("This token is unknown or has expired. Sign in again.")
}

// plausible reports whether a token could be one of ours at all.
func plausible(token string) bool {
	return token != "" && len(token) <= maxToken && !strings.ContainsFunc(token, func(c rune) bool { return c <= ' ' || c > '~' })
}

// guest returns the user whose cart is meant: whoever it is, or a new guest whose token goes out with the answer, also
// when what they wanted fails.
func (g *Gateway) guest(ctx context.Context, v *visit) (int64, error) {
	if v.who.known() {
		return v.who.userID(), nil
	}
	made, err := g.needs.Identity.CreateGuest(ctx, &identityv1.CreateGuestRequest{})
	if err != nil {
		return 0, err
	}
	v.w.Header().Set(cartTokenHeader, made.GetToken())
	g.setCookie(v.w, g.cartCookie(), made.GetToken(), made.GetExpiresAt())
	noStore(v.w)
	v.who = principal{&identityv1.User{UserId: made.GetUserId(), Kind: "guest"}, cartHeader}
	return made.GetUserId(), nil
}
