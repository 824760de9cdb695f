package pricing

import (
	"context"
	"fmt"

	pricingv1 "rialto/gen/rialto/pricing/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// deliver asks shipping what the quote's parcel costs and when it arrives, takes the chosen method and sets the total.
// A method that shipping does not offer here (prime_one_day for non-members): invalid delivery_unavailable.
func (s *Service) deliver(ctx context.Context, q *pricingv1.Quote, today offers) error {
	resp, err := s.shipping.Rate(ctx, rateRequest(q, today))
	if err != nil {
		return fmt.Errorf("rate delivery: %w", err)
	}
	q.DeliveryOptions, q.WarehouseIds = resp.GetOptions(), resp.GetWarehouseIds()
	for _, o := range q.DeliveryOptions {
		if o.GetMethod() != q.Delivery {
			continue
		}
		cost := commerce.MoneyOf(o.GetCost())
		if cost.Currency != q.Currency || cost.Amount < 0 || cost.Amount > commerce.MaxAmount {
			return errs.Internal(fmt.Errorf("shipping asks %v for a quote in %s", cost, q.Currency))
		}
		q.Shipping, q.ArrivesBy = cost.Amount, o.GetArrivesBy()
		return addUp(q)
	}
	return errs.Invalid("delivery_unavailable", "Delivery %s is not available for this purchase.", q.Delivery)
}

// rateRequest describes the parcel: prime only if every line is, as slow to hand over as the slowest line.
func rateRequest(q *pricingv1.Quote, today offers) *shippingv1.RateRequest {
	req := &shippingv1.RateRequest{
		Address: q.Address, Currency: q.Currency, Member: q.Member, AllPrime: true, Subtotal: q.Subtotal - q.Discount,
	}
	for _, l := range q.Lines {
		o := today[l.ProductId]
		req.Units += l.Quantity
		req.Lines = append(req.Lines, &shippingv1.RateLine{ProductId: l.ProductId, SellerId: l.SellerId, Quantity: l.Quantity})
		req.AllPrime = req.AllPrime && o.GetPrime()
		req.HandlingDays = max(req.HandlingDays, o.GetOffer().GetHandlingDays())
	}
	return req
}
