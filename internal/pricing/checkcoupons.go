package pricing

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	checkv1 "rialto/gen/rialto/check/v1"
	"rialto/internal/commerce"
)

// checkCoupons examines coupons after an id.
func (s *Service) checkCoupons(ctx context.Context, after string, limit int) (*checkv1.CheckResponse, error) {
	id, err := strconv.ParseInt(after, 10, 64)
	if err != nil {
		return nil, badCursor()
	}
	page, err := s.store.PageCoupons(ctx, CouponID(id), limit)
	if err != nil {
		return nil, fmt.Errorf("page coupons: %w", err)
	}
	resp := &checkv1.CheckResponse{Examined: int64(len(page)), NextCursor: "user/0/0"}
	for _, row := range page {
		for _, fault := range row.faults() {
			resp.Violations = append(resp.Violations, &checkv1.Violation{
				Invariant: "I25", Subject: fmt.Sprintf("coupon %d (%s)", row.Coupon.ID, row.Coupon.Code), Detail: fault,
			})
		}
	}
	if len(page) == limit {
		resp.NextCursor = fmt.Sprintf("coupon/%d", page[len(page)-1].Coupon.ID)
	}
	return resp, nil
}

// checkUsers examines buyers' counters after "coupon/user".
func (s *Service) checkUsers(ctx context.Context, after string, limit int) (*checkv1.CheckResponse, error) {
	couponText, userText, _ := strings.Cut(after, "/")
	coupon, err := strconv.ParseInt(couponText, 10, 64)
	user, userErr := strconv.ParseInt(userText, 10, 64)
	if err != nil || userErr != nil {
		return nil, badCursor()
	}
	page, err := s.store.PageUsers(ctx, CouponID(coupon), commerce.UserID(user), limit)
	if err != nil {
		return nil, fmt.Errorf("page buyers of coupons: %w", err)
	}
	resp := &checkv1.CheckResponse{Examined: int64(len(page)), NextCursor: "redemption/0/"}
	for _, row := range page {
		for _, fault := range row.faults() {
			resp.Violations = append(resp.Violations, &checkv1.Violation{
				Invariant: "I25", Subject: fmt.Sprintf("coupon %d, user %d", row.Coupon, row.User), Detail: fault,
			})
		}
	}
	if len(page) == limit {
		last := page[len(page)-1]
		resp.NextCursor = fmt.Sprintf("user/%d/%d", last.Coupon, last.User)
	}
	return resp, nil
}

// checkRedemptions states every redemption after "coupon/order" as a fact: who has it must be a live order.
func (s *Service) checkRedemptions(ctx context.Context, after string, limit int) (*checkv1.CheckResponse, error) {
	couponText, order, _ := strings.Cut(after, "/")
	coupon, err := strconv.ParseInt(couponText, 10, 64)
	if err != nil {
		return nil, badCursor()
	}
	page, err := s.store.PageRedemptions(ctx, CouponID(coupon), commerce.OrderID(order), limit)
	if err != nil {
		return nil, fmt.Errorf("page redemptions: %w", err)
	}
	resp := &checkv1.CheckResponse{Examined: int64(len(page))}
	for _, row := range page {
		resp.Facts = append(resp.Facts, &checkv1.Fact{
			Kind: "coupon", UserId: int64(row.User), OrderId: string(row.Order), Id: strconv.FormatInt(int64(row.Coupon), 10),
			Status: string(row.State), Amount: 1,
		})
	}
	if len(page) == limit {
		last := page[len(page)-1]
		resp.NextCursor = fmt.Sprintf("redemption/%d/%s", last.Coupon, last.Order)
	}
	return resp, nil
}

// faults lists where a buyer's count is not what their redemptions say, or beyond the coupon's limit.
func (c UserCount) faults() (out []string) {
	if c.Used != c.Live {
		out = append(out, fmt.Sprintf("used %d, held and committed redemptions %d", c.Used, c.Live))
	}
	if c.Live > c.Max {
		out = append(out, fmt.Sprintf("%d redemptions, at most %d for one buyer", c.Live, c.Max))
	}
	return out
}

// faults lists where a coupon's count is not what its redemptions say, or beyond its limit.
func (c CouponCount) faults() (out []string) {
	if c.Coupon.Redeemed != c.Live {
		out = append(out, fmt.Sprintf("redeemed %d, held and committed redemptions %d", c.Coupon.Redeemed, c.Live))
	}
	if c.Coupon.MaxRedemptions > 0 && c.Live > c.Coupon.MaxRedemptions {
		out = append(out, fmt.Sprintf("%d redemptions, at most %d", c.Live, c.Coupon.MaxRedemptions))
	}
	if c.Coupon.MaxPerUser > 0 && c.ByUsers != c.Live {
		out = append(out, fmt.Sprintf("its buyers used it %d times, held and committed redemptions %d", c.ByUsers, c.Live))
	}
	return out
}
