package catalog

import (
	"slices"

	"rialto/internal/commerce"
)

// edit gathers the changes of one transaction: each product once, whatever many rows did to it.
type edit struct {
	changes map[commerce.ProductID]*Change
	order   []*Change
	names   []ExternalID
	moved   bool // a product appeared or changed its category
}

func newEdit() *edit { return &edit{changes: map[commerce.ProductID]*Change{}} }

// touch notes that the product changed.
func (e *edit) touch(p *Product) *Change {
	c := e.changes[p.ID]
	if c == nil {
		c = &Change{Product: p}
		e.changes[p.ID] = c
		e.order = append(e.order, c)
	}
	return c
}

// touchOffer notes that a seller's offer of the product is new or changed.
func (e *edit) touchOffer(p *Product, seller commerce.SellerID) {
	c := e.touch(p)
	if !slices.Contains(c.Offers, seller) {
		c.Offers = append(c.Offers, seller)
	}
}

// price puts prices on a seller's offer, making the offer where it is missing, and reports whether anything changed.
// No price only makes sure that the offer is there.
func (e *edit) price(p *Product, seller Seller, handlingDays int, prices ...commerce.Money) bool {
	changed := p.addOffer(seller, handlingDays)
	for _, price := range prices {
		changed = p.setPrice(seller.ID, price) || changed
	}
	if changed {
		e.touchOffer(p, seller.ID)
	}
	return changed
}

// stamp gives every changed product and offer its next version and returns the changes.
func (e *edit) stamp(now int64) []Change {
	out := make([]Change, len(e.order))
	for i, c := range e.order {
		c.Product.Version++
		c.Product.UpdatedAt = max(now, c.Product.UpdatedAt+1)
		for _, seller := range c.Offers {
			c.Product.OfferOf(seller).Version++
		}
		out[i] = *c
	}
	return out
}
