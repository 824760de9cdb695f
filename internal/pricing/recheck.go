package pricing

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"

	"google.golang.org/protobuf/proto"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// Why a quote is not what it was.
const (
	reasonPrice       = "price"
	reasonCoupon      = "coupon"
	reasonTax         = "tax"
	reasonUnavailable = "unavailable"
)

// Recheck compares a quote with today's prices, coupons and tax. The common answer, unchanged, costs one keyed read, one
// call for offers and no write. A difference stores a fresh quote under an id made from (quote_id, order_id), which the
// same read finds when the call is repeated, so that a repeat gives the same answer whatever happened since.
func (s *Service) Recheck(ctx context.Context, req *pricingv1.RecheckRequest) (*pricingv1.RecheckResponse, error) {
	freshID := freshQuoteID(req.GetQuoteId(), req.GetOrderId())
	found, err := s.store.Quotes(ctx, commerce.UserID(req.GetUserId()), QuoteID(req.GetQuoteId()), freshID)
	if err != nil {
		return nil, fmt.Errorf("read quote: %w", err)
	}
	old, fresh := found[0], found[1]
	switch {
	case old == nil:
		return nil, noQuote()
	case fresh != nil:
		return &pricingv1.RecheckResponse{Changed: fresh.Changed, Fresh: fresh}, nil
	}
	today, err := s.offersFor(ctx, old.Lines)
	if err != nil {
		return nil, err
	}
	fresh, changed, err := s.reprice(ctx, old, today, commerce.OrderID(req.GetOrderId()))
	switch {
	case err != nil:
		return nil, err
	case len(changed) == 0:
		return &pricingv1.RecheckResponse{Unchanged: true}, nil
	case fresh == nil:
		return &pricingv1.RecheckResponse{Changed: changed}, nil
	}
	fresh.QuoteId, fresh.Changed = string(freshID), changed
	return s.refresh(ctx, fresh, today)
}

// freshQuoteID derives the id of the quote that replaces another for an order. It is as unguessable as the first one.
func freshQuoteID(quote, order string) QuoteID {
	sum := sha256.Sum256([]byte(quote + "\x00" + order))
	return QuoteID(base64.RawURLEncoding.EncodeToString(sum[:16]))
}

// reprice computes the same purchase with today's offers, coupons and tax rate, and lists what differs. fresh is nil where
// a line cannot be bought any more.
func (s *Service) reprice(ctx context.Context, old *pricingv1.Quote, today offers, order commerce.OrderID) (fresh *pricingv1.Quote, changed []*pricingv1.LineChange, err error) {
	fresh = again(old)
	gone := false
	for i, l := range fresh.Lines {
		change := repriceLine(old.Lines[i], l, today[l.ProductId], old.Currency)
		if change != nil {
			changed = append(changed, change)
			gone = gone || change.Reason == reasonUnavailable
		}
	}
	if gone {
		return nil, changed, nil
	}
	coupons, err := s.standings(ctx, old, order)
	if err != nil {
		return nil, nil, err
	}
	if err := s.resum(fresh, coupons); err != nil {
		return nil, changed, unless(len(changed) > 0, err)
	}
	return fresh, append(changed, compareSums(old, fresh)...), nil
}

// unless drops a refusal that the changes already explain: prices that rose past every limit leave nothing to offer.
func unless(explained bool, err error) error {
	if explained && errs.Is(err, errs.KindInvalid) {
		return nil
	}
	return err
}

// repriceLine prices a line as the offer stands today; nil says the buyer would pay the same. An equal version is an equal
// price; a newer one may be about another currency, so then the amounts decide.
func repriceLine(old, now *pricingv1.QuoteLine, o *catalogv1.OfferDetail, currency string) *pricingv1.LineChange {
	change := &pricingv1.LineChange{ProductId: old.ProductId, Reason: reasonPrice, OldAmount: old.UnitPrice}
	if !setPrice(now, o, currency) {
		change.Reason = reasonUnavailable
		return change
	}
	if now.PriceVersion == old.PriceVersion || now.UnitPrice == old.UnitPrice {
		now.UnitPrice = old.UnitPrice
		return nil
	}
	change.NewAmount = now.UnitPrice
	return change
}

// resum computes the amounts anew, without the coupons that may not be used any more.
func (s *Service) resum(q *pricingv1.Quote, coupons []Standing) error {
	if err := addLines(q); err != nil {
		return err
	}
	var usable []Coupon
	for _, c := range coupons {
		if c.Allows(q.Subtotal, q.Currency, s.now()) == nil {
			usable = append(usable, c.Coupon)
		}
	}
	return s.sum(q, together(usable))
}

// compareSums lists what differs beside the lines' prices. Amounts are those of the whole quote.
func compareSums(old, fresh *pricingv1.Quote) (changed []*pricingv1.LineChange) {
	same := func(a, b *pricingv1.QuoteCoupon) bool { return a.CouponId == b.CouponId && a.Discount == b.Discount }
	if old.Discount != fresh.Discount || !slices.EqualFunc(old.Coupons, fresh.Coupons, same) {
		changed = append(changed, &pricingv1.LineChange{Reason: reasonCoupon, OldAmount: old.Discount, NewAmount: fresh.Discount})
	}
	if old.TaxRatePpm != fresh.TaxRatePpm {
		changed = append(changed, &pricingv1.LineChange{Reason: reasonTax, OldAmount: old.Tax, NewAmount: fresh.Tax})
	}
	return changed
}

// refresh completes a changed quote with delivery and stores it; of two at once the first one stored answers both. Where
// the delivery is not to be had any more there is nothing to offer.
func (s *Service) refresh(ctx context.Context, q *pricingv1.Quote, today offers) (*pricingv1.RecheckResponse, error) {
	changed := q.Changed
	if err := s.deliver(ctx, q, today); err != nil {
		return &pricingv1.RecheckResponse{Changed: changed}, unless(true, err)
	}
	stored, err := s.save(ctx, q)
	if err != nil {
		return nil, err
	}
	return &pricingv1.RecheckResponse{Changed: stored.Changed, Fresh: stored}, nil
}

// again returns a draft of the same purchase, without amounts.
func again(old *pricingv1.Quote) *pricingv1.Quote {
	q := &pricingv1.Quote{
		UserId: old.UserId, Currency: old.Currency, Address: proto.CloneOf(old.Address),
		Delivery: old.Delivery, Member: old.Member, Email: old.Email,
	}
	for _, l := range old.Lines {
		q.Lines = append(q.Lines, &pricingv1.QuoteLine{ProductId: l.ProductId, SellerId: l.SellerId, Quantity: l.Quantity})
	}
	return q
}
