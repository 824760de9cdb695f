package till

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	browsev1 "rialto/gen/rialto/browse/v1"
	busv1 "rialto/gen/rialto/bus/v1"
	cartv1 "rialto/gen/rialto/cart/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
	"rialto/internal/storefront"
)

// The people of these tests: an account with a saved address, another account, and guests, whose tokens are "guest-ID".
const (
	ann = 11
	bob = 12
)

// town is the rooms behind the till, small and in memory.
type town struct {
	storefront.Search

	mu        sync.Mutex
	now       func() time.Time
	products  map[int64]*catalogv1.Product
	sellable  map[int64]int64 // units; a product that is not here has plenty
	carts     map[int64]*cartv1.Cart
	addresses map[int64][]*identityv1.SavedAddress
	quotes    map[string]*pricingv1.Quote
	orders    []*orderv1.Order // newest last
	byKey     map[string]*orderv1.PlaceResponse
	parcels   map[string][]*shippingv1.Parcel
	sessions  map[string]int64
	coupons   map[string]error // known codes; nil = takes off a tenth

	quoted, placed, guests int
	failQuote, failPlace   error
	failList, failGet      error
	decide                 func(*orderv1.Order, string) *orderv1.Problem // what becomes of an order paid by a token
	cancelErr              error
	looked                 int
}

var errSilent = errs.Unavailable("order_down", "Not now.")

func newTown(now func() time.Time) *town {
	t := &town{
		now: now, products: map[int64]*catalogv1.Product{}, sellable: map[int64]int64{}, carts: map[int64]*cartv1.Cart{},
		addresses: map[int64][]*identityv1.SavedAddress{ann: {{AddressId: 5, Address: home()}}},
		quotes:    map[string]*pricingv1.Quote{}, byKey: map[string]*orderv1.PlaceResponse{}, parcels: map[string][]*shippingv1.Parcel{},
		sessions: map[string]int64{"ann": ann, "bob": bob}, coupons: map[string]error{"TENTH": nil},
	}
	t.product(1, "Brass lamp", 2000)
	t.product(2, "Oak desk", 15000)
	t.decide = byToken
	return t
}

func home() *commercev1.Address {
	return &commercev1.Address{Name: "Ann Arbor", Line1: "1 Pike St", City: "Seattle", Region: "WA", PostalCode: "98101", Country: "US"}
}

func usd(n int64) *commercev1.Money { return &commercev1.Money{Amount: n, Currency: "USD"} }

func (t *town) product(id int64, title string, price int64) {
	offer := &catalogv1.Offer{ProductId: id, SellerId: 7, SellerName: "Lamps & Co", Prices: []*commercev1.Money{usd(price)}}
	t.products[id] = &catalogv1.Product{
		ProductId: id, Title: title, ImageUrls: []string{fmt.Sprintf("/drawn/%d.svg", id)}, Options: map[string]string{"colour": "brass"},
		Featured: offer, Offers: []*catalogv1.Offer{offer},
	}
}

// price is what a product costs today; nil = nobody sells it any more.
func (t *town) price(id int64) *commercev1.Money {
	if p := t.products[id].GetFeatured().GetPrices(); len(p) > 0 {
		return p[0]
	}
	return nil
}

// byToken decides like the sandbox.
func byToken(o *orderv1.Order, token string) *orderv1.Problem {
	switch token {
	case "tok_decline":
		return &orderv1.Problem{Code: "payment_declined", Detail: "The payment was declined.", DeclineCode: "card_declined"}
	case "tok_insufficient_funds":
		return &orderv1.Problem{Code: "payment_declined", Detail: "The payment was declined.", DeclineCode: "insufficient_funds"}
	case "tok_3ds":
		o.Payment = &orderv1.PaymentState{Status: "requires_action", NextActionType: "redirect", NextActionUrl: "/sandbox/3ds/ch_1"}
	case "tok_late_webhook":
	default:
		confirm(o)
	}
	return nil
}

func confirm(o *orderv1.Order) {
	o.Status, o.Version = "confirmed", o.Version+1
	o.Payment = &orderv1.PaymentState{Status: "captured", Method: "card"}
	o.Timeline = append(o.Timeline, &orderv1.TimelineEntry{At: o.CreatedAt + 1, What: "order.confirmed"})
	sh := &orderv1.Shipment{ShipmentId: "s-" + o.OrderId, SellerId: 7, Status: "preparing"}
	for _, i := range o.Items {
		sh.Lines = append(sh.Lines, &orderv1.ShipmentLine{ProductId: i.ProductId, Quantity: i.Quantity})
	}
	o.Shipments = []*orderv1.Shipment{sh}
}

// identity

func (t *town) Authenticate(_ context.Context, q *identityv1.AuthenticateRequest) (*identityv1.AuthenticateResponse, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	id, known := t.sessions[q.GetToken()]
	if !known {
		return nil, errs.Unauthenticated("Unknown token.")
	}
	u := &identityv1.User{UserId: id, Kind: "customer", Name: "Ann Arbor", Email: "ann@example.org"}
	if strings.HasPrefix(q.GetToken(), "guest-") {
		u = &identityv1.User{UserId: id, Kind: "guest"}
	}
	return &identityv1.AuthenticateResponse{User: u}, nil
}

func (t *town) CreateGuest(context.Context, *identityv1.CreateGuestRequest) (*identityv1.CreateGuestResponse, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.guests++
	id := int64(100 + t.guests)
	token := fmt.Sprint("guest-", id)
	t.sessions[token] = id
	return &identityv1.CreateGuestResponse{UserId: id, Token: token, ExpiresAt: commerce.Micros(t.now().Add(time.Hour))}, nil
}

func (t *town) SignIn(_ context.Context, q *identityv1.SignInRequest) (*identityv1.SignInResponse, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sessions["fresh"] = ann
	return &identityv1.SignInResponse{Token: "fresh", UserId: ann, ExpiresAt: commerce.Micros(t.now().Add(time.Hour))}, nil
}

func (*town) Register(context.Context, *identityv1.RegisterRequest) (*identityv1.RegisterResponse, error) {
	return nil, errs.Conflict("email_taken", "Taken.")
}

func (*town) SignOut(context.Context, *identityv1.SignOutRequest) (*identityv1.SignOutResponse, error) {
	return &identityv1.SignOutResponse{}, nil
}

func (t *town) ListAddresses(_ context.Context, q *identityv1.ListAddressesRequest) (*identityv1.ListAddressesResponse, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return &identityv1.ListAddressesResponse{Addresses: slices.Clone(t.addresses[q.GetUserId()])}, t.failList
}

func (t *town) AddAddress(_ context.Context, q *identityv1.AddAddressRequest) (*identityv1.AddAddressResponse, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	a := &identityv1.SavedAddress{AddressId: int64(50 + len(t.addresses[q.GetUserId()])), Address: q.GetAddress()}
	t.addresses[q.GetUserId()] = append(t.addresses[q.GetUserId()], a)
	return &identityv1.AddAddressResponse{Address: a}, nil
}

func (*town) DeleteAddress(context.Context, *identityv1.DeleteAddressRequest) (*identityv1.DeleteAddressResponse, error) {
	return &identityv1.DeleteAddressResponse{}, nil
}

func (*town) Publish(context.Context, *busv1.PublishRequest) (*busv1.PublishResponse, error) {
	return &busv1.PublishResponse{}, nil
}

// catalogue, as browse shows it

func (*town) ListCategories(context.Context, *catalogv1.ListCategoriesRequest) (*catalogv1.ListCategoriesResponse, error) {
	return &catalogv1.ListCategoriesResponse{}, nil
}

func (*town) ListOffers(context.Context, *catalogv1.ListOffersRequest) (*catalogv1.ListOffersResponse, error) {
	return &catalogv1.ListOffersResponse{}, nil
}

func (*town) SearchPage(context.Context, *browsev1.SearchPageRequest) (*browsev1.SearchPageResponse, error) {
	return &browsev1.SearchPageResponse{}, nil
}

func (t *town) ProductPage(_ context.Context, q *browsev1.ProductPageRequest) (*browsev1.ProductPageResponse, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := &browsev1.ProductPageResponse{Card: t.card(q.GetProductId())}
	if n, known := t.sellable[q.GetProductId()]; known {
		out.Sellable = &n
	}
	return out, nil
}

func (t *town) Products(_ context.Context, q *browsev1.ProductsRequest) (*browsev1.ProductsResponse, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := &browsev1.ProductsResponse{}
	for _, id := range q.GetProductIds() {
		if c := t.card(id); c != nil {
			out.Items = append(out.Items, c)
		}
	}
	return out, t.failList
}

func (t *town) card(id int64) *browsev1.Card {
	p := t.products[id]
	if p == nil {
		return nil
	}
	n, known := t.sellable[id]
	in := !known || n > 0
	return &browsev1.Card{Product: p, InStock: &in}
}

// cart

func (t *town) view(user int64) *cartv1.Cart {
	kept := t.carts[user]
	out := &cartv1.Cart{UserId: user, Currency: "USD", Coupon: kept.GetCoupon(), Subtotal: usd(0)}
	for _, i := range kept.GetItems() {
		shown := &cartv1.CartItem{
			ProductId: i.ProductId, SellerId: i.SellerId, Quantity: i.Quantity, AddedPrice: i.AddedPrice, Price: t.price(i.ProductId),
			Title: t.products[i.ProductId].GetTitle(),
		}
		out.Subtotal.Amount += shown.GetPrice().GetAmount() * i.Quantity
		out.Items = append(out.Items, shown)
	}
	return out
}

func (t *town) GetCart(_ context.Context, q *cartv1.GetCartRequest) (*cartv1.Cart, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.view(q.GetUserId()), nil
}

func (t *town) AddItem(_ context.Context, q *cartv1.AddItemRequest) (*cartv1.AddItemResponse, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.products[q.GetProductId()] == nil {
		return nil, errs.NotFound("product_not_found", "There is no such product.")
	}
	if t.price(q.GetProductId()) == nil {
		return nil, errs.Conflict("no_price", "The product cannot be bought: nobody asks a price for it.")
	}
	out := &cartv1.AddItemResponse{}
	c := t.kept(q.GetUserId())
	seller := cmp.Or(q.GetSellerId(), 7)
	for _, i := range c.Items {
		if i.ProductId != q.GetProductId() {
			continue
		}
		if i.Quantity+q.GetQuantity() > 999 {
			return nil, errs.InvalidFields(errs.Field{Name: "quantity", Problem: "must be between 1 and 999"})
		}
		i.Quantity += q.GetQuantity()
		out.Replaced, i.SellerId = i.SellerId != seller, seller
		out.Cart = t.view(q.GetUserId())
		return out, nil
	}
	c.Items = append(c.Items, &cartv1.CartItem{ProductId: q.GetProductId(), SellerId: seller, Quantity: q.GetQuantity(), AddedPrice: t.price(q.GetProductId())})
	out.Cart = t.view(q.GetUserId())
	return out, nil
}

func (t *town) kept(user int64) *cartv1.Cart {
	if t.carts[user] == nil {
		t.carts[user] = &cartv1.Cart{UserId: user}
	}
	return t.carts[user]
}

func (t *town) SetItem(_ context.Context, q *cartv1.SetItemRequest) (*cartv1.Cart, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.kept(q.GetUserId())
	at := slices.IndexFunc(c.Items, func(i *cartv1.CartItem) bool { return i.ProductId == q.GetProductId() })
	if at < 0 {
		return nil, errs.NotFound("item_not_found", "It is not in the cart.")
	}
	if c.Items[at].Quantity = q.GetQuantity(); q.GetQuantity() == 0 {
		c.Items = slices.Delete(c.Items, at, at+1)
	}
	return t.view(q.GetUserId()), nil
}

func (t *town) RemoveItem(_ context.Context, q *cartv1.RemoveItemRequest) (*cartv1.Cart, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.kept(q.GetUserId())
	c.Items = slices.DeleteFunc(c.Items, func(i *cartv1.CartItem) bool { return i.ProductId == q.GetProductId() })
	return t.view(q.GetUserId()), nil
}

func (t *town) SetCoupon(_ context.Context, q *cartv1.SetCouponRequest) (*cartv1.Cart, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if strings.ContainsAny(q.GetCoupon(), ` "<>`) {
		return nil, errs.Invalid("coupon_unknown", "There is no coupon %.40q.", q.GetCoupon())
	}
	t.kept(q.GetUserId()).Coupon = strings.ToUpper(q.GetCoupon())
	return t.view(q.GetUserId()), nil
}

func (t *town) Merge(_ context.Context, q *cartv1.MergeRequest) (*cartv1.Cart, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.view(q.GetToUserId()), nil
}

// orders and quotes

func (t *town) Quote(_ context.Context, q *orderv1.QuoteRequest) (*pricingv1.Quote, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.quoted++
	if t.failQuote != nil {
		return nil, t.failQuote
	}
	to := q.GetAddress()
	if q.GetAddressId() != 0 {
		for _, a := range t.addresses[q.GetUserId()] {
			if a.AddressId == q.GetAddressId() {
				to = a.Address
			}
		}
		if to == nil {
			return nil, errs.NotFound("address_not_found", "You have no address with this id.")
		}
	}
	if to.GetCountry() == "US" && len(to.GetRegion()) != 2 {
		return nil, errs.InvalidFields(errs.Field{Name: "address.region", Problem: `"` + to.GetRegion() + `" is not the two-letter code of a US state, such as WA`})
	}
	return t.quote(q.GetUserId(), to, q.GetDelivery(), q.GetEmail())
}

func (t *town) quote(user int64, to *commercev1.Address, delivery, email string) (*pricingv1.Quote, error) {
	cart := t.view(user)
	out := &pricingv1.Quote{
		QuoteId: fmt.Sprint("quote-", len(t.quotes)+1), UserId: user, Currency: "USD", Address: to, Delivery: delivery, Email: email,
		Shipping: 499, Coupon: cart.Coupon, ExpiresAt: commerce.Micros(t.now().Add(15 * time.Minute)), ArrivesBy: commerce.Micros(t.now().Add(72 * time.Hour)),
		DeliveryOptions: []*shippingv1.DeliveryOption{
			{Method: "standard", Cost: usd(499), ArrivesBy: commerce.Micros(t.now().Add(72 * time.Hour))},
			{Method: "two_day", Cost: usd(1299), ArrivesBy: commerce.Micros(t.now().Add(48 * time.Hour))},
		},
	}
	switch delivery {
	case "two_day":
		out.Shipping = 1299
	case "prime_one_day":
		return nil, errs.Invalid("delivery_unavailable", "Delivery prime_one_day is not available for this purchase.")
	}
	for _, i := range cart.GetItems() {
		if i.Price == nil {
			return nil, errs.Conflict("no_price", "1 product(s) cannot be bought: nobody asks a price for them.").With("product_ids", fmt.Sprint(i.ProductId))
		}
		out.Lines = append(out.Lines, &pricingv1.QuoteLine{
			ProductId: i.ProductId, SellerId: i.SellerId, Title: i.Title, Quantity: i.Quantity, UnitPrice: i.Price.Amount, Subtotal: i.Price.Amount * i.Quantity,
		})
		out.Subtotal += i.Price.Amount * i.Quantity
		if was := i.GetAddedPrice().GetAmount(); was != i.Price.Amount {
			out.Changed = append(out.Changed, &pricingv1.LineChange{ProductId: i.ProductId, Reason: "price", OldAmount: was, NewAmount: i.Price.Amount})
		}
	}
	if cart.Coupon != "" {
		bad, known := t.coupons[cart.Coupon]
		if !known {
			bad = errs.Invalid("coupon_unknown", "There is no coupon %q.", cart.Coupon)
		}
		if bad != nil {
			return nil, bad
		}
		out.Discount = out.Subtotal / 10
	}
	out.Tax = (out.Subtotal - out.Discount) / 20
	out.Total = out.Subtotal - out.Discount + out.Tax + out.Shipping
	t.quotes[out.QuoteId] = out
	return out, nil
}

func (t *town) GetQuote(_ context.Context, q *pricingv1.GetQuoteRequest) (*pricingv1.Quote, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	found := t.quotes[q.GetQuoteId()]
	if found.GetUserId() != q.GetUserId() {
		return nil, errs.NotFound("quote_not_found", "There is no such quote.")
	}
	return found, nil
}

func (t *town) Place(_ context.Context, q *orderv1.PlaceRequest) (*orderv1.PlaceResponse, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.placed++
	if t.failPlace != nil {
		return nil, t.failPlace
	}
	key := fmt.Sprint(q.GetUserId(), " ", q.GetIdempotencyKey())
	if known := t.byKey[key]; known != nil {
		if known.GetOrder().GetQuoteToken() != q.GetQuoteToken() {
			return nil, errs.Invalid("idempotency_mismatch", "This Idempotency-Key was used for another request. Use a new key.")
		}
		return &orderv1.PlaceResponse{Order: known.Order, Problem: known.Problem, Settled: known.Settled, Replayed: true}, nil
	}
	quote := t.quotes[q.GetQuoteToken()]
	if quote.GetUserId() != q.GetUserId() {
		return nil, errs.NotFound("quote_not_found", "There is no such quote.")
	}
	if quote.GetExpiresAt() <= commerce.Micros(t.now()) {
		return nil, errs.Conflict("quote_expired", "This quote has expired. Ask for a new one.")
	}
	o := t.open(quote)
	out := &orderv1.PlaceResponse{Order: o, Problem: t.decide(o, q.GetTenders()[0].GetToken())}
	if out.Problem != nil {
		o.Status, o.Payment.Status = "canceled", "voided"
		if o.Payment.DeclineCode = out.Problem.GetDeclineCode(); o.Payment.DeclineCode != "" {
			o.Payment.Status = "declined"
		}
		o.Timeline = append(o.Timeline, &orderv1.TimelineEntry{At: o.CreatedAt + 1, What: "order.canceled"})
	}
	if o.Status == "confirmed" {
		t.carts[q.GetUserId()] = nil
	}
	out.Settled = o.Status != "pending"
	t.byKey[key] = out
	return out, nil
}

func (t *town) open(quote *pricingv1.Quote) *orderv1.Order {
	o := &orderv1.Order{
		OrderId: fmt.Sprint(9000 + len(t.orders)), UserId: quote.GetUserId(), Status: "pending", Version: 1, Currency: "USD", Address: quote.GetAddress(),
		Subtotal: quote.GetSubtotal(), Discount: quote.GetDiscount(), Tax: quote.GetTax(), Shipping: quote.GetShipping(), Total: quote.GetTotal(),
		Delivery: quote.GetDelivery(), Email: quote.GetEmail(), Coupon: quote.GetCoupon(), ArrivesBy: quote.GetArrivesBy(), QuoteToken: quote.GetQuoteId(),
		CreatedAt: commerce.Micros(t.now()), Payment: &orderv1.PaymentState{Status: "pending"},
	}
	o.Timeline = []*orderv1.TimelineEntry{{At: o.CreatedAt, What: "order.placed"}}
	for _, l := range quote.GetLines() {
		o.Items = append(o.Items, &orderv1.OrderItem{ProductId: l.ProductId, SellerId: l.SellerId, Title: l.Title, Quantity: l.Quantity, UnitPrice: l.UnitPrice})
	}
	t.orders = append(t.orders, o)
	return o
}

func (t *town) Get(_ context.Context, q *orderv1.GetRequest) (*orderv1.Order, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.looked++; t.failGet != nil {
		return nil, t.failGet
	}
	for _, o := range t.orders {
		if o.OrderId == q.GetOrderId() && o.UserId == q.GetUserId() {
			return clone(o), nil
		}
	}
	return nil, errs.NotFound("order_not_found", "You have no order with this id.")
}

func (t *town) List(_ context.Context, q *orderv1.ListRequest) (*orderv1.ListResponse, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := &orderv1.ListResponse{}
	for _, o := range slices.Backward(t.orders) {
		if o.UserId != q.GetUserId() || q.GetCursor() != "" && o.OrderId >= q.GetCursor() {
			continue
		}
		if len(out.Orders) == int(q.GetLimit()) {
			out.NextCursor = out.Orders[len(out.Orders)-1].GetOrderId()
			break
		}
		out.Orders = append(out.Orders, clone(o))
	}
	return out, nil
}

func (t *town) Cancel(_ context.Context, q *orderv1.CancelRequest) (*orderv1.CancelResponse, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, o := range t.orders {
		if o.OrderId != q.GetOrderId() || o.UserId != q.GetUserId() {
			continue
		}
		if t.cancelErr != nil {
			return nil, t.cancelErr
		}
		o.Status, o.Payment.Status, o.Version = "canceled", "refunding", o.Version+1
		o.Timeline = append(o.Timeline, &orderv1.TimelineEntry{At: commerce.Micros(t.now()), What: "order.canceled"})
		return &orderv1.CancelResponse{Order: clone(o)}, nil
	}
	return nil, errs.NotFound("order_not_found", "You have no order with this id.")
}

// shipping

func (*town) Rate(context.Context, *shippingv1.RateRequest) (*shippingv1.RateResponse, error) {
	return &shippingv1.RateResponse{}, nil
}

func (t *town) Track(_ context.Context, q *shippingv1.TrackRequest) (*shippingv1.TrackResponse, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return &shippingv1.TrackResponse{Parcels: t.parcels[q.GetOrderId()]}, nil
}
