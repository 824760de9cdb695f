package order

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	commercev1 "rialto/gen/rialto/commerce/v1"
	dropv1 "rialto/gen/rialto/drop/v1"
	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

func hasCoupons(r *run) bool  { return len(r.order.Coupons) > 0 }
func hasLimits(r *run) bool   { return len(r.saga.Data.Drops) > 0 }
func hasGiftCard(r *run) bool { return r.order.giftCard() != nil }

func (s *Service) reserve(ctx context.Context, r *run) error {
	req := &inventoryv1.ReserveRequest{
		UserId: int64(r.saga.UserID), OrderId: string(r.saga.OrderID), WarehouseIds: r.saga.Data.Warehouses,
		Deadline: s.now().Add(s.cfg.Hold).UnixMicro(),
	}
	for _, it := range r.order.Items {
		req.Lines = append(req.Lines, &inventoryv1.ReserveLine{
			ProductId: int64(it.ProductID), SellerId: int64(it.SellerID), Quantity: it.Quantity,
		})
	}
	got, err := s.needs.Inventory.Reserve(ctx, req)
	switch {
	case errs.HasCode(err, "reservation_released"): // an earlier try was short and gave back what it had: its answer was lost
		return &refusal{Problem{Code: "out_of_stock", Detail: "There is not enough stock left of all that was ordered."}}
	case err != nil:
		return refuse(err, "out_of_stock")
	}
	r.saga.Data.Allocations = allocationsOf(got.GetAllocations())
	return nil
}

// release ends what is held. Where another worker may have been at the sale, its request can have come since the sale was undone:
// now that nothing is left to sell, it is undone once more.
func (s *Service) release(ctx context.Context, r *run) error {
	_, err := s.needs.Inventory.Release(ctx, &inventoryv1.ReleaseRequest{
		UserId: int64(r.saga.UserID), OrderId: string(r.saga.OrderID), ProductIds: r.order.productIDs(), Reason: "released",
	})
	if err != nil || !r.resumed || indexOf(s.placing, r.saga.Data.Reach) < indexOf(s.placing, "commit") {
		return err
	}
	return s.cancelStock(ctx, r)
}

func (s *Service) commitStock(ctx context.Context, r *run) error {
	_, err := s.needs.Inventory.Commit(ctx, &inventoryv1.CommitRequest{
		UserId: int64(r.saga.UserID), OrderId: string(r.saga.OrderID), ProductIds: r.order.productIDs(),
	})
	if errs.HasCode(err, "reservation_gone") {
		return &refusal{Problem{Code: "checkout_expired", Detail: "The items were held too long and had to be given free. Nothing was charged."}}
	}
	return err
}

func (s *Service) cancelStock(ctx context.Context, r *run) error {
	_, err := s.needs.Inventory.Cancel(ctx, &inventoryv1.CancelRequest{
		UserId: int64(r.saga.UserID), OrderId: string(r.saga.OrderID), ProductIds: r.order.productIDs(),
	})
	return err
}

// eachCoupon asks pricing the same for every coupon of the order.
func (r *run) eachCoupon(ctx context.Context, ask func(context.Context, *pricingv1.CouponOrderRequest) (*pricingv1.CouponOrderResponse, error)) error {
	for _, id := range r.order.Coupons {
		if _, err := ask(ctx, &pricingv1.CouponOrderRequest{CouponId: id, UserId: int64(r.saga.UserID), OrderId: string(r.saga.OrderID)}); err != nil {
			return fmt.Errorf("coupon %d: %w", id, err)
		}
	}
	return nil
}

// takeCoupons holds one redemption of each.
func (s *Service) takeCoupons(ctx context.Context, r *run) error {
	err := r.eachCoupon(ctx, s.needs.Pricing.ReserveCoupon)
	if errs.HasCode(err, "coupon_used_by_you") {
		return &refusal{Problem{Code: "coupon_used_up", Detail: errs.As(err).Message}}
	}
	return refuse(err, "coupon_used_up", "coupon_expired")
}

func (s *Service) giveBackCoupons(ctx context.Context, r *run) error {
	return r.eachCoupon(ctx, s.needs.Pricing.ReleaseCoupon)
}

func (s *Service) keepCoupons(ctx context.Context, r *run) error {
	return r.eachCoupon(ctx, s.needs.Pricing.CommitCoupon)
}

// takeLimits counts the units under a drop against what one buyer may have.
func (s *Service) takeLimits(ctx context.Context, r *run) error {
	for _, product := range r.saga.Data.Drops {
		req := &dropv1.TakeRequest{
			ProductId: product, UserId: int64(r.saga.UserID), OrderId: string(r.saga.OrderID), Payment: r.payer(), Address: addressee(r.order.Address),
		}
		for _, it := range r.order.Items {
			if int64(it.ProductID) == product {
				req.Quantity += it.Quantity
			}
		}
		if _, err := s.needs.Drops.Take(ctx, req); err != nil {
			return refuse(fmt.Errorf("product %d: %w", product, err), "purchase_limit")
		}
	}
	return nil
}

// payer is the fingerprint of the card that pays, "" where money tells nothing of its owner.
func (r *run) payer() string {
	data := r.saga.Data
	switch {
	case Method(data.Method) == Card && data.CardID != 0:
		return fingerprint(fmt.Sprintf("card %d of user %d", data.CardID, r.saga.UserID))
	case Method(data.Method) == Card && data.Token != "":
		return fingerprint("card " + data.Token)
	case data.Method == "" && r.order.giftCard() != nil:
		return fingerprint(fmt.Sprint("gift card ", r.order.giftCard().CardID))
	}
	return ""
}

// addressee is the fingerprint of where an order goes, however the address is typed. Names do not count.
func addressee(a commerce.Address) string {
	plain := func(text string) string {
		return strings.Map(func(r rune) rune {
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				return -1
			}
			return unicode.ToLower(r)
		}, text)
	}
	parts := []string{a.Line1 + a.Line2, a.City, a.Region, a.PostalCode, a.Country}
	for i := range parts {
		parts[i] = plain(parts[i])
	}
	return fingerprint(strings.Join(parts, "|"))
}

func (r *run) eachLimit(ctx context.Context, ask func(context.Context, *dropv1.TakeOrderRequest) (*dropv1.TakeResponse, error)) error {
	for _, product := range r.saga.Data.Drops {
		if _, err := ask(ctx, &dropv1.TakeOrderRequest{ProductId: product, UserId: int64(r.saga.UserID), OrderId: string(r.saga.OrderID)}); err != nil {
			return fmt.Errorf("limit of product %d: %w", product, err)
		}
	}
	return nil
}

func (s *Service) giveBackLimits(ctx context.Context, r *run) error {
	return r.eachLimit(ctx, s.needs.Drops.Give)
}

func (s *Service) keepLimits(ctx context.Context, r *run) error {
	return r.eachLimit(ctx, s.needs.Drops.Keep)
}

// holdGiftCard takes the gift card's part. What it had when the order was opened may be gone.
func (s *Service) holdGiftCard(ctx context.Context, r *run) error {
	t := r.order.giftCard()
	_, err := s.needs.GiftCards.Hold(ctx, &giftcardv1.HoldRequest{
		CardId: t.CardID, UserId: int64(r.saga.UserID), OrderId: string(r.saga.OrderID),
		Amount: &commercev1.Money{Amount: t.Amount, Currency: r.order.Currency},
	})
	if errs.HasCode(err, "gift_card_expired") {
		return &refusal{Problem{Code: "gift_card_short", Detail: "The gift card is no longer valid. Nothing was charged."}}
	}
	return refuse(err, "gift_card_short")
}

func (r *run) giftCardUse() *giftcardv1.OrderRequest {
	return &giftcardv1.OrderRequest{CardId: r.order.giftCard().CardID, UserId: int64(r.saga.UserID), OrderId: string(r.saga.OrderID)}
}

func (s *Service) releaseGiftCard(ctx context.Context, r *run) error {
	_, err := s.needs.GiftCards.Release(ctx, r.giftCardUse())
	return err
}

func (s *Service) spendGiftCard(ctx context.Context, r *run) error {
	if !hasGiftCard(r) {
		return nil
	}
	_, err := s.needs.GiftCards.Spend(ctx, r.giftCardUse())
	return err
}

// recheck compares the accepted quote with today. Any difference, a lower price too, needs the buyer's yes.
func (s *Service) recheck(ctx context.Context, r *run) error {
	got, err := s.needs.Pricing.Recheck(ctx, &pricingv1.RecheckRequest{
		UserId: int64(r.saga.UserID), QuoteId: r.order.QuoteID, OrderId: string(r.saga.OrderID),
	})
	if err != nil || got.GetUnchanged() {
		return err
	}
	p := Problem{
		Code: "price_changed", Detail: "The price changed since you accepted it. Nothing was charged.",
		FreshQuote: got.GetFresh().GetQuoteId(),
	}
	for _, c := range got.GetChanged() {
		p.Changed = append(p.Changed, Change{c.GetProductId(), c.GetReason(), c.GetOldAmount(), c.GetNewAmount()})
	}
	return &refusal{p}
}

// shipmentsOf groups what was allocated by seller and warehouse: one parcel each.
func (s *Service) shipmentsOf(allocations []Allocation) []Shipment {
	var out []Shipment
	for _, a := range allocations {
		i := slices.IndexFunc(out, func(sh Shipment) bool {
			return int64(sh.SellerID) == a.SellerID && int64(sh.WarehouseID) == a.WarehouseID
		})
		if i < 0 {
			i = len(out)
			out = append(out, Shipment{
				ID: s.ids.Text(), SellerID: commerce.SellerID(a.SellerID), WarehouseID: commerce.WarehouseID(a.WarehouseID), Status: Preparing,
			})
		}
		out[i].Lines = append(out[i].Lines, ShipmentLine{commerce.ProductID(a.ProductID), a.Quantity})
	}
	return out
}
