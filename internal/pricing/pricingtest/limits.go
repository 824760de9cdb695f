package pricingtest

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"rialto/internal/commerce"
	"rialto/internal/pricing"
)

// limited makes a coupon with a limit for all and one per buyer.
func limited(t *testing.T, s pricing.Store, id pricing.CouponID, all, each int64) pricing.Redemption {
	t.Helper()
	c := SampleCoupon(id, all)
	c.MaxPerUser, c.Stackable = each, true
	noError(t, s.CreateCoupon(t.Context(), c))
	return pricing.Redemption{Coupon: id, User: 7, Order: "1"}
}

func perUserIsGuarded(t *testing.T, s pricing.Store) {
	r := limited(t, s, 2011, 0, 2)
	for _, order := range []commerce.OrderID{"1", "1", "2"} {
		r.Order = order
		step(t, s.Reserve, r, pricing.StateHeld)
	}
	standing, err := s.CouponByCode(t.Context(), SampleCoupon(2011, 0).Code, r.User)
	noError(t, err)
	if standing.UsedByUser != 2 || !standing.UsedByThem() || !standing.Stackable || standing.MaxPerUser != 2 {
		t.Fatalf("the coupon stands at %+v", standing)
	}
	r.Order = "3"
	_, err = s.Reserve(t.Context(), r, at)
	wantErr(t, err, pricing.ErrUsedByUser)
	redeemed(t, s, r.Coupon, 2)
	standing, err = s.CouponFor(t.Context(), r)
	noError(t, err)
	if standing.State != pricing.StateNone {
		t.Fatalf("the refused order left a %q redemption", standing.State)
	}
	r.User++
	step(t, s.Reserve, r, pricing.StateHeld)
	redeemed(t, s, r.Coupon, 3)
}

func perUserIsGivenBack(t *testing.T, s pricing.Store) {
	r := limited(t, s, 2012, 0, 1)
	other := r
	other.Order = "2"
	step(t, s.Release, other, pricing.StateReleased) // nothing was held: nothing comes back
	step(t, s.Reserve, r, pricing.StateHeld)
	step(t, s.Commit, r, pricing.StateCommitted)
	other.Order = "3"
	_, err := s.Reserve(t.Context(), other, at)
	wantErr(t, err, pricing.ErrUsedByUser)
	for range 2 {
		step(t, s.Release, r, pricing.StateReleased)
	}
	step(t, s.Reserve, other, pricing.StateHeld)
	other.Order = "4"
	_, err = s.Reserve(t.Context(), other, at)
	wantErr(t, err, pricing.ErrUsedByUser)
	redeemed(t, s, r.Coupon, 1)
}

func unlimitedCountsNobody(t *testing.T, s pricing.Store) {
	r := newCoupon(t, s, 2013, 5)
	step(t, s.Reserve, r, pricing.StateHeld)
	standing, err := s.CouponFor(t.Context(), r)
	noError(t, err)
	if standing.UsedByUser != 0 || standing.UsedByThem() {
		t.Fatalf("the coupon stands at %+v", standing)
	}
	step(t, s.Release, r, pricing.StateReleased)
	redeemed(t, s, r.Coupon, 0)
}

func pagesUsers(t *testing.T, s pricing.Store) {
	r := limited(t, s, 8001, 0, 3)
	for user := range 5 {
		for order := range 1 + user%2 {
			r.User, r.Order = commerce.UserID(1+user), commerce.OrderID(fmt.Sprint(user, "-", order))
			step(t, s.Reserve, r, pricing.StateHeld)
		}
	}
	var got []pricing.UserCount
	for after := commerce.UserID(0); ; {
		page, err := s.PageUsers(t.Context(), 8001, after, 2)
		noError(t, err)
		for _, row := range page {
			if row.Coupon == 8001 {
				got = append(got, row)
			}
		}
		if len(page) < 2 || page[1].Coupon != 8001 {
			break
		}
		after = page[1].User
	}
	var want []pricing.UserCount
	for user := range 5 {
		n := int64(1 + user%2)
		want = append(want, pricing.UserCount{Coupon: 8001, User: commerce.UserID(1 + user), Used: n, Max: 3, Live: n})
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("paged %v, want %v", got, want)
	}
}

// raceOfOneBuyer lets thirty orders of one buyer reach at once for a coupon that allows them four, while another buyer's
// order reaches for the same six; round after round, over two handles.
func raceOfOneBuyer(t *testing.T, a, b pricing.Store) {
	for round := range 5 {
		r := limited(t, a, pricing.CouponID(2100+round), 6, 4)
		var mine, theirs atomic.Int64
		var wg sync.WaitGroup
		for i := range 60 {
			wg.Go(func() {
				r, held := r, &mine
				r.Order = commerce.OrderID(fmt.Sprint(i))
				if i%2 == 1 {
					r.User, held = r.User+1, &theirs
				}
				_, err := []pricing.Store{a, b}[i/2%2].Reserve(t.Context(), r, at)
				switch {
				case err == nil:
					held.Add(1)
				case !errors.Is(err, pricing.ErrUsedByUser) && !errors.Is(err, pricing.ErrUsedUp):
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if mine.Load() > 4 || theirs.Load() > 4 || mine.Load()+theirs.Load() != 6 {
			t.Fatalf("round %d: %d and %d redemptions, want at most 4 each and 6 together", round, mine.Load(), theirs.Load())
		}
		redeemed(t, a, r.Coupon, 6)
	}
}

// race lets 200 orders reach for 50 redemptions over two handles, each trying twice as a lost answer would make it.
func race(t *testing.T, a, b pricing.Store) {
	const orders, limit = 200, 50
	r := newCoupon(t, a, 2010, limit)
	var held, refused atomic.Int64
	var wg sync.WaitGroup
	for i := range orders {
		wg.Go(func() {
			mine := r
			mine.Order = commerce.OrderID(fmt.Sprint("race-", i))
			_, err := []pricing.Store{a, b}[i%2].Reserve(t.Context(), mine, at)
			_, again := []pricing.Store{b, a}[i%2].Reserve(t.Context(), mine, at)
			switch {
			case err == nil && again == nil:
				held.Add(1)
			case errors.Is(err, pricing.ErrUsedUp) && errors.Is(again, pricing.ErrUsedUp):
				refused.Add(1)
			default:
				t.Errorf("order %d: %v, then %v", i, err, again)
			}
		})
	}
	wg.Wait()
	if held.Load() != limit || refused.Load() != orders-limit {
		t.Fatalf("%d held, %d refused; want %d, %d", held.Load(), refused.Load(), limit, orders-limit)
	}
	redeemed(t, a, r.Coupon, limit)
}
