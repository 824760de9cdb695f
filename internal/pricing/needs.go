package pricing

import (
	"context"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
)

// Catalog is what pricing asks of the catalogue: offers as they are now, never from a cache.
type Catalog interface {
	GetOffers(context.Context, *catalogv1.GetOffersRequest) (*catalogv1.GetOffersResponse, error)
}

// Shipping is what pricing asks of shipping: delivery options with cost and date, and warehouses by distance.
type Shipping interface {
	Rate(context.Context, *shippingv1.RateRequest) (*shippingv1.RateResponse, error)
}
