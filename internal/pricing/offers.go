package pricing

import (
	"context"
	"fmt"
	"strings"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// offers are today's offers by product: a quote has one seller per product.
type offers map[int64]*catalogv1.OfferDetail

// offersFor asks the catalogue once for the offers of all lines.
func (s *Service) offersFor(ctx context.Context, lines []*pricingv1.QuoteLine) (offers, error) {
	req := &catalogv1.GetOffersRequest{Keys: make([]*catalogv1.OfferKey, len(lines))}
	for i, l := range lines {
		req.Keys[i] = &catalogv1.OfferKey{ProductId: l.ProductId, SellerId: l.SellerId}
	}
	resp, err := s.catalog.GetOffers(ctx, req)
	if err != nil {
		return nil, fmt.Errorf("read offers: %w", err)
	}
	found := make(offers, len(lines))
	for _, o := range resp.GetOffers() {
		found[o.GetOffer().GetProductId()] = o
	}
	return found, nil
}

// priceIn returns the offer's price in a currency. ok is false where it has none that can be charged.
func priceIn(o *catalogv1.OfferDetail, currency string) (amount int64, ok bool) {
	for _, p := range o.GetOffer().GetPrices() {
		if p.GetCurrency() == currency {
			return p.GetAmount(), p.GetAmount() >= 0 && p.GetAmount() <= commerce.MaxAmount
		}
	}
	return 0, false
}

// setPrice copies what an offer asks today into a line. ok is false where the offer is gone or has no price in the currency.
func setPrice(l *pricingv1.QuoteLine, o *catalogv1.OfferDetail, currency string) (ok bool) {
	amount, ok := priceIn(o, currency)
	if !ok {
		return false
	}
	l.SellerId = o.GetOffer().GetSellerId()
	l.Title = o.GetTitle()
	l.UnitPrice, l.PriceVersion = amount, o.GetOffer().GetVersion()
	return true
}

// setPrices prices every line, or says which products cannot be bought: no price at all is the shop's state and may
// change, no price in this currency is the request's fault.
func setPrices(q *pricingv1.Quote, today offers) error {
	var unpriced, foreign []string
	for _, l := range q.Lines {
		o := today[l.ProductId]
		switch {
		case setPrice(l, o, q.Currency):
		case len(o.GetOffer().GetPrices()) == 0:
			unpriced = append(unpriced, commerce.FormatID(l.ProductId))
		default:
			foreign = append(foreign, commerce.FormatID(l.ProductId))
		}
	}
	switch {
	case unpriced != nil:
		return errs.Conflict("no_price", "%d product(s) cannot be bought: nobody asks a price for them.", len(unpriced)).
			With("product_ids", strings.Join(unpriced, ","))
	case foreign != nil:
		return errs.Invalid("currency_unavailable", "%d product(s) have no price in %s.", len(foreign), q.Currency).
			With("product_ids", strings.Join(foreign, ","))
	}
	return nil
}
