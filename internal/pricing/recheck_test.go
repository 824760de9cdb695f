package pricing_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	commercev1 "rialto/gen/rialto/commerce/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/platform/errs"
	"rialto/internal/pricing"
	"rialto/internal/pricing/pricingtest"
)

func (b *bundle) recheck(t *testing.T, q *pricingv1.Quote) *pricingv1.RecheckResponse {
	t.Helper()
	resp, err := b.Recheck(t.Context(), &pricingv1.RecheckRequest{UserId: q.UserId, QuoteId: q.QuoteId, OrderId: "1"})
	if err != nil {
		t.Fatalf("recheck: %v", err)
	}
	return resp
}

func TestRecheckOfAnUnchangedShopWritesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	q := b.quote(t)
	writes, calls := b.store.Writes(), b.catalog.Calls()
	b.clock = b.clock.Add(24 * time.Hour) // age is not judged
	if resp := b.recheck(t, q); !resp.Unchanged || resp.Fresh != nil || resp.Changed != nil {
		t.Fatalf("%v", resp)
	}
	if b.store.Writes() != writes || b.catalog.Calls() != calls+1 {
		t.Fatalf("%d writes and %d calls for nothing", b.store.Writes()-writes, b.catalog.Calls()-calls)
	}
}

func TestRecheckDoesNotMindANewVersionAtTheSamePrice(t *testing.T) {
	t.Parallel()
	b := setup(t)
	q := b.quote(t)
	b.catalog.Put(kettle, pricingtest.USD(1000), &commercev1.Money{Amount: 5, Currency: "EUR"})
	if resp := b.recheck(t, q); !resp.Unchanged {
		t.Fatalf("%v", resp)
	}
}

func TestRecheckListsEveryPriceThatMovedLowerToo(t *testing.T) {
	t.Parallel()
	for name, price := range map[string]int64{"higher": 1001, "lower": 999} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			q := b.quote(t, func(r *pricingv1.QuoteRequest) { r.Email, r.Member, r.Delivery = "a@b.test", true, "prime_one_day" })
			b.catalog.Put(kettle, pricingtest.USD(price))
			b.clock = b.clock.Add(time.Minute)
			resp := b.recheck(t, q)
			if resp.Unchanged || len(resp.Changed) != 1 {
				t.Fatalf("%v", resp)
			}
			wantSame(t, "change", resp.Changed[0], &pricingv1.LineChange{ProductId: kettle, Reason: "price", OldAmount: 1000, NewAmount: price})
			// The fresh quote is what a new request would get, apart from its id and the list.
			want := b.quote(t, func(r *pricingv1.QuoteRequest) { r.Email, r.Member, r.Delivery = "a@b.test", true, "prime_one_day" })
			if resp.Fresh.QuoteId == q.QuoteId {
				t.Fatal("the fresh quote has the old id")
			}
			want.QuoteId, want.Changed = resp.Fresh.QuoteId, resp.Changed
			wantSame(t, "fresh", resp.Fresh, want)
		})
	}
}

func TestRecheckRepeatedGivesTheSameFreshQuote(t *testing.T) {
	t.Parallel()
	b := setup(t)
	q := b.quote(t)
	b.catalog.Put(kettle, pricingtest.USD(1100))
	first := b.recheck(t, q)
	b.catalog.Put(kettle, pricingtest.USD(1000)) // back again: the answer that was given stands
	wantSame(t, "repeat", b.recheck(t, q), first)
	other, err := b.Recheck(t.Context(), &pricingv1.RecheckRequest{UserId: user, QuoteId: q.QuoteId, OrderId: "2"})
	if err != nil || !other.Unchanged {
		t.Fatalf("another order: %v, %v", other, err)
	}
	got, err := b.GetQuote(t.Context(), &pricingv1.GetQuoteRequest{UserId: user, QuoteId: first.Fresh.QuoteId})
	if err != nil {
		t.Fatal(err)
	}
	wantSame(t, "stored", got, first.Fresh)
}

func TestRecheckByTwinsGivesOneFreshQuote(t *testing.T) {
	t.Parallel()
	b := setup(t)
	q := b.quote(t)
	b.catalog.Put(kettle, pricingtest.USD(1100))
	answers := make([]*pricingv1.RecheckResponse, 20)
	var wg sync.WaitGroup
	for i := range answers {
		wg.Go(func() {
			var err error
			answers[i], err = b.Recheck(t.Context(), &pricingv1.RecheckRequest{UserId: user, QuoteId: q.QuoteId, OrderId: "1"})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, a := range answers {
		if !proto.Equal(a, answers[0]) {
			t.Fatalf("%v and %v differ", a, answers[0])
		}
	}
}

func TestRecheckOffersNothingWhenALineCannotBeBought(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*bundle){
		"the price is gone":        func(b *bundle) { b.catalog.Put(kettle) },
		"the product is gone":      func(b *bundle) { b.catalog.Remove(kettle) },
		"the currency is gone":     func(b *bundle) { b.catalog.Put(kettle, &commercev1.Money{Amount: 5, Currency: "EUR"}) },
		"the price passes a limit": func(b *bundle) { b.catalog.Put(kettle, pricingtest.USD(1_000_000_000_000)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			q := b.quote(t)
			spoil(b)
			writes := b.store.Writes()
			resp := b.recheck(t, q)
			if resp.Unchanged || resp.Fresh != nil || len(resp.Changed) != 1 || resp.Changed[0].ProductId != kettle {
				t.Fatalf("%v", resp)
			}
			if b.store.Writes() != writes {
				t.Fatal("something was stored")
			}
		})
	}
}

func TestRecheckOffersNothingWhenTheDeliveryIsGone(t *testing.T) {
	t.Parallel()
	b := setup(t)
	q := b.quote(t)
	b.catalog.Put(kettle, pricingtest.USD(1100))
	b.shipping.Err = errs.Invalid("delivery_unavailable", "Nothing goes there any more.")
	if resp := b.recheck(t, q); resp.Unchanged || resp.Fresh != nil || len(resp.Changed) != 1 {
		t.Fatalf("%v", resp)
	}
	b.shipping.Err = errs.Unavailable("neighbour_unreachable", "Part of the shop cannot be reached.")
	_, err := b.Recheck(t.Context(), &pricingv1.RecheckRequest{UserId: user, QuoteId: q.QuoteId, OrderId: "1"})
	wantCode(t, err, errs.KindUnavailable, "neighbour_unreachable")
}

func TestRecheckListsACouponThatIsNoLongerGood(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.coupon(t, &pricingv1.Coupon{Code: "TEN", Kind: "percent", Percent: 10, MaxRedemptions: 1, ExpiresAt: b.clock.Add(time.Hour).UnixMicro()})
	q := b.quote(t, using("TEN"))

	wantState(t, "held")(b.ReserveCoupon(t.Context(), redemption(c, "1")))
	if resp := b.recheck(t, q); !resp.Unchanged {
		t.Fatalf("the order's own redemption was counted against it: %v", resp)
	}
	want := &pricingv1.LineChange{Reason: "coupon", OldAmount: 300, NewAmount: 0}
	check := func(name, order string) {
		t.Helper()
		resp, err := b.Recheck(t.Context(), &pricingv1.RecheckRequest{UserId: user, QuoteId: q.QuoteId, OrderId: order})
		if err != nil || len(resp.Changed) != 1 || resp.Fresh.GetCouponId() != 0 || resp.Fresh.GetDiscount() != 0 {
			t.Fatalf("%s: %v, %v", name, resp, err)
		}
		wantSame(t, name, resp.Changed[0], want)
	}
	check("used up by another order", "2")
	b.clock = b.clock.Add(time.Hour)
	check("expired", "3")
	if resp := b.recheck(t, q); !resp.Unchanged {
		t.Fatalf("what the order took in time is not good any more: %v", resp)
	}
	b.store.Forget(pricing.CouponID(c.CouponId))
	check("gone", "4")
}

func TestRecheckComparesEachCoupon(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(b *bundle, ids map[string]pricing.CouponID)
		left  string // of 29.99: HALF takes 15.00, TEN 1.50, FIVE 5.00
	}{
		"one is gone": {func(b *bundle, ids map[string]pricing.CouponID) { b.store.Forget(ids["HALF"]) }, "TEN 300, FIVE 500"},
		"one takes off less": {func(b *bundle, ids map[string]pricing.CouponID) {
			b.store.Change(ids["TEN"], func(c *pricing.Coupon) { c.Percent = 5 })
		}, "HALF 1500, TEN 75, FIVE 500"},
		"one takes off more": {func(b *bundle, ids map[string]pricing.CouponID) {
			b.store.Change(ids["FIVE"], func(c *pricing.Coupon) { c.Amount.Amount = 600 })
		}, "HALF 1500, TEN 150, FIVE 600"},
		"one ended": {func(b *bundle, ids map[string]pricing.CouponID) {
			b.store.Change(ids["FIVE"], func(c *pricing.Coupon) { c.ExpiresAt = b.clock.UnixMicro() })
		}, "HALF 1500, TEN 150"},
		"others used one up": {func(b *bundle, ids map[string]pricing.CouponID) {
			b.store.Change(ids["TEN"], func(c *pricing.Coupon) { c.MaxRedemptions, c.Redeemed = 9, 9 })
		}, "HALF 1500, FIVE 500"},
		"the buyer used one up": {func(b *bundle, ids map[string]pricing.CouponID) {
			b.store.Change(ids["TEN"], func(c *pricing.Coupon) { c.MaxPerUser = 1 })
			b.store.MiscountUser(ids["TEN"], user, 1)
		}, "HALF 1500, FIVE 500"},
		"one goes alone now": {func(b *bundle, ids map[string]pricing.CouponID) {
			b.store.Change(ids["HALF"], func(c *pricing.Coupon) { c.Stackable = false })
		}, "TEN 300, FIVE 500"},
		"one asks for more": {func(b *bundle, ids map[string]pricing.CouponID) {
			b.store.Change(ids["TEN"], func(c *pricing.Coupon) { c.MinSubtotal.Amount, c.MinSubtotal.Currency = 3000, "USD" })
		}, "HALF 1500, FIVE 500"},
		"all are gone": {func(b *bundle, ids map[string]pricing.CouponID) {
			for _, id := range ids {
				b.store.Forget(id)
			}
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			ids := map[string]pricing.CouponID{}
			for _, c := range []*pricingv1.Coupon{percent("TEN", 10), percent("HALF", 50), amount("FIVE", 500)} {
				ids[c.Code] = pricing.CouponID(b.coupon(t, c).CouponId)
			}
			q := b.quote(t, using("TEN,HALF,FIVE"))
			if parts(q) != "HALF 1500, TEN 150, FIVE 500" {
				t.Fatal(parts(q))
			}
			c.spoil(b, ids)
			resp := b.recheck(t, q)
			if resp.Unchanged || len(resp.Changed) != 1 || parts(resp.Fresh) != c.left {
				t.Fatalf("%s left, want %s: %v", parts(resp.Fresh), c.left, resp.Changed)
			}
			wantSame(t, "change", resp.Changed[0], &pricingv1.LineChange{Reason: "coupon", OldAmount: q.Discount, NewAmount: resp.Fresh.Discount})
			if resp.Fresh.Total == q.Total {
				t.Fatal("the total did not move")
			}
		})
	}
}

func TestRecheckMindsAnotherSplitOfTheSameDiscount(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first, second := b.coupon(t, amount("ONE", 1000)), b.coupon(t, amount("TWO", 5000))
	q := b.quote(t, using("ONE,TWO"))
	if parts(q) != "ONE 1000, TWO 1999" {
		t.Fatal(parts(q))
	}
	b.store.Forget(pricing.CouponID(first.CouponId))
	resp := b.recheck(t, q)
	if resp.Unchanged || parts(resp.Fresh) != "TWO 2999" || resp.Fresh.CouponId != second.CouponId {
		t.Fatalf("%v", resp)
	}
}

func TestRecheckListsOldNewAndReasonOfEveryLine(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.coupon(t, percent("TEN", 10))
	q := b.quote(t, using("TEN"))
	b.store.Corrupt(user, pricing.QuoteID(q.QuoteId), func(q *pricingv1.Quote) { q.TaxRatePpm = 60_000 })
	b.catalog.Put(kettle, pricingtest.USD(1200))
	b.catalog.Put(teapot, pricingtest.USD(133))
	resp := b.recheck(t, q)
	want := []*pricingv1.LineChange{
		{ProductId: kettle, Reason: "price", OldAmount: 1000, NewAmount: 1200},
		{ProductId: teapot, Reason: "price", OldAmount: 333, NewAmount: 133},
		{Reason: "coupon", OldAmount: 300, NewAmount: 280},
		{Reason: "tax", OldAmount: q.Tax, NewAmount: resp.Fresh.GetTax()},
	}
	if len(resp.Changed) != len(want) {
		t.Fatalf("changed %v", resp.Changed)
	}
	for i := range want {
		wantSame(t, "change", resp.Changed[i], want[i])
	}
}

func TestRecheckListsAChangedDiscountWithTheChangedPrice(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.coupon(t, &pricingv1.Coupon{Code: "TEN", Kind: "percent", Percent: 10})
	q := b.quote(t, using("TEN"))
	b.catalog.Put(kettle, pricingtest.USD(2000))
	resp := b.recheck(t, q)
	var reasons []string
	for _, c := range resp.Changed {
		reasons = append(reasons, c.Reason)
	}
	if fmt.Sprint(reasons) != "[price coupon]" || resp.Fresh.Discount != 500 || resp.Fresh.Coupon != "TEN" {
		t.Fatalf("%v", resp)
	}
}

func TestRecheckListsAChangedTaxRate(t *testing.T) {
	t.Parallel()
	b := setup(t)
	q := b.quote(t)
	// The rates are part of the program: a quote of an older release is one with another rate.
	b.store.Corrupt(user, pricing.QuoteID(q.QuoteId), func(q *pricingv1.Quote) { q.TaxRatePpm, q.Tax = 60_000, 180 })
	resp := b.recheck(t, q)
	if len(resp.Changed) != 1 || resp.Fresh.TaxRatePpm != 65_000 {
		t.Fatalf("%v", resp)
	}
	wantSame(t, "change", resp.Changed[0], &pricingv1.LineChange{Reason: "tax", OldAmount: 180, NewAmount: 195})
}

func TestRecheckOfAnothersQuoteIsNotFound(t *testing.T) {
	t.Parallel()
	b := setup(t)
	q := b.quote(t)
	_, err := b.Recheck(t.Context(), &pricingv1.RecheckRequest{UserId: user + 1, QuoteId: q.QuoteId, OrderId: "1"})
	wantCode(t, err, errs.KindNotFound, "quote_not_found")
	_, err = b.Recheck(t.Context(), nil)
	wantCode(t, err, errs.KindNotFound, "quote_not_found")
}
