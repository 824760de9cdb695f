package notification

import (
	"context"

	identityv1 "rialto/gen/rialto/identity/v1"
	orderv1 "rialto/gen/rialto/order/v1"
)

// Orders tells what was bought, by whom, and where it goes.
type Orders interface {
	Get(context.Context, *orderv1.GetRequest) (*orderv1.Order, error)
}

// Users knows the e-mail address of an account.
type Users interface {
	GetUser(context.Context, *identityv1.GetUserRequest) (*identityv1.GetUserResponse, error)
}
