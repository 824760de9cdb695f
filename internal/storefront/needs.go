package storefront

import (
	"context"

	browsev1 "rialto/gen/rialto/browse/v1"
	cartv1 "rialto/gen/rialto/cart/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	dropv1 "rialto/gen/rialto/drop/v1"
	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	searchv1 "rialto/gen/rialto/search/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
)

// Needs are the rooms behind the pages, here or elsewhere.
type Needs struct {
	Browse    Browse
	Search    Search
	Catalog   Catalog
	Cart      Cart
	Order     Orders
	Pricing   Pricing
	Identity  Identity
	Shipping  Shipping
	Payment   Payments
	GiftCards GiftCards
	Drops     Drops
	Stock     Stock
}

// Browse composes what lists and product pages show.
type Browse interface {
	SearchPage(context.Context, *browsev1.SearchPageRequest) (*browsev1.SearchPageResponse, error)
	ProductPage(context.Context, *browsev1.ProductPageRequest) (*browsev1.ProductPageResponse, error)
	Products(context.Context, *browsev1.ProductsRequest) (*browsev1.ProductsResponse, error)
}

// Search completes what a shopper types.
type Search interface {
	Suggest(context.Context, *searchv1.SuggestRequest) (*searchv1.SuggestResponse, error)
}

// Catalog has the tree of categories and the offers of a product.
type Catalog interface {
	ListCategories(context.Context, *catalogv1.ListCategoriesRequest) (*catalogv1.ListCategoriesResponse, error)
	ListOffers(context.Context, *catalogv1.ListOffersRequest) (*catalogv1.ListOffersResponse, error)
}

// Cart keeps what somebody means to buy.
type Cart interface {
	GetCart(context.Context, *cartv1.GetCartRequest) (*cartv1.Cart, error)
	AddItem(context.Context, *cartv1.AddItemRequest) (*cartv1.AddItemResponse, error)
	SetItem(context.Context, *cartv1.SetItemRequest) (*cartv1.Cart, error)
	RemoveItem(context.Context, *cartv1.RemoveItemRequest) (*cartv1.Cart, error)
	SetCoupon(context.Context, *cartv1.SetCouponRequest) (*cartv1.Cart, error)
}

// Orders quotes, places, tells about and cancels orders.
type Orders interface {
	Quote(context.Context, *orderv1.QuoteRequest) (*pricingv1.Quote, error)
	Place(context.Context, *orderv1.PlaceRequest) (*orderv1.PlaceResponse, error)
	Get(context.Context, *orderv1.GetRequest) (*orderv1.Order, error)
	List(context.Context, *orderv1.ListRequest) (*orderv1.ListResponse, error)
	Cancel(context.Context, *orderv1.CancelRequest) (*orderv1.CancelResponse, error)
}

// Pricing keeps the quotes that somebody was shown.
type Pricing interface {
	GetQuote(context.Context, *pricingv1.GetQuoteRequest) (*pricingv1.Quote, error)
}

// Identity keeps addresses; who somebody is, is asked by the door.
type Identity interface {
	AddAddress(context.Context, *identityv1.AddAddressRequest) (*identityv1.AddAddressResponse, error)
	ListAddresses(context.Context, *identityv1.ListAddressesRequest) (*identityv1.ListAddressesResponse, error)
	DeleteAddress(context.Context, *identityv1.DeleteAddressRequest) (*identityv1.DeleteAddressResponse, error)
}

// Shipping promises a date and knows where parcels are.
type Shipping interface {
	Rate(context.Context, *shippingv1.RateRequest) (*shippingv1.RateResponse, error)
	Track(context.Context, *shippingv1.TrackRequest) (*shippingv1.TrackResponse, error)
}

// Payments keeps saved cards.
type Payments interface {
	ListCards(context.Context, *paymentv1.ListCardsRequest) (*paymentv1.ListCardsResponse, error)
	RemoveCard(context.Context, *paymentv1.RemoveCardRequest) (*paymentv1.RemoveCardResponse, error)
}

// GiftCards knows a gift card by its code.
type GiftCards interface {
	LookUp(context.Context, *giftcardv1.LookUpRequest) (*giftcardv1.GiftCard, error)
}

// Stock remembers what is sold out.
type Stock interface {
	SoldOut(context.Context, *inventoryv1.SoldOutRequest) (*inventoryv1.SoldOutResponse, error)
}

// Drops has the waiting rooms.
type Drops interface {
	GetDrop(context.Context, *dropv1.GetDropRequest) (*dropv1.Drop, error)
	Join(context.Context, *dropv1.JoinRequest) (*dropv1.Ticket, error)
}
