package pricingtest

import (
	"context"
	"sync"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
	"rialto/internal/platform/errs"
	"rialto/internal/pricing"
)

// Catalog is a small working catalogue: one offer per product, changed by Put.
type Catalog struct {
	mu     sync.Mutex
	offers map[int64]*catalogv1.OfferDetail
	calls  int
	// Err is what GetOffers fails with, where set before use.
	Err error
}

var _ pricing.Catalog = (*Catalog)(nil)

// NewCatalog returns an empty catalogue.
func NewCatalog() *Catalog { return &Catalog{offers: map[int64]*catalogv1.OfferDetail{}} }

// Put offers a product of seller 3 at a price; each call makes the offer's next version. No prices: not sellable.
func (c *Catalog) Put(product int64, prices ...*commercev1.Money) {
	c.mu.Lock()
	defer c.mu.Unlock()
	version := c.offers[product].GetOffer().GetVersion() + 1
	c.offers[product] = &catalogv1.OfferDetail{
		Offer: &catalogv1.Offer{ProductId: product, SellerId: 3, Prices: prices, HandlingDays: 1, Version: version},
		Title: "Kettle", Prime: true,
	}
}

// Remove takes the offer away.
func (c *Catalog) Remove(product int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.offers, product)
}

// Calls returns how often offers were asked for.
func (c *Catalog) Calls() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.calls
}

// GetOffers implements pricing.Catalog.
func (c *Catalog) GetOffers(_ context.Context, req *catalogv1.GetOffersRequest) (*catalogv1.GetOffersResponse, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls++
	resp := &catalogv1.GetOffersResponse{}
	for _, key := range req.GetKeys() {
		o := c.offers[key.GetProductId()]
		if o != nil && (key.GetSellerId() == 0 || key.GetSellerId() == o.GetOffer().GetSellerId()) {
			resp.Offers = append(resp.Offers, o)
		}
	}
	return resp, c.Err
}

// Shipping is a small working carrier: $5.99 standard, $12.99 in two days, $2.99 in one day for members whose lines are
// all prime. Country XX is unknown to it.
type Shipping struct {
	mu   sync.Mutex
	last *shippingv1.RateRequest
	// Err is what Rate fails with, where set before use.
	Err error
	// Extra is added to every cost, where set before use.
	Extra int64
}

var _ pricing.Shipping = (*Shipping)(nil)

// Last returns the newest request.
func (s *Shipping) Last() *shippingv1.RateRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last
}

// Rate implements pricing.Shipping.
func (s *Shipping) Rate(_ context.Context, req *shippingv1.RateRequest) (*shippingv1.RateResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = req
	if req.GetAddress().GetCountry() == "XX" {
		return nil, errs.Invalid("country_unknown", "There is no country XX.")
	}
	option := func(method string, cost int64) *shippingv1.DeliveryOption {
		return &shippingv1.DeliveryOption{
			Method: method, Cost: &commercev1.Money{Amount: cost + s.Extra, Currency: req.GetCurrency()}, ArrivesBy: at + cost,
		}
	}
	resp := &shippingv1.RateResponse{
		WarehouseIds: []int64{2, 1, 3},
		Options:      []*shippingv1.DeliveryOption{option("standard", 599), option("two_day", 1299)},
	}
	if req.GetMember() && req.GetAllPrime() {
		resp.Options = append(resp.Options, option("prime_one_day", 299))
	}
	return resp, s.Err
}

// USD returns an amount of cents.
func USD(cents int64) *commercev1.Money { return &commercev1.Money{Amount: cents, Currency: "USD"} }
