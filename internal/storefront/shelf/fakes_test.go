package shelf

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	browsev1 "rialto/gen/rialto/browse/v1"
	busv1 "rialto/gen/rialto/bus/v1"
	cartv1 "rialto/gen/rialto/cart/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	searchv1 "rialto/gen/rialto/search/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
	"rialto/internal/door"
	"rialto/internal/page"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/ids"
	"rialto/internal/storefront"
)

// rooms are the rooms behind the pages, in memory: what they answer, and what they were asked.
type rooms struct {
	mu          sync.Mutex
	found       *browsev1.SearchPageResponse
	find        func(context.Context, *searchv1.SearchRequest) (*browsev1.SearchPageResponse, error) // instead of found
	products    map[int64]*browsev1.ProductPageResponse
	categories  [][]string
	suggestions []*searchv1.Suggestion
	addresses   []*commercev1.Address
	options     []*shippingv1.DeliveryOption
	broken      error // what suggesting, addresses and delivery fail with
	searches    []*searchv1.SearchRequest
	rates       []*shippingv1.RateRequest
	events      []*busv1.Event
}

func (r *rooms) SearchPage(ctx context.Context, q *browsev1.SearchPageRequest) (*browsev1.SearchPageResponse, error) {
	r.mu.Lock()
	r.searches = append(r.searches, q.GetSearch())
	r.mu.Unlock()
	if r.find != nil {
		return r.find(ctx, q.GetSearch())
	}
	return proto.Clone(r.found).(*browsev1.SearchPageResponse), nil
}

func (r *rooms) ProductPage(_ context.Context, q *browsev1.ProductPageRequest) (*browsev1.ProductPageResponse, error) {
	if p := r.products[q.GetProductId()]; p != nil {
		return proto.Clone(p).(*browsev1.ProductPageResponse), nil
	}
	return nil, errs.NotFound("product_not_found", "There is no product %d.", q.GetProductId())
}

func (r *rooms) Products(context.Context, *browsev1.ProductsRequest) (*browsev1.ProductsResponse, error) {
	return &browsev1.ProductsResponse{}, nil
}

func (r *rooms) Suggest(context.Context, *searchv1.SuggestRequest) (*searchv1.SuggestResponse, error) {
	return &searchv1.SuggestResponse{Suggestions: r.suggestions}, r.broken
}

func (r *rooms) ListCategories(context.Context, *catalogv1.ListCategoriesRequest) (*catalogv1.ListCategoriesResponse, error) {
	out := &catalogv1.ListCategoriesResponse{}
	for _, path := range r.categories {
		out.Categories = append(out.Categories, &catalogv1.Category{Path: path, ProductCount: 12})
	}
	return out, nil
}

func (r *rooms) ListOffers(context.Context, *catalogv1.ListOffersRequest) (*catalogv1.ListOffersResponse, error) {
	return &catalogv1.ListOffersResponse{}, nil
}

func (r *rooms) Rate(_ context.Context, q *shippingv1.RateRequest) (*shippingv1.RateResponse, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rates = append(r.rates, q)
	return &shippingv1.RateResponse{Options: r.options}, r.broken
}

func (r *rooms) Track(context.Context, *shippingv1.TrackRequest) (*shippingv1.TrackResponse, error) {
	return &shippingv1.TrackResponse{}, nil
}

func (r *rooms) Publish(_ context.Context, q *busv1.PublishRequest) (*busv1.PublishResponse, error) {
	r.events = append(r.events, q.GetEvents()...)
	return &busv1.PublishResponse{}, nil
}

// people know one customer, by the token "ann", who has the rooms' addresses.
type people struct {
	storefront.Identity
	doorman
	*rooms
}

type doorman interface{ door.Identity }

func (people) Authenticate(_ context.Context, q *identityv1.AuthenticateRequest) (*identityv1.AuthenticateResponse, error) {
	if q.GetToken() != "ann" {
		return nil, errs.Unauthenticated("Unknown token.")
	}
	return &identityv1.AuthenticateResponse{User: &identityv1.User{UserId: 11, Kind: "customer", Name: "Ann", MemberUntil: today.Add(time.Hour).UnixMicro()}}, nil
}

func (p people) ListAddresses(context.Context, *identityv1.ListAddressesRequest) (*identityv1.ListAddressesResponse, error) {
	out := &identityv1.ListAddressesResponse{}
	for i, a := range p.addresses {
		out.Addresses = append(out.Addresses, &identityv1.SavedAddress{AddressId: int64(i + 1), Address: a})
	}
	return out, p.broken
}

// basket is everybody's empty cart.
type basket struct {
	storefront.Cart
	merger
}

type merger interface{ door.Cart }

func (basket) GetCart(context.Context, *cartv1.GetCartRequest) (*cartv1.Cart, error) {
	return &cartv1.Cart{}, nil
}

var today = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

type bench struct {
	*rooms
	door    *door.Door
	handler http.Handler
	now     time.Time
}

// setup opens a shop with one lamp and a small tree of categories. The clock stands until a test moves it.
func setup(t testing.TB, change ...func(*rooms)) *bench {
	t.Helper()
	b := &bench{now: today, rooms: &rooms{
		found:      &browsev1.SearchPageResponse{Search: &searchv1.SearchResponse{Total: 1, Page: 1}, Items: []*browsev1.Card{{Product: lamp()}}},
		products:   map[int64]*browsev1.ProductPageResponse{7: {Card: &browsev1.Card{Product: lamp()}, Sellable: proto.Int64(40)}},
		categories: [][]string{{"Garden"}, {"Home"}, {"Home", "Lamps"}, {"Home", "Lamps", "Desk"}, {"Home", "TV/Video"}},
		options: []*shippingv1.DeliveryOption{
			{Method: "standard", Cost: usd(499), ArrivesBy: today.AddDate(0, 0, 4).UnixMicro()},
			{Method: "two_day", Cost: usd(1299), ArrivesBy: today.AddDate(0, 0, 2).UnixMicro()},
		},
	}}
	for _, c := range change {
		c(b.rooms)
	}
	log, now := slog.New(slog.DiscardHandler), func() time.Time { return b.now }
	source, err := ids.New(time.Now, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	who := people{rooms: b.rooms}
	b.door, err = door.New(door.Config{RateLimits: door.PresetOff}, door.Needs{Identity: who, Cart: basket{}, Bus: b.rooms}, door.Deps{Now: now, IDs: source, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	shop := storefront.New(page.Config{Currencies: []string{"USD", "EUR"}}, b.door, storefront.Needs{
		Browse: b.rooms, Search: b.rooms, Catalog: b.rooms, Cart: basket{}, Identity: who, Shipping: b.rooms,
	}, storefront.Deps{Now: now, IDs: source, Rand: rand.Reader, Log: log})
	Routes(shop)
	if b.handler, err = shop.Handler(); err != nil {
		t.Fatal(err)
	}
	return b
}

// get asks for a page; headers are "Name: value".
func (b *bench) get(target string, headers ...string) *httptest.ResponseRecorder {
	return b.do(httptest.NewRequest(http.MethodGet, target, nil), headers...)
}

func (b *bench) post(target string, form url.Values) *httptest.ResponseRecorder {
	return b.do(httptest.NewRequest(http.MethodPost, target, strings.NewReader(form.Encode())), "Content-Type: application/x-www-form-urlencoded")
}

func (b *bench) do(r *http.Request, headers ...string) *httptest.ResponseRecorder {
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Add(name, value)
	}
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	return w
}

const (
	signedIn = "Cookie: rialto_session=ann"
	inEuros  = "Cookie: rialto_currency=EUR"
)

// did is what the visitors did, as it is told when the shop closes.
func (b *bench) did(t *testing.T) []*analyticsv1.Activity {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := b.door.Run(ctx); err != nil {
		t.Fatal(err)
	}
	var all []*analyticsv1.Activity
	for _, e := range b.events {
		var batch analyticsv1.ActivityBatch
		if err := bus.Payload(e, &batch); err != nil {
			t.Fatal(err)
		}
		all = append(all, batch.GetActivities()...)
	}
	return all
}

// has checks parts of a page: each must be there, those that begin with "!" must not.
func has(t *testing.T, w *httptest.ResponseRecorder, status int, parts ...string) {
	t.Helper()
	if w.Code != status {
		t.Errorf("status %d, want %d", w.Code, status)
	}
	for _, part := range parts {
		unwanted := strings.HasPrefix(part, "!")
		if part = strings.TrimPrefix(part, "!"); strings.Contains(w.Body.String(), part) == unwanted {
			t.Errorf("page has %q: %v", part, unwanted)
		}
	}
	if t.Failed() {
		t.Log(w.Body)
	}
}

func usd(cents int64) *commercev1.Money { return &commercev1.Money{Amount: cents, Currency: "USD"} }
func eur(cents int64) *commercev1.Money { return &commercev1.Money{Amount: cents, Currency: "EUR"} }

func lamp() *catalogv1.Product {
	featured := &catalogv1.Offer{ProductId: 7, SellerId: 3, SellerName: "Corte", Prices: []*commercev1.Money{usd(8900), eur(7900)}, HandlingDays: 1}
	return &catalogv1.Product{
		ProductId: 7, FamilyId: 7, Title: "Brass lamp", Brand: "Corte", Description: "It gives light.", CategoryPath: []string{"Home", "Lamps"},
		ImageUrls: []string{"/drawn/lamp/c9a227-05.svg", "https://img.example/2.jpg"}, Prime: true, Featured: featured,
		Offers: []*catalogv1.Offer{featured}, AvgRating: 4.6, ReviewCount: 1284, Ean: "4006381333931", ExternalId: "L-7",
	}
}

// lamps are n products, each a family of its own.
func lamps(n int) []*browsev1.Card {
	var out []*browsev1.Card
	for i := range n {
		p := lamp()
		p.ProductId, p.FamilyId = int64(100+i), int64(100+i)
		out = append(out, &browsev1.Card{Product: p, InStock: proto.Bool(true)})
	}
	return out
}
