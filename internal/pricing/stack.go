package pricing

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// The most codes one purchase may name, and the longest text that names them.
const (
	maxStacked = 5
	maxTyped   = 200
)

// codesIn returns the codes that a buyer typed, separated by commas, each once; none typed is none.
func codesIn(typed string) (codes []string, err error) {
	if len(typed) > maxTyped {
		return nil, errs.InvalidFields(errs.Field{Name: "coupon", Problem: fmt.Sprintf("must be at most %d bytes", maxTyped)})
	}
	for part := range strings.SplitSeq(typed, ",") {
		code, ok := NormalCode(part)
		switch {
		case code == "" || slices.Contains(codes, code):
		case !ok:
			return nil, unknownCoupon(part)
		default:
			codes = append(codes, code)
		}
	}
	if len(codes) > maxStacked {
		return nil, errs.InvalidFields(errs.Field{Name: "coupon", Problem: fmt.Sprintf("must name at most %d codes", maxStacked)})
	}
	return codes, nil
}

func unknownCoupon(typed string) error {
	return errs.Invalid("coupon_unknown", "There is no coupon %.40q.", strings.TrimSpace(typed))
}

// usableCoupons finds the coupons a buyer typed and judges each, and all together, for a quote whose subtotal is known.
func (s *Service) usableCoupons(ctx context.Context, typed string, q *pricingv1.Quote) (usable []Coupon, err error) {
	codes, err := codesIn(typed)
	if err != nil {
		return nil, err
	}
	for _, code := range codes {
		c, err := s.store.CouponByCode(ctx, code, commerce.UserID(q.UserId))
		switch {
		case errors.Is(err, ErrNoCoupon):
			return nil, unknownCoupon(code)
		case err != nil:
			return nil, fmt.Errorf("read coupon: %w", err)
		}
		if err := c.Allows(q.Subtotal, q.Currency, s.now()); err != nil {
			return nil, err
		}
		usable = append(usable, c.Coupon)
	}
	return usable, clash(usable)
}

// clash refuses more than one coupon where not all are stackable: invalid coupon_not_stackable, which names those.
func clash(coupons []Coupon) error {
	var alone []string
	for _, c := range coupons {
		if !c.Stackable {
			alone = append(alone, c.Code)
		}
	}
	if len(coupons) < 2 || alone == nil {
		return nil
	}
	names := strings.Join(alone, ", ")
	return errs.Invalid("coupon_not_stackable", "Not to be used together with other coupons: %s.", names).
		With("coupons", strings.Join(alone, ","))
}

// together leaves out what may not be used with the others.
func together(coupons []Coupon) []Coupon {
	if len(coupons) < 2 {
		return coupons
	}
	return slices.DeleteFunc(coupons, func(c Coupon) bool { return !c.Stackable })
}

// useCoupons names the coupons in the quote with what each takes off, and returns the sum, at most the subtotal. Percents
// come first, each of what the one before left, then amounts; by code: the order in which a buyer typed them changes nothing.
func useCoupons(q *pricingv1.Quote, coupons []Coupon) (discount int64) {
	slices.SortFunc(coupons, func(a, b Coupon) int {
		return cmp.Or(-cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Code, b.Code)) // "percent" is after "amount"
	})
	var codes []string
	for _, c := range coupons {
		off := c.Discount(q.Subtotal - discount)
		discount += off
		q.Coupons = append(q.Coupons, &pricingv1.QuoteCoupon{CouponId: int64(c.ID), Code: c.Code, Discount: off})
		codes = append(codes, c.Code)
	}
	if len(coupons) > 0 {
		q.Coupon, q.CouponId = strings.Join(codes, ","), int64(coupons[0].ID)
	}
	return discount
}

// standings reads how a quote's coupons stand for an order, those left out that are gone. A redemption that the order holds
// is not counted against it.
func (s *Service) standings(ctx context.Context, q *pricingv1.Quote, order commerce.OrderID) (found []Standing, err error) {
	for _, used := range q.Coupons {
		c, err := s.store.CouponFor(ctx, Redemption{CouponID(used.CouponId), commerce.UserID(q.UserId), order})
		switch {
		case errors.Is(err, ErrNoCoupon):
		case err != nil:
			return nil, fmt.Errorf("read coupon: %w", err)
		default:
			found = append(found, c)
		}
	}
	return found, nil
}
