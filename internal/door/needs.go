package door

import (
	"context"

	busv1 "rialto/gen/rialto/bus/v1"
	cartv1 "rialto/gen/rialto/cart/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
)

// Needs are the rooms that the door asks.
type Needs struct {
	Identity Identity
	Cart     Cart
	Bus      Bus
}

// Identity says who somebody is.
type Identity interface {
	Register(context.Context, *identityv1.RegisterRequest) (*identityv1.RegisterResponse, error)
	SignIn(context.Context, *identityv1.SignInRequest) (*identityv1.SignInResponse, error)
	SignOut(context.Context, *identityv1.SignOutRequest) (*identityv1.SignOutResponse, error)
	Authenticate(context.Context, *identityv1.AuthenticateRequest) (*identityv1.AuthenticateResponse, error)
	CreateGuest(context.Context, *identityv1.CreateGuestRequest) (*identityv1.CreateGuestResponse, error)
}

// Cart merges a guest's cart into an account's.
type Cart interface {
	Merge(context.Context, *cartv1.MergeRequest) (*cartv1.Cart, error)
}

// Bus takes the activity, which analytics counts.
type Bus interface {
	Publish(context.Context, *busv1.PublishRequest) (*busv1.PublishResponse, error)
}
