package door

import (
	"context"
	"net/http"
	"strings"

	identityv1 "rialto/gen/rialto/identity/v1"
	"rialto/internal/platform/errs"
)

// CartTokenHeader carries a guest's credential, both ways, for clients without cookies.
const CartTokenHeader = "X-Cart-Token"

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
	staffSession
)

// Visitor is who makes a request; the zero value is nobody.
type Visitor struct {
	User *identityv1.User
	via  credential
}

func (p Visitor) Known() bool    { return p.User != nil }
func (p Visitor) UserID() int64  { return p.User.GetUserId() }
func (p Visitor) Operator() bool { return p.User.GetKind() == kindOperator }

// explicit reports whether a program sent the credential on purpose, not a browser by habit.
func (c credential) explicit() bool { return c == bearer || c == cartHeader }

// allowed compares who it is with who may.
func (p Visitor) allowed(a Access) error {
	switch {
	case a != Shopper && a != Operator:
		return nil
	case !p.Known() && a == Operator:
		return errs.Unauthenticated("Sign in as an operator and send Authorization: Bearer TOKEN.")
	case !p.Known():
		return errs.Unauthenticated("Sign in and send Authorization: Bearer TOKEN, or your X-Cart-Token as a guest.")
	case a == Operator && !p.Operator():
		return errs.Forbidden("Only operators may do this.")
	case a == Operator && p.via != bearer && p.via != staffSession: // what a browser sends by habit in the shop
		return errs.Unauthenticated("Sign in as an operator and send Authorization: Bearer TOKEN.")
	}
	return nil
}

// credentials finds the one credential that counts: a bearer token before the session's cookie before a guest's cart
// token, header before cookie.
func (d *Door) credentials(r *http.Request) (credential, string, error) {
	if auth := r.Header.Get("Authorization"); auth != "" {
		scheme, token, _ := strings.Cut(auth, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			return bearer, "", errs.Unauthenticated("Only the Bearer scheme is understood: Authorization: Bearer TOKEN.")
		}
		return bearer, strings.TrimSpace(token), nil
	}
	if token := cookie(r, d.SessionCookie()); token != "" {
		return sessionCookie, token, nil
	}
	if token := r.Header.Get(CartTokenHeader); token != "" {
		return cartHeader, token, nil
	}
	if token := cookie(r, d.CartCookie()); token != "" {
		return cartCookie, token, nil
	}
	return noCredential, "", nil
}

// guestToken returns the cart token a request carries, whatever else it carries: sign-in and registration take it over.
func (d *Door) guestToken(r *http.Request) string {
	token := r.Header.Get(CartTokenHeader)
	if token == "" {
		token = cookie(r, d.CartCookie())
	}
	if !plausible(token) {
		return ""
	}
	return token
}

// authenticate fills in who it is, with one call. A credential that is given in a header must be good. A cookie, which
// browsers send by themselves, may be stale: reading goes on as nobody, changing something does not, and the cookie is
// taken back so that the next try is clean.
func (d *Door) authenticate(ctx context.Context, v *Visit, a Access) error {
	via, token, err := d.credentials(v.R)
	if err != nil || via == noCredential {
		return err
	}
	who, err := d.identify(ctx, token)
	if err == nil {
		v.Who = Visitor{who, via}
		return nil
	}
	stale := errs.Is(err, errs.KindUnauthenticated)
	if stale {
		d.takeBack(v.W, via)
	}
	reading := a == Open && (v.R.Method == http.MethodGet || v.R.Method == http.MethodHead)
	switch {
	case reading && !via.explicit(), reading && !stale: // a shop that cannot ask who it is can still be looked at
		return nil
	case a == Open && stale && via == cartCookie: // the cart is gone; the next one gets a new guest
		return nil
	}
	return err
}

// identify is the one call of identity that a request costs.
func (d *Door) identify(ctx context.Context, token string) (*identityv1.User, error) {
	if !plausible(token) {
		return nil, expired()
	}
	got, err := d.needs.Identity.Authenticate(ctx, &identityv1.AuthenticateRequest{Token: token})
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
func (d *Door) Guest(ctx context.Context, v *Visit) (int64, error) {
	if v.Who.Known() {
		return v.Who.UserID(), nil
	}
	made, err := d.needs.Identity.CreateGuest(ctx, &identityv1.CreateGuestRequest{})
	if err != nil {
		return 0, err
	}
	v.W.Header().Set(CartTokenHeader, made.GetToken())
	d.setCookie(v.W, d.CartCookie(), made.GetToken(), made.GetExpiresAt())
	NoStore(v.W)
	v.Who = Visitor{&identityv1.User{UserId: made.GetUserId(), Kind: "guest"}, cartHeader}
	return made.GetUserId(), nil
}
