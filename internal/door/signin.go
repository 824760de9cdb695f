package door

import (
	"context"

	cartv1 "rialto/gen/rialto/cart/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	"rialto/internal/platform/errs"
)

// Register makes an account. A guest keeps their user id, so cart and orders stay; their token has served.
func (d *Door) Register(ctx context.Context, v *Visit, email, password, name string) (userID int64, err error) {
	made, err := d.needs.Identity.Register(ctx, &identityv1.RegisterRequest{
		Email: email, Password: password, Name: name, GuestToken: d.guestToken(v.R),
	})
	if err != nil {
		return 0, err
	}
	if cookie(v.R, d.CartCookie()) != "" {
		d.clearCookie(v.W, d.CartCookie())
	}
	return made.GetUserId(), nil
}

// SignIn opens a session, sets it as cookie for pages and moves the guest's cart into the account's.
func (d *Door) SignIn(ctx context.Context, v *Visit, email, password string) (*identityv1.SignInResponse, error) {
	got, err := d.needs.Identity.SignIn(ctx, &identityv1.SignInRequest{
		Email: email, Password: password, GuestToken: d.guestToken(v.R),
	})
	if err != nil {
		return nil, err
	}
	d.mergeCart(ctx, v, got.GetGuestUserId(), got.GetUserId())
	d.setCookie(v.W, d.SessionCookie(), got.GetToken(), got.GetExpiresAt())
	return got, nil
}

// mergeCart moves a guest's cart into the account's and forgets the guest. Without a cart room one can still sign in: the
// guest's token stays good, and the next sign-in moves the cart.
func (d *Door) mergeCart(ctx context.Context, v *Visit, guest, user int64) {
	if guest != 0 && guest != user {
		if _, err := d.needs.Cart.Merge(ctx, &cartv1.MergeRequest{FromUserId: guest, ToUserId: user}); err != nil {
			d.deps.Log.Warn("merge the guest's cart", "guest", guest, "user", user, "error", err)
			return
		}
	}
	if cookie(v.R, d.CartCookie()) != "" {
		d.clearCookie(v.W, d.CartCookie())
	}
}

// SignOut ends the session of this credential; a token that is unknown is signed out already. A guest's cart stays.
func (d *Door) SignOut(ctx context.Context, v *Visit) error {
	via, token, err := d.credentials(v.R)
	if err != nil {
		return err
	}
	if via != bearer && via != sessionCookie {
		return errs.Unauthenticated("There is no session to end.")
	}
	if err := d.end(ctx, token); err != nil {
		return err
	}
	d.takeBack(v.W, via)
	return nil
}

func (d *Door) end(ctx context.Context, token string) error {
	if !plausible(token) {
		return nil
	}
	_, err := d.needs.Identity.SignOut(ctx, &identityv1.SignOutRequest{Token: token})
	return err
}
