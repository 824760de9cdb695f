package gateway

import (
	"context"

	browsev1 "rialto/gen/rialto/browse/v1"
	cartv1 "rialto/gen/rialto/cart/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	dropv1 "rialto/gen/rialto/drop/v1"
	fulfillmentv1 "rialto/gen/rialto/fulfillment/v1"
	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	ledgerv1 "rialto/gen/rialto/ledger/v1"
	notificationv1 "rialto/gen/rialto/notification/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	searchv1 "rialto/gen/rialto/search/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
)

// Needs are the rooms behind the front door, here or elsewhere.
type Needs struct {
	Identity     Identity
	Browse       Browse
	Search       Search
	Catalog      Catalog
	Cart         Cart
	Order        Orders
	Pricing      Pricing
	Inventory    Inventory
	Payment      Payment
	Shipping     Shipping
	Fulfillment  Fulfillment
	Notification Notification
	GiftCards    GiftCards
	Drops        Drops
	Ledger       Ledger
}

// Identity keeps addresses; who somebody is, is asked by the door.
type Identity interface {
	AddAddress(context.Context, *identityv1.AddAddressRequest) (*identityv1.AddAddressResponse, error)
	ListAddresses(context.Context, *identityv1.ListAddressesRequest) (*identityv1.ListAddressesResponse, error)
	DeleteAddress(context.Context, *identityv1.DeleteAddressRequest) (*identityv1.DeleteAddressResponse, error)
}

// Browse composes what a search or product answer needs.
type Browse interface {
	SearchPage(context.Context, *browsev1.SearchPageRequest) (*browsev1.SearchPageResponse, error)
	ProductPage(context.Context, *browsev1.ProductPageRequest) (*browsev1.ProductPageResponse, error)
	Products(context.Context, *browsev1.ProductsRequest) (*browsev1.ProductsResponse, error)
}

// Search completes what a shopper types.
type Search interface {
	Suggest(context.Context, *searchv1.SuggestRequest) (*searchv1.SuggestResponse, error)
}

// Catalog holds products, offers and categories.
type Catalog interface {
	PutProducts(context.Context, *catalogv1.PutProductsRequest) (*catalogv1.PutProductsResponse, error)
	PatchProduct(context.Context, *catalogv1.PatchProductRequest) (*catalogv1.PatchProductResponse, error)
	FindExternal(context.Context, *catalogv1.FindExternalRequest) (*catalogv1.FindExternalResponse, error)
	GetOffers(context.Context, *catalogv1.GetOffersRequest) (*catalogv1.GetOffersResponse, error)
	ListOffers(context.Context, *catalogv1.ListOffersRequest) (*catalogv1.ListOffersResponse, error)
	ListCategories(context.Context, *catalogv1.ListCategoriesRequest) (*catalogv1.ListCategoriesResponse, error)
}

// Cart keeps what somebody means to buy.
type Cart interface {
	GetCart(context.Context, *cartv1.GetCartRequest) (*cartv1.Cart, error)
	AddItem(context.Context, *cartv1.AddItemRequest) (*cartv1.AddItemResponse, error)
	SetItem(context.Context, *cartv1.SetItemRequest) (*cartv1.Cart, error)
	RemoveItem(context.Context, *cartv1.RemoveItemRequest) (*cartv1.Cart, error)
	SetCoupon(context.Context, *cartv1.SetCouponRequest) (*cartv1.Cart, error)
}

// Orders quotes, places, tells about, cancels and refunds orders.
type Orders interface {
	Quote(context.Context, *orderv1.QuoteRequest) (*pricingv1.Quote, error)
	Place(context.Context, *orderv1.PlaceRequest) (*orderv1.PlaceResponse, error)
	Get(context.Context, *orderv1.GetRequest) (*orderv1.Order, error)
	List(context.Context, *orderv1.ListRequest) (*orderv1.ListResponse, error)
	Cancel(context.Context, *orderv1.CancelRequest) (*orderv1.CancelResponse, error)
	Find(context.Context, *orderv1.FindRequest) (*orderv1.Order, error)
	ListAll(context.Context, *orderv1.ListAllRequest) (*orderv1.ListResponse, error)
	Refund(context.Context, *orderv1.RefundRequest) (*orderv1.RefundResponse, error)
	ListSagas(context.Context, *orderv1.ListSagasRequest) (*orderv1.ListSagasResponse, error)
	RetrySaga(context.Context, *orderv1.RetrySagaRequest) (*orderv1.RetrySagaResponse, error)
}

// Pricing keeps coupons.
type Pricing interface {
	CreateCoupon(context.Context, *pricingv1.CreateCouponRequest) (*pricingv1.CreateCouponResponse, error)
	ListCoupons(context.Context, *pricingv1.ListCouponsRequest) (*pricingv1.ListCouponsResponse, error)
}

// Inventory counts stock in warehouses.
type Inventory interface {
	ListWarehouses(context.Context, *inventoryv1.ListWarehousesRequest) (*inventoryv1.ListWarehousesResponse, error)
	CreateWarehouse(context.Context, *inventoryv1.CreateWarehouseRequest) (*inventoryv1.CreateWarehouseResponse, error)
	SetStock(context.Context, *inventoryv1.SetStockRequest) (*inventoryv1.SetStockResponse, error)
	SpreadStock(context.Context, *inventoryv1.SpreadStockRequest) (*inventoryv1.SpreadStockResponse, error)
	GetStock(context.Context, *inventoryv1.GetStockRequest) (*inventoryv1.GetStockResponse, error)
	Ledger(context.Context, *inventoryv1.LedgerRequest) (*inventoryv1.LedgerResponse, error)
	MoveStock(context.Context, *inventoryv1.MoveStockRequest) (*inventoryv1.MoveStockResponse, error)
	SetHot(context.Context, *inventoryv1.SetHotRequest) (*inventoryv1.SetHotResponse, error)
	SoldOut(context.Context, *inventoryv1.SoldOutRequest) (*inventoryv1.SoldOutResponse, error)
}

// Payment takes what the gateway of the money tells, keeps cards, and hears from staff about money that no gateway moves.
type Payment interface {
	ListCards(context.Context, *paymentv1.ListCardsRequest) (*paymentv1.ListCardsResponse, error)
	RemoveCard(context.Context, *paymentv1.RemoveCardRequest) (*paymentv1.RemoveCardResponse, error)
	ListOpen(context.Context, *paymentv1.ListOpenRequest) (*paymentv1.ListOpenResponse, error)
	MarkReceived(context.Context, *paymentv1.MarkReceivedRequest) (*paymentv1.Payment, error)
	MarkRefunded(context.Context, *paymentv1.MarkRefundedRequest) (*paymentv1.Payment, error)
	Webhook(context.Context, *paymentv1.WebhookRequest) (*paymentv1.WebhookResponse, error)
}

// Shipping knows where parcels are.
type Shipping interface {
	Track(context.Context, *shippingv1.TrackRequest) (*shippingv1.TrackResponse, error)
}

// Fulfillment is the work in the warehouses.
type Fulfillment interface {
	ListPicks(context.Context, *fulfillmentv1.ListPicksRequest) (*fulfillmentv1.ListPicksResponse, error)
	Pick(context.Context, *fulfillmentv1.ShipmentRequest) (*fulfillmentv1.Shipment, error)
	HandOver(context.Context, *fulfillmentv1.ShipmentRequest) (*fulfillmentv1.Shipment, error)
	Deliver(context.Context, *fulfillmentv1.ShipmentRequest) (*fulfillmentv1.Shipment, error)
}

// Notification keeps the mail that was sent.
type Notification interface {
	ListMailbox(context.Context, *notificationv1.ListMailboxRequest) (*notificationv1.ListMailboxResponse, error)
}

// GiftCards are issued by staff and looked at by whoever has the code.
type GiftCards interface {
	Issue(context.Context, *giftcardv1.IssueRequest) (*giftcardv1.IssueResponse, error)
	List(context.Context, *giftcardv1.ListRequest) (*giftcardv1.ListResponse, error)
	Get(context.Context, *giftcardv1.GetRequest) (*giftcardv1.GetResponse, error)
	LookUp(context.Context, *giftcardv1.LookUpRequest) (*giftcardv1.GiftCard, error)
	Block(context.Context, *giftcardv1.BlockRequest) (*giftcardv1.GiftCard, error)
}

// Drops are sales that many want at once, with their waiting rooms.
type Drops interface {
	CreateDrop(context.Context, *dropv1.CreateDropRequest) (*dropv1.Drop, error)
	UpdateDrop(context.Context, *dropv1.UpdateDropRequest) (*dropv1.Drop, error)
	EndDrop(context.Context, *dropv1.EndDropRequest) (*dropv1.Drop, error)
	ListDrops(context.Context, *dropv1.ListDropsRequest) (*dropv1.ListDropsResponse, error)
	GetDrop(context.Context, *dropv1.GetDropRequest) (*dropv1.Drop, error)
	Join(context.Context, *dropv1.JoinRequest) (*dropv1.Ticket, error)
}

// Ledger keeps the books and says whether they agree with orders and the gateway of the money.
type Ledger interface {
	OrderBook(context.Context, *ledgerv1.OrderBookRequest) (*ledgerv1.OrderBookResponse, error)
	TrialBalance(context.Context, *ledgerv1.TrialBalanceRequest) (*ledgerv1.TrialBalanceResponse, error)
	ListSellers(context.Context, *ledgerv1.ListSellersRequest) (*ledgerv1.ListSellersResponse, error)
	Reconcile(context.Context, *ledgerv1.ReconcileRequest) (*ledgerv1.ReconcileResponse, error)
	ListFindings(context.Context, *ledgerv1.ListFindingsRequest) (*ledgerv1.ListFindingsResponse, error)
}
