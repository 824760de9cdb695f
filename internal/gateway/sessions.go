package gateway

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	cartv1 "rialto/gen/rialto/cart/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

func (g *Gateway) sessionRoutes() {
	route(g, huma.Operation{
		OperationID: "sign-in", Method: http.MethodPost, Path: "/v1/sessions", Tags: []string{"account"},
		DefaultStatus: http.StatusOK,
		Summary:       "Sign in; a guest's cart moves into the account's",
		Responses:     map[string]*huma.Response{"401": problemResponse("Wrong e-mail or password")},
	}, rule{access: unasked, class: login}, g.signIn)
	route(g, huma.Operation{
		OperationID: "sign-out", Method: http.MethodDelete, Path: "/v1/sessions/current", Tags: []string{"account"},
		Summary: "Sign out",
	}, rule{access: unasked}, g.signOut)
}

type signInInput struct {
	Body signInBody
}

type signInBody struct {
	Email    string `json:"email" minLength:"1" maxLength:"254"`
	Password string `json:"password" minLength:"1" maxLength:"200"`
}

type session struct {
	Token     string    `json:"token" doc:"Send it as Authorization: Bearer TOKEN."`
	UserID    id        `json:"user_id"`
	ExpiresAt time.Time `json:"expires_at"`
}

// signIn answers with the token for programs and sets it as cookie for pages.
func (g *Gateway) signIn(ctx context.Context, v *visit, in *signInInput) (*created[session], error) {
	got, err := g.needs.Identity.SignIn(ctx, &identityv1.SignInRequest{
		Email: in.Body.Email, Password: in.Body.Password, GuestToken: g.guestToken(v.r),
	})
	if err != nil {
		return nil, err
	}
	g.mergeCart(ctx, v, got.GetGuestUserId(), got.GetUserId())
	g.setCookie(v.w, g.sessionCookie(), got.GetToken(), got.GetExpiresAt())
	return &created[session]{
		Location: "/v1/sessions/current",
		Body:     session{got.GetToken(), idOf(got.GetUserId()), commerce.FromMicros(got.GetExpiresAt())},
	}, nil
}

// mergeCart moves a guest's cart into the account's and forgets the guest. Without a cart room one can still sign in: the
// guest's token stays good, and the next sign-in moves the cart.
func (g *Gateway) mergeCart(ctx context.Context, v *visit, guest, user int64) {
	if guest != 0 && guest != user {
		if _, err := g.needs.Cart.Merge(ctx, &cartv1.MergeRequest{FromUserId: guest, ToUserId: user}); err != nil {
			g.deps.Log.Warn("merge the guest's cart", "guest", guest, "user", user, "error", err)
			return
		}
	}
	if cookie(v.r, g.cartCookie()) != "" {
		g.clearCookie(v.w, g.cartCookie())
	}
}

// signOut ends the session of this credential; a token that is unknown is signed out already. A guest's cart stays.
func (g *Gateway) signOut(ctx context.Context, v *visit, _ *nothing) (*nothing, error) {
	via, token, err := g.credentials(v.r)
	if err != nil {
		return nil, err
	}
	if via != bearer && via != sessionCookie {
		return nil, errs.Unauthenticated("There is no session to end.")
	}
	if plausible(token) {
		if _, err := g.needs.Identity.SignOut(ctx, &identityv1.SignOutRequest{Token: token}); err != nil {
			return nil, err
		}
	}
	g.takeBack(v.w, via)
	return nil, nil
}
