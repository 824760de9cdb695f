package backofficetest

import (
	"strconv"
	"sync"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	browsev1 "rialto/gen/rialto/browse/v1"
	busv1 "rialto/gen/rialto/bus/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	dropv1 "rialto/gen/rialto/drop/v1"
	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	ledgerv1 "rialto/gen/rialto/ledger/v1"
	notificationv1 "rialto/gen/rialto/notification/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
	"rialto/internal/backoffice"
	"rialto/internal/commerce"
)

// Town is every room behind the back office, in memory.
type Town struct {
	mu sync.Mutex

	Down  map[string]error // what a room answers to everything, by its name: "payment"
	Calls map[string]int   // how often a change was asked for, by method: "Cancel"

	Users      map[string]*identityv1.User // by token
	Sellers    []*catalogv1.Seller
	Warehouses []*inventoryv1.Warehouse
	Products   []*catalogv1.Product
	Found      []*browsev1.Card // of every search; nil = all products
	Stock      []*inventoryv1.StockRow
	Ledgers    map[int64][]*inventoryv1.LedgerEntry // by product, newest first
	Orders     []*orderv1.Order                     // newest first
	Sagas      map[string][]*orderv1.Saga           // by order
	Payments   map[string]*paymentv1.Payment
	Parcels    map[string][]*shippingv1.Parcel
	Mails      []*notificationv1.Mail // newest first
	Waiting    int64
	Events     []*busv1.Event // newest first
	Readers    []*busv1.Group
	Coupons    []*pricingv1.Coupon
	Sold       *analyticsv1.SalesResponse
	History    int64
	Searchable int64
	Open       []*paymentv1.Payment // wait for staff
	Cards      []*giftcardv1.GiftCard
	Uses       map[int64][]*giftcardv1.Use // by card
	Drops      []*dropv1.Drop
	Books      map[string][]*ledgerv1.Entry // by order
	Accounts   []*ledgerv1.AccountBalance
	Owed       []*ledgerv1.SellerBalance
	Findings   []*ledgerv1.Finding
	Pass       *ledgerv1.ReconcileResponse // the last one

	Asked  []any  // the requests that changed something, in order
	Refuse error  // what the next changes are answered with
	Reason string // the outcome of products that are put; "" = created
}

// The things of a new Town.
const (
	Lamp    = 101 // a product of Lamps & Co
	Seller  = 7
	Seattle = 1
	Chicago = 2
	Ann     = 11 // a customer, ann@example.org
	Boss    = 1  // the operator
	Order   = "5001"
)

// NewTown has one product in one of two warehouses, and one confirmed order of it with all that belongs to it.
func NewTown() *Town {
	at := commerce.Micros(Noon)
	lamp := &catalogv1.Product{
		ProductId: Lamp, ExternalId: "L-1", Source: "demo", FamilyId: Lamp, Title: "Brass lamp", Description: "It shines.", Brand: "Corte",
		CategoryPath: []string{"Home", "Lighting"}, ImageUrls: []string{"/drawn/lamp.svg"}, CreatedAt: at, Version: 1,
		Attributes: []*catalogv1.Attribute{{Name: "height", Kind: "number", Number: 48, Unit: "cm"}, {Name: "article", Kind: "text", Text: "12"}},
	}
	lamp.Featured = &catalogv1.Offer{ProductId: Lamp, SellerId: Seller, SellerName: "Lamps & Co", Prices: []*commercev1.Money{USD(2000)}}
	lamp.Offers = []*catalogv1.Offer{lamp.Featured}
	return &Town{
		Down: map[string]error{}, Calls: map[string]int{},
		Users: map[string]*identityv1.User{
			Operator: {UserId: Boss, Kind: "operator", Name: "Olga", Email: "olga@example.org"},
			Customer: {UserId: Ann, Kind: "customer", Name: "Ann Arbor", Email: "ann@example.org", CreatedAt: at},
			Guest:    {UserId: 12, Kind: "guest"},
		},
		Sellers:    []*catalogv1.Seller{{SellerId: Seller, Name: "Lamps & Co"}},
		Warehouses: []*inventoryv1.Warehouse{{WarehouseId: Seattle, Name: "Seattle"}, {WarehouseId: Chicago, Name: "Chicago"}},
		Products:   []*catalogv1.Product{lamp},
		Stock:      []*inventoryv1.StockRow{{ProductId: Lamp, SellerId: Seller, WarehouseId: Seattle, AvailableQty: 40, ReservedQty: 2}},
		Ledgers:    map[int64][]*inventoryv1.LedgerEntry{Lamp: {{SellerId: Seller, WarehouseId: Seattle, Kind: "reserved", Quantity: 2, OrderId: Order, At: at}}},
		Orders:     []*orderv1.Order{AnOrder(Order, "confirmed")},
		Sagas: map[string][]*orderv1.Saga{Order: {{
			UserId: Ann, OrderId: Order, Kind: "place", Step: "confirm", State: "done", Attempt: 1, StartedAt: at,
			Log: []*orderv1.SagaLogEntry{{At: at, Step: "reserve", What: "begin"}, {At: at + 12_000, Step: "confirm", What: "confirmed"}},
		}}},
		Payments: map[string]*paymentv1.Payment{Order: {UserId: Ann, OrderId: Order, Status: "captured", Amount: USD(4699), Captured: 4699, GatewayId: "ch_1"}},
		Parcels:  map[string][]*shippingv1.Parcel{},
		Mails: []*notificationv1.Mail{{
			MailId: "m1", To: "ann@example.org", Subject: "Order 5001 confirmed", Text: "Hello Ann,\nthank you.", At: at, OrderId: Order, UserId: Ann,
		}},
		Events: []*busv1.Event{{
			EventId: "order-events/5001/1", Topic: "order-events", Key: Order, Type: "order.placed", Version: 1, OccurredAt: at, Payload: `{"orderId":"5001"}`,
		}},
		Readers: []*busv1.Group{{Name: "notification", Position: 7}, {Name: "search", Position: 5, Lag: 2}},
		Sold:    &analyticsv1.SalesResponse{},
	}
}

// USD is an amount in dollars.
func USD(minor int64) *commercev1.Money { return &commercev1.Money{Amount: minor, Currency: "USD"} }

// AnOrder is one of two lamps, by Ann.
func AnOrder(id, status string) *orderv1.Order {
	at := commerce.Micros(Noon)
	o := &orderv1.Order{
		OrderId: id, UserId: Ann, Status: status, Currency: "USD", Subtotal: 4000, Tax: 200, Shipping: 499, Total: 4699, Delivery: "two_day",
		Items:   []*orderv1.OrderItem{{ProductId: Lamp, SellerId: Seller, Title: "Brass lamp", Quantity: 2, UnitPrice: 2000, Tax: 200}},
		Payment: &orderv1.PaymentState{Status: "captured"}, CreatedAt: at, ArrivesBy: at + 172_800_000_000,
		Address: &commercev1.Address{Name: "Ann Arbor", Line1: "1 Pike St", City: "Seattle", Region: "WA", PostalCode: "98101", Country: "US"},
	}
	if status != "pending" {
		o.Shipments = []*orderv1.Shipment{{
			ShipmentId: "s" + id, SellerId: Seller, WarehouseId: Seattle, Status: "preparing", Lines: []*orderv1.ShipmentLine{{ProductId: Lamp, Quantity: 2}},
		}}
	}
	return o
}

// Needs are all rooms of the town.
func (t *Town) Needs() backoffice.Needs {
	return backoffice.Needs{
		Order: t, Identity: t, Payment: t, Inventory: t, Catalog: t, Browse: t, Search: t, Pricing: t, Media: t, Notification: t,
		Fulfillment: t, Shipping: t, Analytics: t, Bus: t, GiftCards: giftCards{t}, Drops: t, Ledger: ledger{t},
	}
}

// enter locks the town for a question to a room, and says what it answers where it is down.
func (t *Town) enter(room string) (leave func(), err error) {
	t.mu.Lock()
	return t.mu.Unlock, t.Down[room]
}

// changed notes a request that changes something, and says how it is refused.
func (t *Town) changed(method string, request any) error {
	t.Calls[method]++
	t.Asked = append(t.Asked, request)
	return t.Refuse
}

// cut is a page of a list: cursor is the index to begin at, "" = 0; limit 0 = 50. ok is false for a cursor that is none.
func cut[T any](all []T, cursor string, limit int32) (part []T, next string, ok bool) {
	from := 0
	if cursor != "" {
		var err error
		if from, err = strconv.Atoi(cursor); err != nil || from < 0 || from > len(all) {
			return nil, "", false
		}
	}
	if limit == 0 {
		limit = 50
	}
	to := min(from+int(limit), len(all))
	if to < len(all) {
		next = strconv.Itoa(to)
	}
	return all[from:to], next, true
}
