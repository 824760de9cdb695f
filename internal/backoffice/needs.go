package backoffice

import (
	"context"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	browsev1 "rialto/gen/rialto/browse/v1"
	busv1 "rialto/gen/rialto/bus/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	dropv1 "rialto/gen/rialto/drop/v1"
	fulfillmentv1 "rialto/gen/rialto/fulfillment/v1"
	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	ledgerv1 "rialto/gen/rialto/ledger/v1"
	mediav1 "rialto/gen/rialto/media/v1"
	notificationv1 "rialto/gen/rialto/notification/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	searchv1 "rialto/gen/rialto/search/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
)

// Needs are the rooms behind the pages, here or elsewhere.
type Needs struct {
	Order        Orders
	Identity     Identity
	Payment      Payment
	Inventory    Inventory
	Catalog      Catalog
	Browse       Browse
	Search       Search
	Pricing      Pricing
	Media        Media
	Notification Notification
	Fulfillment  Fulfillment
	Shipping     Shipping
	Analytics    Analytics
	Bus          Bus
	GiftCards    GiftCards
	Drops        Drops
	Ledger       Ledger
}

// Orders are looked at and canceled; what a saga cannot finish is tried again.
type Orders interface {
	Find(context.Context, *orderv1.FindRequest) (*orderv1.Order, error)
	ListAll(context.Context, *orderv1.ListAllRequest) (*orderv1.ListResponse, error)
	Cancel(context.Context, *orderv1.CancelRequest) (*orderv1.CancelResponse, error)
	ListSagas(context.Context, *orderv1.ListSagasRequest) (*orderv1.ListSagasResponse, error)
	Refund(context.Context, *orderv1.RefundRequest) (*orderv1.RefundResponse, error)
	RetrySaga(context.Context, *orderv1.RetrySagaRequest) (*orderv1.RetrySagaResponse, error)
}

// Identity tells whose an e-mail is.
type Identity interface {
	FindUser(context.Context, *identityv1.FindUserRequest) (*identityv1.FindUserResponse, error)
	GetUser(context.Context, *identityv1.GetUserRequest) (*identityv1.GetUserResponse, error)
}

// Payment tells how the money of an order stands, and is told what staff see of it: money that came, or was paid out.
type Payment interface {
	ListOpen(context.Context, *paymentv1.ListOpenRequest) (*paymentv1.ListOpenResponse, error)
	MarkReceived(context.Context, *paymentv1.MarkReceivedRequest) (*paymentv1.Payment, error)
	MarkRefunded(context.Context, *paymentv1.MarkRefundedRequest) (*paymentv1.Payment, error)
	Get(context.Context, *paymentv1.OrderPaymentRequest) (*paymentv1.Payment, error)
}

// Inventory counts stock.
type Inventory interface {
	ListWarehouses(context.Context, *inventoryv1.ListWarehousesRequest) (*inventoryv1.ListWarehousesResponse, error)
	ListStock(context.Context, *inventoryv1.ListStockRequest) (*inventoryv1.ListStockResponse, error)
	GetStock(context.Context, *inventoryv1.GetStockRequest) (*inventoryv1.GetStockResponse, error)
	SetStock(context.Context, *inventoryv1.SetStockRequest) (*inventoryv1.SetStockResponse, error)
	MoveStock(context.Context, *inventoryv1.MoveStockRequest) (*inventoryv1.MoveStockResponse, error)
	SetHot(context.Context, *inventoryv1.SetHotRequest) (*inventoryv1.SetHotResponse, error)
	Ledger(context.Context, *inventoryv1.LedgerRequest) (*inventoryv1.LedgerResponse, error)
}

// Catalog holds the products.
type Catalog interface {
	GetProducts(context.Context, *catalogv1.GetProductsRequest) (*catalogv1.GetProductsResponse, error)
	PutProducts(context.Context, *catalogv1.PutProductsRequest) (*catalogv1.PutProductsResponse, error)
	PatchProduct(context.Context, *catalogv1.PatchProductRequest) (*catalogv1.PatchProductResponse, error)
	SetPrices(context.Context, *catalogv1.SetPricesRequest) (*catalogv1.SetPricesResponse, error)
	FindExternal(context.Context, *catalogv1.FindExternalRequest) (*catalogv1.FindExternalResponse, error)
	ListOffers(context.Context, *catalogv1.ListOffersRequest) (*catalogv1.ListOffersResponse, error)
	ListCategories(context.Context, *catalogv1.ListCategoriesRequest) (*catalogv1.ListCategoriesResponse, error)
	ListSellers(context.Context, *catalogv1.ListSellersRequest) (*catalogv1.ListSellersResponse, error)
}

// Browse finds products by words.
type Browse interface {
	SearchPage(context.Context, *browsev1.SearchPageRequest) (*browsev1.SearchPageResponse, error)
}

// Search tells how the index is.
type Search interface {
	Status(context.Context, *searchv1.StatusRequest) (*searchv1.StatusResponse, error)
}

// Pricing keeps coupons.
type Pricing interface {
	CreateCoupon(context.Context, *pricingv1.CreateCouponRequest) (*pricingv1.CreateCouponResponse, error)
	ListCoupons(context.Context, *pricingv1.ListCouponsRequest) (*pricingv1.ListCouponsResponse, error)
}

// Media keeps pictures.
type Media interface {
	Put(context.Context, *mediav1.PutRequest) (*mediav1.Picture, error)
}

// Notification keeps the mail that was sent.
type Notification interface {
	ListMailbox(context.Context, *notificationv1.ListMailboxRequest) (*notificationv1.ListMailboxResponse, error)
}

// Fulfillment is the work in the warehouses.
type Fulfillment interface {
	ListPicks(context.Context, *fulfillmentv1.ListPicksRequest) (*fulfillmentv1.ListPicksResponse, error)
	Pick(context.Context, *fulfillmentv1.ShipmentRequest) (*fulfillmentv1.Shipment, error)
	HandOver(context.Context, *fulfillmentv1.ShipmentRequest) (*fulfillmentv1.Shipment, error)
	Deliver(context.Context, *fulfillmentv1.ShipmentRequest) (*fulfillmentv1.Shipment, error)
}

// Shipping knows where parcels are.
type Shipping interface {
	Track(context.Context, *shippingv1.TrackRequest) (*shippingv1.TrackResponse, error)
}

// Analytics counts what was sold.
type Analytics interface {
	Sales(context.Context, *analyticsv1.SalesRequest) (*analyticsv1.SalesResponse, error)
	Summary(context.Context, *analyticsv1.SummaryRequest) (*analyticsv1.SummaryResponse, error)
}

// Bus has the log of events and who has read how far.
type Bus interface {
	Read(context.Context, *busv1.ReadRequest) (*busv1.ReadResponse, error)
	Groups(context.Context, *busv1.GroupsRequest) (*busv1.GroupsResponse, error)
}

// GiftCards are issued, looked at and blocked.
type GiftCards interface {
	Issue(context.Context, *giftcardv1.IssueRequest) (*giftcardv1.IssueResponse, error)
	List(context.Context, *giftcardv1.ListRequest) (*giftcardv1.ListResponse, error)
	Get(context.Context, *giftcardv1.GetRequest) (*giftcardv1.GetResponse, error)
	Block(context.Context, *giftcardv1.BlockRequest) (*giftcardv1.GiftCard, error)
}

// Drops are announced, changed and ended.
type Drops interface {
	CreateDrop(context.Context, *dropv1.CreateDropRequest) (*dropv1.Drop, error)
	UpdateDrop(context.Context, *dropv1.UpdateDropRequest) (*dropv1.Drop, error)
	EndDrop(context.Context, *dropv1.EndDropRequest) (*dropv1.Drop, error)
	ListDrops(context.Context, *dropv1.ListDropsRequest) (*dropv1.ListDropsResponse, error)
}

// Ledger has the books of orders and sellers, and what does not agree.
type Ledger interface {
	OrderBook(context.Context, *ledgerv1.OrderBookRequest) (*ledgerv1.OrderBookResponse, error)
	TrialBalance(context.Context, *ledgerv1.TrialBalanceRequest) (*ledgerv1.TrialBalanceResponse, error)
	ListSellers(context.Context, *ledgerv1.ListSellersRequest) (*ledgerv1.ListSellersResponse, error)
	Reconcile(context.Context, *ledgerv1.ReconcileRequest) (*ledgerv1.ReconcileResponse, error)
	ListFindings(context.Context, *ledgerv1.ListFindingsRequest) (*ledgerv1.ListFindingsResponse, error)
}
