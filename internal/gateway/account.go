package gateway

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"rialto/internal/door"
)

// accountRoutes: registration is limited by address, because a new e-mail costs nothing.
func (g *Gateway) accountRoutes() {
	route(g, huma.Operation{
		OperationID: "create-account", Method: http.MethodPost, Path: "/v1/account", Tags: []string{"account"},
		DefaultStatus: http.StatusCreated,
		Summary:       "Register; a guest's cart token makes the guest an account",
		Responses:     map[string]*huma.Response{"409": problemResponse("email_taken")},
	}, rule{access: door.Unasked, class: door.Signup}, g.createAccount)
}

type accountInput struct {
	Body newAccount
}

// newAccount is checked for size here and for sense by identity, which owns the rules of e-mails and passwords.
type newAccount struct {
	Email    string `json:"email" minLength:"3" maxLength:"254"`
	Password string `json:"password" minLength:"1" maxLength:"200"`
	Name     string `json:"name,omitempty" maxLength:"200"`
}

type accountID struct {
	UserID id `json:"user_id"`
}

// createAccount registers. A guest keeps their user id, so cart and orders stay.
func (g *Gateway) createAccount(ctx context.Context, v *door.Visit, in *accountInput) (*created[accountID], error) {
	user, err := g.door.Register(ctx, v, in.Body.Email, in.Body.Password, in.Body.Name)
	if err != nil {
		return nil, err
	}
	return &created[accountID]{Location: "/v1/me", Body: accountID{idOf(user)}}, nil
}
