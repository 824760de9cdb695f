// Package pricingtest holds what tests of pricing share: the suite that every Store passes, a Store in memory, and small
// working neighbours.
//
// TestStore has one case per sentence of the Store's contract. Cases open the store more than once where a second process
// could have it open. The memory store is for tests and the simulator; it is never in the binary.
package pricingtest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"google.golang.org/protobuf/proto"

	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/commerce"
	"rialto/internal/pricing"
)

// TestStore judges a store. Every call of open gives another handle on the same data; cases keep apart by their ids.
func TestStore(t *testing.T, open func(t *testing.T) pricing.Store) {
	store := open(t)
	for name, run := range map[string]func(*testing.T, pricing.Store){
		"a quote comes back as it was stored, to its user only":            quoteComesBack,
		"saving an id again returns what was stored first":                 quoteIsImmutable,
		"the store keeps no reference to a quote":                          quoteIsCopied,
		"a coupon is found by code and by id":                              couponIsFound,
		"a code is taken once":                                             codeIsUnique,
		"a redemption is held, committed and released once":                redemptionLives,
		"a released redemption is given back once":                         releaseGivesBackOnce,
		"a release without a reserve forbids a late reserve":               releaseLeavesBarrier,
		"a coupon outside its window cannot be reserved":                   windowIsGuarded,
		"another user's redemption is neither seen nor moved":              redemptionIsPrivate,
		"a coupon that does not exist cannot be reserved":                  unknownCouponRefused,
		"the order's own redemption is reported beside the coupon":         couponForOrder,
		"a buyer uses a coupon as often as one may":                        perUserIsGuarded,
		"a release gives the buyer's use back once":                        perUserIsGivenBack,
		"a coupon without a limit per buyer counts no buyers":              unlimitedCountsNobody,
		"buyers' counters are paged once each":                             pagesUsers,
		"thirty orders of one buyer at once never pass both limits":        func(t *testing.T, s pricing.Store) { raceOfOneBuyer(t, s, open(t)) },
		"two hundred orders on two handles take exactly fifty redemptions": func(t *testing.T, s pricing.Store) { race(t, s, open(t)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(t, store)
		})
	}
	t.Run("pages walk every quote and coupon once", func(t *testing.T) { t.Parallel(); pages(t, open(t)) })
}

func quoteComesBack(t *testing.T, s pricing.Store) {
	q := SampleQuote(1001, "comes-back")
	stored, err := s.SaveQuote(t.Context(), q)
	noError(t, err)
	same(t, "stored", stored, q)

	found, err := s.Quotes(t.Context(), 1001, "missing", "comes-back")
	noError(t, err)
	if len(found) != 2 || found[0] != nil {
		t.Fatalf("quotes = %v, want nil and the quote", found)
	}
	same(t, "found", found[1], q)

	found, err = s.Quotes(t.Context(), 1002, "comes-back")
	noError(t, err)
	if found[0] != nil {
		t.Fatalf("another user sees %v", found[0])
	}
}

func quoteIsImmutable(t *testing.T, s pricing.Store) {
	first, second := SampleQuote(1003, "immutable"), SampleQuote(1003, "immutable")
	second.Email = "second@example.test"
	_, err := s.SaveQuote(t.Context(), first)
	noError(t, err)
	stored, err := s.SaveQuote(t.Context(), second)
	noError(t, err)
	same(t, "answer", stored, first)
	found, err := s.Quotes(t.Context(), 1003, "immutable")
	noError(t, err)
	same(t, "row", found[0], first)
}

func quoteIsCopied(t *testing.T, s pricing.Store) {
	q := SampleQuote(1004, "copied")
	_, err := s.SaveQuote(t.Context(), q)
	noError(t, err)
	q.Total, q.Lines[0].UnitPrice = 1, 1
	found, err := s.Quotes(t.Context(), 1004, "copied")
	noError(t, err)
	found[0].Lines[0].Title = "scribbled"
	found, err = s.Quotes(t.Context(), 1004, "copied")
	noError(t, err)
	same(t, "row", found[0], SampleQuote(1004, "copied"))
}

func couponIsFound(t *testing.T, s pricing.Store) {
	c := SampleCoupon(2001, 5)
	noError(t, s.CreateCoupon(t.Context(), c))
	want := pricing.Standing{Coupon: c}
	byCode, err := s.CouponByCode(t.Context(), c.Code, 1)
	noError(t, err)
	byID, err := s.CouponFor(t.Context(), pricing.Redemption{Coupon: c.ID, User: 1, Order: "1"})
	noError(t, err)
	if byCode != want || byID != want {
		t.Fatalf("by code %+v, by id %+v, want %+v", byCode, byID, want)
	}
	_, err = s.CouponByCode(t.Context(), "NOBODY-HAS-THIS", 1)
	wantErr(t, err, pricing.ErrNoCoupon)
	_, err = s.CouponFor(t.Context(), pricing.Redemption{Coupon: 2999, User: 1, Order: "1"})
	wantErr(t, err, pricing.ErrNoCoupon)
}

func codeIsUnique(t *testing.T, s pricing.Store) {
	first, second := SampleCoupon(2002, 5), SampleCoupon(2003, 5)
	second.Code = first.Code
	noError(t, s.CreateCoupon(t.Context(), first))
	wantErr(t, s.CreateCoupon(t.Context(), second), pricing.ErrCouponExists)
	found, err := s.CouponByCode(t.Context(), first.Code, 1)
	noError(t, err)
	if found.ID != first.ID {
		t.Fatalf("the code means coupon %d, want %d", found.ID, first.ID)
	}
	_, err = s.CouponFor(t.Context(), pricing.Redemption{Coupon: second.ID, User: 1, Order: "1"})
	wantErr(t, err, pricing.ErrNoCoupon)
}

func redemptionLives(t *testing.T, s pricing.Store) {
	r := newCoupon(t, s, 2004, 2)
	for range 2 {
		step(t, s.Reserve, r, pricing.StateHeld)
	}
	redeemed(t, s, r.Coupon, 1)
	for range 2 {
		step(t, s.Commit, r, pricing.StateCommitted)
	}
	step(t, s.Reserve, r, pricing.StateCommitted)
	redeemed(t, s, r.Coupon, 1)
	for range 2 {
		step(t, s.Release, r, pricing.StateReleased)
	}
	redeemed(t, s, r.Coupon, 0)
	_, err := s.Commit(t.Context(), r, at)
	wantErr(t, err, pricing.ErrReleased)
	_, err = s.Reserve(t.Context(), r, at)
	wantErr(t, err, pricing.ErrReleased)
	redeemed(t, s, r.Coupon, 0)
}

func releaseGivesBackOnce(t *testing.T, s pricing.Store) {
	r := newCoupon(t, s, 2005, 1)
	other := r
	other.Order = "other"
	step(t, s.Reserve, r, pricing.StateHeld)
	_, err := s.Reserve(t.Context(), other, at)
	wantErr(t, err, pricing.ErrUsedUp)
	step(t, s.Release, r, pricing.StateReleased)
	step(t, s.Reserve, other, pricing.StateHeld)
	step(t, s.Release, r, pricing.StateReleased)
	redeemed(t, s, r.Coupon, 1)
}

func releaseLeavesBarrier(t *testing.T, s pricing.Store) {
	r := newCoupon(t, s, 2006, 1)
	step(t, s.Release, r, pricing.StateReleased)
	redeemed(t, s, r.Coupon, 0)
	_, err := s.Reserve(t.Context(), r, at)
	wantErr(t, err, pricing.ErrReleased)
	redeemed(t, s, r.Coupon, 0)
}

func windowIsGuarded(t *testing.T, s pricing.Store) {
	c := SampleCoupon(2007, 0)
	c.StartsAt, c.ExpiresAt = 1_000, 2_000
	noError(t, s.CreateCoupon(t.Context(), c))
	r := pricing.Redemption{Coupon: c.ID, User: 1, Order: "1"}
	for _, early := range []int64{999, 2_000} {
		_, err := s.Reserve(t.Context(), r, early)
		wantErr(t, err, pricing.ErrOutsideWindow)
	}
	redeemed(t, s, c.ID, 0)
	for i, inside := range []int64{1_000, 1_999} {
		r.Order = commerce.OrderID(fmt.Sprint(i))
		_, err := s.Reserve(t.Context(), r, inside)
		noError(t, err)
	}
	redeemed(t, s, c.ID, 2)
}

func redemptionIsPrivate(t *testing.T, s pricing.Store) {
	r := newCoupon(t, s, 2008, 5)
	step(t, s.Reserve, r, pricing.StateHeld)
	thief := r
	thief.User++
	for _, do := range []func(context.Context, pricing.Redemption, int64) (pricing.State, error){s.Reserve, s.Commit, s.Release} {
		_, err := do(t.Context(), thief, at)
		wantErr(t, err, pricing.ErrNoRedemption)
	}
	seen, err := s.CouponFor(t.Context(), thief)
	noError(t, err)
	if seen.State != pricing.StateNone {
		t.Fatalf("the thief sees a %q redemption", seen.State)
	}
	redeemed(t, s, r.Coupon, 1)
}

func unknownCouponRefused(t *testing.T, s pricing.Store) {
	r := pricing.Redemption{Coupon: 2990, User: 1, Order: "1"}
	_, err := s.Reserve(t.Context(), r, at)
	wantErr(t, err, pricing.ErrNoCoupon)
	_, err = s.Commit(t.Context(), r, at)
	wantErr(t, err, pricing.ErrNoRedemption)
}

func couponForOrder(t *testing.T, s pricing.Store) {
	r := newCoupon(t, s, 2009, 5)
	step(t, s.Reserve, r, pricing.StateHeld)
	c, err := s.CouponFor(t.Context(), r)
	noError(t, err)
	if c.Redeemed != 1 || c.State != pricing.StateHeld {
		t.Fatalf("redeemed %d, state %q; want 1, held", c.Redeemed, c.State)
	}
}

func pages(t *testing.T, s pricing.Store) {
	const user = 9001
	for i := range 7 {
		_, err := s.SaveQuote(t.Context(), SampleQuote(user, pricing.QuoteID(fmt.Sprint("page-", i))))
		noError(t, err)
	}
	seen := map[pricing.QuoteID]int{}
	last := pricing.StoredQuote{User: user}
	for {
		page, err := s.PageQuotes(t.Context(), last.User, last.ID, 3)
		noError(t, err)
		if len(page) == 0 {
			break
		}
		for _, row := range page {
			want := SampleQuote(row.User, row.ID)
			if row.User == user {
				seen[row.ID]++
				same(t, "page", row.Quote, want)
			}
			if row.Total != want.Total || row.Subtotal != want.Subtotal || row.Tax != want.Tax {
				t.Fatalf("columns %+v do not match %v", row, want)
			}
		}
		last = page[len(page)-1]
	}
	if len(seen) != 7 {
		t.Fatalf("saw %v, want seven quotes", seen)
	}
	for i := range 5 {
		noError(t, s.CreateCoupon(t.Context(), SampleCoupon(pricing.CouponID(9001+i), 3)))
	}
	first, err := s.PageCoupons(t.Context(), 9000, 2)
	noError(t, err)
	rest, err := s.PageCoupons(t.Context(), first[1].Coupon.ID, 100)
	noError(t, err)
	if len(first) != 2 || len(rest) != 3 || rest[2].Coupon != SampleCoupon(9005, 3) {
		t.Fatalf("pages %v and %v", first, rest)
	}
}

// at is a time at which every sample coupon is valid.
const at = 1_700_000_000_000_000

func newCoupon(t *testing.T, s pricing.Store, id pricing.CouponID, limit int64) pricing.Redemption {
	t.Helper()
	noError(t, s.CreateCoupon(t.Context(), SampleCoupon(id, limit)))
	return pricing.Redemption{Coupon: id, User: 7, Order: commerce.OrderID(fmt.Sprint("order-", id))}
}

func step(t *testing.T, do func(context.Context, pricing.Redemption, int64) (pricing.State, error), r pricing.Redemption, want pricing.State) {
	t.Helper()
	state, err := do(t.Context(), r, at)
	noError(t, err)
	if state != want {
		t.Fatalf("state %q, want %q", state, want)
	}
}

// redeemed checks both the counter and the redemptions it stands for.
func redeemed(t *testing.T, s pricing.Store, id pricing.CouponID, want int64) {
	t.Helper()
	page, err := s.PageCoupons(t.Context(), id-1, 1)
	noError(t, err)
	if len(page) != 1 || page[0].Coupon.ID != id || page[0].Coupon.Redeemed != want || page[0].Live != want {
		t.Fatalf("coupon %d: %+v, want %d redeemed and live", id, page, want)
	}
}

func same(t *testing.T, what string, got, want *pricingv1.Quote) {
	t.Helper()
	if !proto.Equal(got, want) {
		t.Fatalf("%s: %v, want %v", what, got, want)
	}
}

func noError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantErr(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("error %v, want %v", err, want)
	}
}
