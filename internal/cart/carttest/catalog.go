package carttest

import (
	"context"
	"sync"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	"rialto/internal/cart"
)

// Catalog is a small working catalogue. The first seller put for a product is the featured one.
type Catalog struct {
	mu     sync.Mutex
	offers map[int64][]*catalogv1.OfferDetail
	calls  int
	// Err is what GetOffers fails with, where set before use.
	Err error
}

var _ cart.Catalog = (*Catalog)(nil)

// NewCatalog returns an empty catalogue.
func NewCatalog() *Catalog { return &Catalog{offers: map[int64][]*catalogv1.OfferDetail{}} }

// Put sets what a seller asks for a product. No prices: not sellable.
func (c *Catalog) Put(product, seller int64, prices ...*commercev1.Money) {
	c.mu.Lock()
	defer c.mu.Unlock()
	detail := &catalogv1.OfferDetail{
		Offer: &catalogv1.Offer{ProductId: product, SellerId: seller, Prices: prices, Version: 1},
		Title: "Kettle", ImageUrl: "/media/kettle.jpg",
	}
	for i, o := range c.offers[product] {
		if o.Offer.SellerId == seller {
			c.offers[product][i] = detail
			return
		}
	}
	c.offers[product] = append(c.offers[product], detail)
}

// Remove takes a product away with all its offers.
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

// GetOffers implements cart.Catalog.
func (c *Catalog) GetOffers(_ context.Context, req *catalogv1.GetOffersRequest) (*catalogv1.GetOffersResponse, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls++
	resp := &catalogv1.GetOffersResponse{}
	for _, key := range req.GetKeys() {
		for _, o := range c.offers[key.GetProductId()] {
			if key.GetSellerId() == 0 || key.GetSellerId() == o.GetOffer().GetSellerId() {
				resp.Offers = append(resp.Offers, o)
				break
			}
		}
	}
	return resp, c.Err
}

// USD returns an amount of US cents.
func USD(cents int64) *commercev1.Money { return &commercev1.Money{Amount: cents, Currency: "USD"} }

// EUR returns an amount of euro cents.
func EUR(cents int64) *commercev1.Money { return &commercev1.Money{Amount: cents, Currency: "EUR"} }
