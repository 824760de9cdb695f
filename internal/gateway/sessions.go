package gateway

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"rialto/internal/commerce"
	"rialto/internal/door"
)

func (g *Gateway) sessionRoutes() {
	route(g, huma.Operation{
		OperationID: "sign-in", Method: http.MethodPost, Path: "/v1/sessions", Tags: []string{"account"},
		DefaultStatus: http.StatusOK,
		Summary:       "Sign in; a guest's cart moves into the account's",
		Responses:     map[string]*huma.Response{"401": problemResponse("Wrong e-mail or password")},
	}, rule{access: door.Unasked, class: door.Login}, g.signIn)
	route(g, huma.Operation{
		OperationID: "sign-out", Method: http.MethodDelete, Path: "/v1/sessions/current", Tags: []string{"account"},
		Summary: "Sign out",
	}, rule{access: door.Unasked}, g.signOut)
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
func (g *Gateway) signIn(ctx context.Context, v *door.Visit, in *signInInput) (*created[session], error) {
	got, err := g.door.SignIn(ctx, v, in.Body.Email, in.Body.Password)
	if err != nil {
		return nil, err
	}
	return &created[session]{
		Location: "/v1/sessions/current",
		Body:     session{got.GetToken(), idOf(got.GetUserId()), commerce.FromMicros(got.GetExpiresAt())},
	}, nil
}

// signOut ends the session of this credential.
func (g *Gateway) signOut(ctx context.Context, v *door.Visit, _ *nothing) (*nothing, error) {
	return nil, g.door.SignOut(ctx, v)
}
