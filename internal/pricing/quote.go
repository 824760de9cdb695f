package pricing

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"

	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// Quote prices the lines now and stores the result: offers, coupons, tax, delivery, total. See the proto for the errors.
func (s *Service) Quote(ctx context.Context, req *pricingv1.QuoteRequest) (*pricingv1.Quote, error) {
	q, seen, err := draft(req)
	if err != nil {
		return nil, err
	}
	today, err := s.offersFor(ctx, q.Lines)
	if err != nil {
		return nil, err
	}
	if err := setPrices(q, today); err != nil {
		return nil, err
	}
	q.Changed = sinceSeen(q, seen)
	if err := addLines(q); err != nil {
		return nil, err
	}
	coupons, err := s.usableCoupons(ctx, req.GetCoupon(), q)
	if err != nil {
		return nil, err
	}
	if err := s.sum(q, coupons); err != nil {
		return nil, err
	}
	if err := s.deliver(ctx, q, today); err != nil {
		return nil, err
	}
	if q.QuoteId, err = s.newQuoteID(); err != nil {
		return nil, err
	}
	return s.save(ctx, q)
}

// GetQuote returns the user's stored quote, expired or not; a missing one and another user's are both not_found.
func (s *Service) GetQuote(ctx context.Context, req *pricingv1.GetQuoteRequest) (*pricingv1.Quote, error) {
	found, err := s.store.Quotes(ctx, commerce.UserID(req.GetUserId()), QuoteID(req.GetQuoteId()))
	if err != nil {
		return nil, fmt.Errorf("read quote: %w", err)
	}
	if found[0] == nil {
		return nil, noQuote()
	}
	return found[0], nil
}

func noQuote() error { return errs.NotFound("quote_not_found", "There is no such quote.") }

// sinceSeen lists the lines whose price differs from what the cart showed.
func sinceSeen(q *pricingv1.Quote, seen map[int64]commerce.Money) (changed []*pricingv1.LineChange) {
	for _, l := range q.Lines {
		old, shown := seen[l.ProductId]
		if shown && old.Currency == q.Currency && old.Amount != l.UnitPrice {
			changed = append(changed, &pricingv1.LineChange{
				ProductId: l.ProductId, Reason: reasonPrice, OldAmount: old.Amount, NewAmount: l.UnitPrice,
			})
		}
	}
	return changed
}

// sum computes what follows from the lines, delivery aside: discount, tax, total.
func (s *Service) sum(q *pricingv1.Quote, coupons []Coupon) error {
	takeOff(q, useCoupons(q, coupons))
	addTax(q, s.taxes.rate(q.Address))
	return addUp(q)
}

// save stamps a finished quote and stores it.
func (s *Service) save(ctx context.Context, q *pricingv1.Quote) (*pricingv1.Quote, error) {
	q.CreatedAt = s.now()
	q.ExpiresAt = q.CreatedAt + s.cfg.QuoteTTL.Microseconds()
	stored, err := s.store.SaveQuote(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("store quote: %w", err)
	}
	return stored, nil
}

// newQuoteID returns 128 random bits as text.
func (s *Service) newQuoteID() (string, error) {
	var bits [16]byte
	if _, err := io.ReadFull(s.deps.Rand, bits[:]); err != nil {
		return "", fmt.Errorf("make quote id: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(bits[:]), nil
}
