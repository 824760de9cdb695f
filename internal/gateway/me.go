package gateway

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"rialto/internal/door"
)

func (g *Gateway) meRoutes() {
	route(g, huma.Operation{
		OperationID: "get-me", Method: http.MethodGet, Path: "/v1/me", Tags: []string{"account"},
		Summary: "Who these credentials are",
	}, rule{access: door.Shopper, class: door.Personal}, g.getMe)
}

type me struct {
	UserID      id         `json:"user_id"`
	Kind        string     `json:"kind" enum:"guest,customer,operator"`
	Email       string     `json:"email"`
	Name        string     `json:"name"`
	MemberUntil *time.Time `json:"member_until,omitempty" doc:"End of Rialto Plus; absent without membership."`
	CreatedAt   *time.Time `json:"created_at,omitempty"`
}

// getMe asks nobody: authentication has told already.
func (g *Gateway) getMe(_ context.Context, v *door.Visit, _ *nothing) (*output[me], error) {
	u := v.Who.User
	return &output[me]{me{
		idOf(u.GetUserId()), u.GetKind(), u.GetEmail(), u.GetName(), timeOf(u.GetMemberUntil()), timeOf(u.GetCreatedAt()),
	}}, nil
}
