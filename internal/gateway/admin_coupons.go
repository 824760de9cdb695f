package gateway

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/commerce"
	"rialto/internal/door"
	"rialto/internal/platform/errs"
)

func (g *Gateway) adminCouponRoutes() {
	route(g, huma.Operation{
		OperationID: "list-coupons", Method: http.MethodGet, Path: "/v1/admin/coupons", Tags: []string{"admin"},
		Summary: "Coupons, in the order they were made",
	}, rule{access: door.Operator}, g.listCoupons)
	route(g, huma.Operation{
		OperationID: "create-coupon", Method: http.MethodPost, Path: "/v1/admin/coupons", Tags: []string{"admin"},
		DefaultStatus: http.StatusCreated, Summary: "Make a coupon: a percentage or an amount off",
		Responses: map[string]*huma.Response{"409": problemResponse("coupon_exists")},
	}, rule{access: door.Operator}, g.createCoupon)
}

// CouponTerms are what an operator says of a coupon. (Embedded, hence exported: Huma reads exported fields only.)
type CouponTerms struct {
	Code           string     `json:"code" minLength:"1" maxLength:"100"`
	Kind           string     `json:"kind" enum:"percent,amount"`
	Percent        int32      `json:"percent,omitempty" minimum:"1" maximum:"100"`
	Amount         *money     `json:"amount,omitempty"`
	MaxRedemptions int64      `json:"max_redemptions,omitempty" minimum:"0" maximum:"1000000000" doc:"0 or absent: no limit."`
	MaxPerUser     int64      `json:"max_per_user,omitempty" minimum:"0" maximum:"1000000000" doc:"0 or absent: no limit."`
	Stackable      bool       `json:"stackable,omitempty" doc:"May be used together with others that are."`
	MinSubtotal    *money     `json:"min_subtotal,omitempty"`
	StartsAt       *time.Time `json:"starts_at,omitempty" doc:"Default: now."`
	ExpiresAt      *time.Time `json:"expires_at,omitempty" doc:"Default: never."`
}

// coupon is a coupon with what the shop knows about it.
type coupon struct {
	CouponID id `json:"coupon_id"`
	CouponTerms
	Redeemed  int64      `json:"redeemed" doc:"Held ones included."`
	CreatedAt *time.Time `json:"created_at,omitempty"`
}

func couponOf(c *pricingv1.Coupon) coupon {
	return coupon{
		CouponID: idOf(c.GetCouponId()), Redeemed: c.GetRedeemed(), CreatedAt: timeOf(c.GetCreatedAt()),
		CouponTerms: CouponTerms{
			Code: c.GetCode(), Kind: c.GetKind(), Percent: c.GetPercent(), Amount: moneyOf(c.GetAmount()),
			MaxRedemptions: c.GetMaxRedemptions(), MinSubtotal: moneyOf(c.GetMinSubtotal()), StartsAt: timeOf(c.GetStartsAt()),
			ExpiresAt: timeOf(c.GetExpiresAt()), MaxPerUser: c.GetMaxPerUser(), Stackable: c.GetStackable(),
		},
	}
}

// listCoupons pages by the coupon's id, which grows.
func (g *Gateway) listCoupons(ctx context.Context, _ *door.Visit, in *pageInput) (*output[list[coupon]], error) {
	var after int64
	if in.Cursor != "" {
		var err error
		if after, err = commerce.ParseID(in.Cursor); err != nil {
			return nil, errs.InvalidFields(errs.Field{Name: "cursor", Problem: "must be the next_cursor of the page before"})
		}
	}
	got, err := g.needs.Pricing.ListCoupons(ctx, &pricingv1.ListCouponsRequest{AfterCouponId: after, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	next := id("")
	if n := len(got.GetCoupons()); n > 0 && n == int(in.Limit) {
		next = idOf(got.GetCoupons()[n-1].GetCouponId())
	}
	return &output[list[coupon]]{listOf(got.GetCoupons(), couponOf, string(next))}, nil
}

type couponCreation struct {
	Body CouponTerms
}

// createCoupon leaves it to pricing whether kind, percent and amount go together.
func (g *Gateway) createCoupon(ctx context.Context, _ *door.Visit, in *couponCreation) (*created[coupon], error) {
	c := in.Body
	got, err := g.needs.Pricing.CreateCoupon(ctx, &pricingv1.CreateCouponRequest{Coupon: &pricingv1.Coupon{
		Code: c.Code, Kind: c.Kind, Percent: c.Percent, Amount: c.Amount.proto(), MaxRedemptions: c.MaxRedemptions,
		MinSubtotal: c.MinSubtotal.proto(), StartsAt: microsOf(c.StartsAt), ExpiresAt: microsOf(c.ExpiresAt),
		MaxPerUser: c.MaxPerUser, Stackable: c.Stackable,
	}})
	if err != nil {
		return nil, err
	}
	return &created[coupon]{Location: "/v1/admin/coupons", Body: couponOf(got.GetCoupon())}, nil
}
