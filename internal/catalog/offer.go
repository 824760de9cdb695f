package catalog

import (
	"cmp"
	"slices"

	"rialto/internal/commerce"
)

// MaxOffers bounds the sellers of one product.
const MaxOffers = 100

// Offer is what one seller asks for one product. Without prices it is browsable, not sellable.
type Offer struct {
	Seller       commerce.SellerID
	SellerName   string           // read with the offer; the seller's row owns it
	Prices       []commerce.Money // by currency, one each
	HandlingDays int              // days until the parcel leaves the seller
	Version      int64            // 1 = new; +1 with every change of a price
}

// OfferOf returns a seller's offer, or nil.
func (p *Product) OfferOf(seller commerce.SellerID) *Offer {
	for i := range p.Offers {
		if p.Offers[i].Seller == seller {
			return &p.Offers[i]
		}
	}
	return nil
}

// FeaturedOffer returns the offer that a route without a seller means, or nil for a product that has none yet.
func (p *Product) FeaturedOffer() *Offer { return p.OfferOf(p.Featured) }

// addOffer makes sure that the seller has an offer, one without a price at first, and reports whether it was made.
// The first offer of a product is featured.
func (p *Product) addOffer(seller Seller, handlingDays int) (made bool) {
	if p.OfferOf(seller.ID) != nil {
		return false
	}
	p.Offers = append(p.Offers, Offer{Seller: seller.ID, SellerName: seller.Name, HandlingDays: handlingDays})
	slices.SortFunc(p.Offers, func(a, b Offer) int { return cmp.Compare(a.Seller, b.Seller) })
	if p.Featured == 0 {
		p.Featured = seller.ID
	}
	return true
}

// setPrice puts a price on a seller's existing offer and reports whether anything changed. A featured offer that cannot
// be sold gives way to one that now can.
func (p *Product) setPrice(seller commerce.SellerID, price commerce.Money) bool {
	o := p.OfferOf(seller)
	at, found := slices.BinarySearchFunc(o.Prices, price, func(a, b commerce.Money) int {
		return cmp.Compare(a.Currency, b.Currency)
	})
	switch {
	case found && o.Prices[at] == price:
		return false
	case found:
		o.Prices[at] = price
	default:
		o.Prices = slices.Insert(o.Prices, at, price)
	}
	if len(p.FeaturedOffer().Prices) == 0 {
		p.Featured = seller
	}
	return true
}
