package door

import (
	"context"
	"net/http"

	identityv1 "rialto/gen/rialto/identity/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// staffName is the cookie of the back office. It is Strict: no link on another site arrives signed in.
const staffName = "rialto_staff"

func (d *Door) staffCookie() string { return d.cookieName(staffName) }

// EnterStaff lets an operator into the back office, by its own cookie alone. Nobody, or a session that is over, is
// unauthenticated; a customer's session does not count.
func (d *Door) EnterStaff(ctx context.Context, v *Visit) error {
	NoStore(v.W)
	token := cookie(v.R, d.staffCookie())
	if token == "" {
		return errs.Unauthenticated("Sign in to the back office.")
	}
	who, err := d.identify(ctx, token)
	if errs.Is(err, errs.KindUnauthenticated) {
		d.clearCookie(v.W, d.staffCookie())
	}
	if err != nil {
		return err
	}
	v.Who = Visitor{who, staffSession}
	return v.Who.allowed(Operator)
}

// SignInStaff opens the back office's session. An account that is no operator is told the same as a wrong password.
func (d *Door) SignInStaff(ctx context.Context, v *Visit, email, password string) error {
	got, err := d.needs.Identity.SignIn(ctx, &identityv1.SignInRequest{Email: email, Password: password})
	if err != nil {
		return err
	}
	who, err := d.identify(ctx, got.GetToken())
	if err != nil {
		return err
	}
	if who.GetKind() != kindOperator {
		if err := d.end(ctx, got.GetToken()); err != nil {
			return err
		}
		return errs.Unauthenticated("E-mail or password is wrong.")
	}
	http.SetCookie(v.W, &http.Cookie{
		Name: d.staffCookie(), Value: got.GetToken(), Path: "/", Expires: commerce.FromMicros(got.GetExpiresAt()),
		Secure: d.https, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
	return nil
}

// SignOutStaff ends it.
func (d *Door) SignOutStaff(ctx context.Context, v *Visit) error {
	if err := d.end(ctx, cookie(v.R, d.staffCookie())); err != nil {
		return err
	}
	d.clearCookie(v.W, d.staffCookie())
	return nil
}
