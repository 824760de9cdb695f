package demo

import (
	"context"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	cartv1 "rialto/gen/rialto/cart/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	searchv1 "rialto/gen/rialto/search/v1"
)

// Needs are the rooms that the demo fills.
type Needs struct {
	Catalog   Catalog
	Inventory Inventory
	Identity  Identity
	Pricing   Pricing
	GiftCards GiftCards
	Search    Search
	Analytics Analytics
	Cart      Cart
	Order     Order
}

// Catalog takes products and knows them by the demo's names.
type Catalog interface {
	PutProducts(context.Context, *catalogv1.PutProductsRequest) (*catalogv1.PutProductsResponse, error)
	MapExternal(context.Context, *catalogv1.MapExternalRequest) (*catalogv1.MapExternalResponse, error)
}

// Inventory has warehouses and takes stock.
type Inventory interface {
	ListWarehouses(context.Context, *inventoryv1.ListWarehousesRequest) (*inventoryv1.ListWarehousesResponse, error)
	CreateWarehouse(context.Context, *inventoryv1.CreateWarehouseRequest) (*inventoryv1.CreateWarehouseResponse, error)
	SetStock(context.Context, *inventoryv1.SetStockRequest) (*inventoryv1.SetStockResponse, error)
}

// Identity has the accounts.
type Identity interface {
	Register(context.Context, *identityv1.RegisterRequest) (*identityv1.RegisterResponse, error)
	FindUser(context.Context, *identityv1.FindUserRequest) (*identityv1.FindUserResponse, error)
	EnsureOperator(context.Context, *identityv1.EnsureOperatorRequest) (*identityv1.EnsureOperatorResponse, error)
	AddAddress(context.Context, *identityv1.AddAddressRequest) (*identityv1.AddAddressResponse, error)
	ListAddresses(context.Context, *identityv1.ListAddressesRequest) (*identityv1.ListAddressesResponse, error)
	SetMembership(context.Context, *identityv1.SetMembershipRequest) (*identityv1.SetMembershipResponse, error)
}

// Pricing has the coupons.
type Pricing interface {
	CreateCoupon(context.Context, *pricingv1.CreateCouponRequest) (*pricingv1.CreateCouponResponse, error)
}

// GiftCards issues gift cards.
type GiftCards interface {
	Issue(context.Context, *giftcardv1.IssueRequest) (*giftcardv1.IssueResponse, error)
}

// Search makes products findable at once, rather than one event after the other.
type Search interface {
	Rebuild(context.Context, *searchv1.RebuildRequest) (*searchv1.RebuildResponse, error)
}

// Analytics takes past purchases.
type Analytics interface {
	ImportHistory(context.Context, *analyticsv1.ImportHistoryRequest) (*analyticsv1.ImportHistoryResponse, error)
	History(context.Context, *analyticsv1.HistoryRequest) (*analyticsv1.HistoryResponse, error)
}

// Cart holds what an order will be made of.
type Cart interface {
	GetCart(context.Context, *cartv1.GetCartRequest) (*cartv1.Cart, error)
	AddItem(context.Context, *cartv1.AddItemRequest) (*cartv1.AddItemResponse, error)
	RemoveItem(context.Context, *cartv1.RemoveItemRequest) (*cartv1.Cart, error)
}

// Order quotes carts, places orders, and gives money back.
type Order interface {
	Quote(context.Context, *orderv1.QuoteRequest) (*pricingv1.Quote, error)
	Place(context.Context, *orderv1.PlaceRequest) (*orderv1.PlaceResponse, error)
	Cancel(context.Context, *orderv1.CancelRequest) (*orderv1.CancelResponse, error)
	Refund(context.Context, *orderv1.RefundRequest) (*orderv1.RefundResponse, error)
	List(context.Context, *orderv1.ListRequest) (*orderv1.ListResponse, error)
}
