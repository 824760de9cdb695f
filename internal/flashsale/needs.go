package flashsale

import (
	"context"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	dropv1 "rialto/gen/rialto/drop/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
)

// Needs are the rooms that prepare a sale and hold the books of it.
type Needs struct {
	Catalog   Catalog
	Inventory Inventory
	Identity  Identity
	Pricing   Pricing
	Payment   Payment
	Drops     Drops
}

// Catalog takes the product.
type Catalog interface {
	PutProducts(context.Context, *catalogv1.PutProductsRequest) (*catalogv1.PutProductsResponse, error)
}

// Inventory takes its stock and has its ledger.
type Inventory interface {
	ListWarehouses(context.Context, *inventoryv1.ListWarehousesRequest) (*inventoryv1.ListWarehousesResponse, error)
	SetStock(context.Context, *inventoryv1.SetStockRequest) (*inventoryv1.SetStockResponse, error)
	GetStock(context.Context, *inventoryv1.GetStockRequest) (*inventoryv1.GetStockResponse, error)
	Ledger(context.Context, *inventoryv1.LedgerRequest) (*inventoryv1.LedgerResponse, error)
}

// Identity makes guests: buyers without passwords.
type Identity interface {
	CreateGuest(context.Context, *identityv1.CreateGuestRequest) (*identityv1.CreateGuestResponse, error)
}

// Pricing gives every buyer a quote.
type Pricing interface {
	Quote(context.Context, *pricingv1.QuoteRequest) (*pricingv1.Quote, error)
}

// Payment has the gateway's own ledger.
type Payment interface {
	Report(context.Context, *paymentv1.ReportRequest) (*paymentv1.ReportResponse, error)
}

// Drops switch a waiting room on.
type Drops interface {
	CreateDrop(context.Context, *dropv1.CreateDropRequest) (*dropv1.Drop, error)
	EndDrop(context.Context, *dropv1.EndDropRequest) (*dropv1.Drop, error)
}
