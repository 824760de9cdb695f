package pricing_test

import (
	"fmt"
	"strings"
	"testing"

	checkv1 "rialto/gen/rialto/check/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/platform/errs"
	"rialto/internal/pricing"
)

// check walks all pages.
func (b *bundle) check(t *testing.T, limit int32) (found []*checkv1.Violation, examined int64) {
	t.Helper()
	req := &checkv1.CheckRequest{Limit: limit}
	for {
		resp, err := b.Check(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, resp.Violations...)
		examined += resp.Examined
		if resp.NextCursor == "" {
			return found, examined
		}
		req.Cursor = resp.NextCursor
	}
}

func TestCheckWalksEverythingOnceWhateverThePage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for range 5 {
		b.quote(t)
	}
	for _, code := range []string{"AAA", "BBB", "CCC"} {
		c := b.coupon(t, &pricingv1.Coupon{Code: code, Kind: "percent", Percent: 5})
		wantState(t, "held")(b.ReserveCoupon(t.Context(), redemption(c, "1")))
	}
	c := b.coupon(t, &pricingv1.Coupon{Code: "DDD", Kind: "percent", Percent: 5, MaxPerUser: 2})
	for order := range 5 {
		ask := redemption(c, fmt.Sprint(order))
		ask.UserId = int64(1 + order)
		wantState(t, "held")(b.ReserveCoupon(t.Context(), ask))
	}
	for _, limit := range []int32{0, 1, 2, 5, 100} {
		if found, examined := b.check(t, limit); len(found) != 0 || examined != 22 { // 5 quotes, 4 coupons, 5 buyers, 8 redemptions
			t.Errorf("page of %d: examined %d, found %v", limit, examined, found)
		}
	}
}

func TestCheckFindsEveryQuoteThatDoesNotAddUp(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*pricingv1.Quote){
		"total":         func(q *pricingv1.Quote) { q.Total++ },
		"subtotal":      func(q *pricingv1.Quote) { q.Subtotal++; q.Total++ },
		"discount":      func(q *pricingv1.Quote) { q.Discount++; q.Total-- },
		"tax":           func(q *pricingv1.Quote) { q.Tax++; q.Total++ },
		"shipping":      func(q *pricingv1.Quote) { q.Total -= q.Shipping + 1; q.Shipping = -1 },
		"unit price":    func(q *pricingv1.Quote) { q.Lines[0].UnitPrice++ },
		"line tax":      func(q *pricingv1.Quote) { q.Lines[0].Tax++; q.Lines[1].Tax-- },
		"line discount": func(q *pricingv1.Quote) { q.Lines[0].Discount = -1; q.Lines[1].Discount = 1 },
		"quantity":      func(q *pricingv1.Quote) { q.Lines[0].Quantity, q.Lines[0].UnitPrice = 2000, 1 },
		"coupons":       func(q *pricingv1.Quote) { q.Coupons = []*pricingv1.QuoteCoupon{{Code: "GHOST", Discount: 1}} },
		"tax rate":      func(q *pricingv1.Quote) { q.TaxRatePpm = -1 },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.quote(t)
			q := b.quote(t)
			b.store.Corrupt(user, pricing.QuoteID(q.QuoteId), spoil)
			found, _ := b.check(t, 100)
			if len(found) == 0 {
				t.Fatal("not found")
			}
			for _, v := range found {
				if v.Invariant != "I11" || !strings.Contains(v.Subject, q.QuoteId) || v.Detail == "" {
					t.Fatalf("violation %v", v)
				}
			}
		})
	}
}

func TestCheckFindsACouponThatMiscounts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.coupon(t, &pricingv1.Coupon{Code: "AAA", Kind: "percent", Percent: 5})
	b.store.Miscount(pricing.CouponID(c.CouponId), 1)
	found, _ := b.check(t, 100)
	if len(found) != 1 || found[0].Invariant != "I25" || !strings.Contains(found[0].Detail, "redeemed 1") {
		t.Fatalf("found %v", found)
	}
}

func TestCheckFindsABuyerWhoseCounterLies(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.coupon(t, &pricingv1.Coupon{Code: "AAA", Kind: "percent", Percent: 5, MaxPerUser: 1})
	wantState(t, "held")(b.ReserveCoupon(t.Context(), redemption(c, "1")))
	b.store.MiscountUser(pricing.CouponID(c.CouponId), user, -1)
	wantState(t, "held")(b.ReserveCoupon(t.Context(), redemption(c, "2"))) // the lie lets one more through
	found, _ := b.check(t, 100)
	var details []string
	for _, v := range found {
		if v.Invariant != "I25" {
			t.Fatalf("violation %v", v)
		}
		details = append(details, v.Detail)
	}
	if got := strings.Join(details, "; "); got != "its buyers used it 1 times, held and committed redemptions 2; used 1, held and committed redemptions 2; 2 redemptions, at most 1 for one buyer" {
		t.Fatalf("found %s", got)
	}
}

func TestCheckRefusesACursorItDidNotMake(t *testing.T) {
	t.Parallel()
	for _, cursor := range []string{"nonsense", "quote/x/y", "coupon/", "coupon/x", "user/1", "user/x/1"} {
		_, err := setup(t).Check(t.Context(), &checkv1.CheckRequest{Cursor: cursor})
		if !errs.Is(err, errs.KindInvalid) {
			t.Errorf("cursor %q: %v", cursor, err)
		}
	}
}
