package pricing

import (
	"context"
	"errors"
	"fmt"

	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// ReserveCoupon takes one redemption for an order, at most once; repeats change nothing.
func (s *Service) ReserveCoupon(ctx context.Context, req *pricingv1.CouponOrderRequest) (*pricingv1.CouponOrderResponse, error) {
	return s.redeem(ctx, "reserve coupon", req, s.store.Reserve)
}

// CommitCoupon makes a held redemption final.
func (s *Service) CommitCoupon(ctx context.Context, req *pricingv1.CouponOrderRequest) (*pricingv1.CouponOrderResponse, error) {
	return s.redeem(ctx, "commit coupon", req, s.store.Commit)
}

// ReleaseCoupon gives a redemption back once, held or final; with none there it forbids a late reserve.
func (s *Service) ReleaseCoupon(ctx context.Context, req *pricingv1.CouponOrderRequest) (*pricingv1.CouponOrderResponse, error) {
	return s.redeem(ctx, "release coupon", req, s.store.Release)
}

// redeem checks the request, moves the redemption by one of the store's steps and says in shop words what went wrong.
func (s *Service) redeem(ctx context.Context, doing string, req *pricingv1.CouponOrderRequest, step func(context.Context, Redemption, int64) (State, error)) (*pricingv1.CouponOrderResponse, error) {
	r := Redemption{CouponID(req.GetCouponId()), commerce.UserID(req.GetUserId()), commerce.OrderID(req.GetOrderId())}
	if err := r.check(); err != nil {
		return nil, err
	}
	state, err := step(ctx, r, s.now())
	if err != nil {
		return nil, refusal(doing, err)
	}
	return &pricingv1.CouponOrderResponse{State: string(state)}, nil
}

func (r Redemption) check() error {
	var problems []errs.Field
	if r.Coupon <= 0 {
		problems = append(problems, errs.Field{Name: "coupon_id", Problem: "must be a positive id"})
	}
	if r.User <= 0 {
		problems = append(problems, errs.Field{Name: "user_id", Problem: "must be a positive id"})
	}
	if r.Order == "" || len(r.Order) > 20 {
		problems = append(problems, errs.Field{Name: "order_id", Problem: "must have 1 to 20 characters"})
	}
	if problems == nil {
		return nil
	}
	return errs.InvalidFields(problems...)
}

// refusal gives the store's errors their kind and code.
func refusal(doing string, err error) error {
	switch {
	case errors.Is(err, ErrUsedUp):
		return errs.Conflict("coupon_used_up", "The coupon is used up.").Because(err)
	case errors.Is(err, ErrUsedByUser):
		return errs.Conflict("coupon_used_by_you", "You have used the coupon as often as one buyer may.").Because(err)
	case errors.Is(err, ErrOutsideWindow):
		return errs.Conflict("coupon_expired", "The coupon is not valid at this time.").Because(err)
	case errors.Is(err, ErrReleased):
		return errs.Conflict("coupon_released", "The order gave this coupon back.").Because(err)
	case errors.Is(err, ErrNoCoupon):
		return errs.NotFound("coupon_unknown", "There is no such coupon.").Because(err)
	case errors.Is(err, ErrNoRedemption):
		return errs.NotFound("redemption_not_found", "The order does not hold this coupon.").Because(err)
	}
	return fmt.Errorf("%s: %w", doing, err)
}
