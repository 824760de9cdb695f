package cart

import (
	"context"
	"fmt"

	cartv1 "rialto/gen/rialto/cart/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	"rialto/internal/commerce"
)

// offer names what a seller asks for a product.
type offer struct {
	product commerce.ProductID
	seller  commerce.SellerID
}

func (l Line) offer() offer { return offer{l.Product, l.Seller} }

// offers are today's offers, with nil for one that was asked for and is gone.
type offers map[offer]*catalogv1.OfferDetail

// ask adds the lines' offers that are not known yet, by at most one call.
func (s *Service) ask(ctx context.Context, known offers, lines []Line) error {
	req := &catalogv1.GetOffersRequest{}
	for _, l := range lines {
		if _, asked := known[l.offer()]; !asked {
			known[l.offer()] = nil
			req.Keys = append(req.Keys, &catalogv1.OfferKey{ProductId: int64(l.Product), SellerId: int64(l.Seller)})
		}
	}
	if len(req.Keys) == 0 {
		return nil
	}
	resp, err := s.catalog.GetOffers(ctx, req)
	if err != nil {
		return fmt.Errorf("read offers: %w", err)
	}
	for _, d := range resp.GetOffers() {
		known[offer{commerce.ProductID(d.GetOffer().GetProductId()), commerce.SellerID(d.GetOffer().GetSellerId())}] = d
	}
	return nil
}

// view shows a cart with today's prices. wanted is the currency of an empty cart, "" for the shop's.
func (s *Service) view(ctx context.Context, c Cart, known offers, wanted string) (*cartv1.Cart, error) {
	if err := s.ask(ctx, known, c.Lines); err != nil {
		return nil, err
	}
	out := &cartv1.Cart{UserId: int64(c.User), Currency: s.currency(c, wanted), Coupon: c.Coupon, Version: c.Version}
	var subtotal int64
	for _, l := range c.Lines {
		item := l.proto(known[l.offer()], out.Currency)
		out.Items = append(out.Items, item)
		// At most 100 lines of 999 units below MaxAmount: the sum stays within int64.
		subtotal += item.GetPrice().GetAmount() * l.Quantity
	}
	out.Subtotal = &commercev1.Money{Amount: subtotal, Currency: out.Currency}
	return out, nil
}

// currency returns the cart's own, or for an empty one the wanted, else the shop's.
func (s *Service) currency(c Cart, wanted string) string {
	switch {
	case len(c.Lines) > 0:
		return c.Currency
	case wanted != "":
		return wanted
	}
	return s.cfg.Currency
}

// proto shows a line; one that can no longer be bought stays, without a price.
func (l Line) proto(d *catalogv1.OfferDetail, currency string) *cartv1.CartItem {
	item := &cartv1.CartItem{
		ProductId: int64(l.Product), SellerId: int64(l.Seller), Quantity: l.Quantity,
		AddedPrice: &commercev1.Money{Amount: l.Added.Amount, Currency: l.Added.Currency},
		Title:      d.GetTitle(), ImageUrl: d.GetImageUrl(),
	}
	if price, ok := priceIn(d, currency); ok {
		item.Price = &commercev1.Money{Amount: price.Amount, Currency: price.Currency}
	}
	return item
}

// priceIn returns an offer's price in a currency. ok is false where it has none that can be charged.
func priceIn(d *catalogv1.OfferDetail, currency string) (price commerce.Money, ok bool) {
	for _, p := range d.GetOffer().GetPrices() {
		if p.GetCurrency() == currency {
			price, err := commerce.NewMoney(p.GetAmount(), currency)
			return price, err == nil
		}
	}
	return commerce.Money{}, false
}
