package sim

import (
	"context"
	"encoding/binary"
	"fmt"
	"sync"
	"time"

	cartv1 "rialto/gen/rialto/cart/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
	"rialto/internal/commerce"
	"rialto/internal/inventory"
	"rialto/internal/platform/errs"
	"rialto/internal/pricing"
)

// market is the rest of the shop: carts, accounts, offers and the carrier, and what is on the shelves at the beginning. It
// keeps each price with the time from which it held.
type market struct {
	w        *world
	products int
	coupons  []string
	card     string          // the code of the gift card; "" = there is none
	limit    int64           // of units of product 1 for one buyer, where it is dropped
	units    map[int64]int64 // product → what there was of it at the beginning
	rows     map[int64]int   // product → on how many shelves

	mu     sync.Mutex
	prices map[int64][]priced
	carts  map[int64]*cartv1.Cart
}

// priced is a price from a moment on.
type priced struct {
	amount int64
	from   time.Duration
}

const (
	seller     = 3
	warehouses = 2
)

func newMarket(w *world) *market {
	return &market{w: w, units: map[int64]int64{}, rows: map[int64]int{}, prices: map[int64][]priced{}, carts: map[int64]*cartv1.Cart{}}
}

// open fills the shelves: few products, little of each.
func (m *market) open() {
	d := m.w.actor("shelves")
	m.products = 1 + d.n(3)
	for _, wh := range inventory.DefaultWarehouses()[:warehouses] {
		must(0, m.w.stock.AddWarehouse(m.w.ctx, wh))
	}
	for p := range m.products {
		id := int64(p + 1)
		m.setPrice(id, int64(300+d.n(3000)))
		for wh := range 1 + d.n(warehouses) {
			place := inventory.Place{ProductID: commerce.ProductID(id), SellerID: seller, WarehouseID: commerce.WarehouseID(wh + 1)}
			units := int64(1 + d.n(4))
			m.units[id] += units
			m.rows[id]++
			must(m.w.stock.SetStock(m.w.ctx, place, units, m.w.inventory.now().UnixMicro()))
			m.w.books.putIn(place)
		}
	}
	if m.w.drops != nil {
		m.announce(d)
	}
	if d.chance(4000) {
		m.issue(d)
	}
	if d.chance(6000) {
		m.coupons = []string{"SAVE10"}
		must(0, m.w.prices.CreateCoupon(m.w.ctx, pricing.Coupon{
			ID: 5, Code: "SAVE10", Kind: pricing.KindPercent, Percent: 10, MaxRedemptions: int64(1 + d.n(2)),
		}))
	}
}

func (m *market) setPrice(product, amount int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.prices[product] = append(m.prices[product], priced{amount, m.w.since()})
}

// asked reports whether a price was asked for a product at any moment from one time to another.
func (m *market) asked(product, amount int64, from, to time.Duration) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	list := m.prices[product]
	for i, p := range list {
		ended := i+1 < len(list) && list[i+1].from < from
		if p.amount == amount && p.from <= to && !ended {
			return true
		}
	}
	return false
}

func (m *market) fill(user int64, items ...*cartv1.CartItem) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.carts[user] = &cartv1.Cart{UserId: user, Currency: "USD", Items: items}
}

// moment is the way to a neighbour that is not simulated further.
func (m *market) moment(ctx context.Context, subject string) error {
	d := m.w.roll(opNews, subject)
	sleep(ctx, d.between(20*time.Microsecond, 2*time.Millisecond))
	if m.w.rough.Load() && d.chance(m.w.weather.network/10) {
		return errs.Unavailable("down", "no answer")
	}
	return ctx.Err()
}

// GetCart implements order.Cart.
func (m *market) GetCart(ctx context.Context, req *cartv1.GetCartRequest) (*cartv1.Cart, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.carts[req.GetUserId()], nil
}

// GetUser implements order.Identity.
func (m *market) GetUser(_ context.Context, req *identityv1.GetUserRequest) (*identityv1.GetUserResponse, error) {
	return &identityv1.GetUserResponse{User: &identityv1.User{UserId: req.GetUserId(), Kind: "customer"}}, nil
}

// ListAddresses implements order.Identity.
func (m *market) ListAddresses(context.Context, *identityv1.ListAddressesRequest) (*identityv1.ListAddressesResponse, error) {
	return &identityv1.ListAddressesResponse{}, nil
}

// GetOffers implements pricing.Catalog.
func (m *market) GetOffers(ctx context.Context, req *catalogv1.GetOffersRequest) (*catalogv1.GetOffersResponse, error) {
	if err := m.moment(ctx, fmt.Sprint("offers", req.GetKeys())); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	out := &catalogv1.GetOffersResponse{}
	for _, k := range req.GetKeys() {
		list := m.prices[k.GetProductId()]
		if len(list) == 0 {
			continue
		}
		out.Offers = append(out.Offers, &catalogv1.OfferDetail{Title: "Kettle", Offer: &catalogv1.Offer{
			ProductId: k.GetProductId(), SellerId: seller, Version: int64(len(list)),
			Prices: []*commercev1.Money{{Amount: list[len(list)-1].amount, Currency: "USD"}},
		}})
	}
	return out, nil
}

// Rate implements pricing.Shipping.
func (m *market) Rate(ctx context.Context, req *shippingv1.RateRequest) (*shippingv1.RateResponse, error) {
	if err := m.moment(ctx, "rate"); err != nil {
		return nil, err
	}
	cost := &commercev1.Money{Amount: 599, Currency: "USD"}
	return &shippingv1.RateResponse{
		WarehouseIds: []int64{2, 1}, Options: []*shippingv1.DeliveryOption{{Method: "standard", Cost: cost, ArrivesBy: 1}},
	}, nil
}

// Read makes the quote ids.
func (m *market) Read(p []byte) (int, error) {
	d := m.w.roll(opNews, "random")
	for i := 0; i < len(p); i += 8 {
		var b [8]byte
		binary.LittleEndian.PutUint64(b[:], d.next())
		copy(p[i:], b[:])
	}
	return len(p), nil
}

func address(user int64) *commercev1.Address {
	return &commercev1.Address{Name: "Ann Lee", Line1: fmt.Sprint(user, " Pine St"), City: "Seattle", Region: "WA", PostalCode: "98101", Country: "US"}
}
