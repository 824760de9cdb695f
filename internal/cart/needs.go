package cart

import (
	"context"

	catalogv1 "rialto/gen/rialto/catalog/v1"
)

// Catalog is what a cart asks of the catalogue: offers as they are now.
type Catalog interface {
	GetOffers(context.Context, *catalogv1.GetOffersRequest) (*catalogv1.GetOffersResponse, error)
}
