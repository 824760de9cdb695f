package cli

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	"rialto/gen/rialto/analytics/v1/analyticsv1connect"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/gen/rialto/catalog/v1/catalogv1connect"
	commercev1 "rialto/gen/rialto/commerce/v1"
	dropv1 "rialto/gen/rialto/drop/v1"
	"rialto/gen/rialto/drop/v1/dropv1connect"
	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	"rialto/gen/rialto/giftcard/v1/giftcardv1connect"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/gen/rialto/inventory/v1/inventoryv1connect"
	ledgerv1 "rialto/gen/rialto/ledger/v1"
	"rialto/gen/rialto/ledger/v1/ledgerv1connect"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/gen/rialto/order/v1/orderv1connect"
	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/gen/rialto/payment/v1/paymentv1connect"
	shippingv1 "rialto/gen/rialto/shipping/v1"
	"rialto/gen/rialto/shipping/v1/shippingv1connect"
	"rialto/internal/app"
	"rialto/internal/platform/errs"
)

// shop is the rooms that commands ask, with fixed answers: customer 11 has order 9001; product 101 is of seller 7; warehouses 1
// (Reno, near the west of the US) and 2 (Berlin).
type shop struct {
	asked  []proto.Message // requests that change something
	open   int64           // findings
	orders []*orderv1.Order
}

func (s *shop) rooms() app.Rooms {
	return app.Rooms{
		Order: fakeOrder{shop: s}, Payment: fakePayment{shop: s}, GiftCards: fakeGiftCards{shop: s}, Drops: fakeDrops{shop: s},
		Ledger: fakeLedger{shop: s}, Inventory: fakeInventory{shop: s}, Catalog: fakeCatalog{}, Shipping: fakeShipping{}, Analytics: fakeAnalytics{},
	}
}

// said runs one command's work over the shop and returns what it printed.
func said(t *testing.T, s *shop, do func(context.Context, *environment, app.Rooms) error) (string, error) {
	t.Helper()
	var out bytes.Buffer
	env := &environment{out: &out, err: &out, ctx: t.Context(), line: &commandLine{}}
	err := do(t.Context(), env, s.rooms())
	return out.String(), err
}

// wants fails unless every part was said.
func wants(t *testing.T, out string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(out, part) {
			t.Errorf("%q is missing in\n%s", part, out)
		}
	}
}

type fakeOrder struct {
	orderv1connect.OrderServiceClient
	*shop
}

func (f fakeOrder) Find(_ context.Context, q *orderv1.FindRequest) (*orderv1.Order, error) {
	if q.GetOrderId() != "9001" {
		return nil, errs.NotFound("order_not_found", "There is no order %s.", q.GetOrderId())
	}
	return &orderv1.Order{OrderId: "9001", UserId: 11}, nil
}

func (f fakeOrder) ListSagas(_ context.Context, q *orderv1.ListSagasRequest) (*orderv1.ListSagasResponse, error) {
	if q.GetState() == "waiting" {
		return &orderv1.ListSagasResponse{}, nil
	}
	return &orderv1.ListSagasResponse{Sagas: []*orderv1.Saga{{
		OrderId: "9001", UserId: 11, Kind: "place", State: "undoing", Step: "authorize", Attempt: 3, StartedAt: 1_700_000_000_000_000,
		LastError: "No answer to: authorise.", Log: []*orderv1.SagaLogEntry{
			{At: 1_700_000_000_000_000, Step: "reserve", What: "begin"}, {At: 1_700_000_000_250_000, Step: "reserve", What: "undone"},
		},
	}}}, nil
}

func (f fakeOrder) RetrySaga(_ context.Context, q *orderv1.RetrySagaRequest) (*orderv1.RetrySagaResponse, error) {
	f.shop.asked = append(f.shop.asked, q)
	return &orderv1.RetrySagaResponse{}, nil
}

func (f fakeOrder) ListAll(_ context.Context, q *orderv1.ListAllRequest) (*orderv1.ListResponse, error) {
	if q.GetCursor() != "" || len(f.orders) < 2 {
		return &orderv1.ListResponse{Orders: f.orders[min(1, len(f.orders)):]}, nil
	}
	return &orderv1.ListResponse{Orders: f.orders[:1], NextCursor: "1"}, nil
}

type fakePayment struct {
	paymentv1connect.PaymentServiceClient
	*shop
}

func (f fakePayment) ListOpen(_ context.Context, q *paymentv1.ListOpenRequest) (*paymentv1.ListOpenResponse, error) {
	usd := &commercev1.Money{Amount: 8405, Currency: "USD"}
	if q.GetCursor() == "" {
		return &paymentv1.ListOpenResponse{NextCursor: "2", Payments: []*paymentv1.Payment{{
			OrderId: "9001", Method: "bank_transfer", Status: "requires_action", Amount: usd, NextAction: &paymentv1.NextAction{Reference: "R-9001"},
		}}}, nil
	}
	return &paymentv1.ListOpenResponse{Payments: []*paymentv1.Payment{{
		OrderId: "9002", Method: "cash_on_delivery", Status: "captured", Amount: usd,
		Refunds: []*paymentv1.Refund{{RefundId: "r1", Amount: 500, Status: "owed"}, {RefundId: "r0", Amount: 100, Status: "done"}},
	}}}, nil
}

func (f fakePayment) MarkReceived(_ context.Context, q *paymentv1.MarkReceivedRequest) (*paymentv1.Payment, error) {
	f.shop.asked = append(f.shop.asked, q)
	return &paymentv1.Payment{Status: "captured"}, nil
}

func (f fakePayment) MarkRefunded(_ context.Context, q *paymentv1.MarkRefundedRequest) (*paymentv1.Payment, error) {
	f.shop.asked = append(f.shop.asked, q)
	return &paymentv1.Payment{}, nil
}

type fakeGiftCards struct {
	giftcardv1connect.GiftCardServiceClient
	*shop
}

func aCard(state string) *giftcardv1.GiftCard {
	return &giftcardv1.GiftCard{CardId: 81, LastFour: "7Q2M", Currency: "USD", Issued: 5000, Balance: 3000, State: state, Note: "for Ann"}
}

func (f fakeGiftCards) Issue(_ context.Context, q *giftcardv1.IssueRequest) (*giftcardv1.IssueResponse, error) {
	f.shop.asked = append(f.shop.asked, q)
	return &giftcardv1.IssueResponse{Card: aCard("good"), Code: "AAAA-BBBB-CCCC-7Q2M", Replayed: q.GetIdempotencyKey() == "again"}, nil
}

func (f fakeGiftCards) List(context.Context, *giftcardv1.ListRequest) (*giftcardv1.ListResponse, error) {
	return &giftcardv1.ListResponse{Cards: []*giftcardv1.GiftCard{aCard("good")}}, nil
}

func (f fakeGiftCards) Get(context.Context, *giftcardv1.GetRequest) (*giftcardv1.GetResponse, error) {
	return &giftcardv1.GetResponse{Card: aCard("good"), Uses: []*giftcardv1.Use{{OrderId: "9001", State: "spent", Amount: 2000}}}, nil
}

func (f fakeGiftCards) Block(_ context.Context, q *giftcardv1.BlockRequest) (*giftcardv1.GiftCard, error) {
	f.shop.asked = append(f.shop.asked, q)
	return aCard("blocked"), nil
}

type fakeDrops struct {
	dropv1connect.DropServiceClient
	*shop
}

func (f fakeDrops) ListDrops(context.Context, *dropv1.ListDropsRequest) (*dropv1.ListDropsResponse, error) {
	return &dropv1.ListDropsResponse{}, nil
}

func (f fakeDrops) CreateDrop(_ context.Context, q *dropv1.CreateDropRequest) (*dropv1.Drop, error) {
	d := proto.CloneOf(q.GetDrop())
	d.State = "announced"
	return d, nil
}

func (f fakeDrops) EndDrop(_ context.Context, q *dropv1.EndDropRequest) (*dropv1.Drop, error) {
	return &dropv1.Drop{ProductId: q.GetProductId(), State: "ended"}, nil
}

type fakeLedger struct {
	ledgerv1connect.LedgerServiceClient
	*shop
}

func (f fakeLedger) Reconcile(context.Context, *ledgerv1.ReconcileRequest) (*ledgerv1.ReconcileResponse, error) {
	return &ledgerv1.ReconcileResponse{Orders: 3, Charges: 2, Open: f.open, At: 1_700_000_000_000_000}, nil
}

func (f fakeLedger) ListFindings(context.Context, *ledgerv1.ListFindingsRequest) (*ledgerv1.ListFindingsResponse, error) {
	out := &ledgerv1.ListFindingsResponse{}
	for range f.open {
		out.Findings = append(out.Findings, &ledgerv1.Finding{OrderId: "9001", Kind: "charge_without_order", Detail: "84.05 USD"})
	}
	return out, nil
}

type fakeInventory struct {
	inventoryv1connect.InventoryServiceClient
	*shop
}

func (f fakeInventory) ListWarehouses(context.Context, *inventoryv1.ListWarehousesRequest) (*inventoryv1.ListWarehousesResponse, error) {
	return &inventoryv1.ListWarehousesResponse{Warehouses: []*inventoryv1.Warehouse{{WarehouseId: 1, Name: "Reno"}, {WarehouseId: 2, Name: "Berlin"}}}, nil
}

func (f fakeInventory) Ledger(_ context.Context, q *inventoryv1.LedgerRequest) (*inventoryv1.LedgerResponse, error) {
	out := &inventoryv1.LedgerResponse{}
	if q.GetProductId() == 101 {
		out.Entries = append(out.Entries, &inventoryv1.LedgerEntry{SellerId: 7, WarehouseId: 1, Kind: "reserved", Quantity: 2, OrderId: "9001"})
	}
	return out, nil
}

// PlanMoves brings to Berlin what is expected there: all stock is in Reno.
func (f fakeInventory) PlanMoves(_ context.Context, q *inventoryv1.PlanMovesRequest) (*inventoryv1.PlanMovesResponse, error) {
	f.shop.asked = append(f.shop.asked, proto.Clone(q))
	out := &inventoryv1.PlanMovesResponse{}
	for _, share := range q.GetShares() {
		if share.GetWarehouseId() == 2 && share.GetWeight() > 0 {
			out.Moves = append(out.Moves, &inventoryv1.Move{FromWarehouseId: 1, ToWarehouseId: 2, Quantity: share.GetWeight()})
		}
	}
	return out, nil
}

func (f fakeInventory) MoveStock(_ context.Context, q *inventoryv1.MoveStockRequest) (*inventoryv1.MoveStockResponse, error) {
	f.shop.asked = append(f.shop.asked, q)
	return &inventoryv1.MoveStockResponse{From: &inventoryv1.StockRow{AvailableQty: 5}, To: &inventoryv1.StockRow{AvailableQty: 4}}, nil
}

type fakeCatalog struct {
	catalogv1connect.CatalogServiceClient
}

func (f fakeCatalog) GetOffers(_ context.Context, q *catalogv1.GetOffersRequest) (*catalogv1.GetOffersResponse, error) {
	out := &catalogv1.GetOffersResponse{}
	if id := q.GetKeys()[0].GetProductId(); id == 101 || id == 102 {
		out.Offers = append(out.Offers, &catalogv1.OfferDetail{Offer: &catalogv1.Offer{ProductId: id, SellerId: 7}})
	}
	return out, nil
}

func (f fakeCatalog) MapExternal(_ context.Context, q *catalogv1.MapExternalRequest) (*catalogv1.MapExternalResponse, error) {
	out := &catalogv1.MapExternalResponse{ProductIds: map[string]int64{}}
	for _, id := range q.GetExternalIds() {
		if id == "lamp" && q.GetSource() == "shop" {
			out.ProductIds[id] = 101
		}
	}
	return out, nil
}

type fakeShipping struct {
	shippingv1connect.ShippingServiceClient
}

func (f fakeShipping) Rate(_ context.Context, q *shippingv1.RateRequest) (*shippingv1.RateResponse, error) {
	switch q.GetAddress().GetCountry() {
	case "US":
		return &shippingv1.RateResponse{WarehouseIds: []int64{1, 2}}, nil
	case "DE":
		return &shippingv1.RateResponse{WarehouseIds: []int64{2, 1}}, nil
	}
	return nil, errs.Invalid("region_unknown", "There is no country %s.", q.GetAddress().GetCountry())
}

type fakeAnalytics struct {
	analyticsv1connect.AnalyticsServiceClient
}

func (f fakeAnalytics) Sales(context.Context, *analyticsv1.SalesRequest) (*analyticsv1.SalesResponse, error) {
	return &analyticsv1.SalesResponse{Top: []*analyticsv1.ProductSales{{ProductId: 101, Units: 10}}}, nil
}

// orderTo is an order of units to a country, placed now.
func orderTo(country, status string, units int64) *orderv1.Order {
	return &orderv1.Order{
		Status: status, CreatedAt: time.Now().UnixMicro(), Address: &commercev1.Address{Country: country},
		Items: []*orderv1.OrderItem{{ProductId: 101, Quantity: units}},
	}
}
