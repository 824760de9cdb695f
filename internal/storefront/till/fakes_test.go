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
	dropv1 "rialto/gen/rialto/drop/v1"
	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
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
	cards     map[int64][]*paymentv1.Card
	gifts     map[string]*giftcardv1.GiftCard // by code
	tickets   map[int64]*dropv1.Ticket        // by user
	tenders   []*orderv1.Tender               // of the last order
	again     bool                            // it was meant

	quoted, placed, guests int
	joined                 int // a waiting room
	failQuote, failPlace   error
	failList, failGet      error
	failStock              error
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
		cards: map[int64][]*paymentv1.Card{ann: {{CardId: 31, Brand: "visa", LastFour: "4242"}}},
		gifts: map[string]*giftcardv1.GiftCard{
			"GIFT-10":  {CardId: 3, LastFour: "FT10", Currency: "USD", Available: 1000, State: "good"},
			"GIFT-OLD": {CardId: 4, LastFour: "TOLD", Currency: "USD", State: "expired"},
			"GIFT-EUR": {CardId: 5, LastFour: "TEUR", Currency: "EUR", Available: 1000, State: "good"},
		},
		tickets: map[int64]*dropv1.Ticket{},
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
