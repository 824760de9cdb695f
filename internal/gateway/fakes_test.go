package gateway

import (
	"context"
	"slices"
	"strconv"
	"sync"

	"google.golang.org/protobuf/proto"

	browsev1 "rialto/gen/rialto/browse/v1"
	busv1 "rialto/gen/rialto/bus/v1"
	cartv1 "rialto/gen/rialto/cart/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	fulfillmentv1 "rialto/gen/rialto/fulfillment/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	notificationv1 "rialto/gen/rialto/notification/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	searchv1 "rialto/gen/rialto/search/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
	"rialto/internal/platform/errs"
)

// shop is all neighbours in memory, just true enough for the gateway. Every request is kept by its method's name; fail
// makes a method fail.
type shop struct {
	mu     sync.Mutex
	asked  map[string]proto.Message
	calls  map[string]int
	fail   map[string]error
	tokens map[string]*identityv1.User
	carts  map[int64]*cartv1.Cart
	keys   map[string]*orderv1.PlaceResponse // of placed orders, by user and key
	guests int
	events []*busv1.Event
}

// Who has which token.
const (
	customerToken = "tok-customer"
	otherToken    = "tok-other"
	operatorToken = "tok-operator"
	guestToken    = "guest-token"

	customerID = 11
	otherID    = 12
	operatorID = 1
	guestID    = 21

	productID = 101 // 758.64 USD, in stock
	sellerID  = 7
	expiresAt = 1_900_000_000_000_000
)

func newShop() *shop {
	user := func(id int64, kind, email string) *identityv1.User {
		return &identityv1.User{UserId: id, Kind: kind, Email: email, CreatedAt: 1_700_000_000_000_000}
	}
	return &shop{
		asked: map[string]proto.Message{}, calls: map[string]int{}, fail: map[string]error{}, carts: map[int64]*cartv1.Cart{},
		keys: map[string]*orderv1.PlaceResponse{},
		tokens: map[string]*identityv1.User{
			customerToken: user(customerID, "customer", "ann@example.test"), otherToken: user(otherID, "customer", "bob@example.test"),
			operatorToken: user(operatorID, "operator", "operator@rialto.test"), guestToken: user(guestID, "guest", ""),
		},
	}
}

func (s *shop) needs() Needs {
	return Needs{
		Identity: fakeIdentity{s}, Browse: fakeBrowse{s}, Search: fakeSearch{s}, Catalog: fakeCatalog{s}, Cart: fakeCart{s},
		Order: fakeOrder{s}, Pricing: fakePricing{s}, Inventory: fakeInventory{s}, Payment: fakePayment{s},
		Shipping: fakeShipping{s}, Fulfillment: fakeFulfillment{s}, Notification: fakeNotification{s}, Bus: fakeBus{s},
	}
}

// answer keeps the request and answers it under the lock.
func answer[Q, A proto.Message](s *shop, method string, req Q, normal func() (A, error)) (A, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked[method] = proto.Clone(req)
	s.calls[method]++
	if err := s.fail[method]; err != nil {
		var none A
		return none, err
	}
	return normal()
}

func usd(amount int64) *commercev1.Money { return &commercev1.Money{Amount: amount, Currency: "USD"} }

type fakeIdentity struct{ *shop }

func (f fakeIdentity) Register(_ context.Context, q *identityv1.RegisterRequest) (*identityv1.RegisterResponse, error) {
	return answer(f.shop, "Register", q, func() (*identityv1.RegisterResponse, error) {
		switch {
		case q.GetEmail() == "ann@example.test":
			return nil, errs.Conflict("email_taken", "This e-mail address already has an account.")
		case len(q.GetPassword()) < 8:
			return nil, errs.InvalidFields(errs.Field{Name: "password", Problem: "must be at least 8 characters"})
		case f.tokens[q.GetGuestToken()] != nil:
			return &identityv1.RegisterResponse{UserId: f.tokens[q.GetGuestToken()].GetUserId()}, nil
		}
		return &identityv1.RegisterResponse{UserId: 31}, nil
	})
}

func (f fakeIdentity) SignIn(_ context.Context, q *identityv1.SignInRequest) (*identityv1.SignInResponse, error) {
	return answer(f.shop, "SignIn", q, func() (*identityv1.SignInResponse, error) {
		if q.GetEmail() != "ann@example.test" || q.GetPassword() != "correct horse" {
			return nil, errs.Unauthenticated("E-mail or password is wrong.")
		}
		return &identityv1.SignInResponse{
			Token: customerToken, UserId: customerID, ExpiresAt: expiresAt, GuestUserId: f.tokens[q.GetGuestToken()].GetUserId(),
		}, nil
	})
}

func (f fakeIdentity) SignOut(_ context.Context, q *identityv1.SignOutRequest) (*identityv1.SignOutResponse, error) {
	return answer(f.shop, "SignOut", q, func() (*identityv1.SignOutResponse, error) {
		delete(f.tokens, q.GetToken())
		return &identityv1.SignOutResponse{}, nil
	})
}

func (f fakeIdentity) Authenticate(_ context.Context, q *identityv1.AuthenticateRequest) (*identityv1.AuthenticateResponse, error) {
	return answer(f.shop, "Authenticate", q, func() (*identityv1.AuthenticateResponse, error) {
		u := f.tokens[q.GetToken()]
		if u == nil {
			return nil, errs.Unauthenticated("Unknown token.")
		}
		return &identityv1.AuthenticateResponse{User: u, ExpiresAt: expiresAt}, nil
	})
}

func (f fakeIdentity) CreateGuest(_ context.Context, q *identityv1.CreateGuestRequest) (*identityv1.CreateGuestResponse, error) {
	return answer(f.shop, "CreateGuest", q, func() (*identityv1.CreateGuestResponse, error) {
		f.guests++
		id, token := int64(500+f.guests), "guest-"+strconv.Itoa(f.guests)
		f.tokens[token] = &identityv1.User{UserId: id, Kind: "guest"}
		return &identityv1.CreateGuestResponse{UserId: id, Token: token, ExpiresAt: expiresAt}, nil
	})
}

func (f fakeIdentity) AddAddress(_ context.Context, q *identityv1.AddAddressRequest) (*identityv1.AddAddressResponse, error) {
	return answer(f.shop, "AddAddress", q, func() (*identityv1.AddAddressResponse, error) {
		return &identityv1.AddAddressResponse{Address: &identityv1.SavedAddress{AddressId: 61, Address: q.GetAddress()}}, nil
	})
}

func (f fakeIdentity) ListAddresses(_ context.Context, q *identityv1.ListAddressesRequest) (*identityv1.ListAddressesResponse, error) {
	return answer(f.shop, "ListAddresses", q, func() (*identityv1.ListAddressesResponse, error) {
		return &identityv1.ListAddressesResponse{Addresses: []*identityv1.SavedAddress{
			{AddressId: 61, Address: &commercev1.Address{Name: "Ann", Line1: "1 Pike St", City: "Seattle", Region: "WA", Country: "US"}},
		}}, nil
	})
}

func (f fakeIdentity) DeleteAddress(_ context.Context, q *identityv1.DeleteAddressRequest) (*identityv1.DeleteAddressResponse, error) {
	return answer(f.shop, "DeleteAddress", q, func() (*identityv1.DeleteAddressResponse, error) {
		return &identityv1.DeleteAddressResponse{}, nil
	})
}

func card(id int64) *browsev1.Card {
	return &browsev1.Card{InStock: proto.Bool(true), Product: &catalogv1.Product{
		ProductId: id, ExternalId: "B0" + strconv.FormatInt(id, 10), Title: "Headphones", Brand: "Acme", FamilyId: id,
		CategoryPath: []string{"Electronics", "Audio"}, Prime: true, AvgRating: 4.5, ReviewCount: 3,
		Featured: &catalogv1.Offer{ProductId: id, SellerId: sellerID, Prices: []*commercev1.Money{usd(75864)}},
	}}
}

func noProduct() error { return errs.NotFound("product_not_found", "There is no such product.") }

type fakeBrowse struct{ *shop }

func (f fakeBrowse) SearchPage(_ context.Context, q *browsev1.SearchPageRequest) (*browsev1.SearchPageResponse, error) {
	return answer(f.shop, "SearchPage", q, func() (*browsev1.SearchPageResponse, error) {
		return &browsev1.SearchPageResponse{Items: []*browsev1.Card{card(productID)}, Search: &searchv1.SearchResponse{
			Total: 1, Page: q.GetSearch().GetPage(), Brands: []*searchv1.FacetCount{{Value: "Acme", Count: 1}},
			Prices:  []*searchv1.PriceFacet{{From: 50000, To: 100000, Count: 1}, {From: 100000, Count: 0}},
			Ratings: []*searchv1.RatingFacet{{Value: 4, Count: 1}},
			Hits:    []*searchv1.Hit{{ProductId: productID, Score: 0.75, Terms: map[string]float64{"text": 0.5}}},
		}}, nil
	})
}

func (f fakeBrowse) ProductPage(_ context.Context, q *browsev1.ProductPageRequest) (*browsev1.ProductPageResponse, error) {
	return answer(f.shop, "ProductPage", q, func() (*browsev1.ProductPageResponse, error) {
		if q.GetProductId() != productID {
			return nil, noProduct()
		}
		return &browsev1.ProductPageResponse{Card: card(productID)}, nil
	})
}

func (f fakeBrowse) Products(_ context.Context, q *browsev1.ProductsRequest) (*browsev1.ProductsResponse, error) {
	return answer(f.shop, "Products", q, func() (*browsev1.ProductsResponse, error) {
		return &browsev1.ProductsResponse{Items: each(q.GetProductIds(), card)}, nil
	})
}

type fakeSearch struct{ *shop }

func (f fakeSearch) Suggest(_ context.Context, q *searchv1.SuggestRequest) (*searchv1.SuggestResponse, error) {
	return answer(f.shop, "Suggest", q, func() (*searchv1.SuggestResponse, error) {
		return &searchv1.SuggestResponse{Suggestions: []*searchv1.Suggestion{{Text: "headphones", Kind: "query"}}}, nil
	})
}

type fakeCatalog struct{ *shop }

func (f fakeCatalog) PutProducts(_ context.Context, q *catalogv1.PutProductsRequest) (*catalogv1.PutProductsResponse, error) {
	return answer(f.shop, "PutProducts", q, func() (*catalogv1.PutProductsResponse, error) {
		r := &catalogv1.PutResult{ProductId: productID, SellerId: sellerID, Outcome: "created"}
		switch q.GetProducts()[0].GetExternalId() {
		case "known":
			r.Outcome = "updated"
		case "bad":
			r.Outcome, r.Problem = "refused", "ean is not an EAN"
		}
		return &catalogv1.PutProductsResponse{Results: []*catalogv1.PutResult{r}}, nil
	})
}

func (f fakeCatalog) PatchProduct(_ context.Context, q *catalogv1.PatchProductRequest) (*catalogv1.PatchProductResponse, error) {
	return answer(f.shop, "PatchProduct", q, func() (*catalogv1.PatchProductResponse, error) {
		if q.GetProductId() != productID {
			return nil, noProduct()
		}
		p := card(productID).GetProduct()
		p.Featured.Prices = []*commercev1.Money{q.GetPrice()}
		return &catalogv1.PatchProductResponse{Product: p}, nil
	})
}

func (f fakeCatalog) FindExternal(_ context.Context, q *catalogv1.FindExternalRequest) (*catalogv1.FindExternalResponse, error) {
	return answer(f.shop, "FindExternal", q, func() (*catalogv1.FindExternalResponse, error) {
		out := &catalogv1.FindExternalResponse{}
		if q.GetExternalId() == "B0101" {
			out.Products = append(out.Products, card(productID).GetProduct())
		}
		return out, nil
	})
}

func (f fakeCatalog) GetOffers(_ context.Context, q *catalogv1.GetOffersRequest) (*catalogv1.GetOffersResponse, error) {
	return answer(f.shop, "GetOffers", q, func() (*catalogv1.GetOffersResponse, error) {
		k := q.GetKeys()[0]
		if k.GetProductId() != productID || (k.GetSellerId() != 0 && k.GetSellerId() != sellerID) {
			return &catalogv1.GetOffersResponse{}, nil
		}
		return &catalogv1.GetOffersResponse{Offers: []*catalogv1.OfferDetail{{Offer: card(productID).GetProduct().GetFeatured()}}}, nil
	})
}

func (f fakeCatalog) ListOffers(_ context.Context, q *catalogv1.ListOffersRequest) (*catalogv1.ListOffersResponse, error) {
	return answer(f.shop, "ListOffers", q, func() (*catalogv1.ListOffersResponse, error) {
		out := &catalogv1.ListOffersResponse{}
		if q.GetProductId() == productID {
			out.Offers = append(out.Offers, card(productID).GetProduct().GetFeatured())
		}
		return out, nil
	})
}

func (f fakeCatalog) ListCategories(_ context.Context, q *catalogv1.ListCategoriesRequest) (*catalogv1.ListCategoriesResponse, error) {
	return answer(f.shop, "ListCategories", q, func() (*catalogv1.ListCategoriesResponse, error) {
		return &catalogv1.ListCategoriesResponse{Categories: []*catalogv1.Category{{Path: []string{"Electronics", "Audio"}, ProductCount: 2}}}, nil
	})
}

type fakeCart struct{ *shop }

func (f fakeCart) of(user int64) *cartv1.Cart {
	if f.carts[user] == nil {
		f.carts[user] = &cartv1.Cart{UserId: user, Currency: "USD", Subtotal: usd(0)}
	}
	return f.carts[user]
}

func (f fakeCart) set(user, product, quantity int64) *cartv1.Cart {
	c := f.of(user)
	c.Items = slices.DeleteFunc(c.Items, func(i *cartv1.CartItem) bool { return i.GetProductId() == product })
	if quantity > 0 {
		c.Items = append(c.Items, &cartv1.CartItem{ProductId: product, SellerId: sellerID, Quantity: quantity, Price: usd(75864)})
	}
	c.Subtotal = usd(75864 * quantity)
	return proto.CloneOf(c)
}

func (f fakeCart) GetCart(_ context.Context, q *cartv1.GetCartRequest) (*cartv1.Cart, error) {
	return answer(f.shop, "GetCart", q, func() (*cartv1.Cart, error) { return proto.CloneOf(f.of(q.GetUserId())), nil })
}

func (f fakeCart) AddItem(_ context.Context, q *cartv1.AddItemRequest) (*cartv1.AddItemResponse, error) {
	return answer(f.shop, "AddItem", q, func() (*cartv1.AddItemResponse, error) {
		if q.GetProductId() != productID {
			return nil, noProduct()
		}
		return &cartv1.AddItemResponse{Cart: f.set(q.GetUserId(), q.GetProductId(), q.GetQuantity())}, nil
	})
}

func (f fakeCart) SetItem(_ context.Context, q *cartv1.SetItemRequest) (*cartv1.Cart, error) {
	return answer(f.shop, "SetItem", q, func() (*cartv1.Cart, error) {
		return f.set(q.GetUserId(), q.GetProductId(), q.GetQuantity()), nil
	})
}

func (f fakeCart) RemoveItem(_ context.Context, q *cartv1.RemoveItemRequest) (*cartv1.Cart, error) {
	return answer(f.shop, "RemoveItem", q, func() (*cartv1.Cart, error) {
		return f.set(q.GetUserId(), q.GetProductId(), 0), nil
	})
}

func (f fakeCart) SetCoupon(_ context.Context, q *cartv1.SetCouponRequest) (*cartv1.Cart, error) {
	return answer(f.shop, "SetCoupon", q, func() (*cartv1.Cart, error) {
		c := f.of(q.GetUserId())
		c.Coupon = q.GetCoupon()
		return proto.CloneOf(c), nil
	})
}

func (f fakeCart) Merge(_ context.Context, q *cartv1.MergeRequest) (*cartv1.Cart, error) {
	return answer(f.shop, "Merge", q, func() (*cartv1.Cart, error) { return proto.CloneOf(f.of(q.GetToUserId())), nil })
}

type fakeOrder struct{ *shop }

func anOrder(status string) *orderv1.Order {
	return &orderv1.Order{
		OrderId: "9001", UserId: customerID, Status: status, Currency: "USD", Subtotal: 75864, Tax: 7586, Total: 83450,
		Items:     []*orderv1.OrderItem{{ProductId: productID, SellerId: sellerID, Title: "Headphones", Quantity: 1, UnitPrice: 75864}},
		Payment:   &orderv1.PaymentState{Status: "captured", Method: "card"},
		Timeline:  []*orderv1.TimelineEntry{{At: 1_700_000_000_000_000, What: "order.placed"}},
		Shipments: []*orderv1.Shipment{{ShipmentId: "71", SellerId: sellerID, WarehouseId: 3, Status: "shipped"}},
		Address:   &commercev1.Address{Name: "Ann", Line1: "1 Pike St", City: "Seattle", Region: "WA", Country: "US"},
		Email:     "ann@example.test", CreatedAt: 1_700_000_000_000_000,
	}
}

func (f fakeOrder) Quote(_ context.Context, q *orderv1.QuoteRequest) (*pricingv1.Quote, error) {
	return answer(f.shop, "Quote", q, func() (*pricingv1.Quote, error) {
		if q.GetUserId() == guestID && q.GetEmail() == "" {
			return nil, errs.Invalid("email_required", "Guests must give an e-mail address for the confirmation.")
		}
		return &pricingv1.Quote{
			QuoteId: "q-ok", Currency: "USD", Subtotal: 75864, Tax: 7586, Shipping: 599, Total: 84049, ExpiresAt: expiresAt,
			Lines:           []*pricingv1.QuoteLine{{ProductId: productID, SellerId: sellerID, Title: "Headphones", Quantity: 1, UnitPrice: 75864, Subtotal: 75864, Tax: 7586}},
			Changed:         []*pricingv1.LineChange{{ProductId: productID, Reason: "price", OldAmount: 70000, NewAmount: 75864}},
			DeliveryOptions: []*shippingv1.DeliveryOption{{Method: "standard", Cost: usd(599), ArrivesBy: expiresAt}},
		}, nil
	})
}

// outcomes are what a quote token leads to.
func outcomes(token string) *orderv1.PlaceResponse {
	canceled := func(p *orderv1.Problem) *orderv1.PlaceResponse {
		return &orderv1.PlaceResponse{Order: anOrder("canceled"), Settled: true, Problem: p}
	}
	switch token {
	case "q-ok":
		return &orderv1.PlaceResponse{Order: anOrder("confirmed"), Settled: true}
	case "q-3ds":
		o := anOrder("pending")
		o.Payment = &orderv1.PaymentState{Status: "requires_action", NextActionType: "redirect", NextActionUrl: "/sandbox/3ds/1"}
		return &orderv1.PlaceResponse{Order: o}
	case "q-declined":
		return canceled(&orderv1.Problem{Code: "payment_declined", Detail: "The payment was declined.", DeclineCode: "card_declined"})
	case "q-out":
		return canceled(&orderv1.Problem{Code: "out_of_stock", Detail: "Sold out.", ProductIds: []int64{productID, 102}})
	case "q-price":
		return canceled(&orderv1.Problem{
			Code: "price_changed", Detail: "The price changed.", FreshQuoteToken: "q-fresh",
			Changed: []*pricingv1.LineChange{{ProductId: productID, Reason: "price", OldAmount: 75864, NewAmount: 80000}},
		})
	}
	return nil
}

func (f fakeOrder) Place(_ context.Context, q *orderv1.PlaceRequest) (*orderv1.PlaceResponse, error) {
	return answer(f.shop, "Place", q, func() (*orderv1.PlaceResponse, error) {
		if m := q.GetTenders()[0].GetMethod(); m != "card" {
			return nil, errs.Invalid("method_unavailable", "Payment method %q is not available. Use \"card\".", m)
		}
		key := strconv.FormatInt(q.GetUserId(), 10) + " " + q.GetIdempotencyKey()
		if known := f.keys[key]; known != nil {
			again := proto.CloneOf(known)
			again.Replayed = true
			return again, nil
		}
		got := outcomes(q.GetQuoteToken())
		if got == nil {
			return nil, errs.NotFound("quote_not_found", "There is no such quote.")
		}
		f.keys[key] = got
		return proto.CloneOf(got), nil
	})
}

func noOrder() error { return errs.NotFound("order_not_found", "You have no order with this id.") }

func (f fakeOrder) Get(_ context.Context, q *orderv1.GetRequest) (*orderv1.Order, error) {
	return answer(f.shop, "Get", q, func() (*orderv1.Order, error) {
		if q.GetOrderId() != "9001" || q.GetUserId() != customerID {
			return nil, noOrder()
		}
		return anOrder("shipped"), nil
	})
}

func (f fakeOrder) List(_ context.Context, q *orderv1.ListRequest) (*orderv1.ListResponse, error) {
	return answer(f.shop, "List", q, func() (*orderv1.ListResponse, error) {
		return &orderv1.ListResponse{Orders: []*orderv1.Order{anOrder("shipped")}, NextCursor: "9001"}, nil
	})
}

func (f fakeOrder) Cancel(_ context.Context, q *orderv1.CancelRequest) (*orderv1.CancelResponse, error) {
	return answer(f.shop, "Cancel", q, func() (*orderv1.CancelResponse, error) {
		if q.GetOrderId() != "9001" || q.GetUserId() != customerID {
			return nil, noOrder()
		}
		return &orderv1.CancelResponse{Order: anOrder("canceled"), Replayed: q.GetIdempotencyKey() == "again"}, nil
	})
}

func (f fakeOrder) Find(_ context.Context, q *orderv1.FindRequest) (*orderv1.Order, error) {
	return answer(f.shop, "Find", q, func() (*orderv1.Order, error) { return anOrder("shipped"), nil })
}

func (f fakeOrder) ListAll(_ context.Context, q *orderv1.ListAllRequest) (*orderv1.ListResponse, error) {
	return answer(f.shop, "ListAll", q, func() (*orderv1.ListResponse, error) {
		return &orderv1.ListResponse{Orders: []*orderv1.Order{anOrder("shipped")}}, nil
	})
}

func (f fakeOrder) ListSagas(_ context.Context, q *orderv1.ListSagasRequest) (*orderv1.ListSagasResponse, error) {
	return answer(f.shop, "ListSagas", q, func() (*orderv1.ListSagasResponse, error) {
		return &orderv1.ListSagasResponse{Sagas: []*orderv1.Saga{{
			OrderId: "9001", UserId: customerID, Step: "capture", State: "running", Attempt: 2,
			Log: []*orderv1.SagaLogEntry{{At: 1_700_000_000_000_000, Step: "reserve", What: "begin"}},
		}}}, nil
	})
}

type fakePricing struct{ *shop }

func (f fakePricing) CreateCoupon(_ context.Context, q *pricingv1.CreateCouponRequest) (*pricingv1.CreateCouponResponse, error) {
	return answer(f.shop, "CreateCoupon", q, func() (*pricingv1.CreateCouponResponse, error) {
		c := proto.CloneOf(q.GetCoupon())
		c.CouponId = 41
		return &pricingv1.CreateCouponResponse{Coupon: c}, nil
	})
}

func (f fakePricing) ListCoupons(_ context.Context, q *pricingv1.ListCouponsRequest) (*pricingv1.ListCouponsResponse, error) {
	return answer(f.shop, "ListCoupons", q, func() (*pricingv1.ListCouponsResponse, error) {
		return &pricingv1.ListCouponsResponse{Coupons: []*pricingv1.Coupon{{CouponId: 41, Code: "SAVE10", Kind: "percent", Percent: 10}}}, nil
	})
}

type fakeInventory struct{ *shop }

func (f fakeInventory) ListWarehouses(_ context.Context, q *inventoryv1.ListWarehousesRequest) (*inventoryv1.ListWarehousesResponse, error) {
	return answer(f.shop, "ListWarehouses", q, func() (*inventoryv1.ListWarehousesResponse, error) {
		return &inventoryv1.ListWarehousesResponse{Warehouses: []*inventoryv1.Warehouse{{WarehouseId: 3, Name: "Seattle", Country: "US"}}}, nil
	})
}

func (f fakeInventory) CreateWarehouse(_ context.Context, q *inventoryv1.CreateWarehouseRequest) (*inventoryv1.CreateWarehouseResponse, error) {
	return answer(f.shop, "CreateWarehouse", q, func() (*inventoryv1.CreateWarehouseResponse, error) {
		w := proto.CloneOf(q.GetWarehouse())
		w.WarehouseId = 4
		return &inventoryv1.CreateWarehouseResponse{Warehouse: w}, nil
	})
}

func (f fakeInventory) SetStock(_ context.Context, q *inventoryv1.SetStockRequest) (*inventoryv1.SetStockResponse, error) {
	return answer(f.shop, "SetStock", q, func() (*inventoryv1.SetStockResponse, error) {
		if q.GetAvailableQty() < 2 {
			return nil, errs.Conflict("below_reserved", "2 units are reserved.")
		}
		return &inventoryv1.SetStockResponse{Row: &inventoryv1.StockRow{
			ProductId: q.GetProductId(), SellerId: q.GetSellerId(), WarehouseId: q.GetWarehouseId(), AvailableQty: q.GetAvailableQty(), ReservedQty: 2,
		}}, nil
	})
}

func (f fakeInventory) SpreadStock(_ context.Context, q *inventoryv1.SpreadStockRequest) (*inventoryv1.SpreadStockResponse, error) {
	return answer(f.shop, "SpreadStock", q, func() (*inventoryv1.SpreadStockResponse, error) {
		return &inventoryv1.SpreadStockResponse{Changed: 1}, nil
	})
}

func (f fakeInventory) GetStock(_ context.Context, q *inventoryv1.GetStockRequest) (*inventoryv1.GetStockResponse, error) {
	return answer(f.shop, "GetStock", q, func() (*inventoryv1.GetStockResponse, error) {
		out := &inventoryv1.GetStockResponse{}
		if q.GetProductId() == productID {
			out.Rows = append(out.Rows, &inventoryv1.StockRow{ProductId: productID, SellerId: sellerID, WarehouseId: 3, AvailableQty: 10, ReservedQty: 2})
		}
		return out, nil
	})
}

type fakePayment struct{ *shop }

func (f fakePayment) Webhook(_ context.Context, q *paymentv1.WebhookRequest) (*paymentv1.WebhookResponse, error) {
	return answer(f.shop, "Webhook", q, func() (*paymentv1.WebhookResponse, error) {
		if q.GetSignature() != "t=1,v1=good" {
			return nil, errs.Unauthenticated("The signature does not match.")
		}
		return &paymentv1.WebhookResponse{}, nil
	})
}

type fakeShipping struct{ *shop }

func (f fakeShipping) Track(_ context.Context, q *shippingv1.TrackRequest) (*shippingv1.TrackResponse, error) {
	return answer(f.shop, "Track", q, func() (*shippingv1.TrackResponse, error) {
		return &shippingv1.TrackResponse{Parcels: []*shippingv1.Parcel{{
			ShipmentId: "71", TrackingNumber: "RX71", Carrier: "rialto", Scans: []*shippingv1.Scan{{At: 1_700_000_000_000_000, What: "picked_up"}},
		}}}, nil
	})
}

type fakeFulfillment struct{ *shop }

func (f fakeFulfillment) ListPicks(_ context.Context, q *fulfillmentv1.ListPicksRequest) (*fulfillmentv1.ListPicksResponse, error) {
	return answer(f.shop, "ListPicks", q, func() (*fulfillmentv1.ListPicksResponse, error) {
		return &fulfillmentv1.ListPicksResponse{Shipments: []*fulfillmentv1.Shipment{{ShipmentId: "71", OrderId: "9001", Status: "to_pick"}}}, nil
	})
}

func (f fakeFulfillment) step(name, status string, q *fulfillmentv1.ShipmentRequest) (*fulfillmentv1.Shipment, error) {
	return answer(f.shop, name, q, func() (*fulfillmentv1.Shipment, error) {
		if q.GetShipmentId() != "71" {
			return nil, errs.NotFound("shipment_not_found", "There is no such shipment.")
		}
		return &fulfillmentv1.Shipment{ShipmentId: "71", OrderId: "9001", Status: status}, nil
	})
}

func (f fakeFulfillment) Pick(_ context.Context, q *fulfillmentv1.ShipmentRequest) (*fulfillmentv1.Shipment, error) {
	return f.step("Pick", "picked", q)
}

func (f fakeFulfillment) HandOver(_ context.Context, q *fulfillmentv1.ShipmentRequest) (*fulfillmentv1.Shipment, error) {
	return f.step("HandOver", "handed_over", q)
}

func (f fakeFulfillment) Deliver(_ context.Context, q *fulfillmentv1.ShipmentRequest) (*fulfillmentv1.Shipment, error) {
	return f.step("Deliver", "delivered", q)
}

type fakeNotification struct{ *shop }

func (f fakeNotification) ListMailbox(_ context.Context, q *notificationv1.ListMailboxRequest) (*notificationv1.ListMailboxResponse, error) {
	return answer(f.shop, "ListMailbox", q, func() (*notificationv1.ListMailboxResponse, error) {
		return &notificationv1.ListMailboxResponse{Items: []*notificationv1.Mail{{MailId: "m1", To: q.GetTo(), Subject: "Your order", Kind: "order_confirmed"}}}, nil
	})
}

type fakeBus struct{ *shop }

func (f fakeBus) Publish(_ context.Context, q *busv1.PublishRequest) (*busv1.PublishResponse, error) {
	return answer(f.shop, "Publish", q, func() (*busv1.PublishResponse, error) {
		f.events = append(f.events, q.GetEvents()...)
		return &busv1.PublishResponse{}, nil
	})
}
