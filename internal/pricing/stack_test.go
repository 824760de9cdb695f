package pricing_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/platform/errs"
	"rialto/internal/pricing"
	"rialto/internal/pricing/pricingtest"
)

// percent and amount make stackable coupons.
func percent(code string, n int32) *pricingv1.Coupon {
	return &pricingv1.Coupon{Code: code, Kind: "percent", Percent: n, Stackable: true}
}

func amount(code string, cents int64) *pricingv1.Coupon {
	return &pricingv1.Coupon{Code: code, Kind: "amount", Amount: pricingtest.USD(cents), Stackable: true}
}

// parts writes what each coupon of a quote takes off.
func parts(q *pricingv1.Quote) string {
	var out []string
	for _, c := range q.Coupons {
		out = append(out, fmt.Sprint(c.Code, " ", c.Discount))
	}
	return strings.Join(out, ", ")
}

func TestStackedCouponsTakeOffWhatTheOnesBeforeLeft(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		coupons []*pricingv1.Coupon
		typed   string
		want    string // of a subtotal of 29.99
		joined  string
	}{
		"percents first, by code, then amounts, by code": {
			[]*pricingv1.Coupon{amount("AAA", 500), percent("ZZZ", 10), percent("BBB", 50), amount("CCC", 100)},
			"AAA,ZZZ,BBB,CCC", "BBB 1500, ZZZ 150, AAA 500, CCC 100", "BBB,ZZZ,AAA,CCC",
		},
		"what is left bounds an amount": {
			[]*pricingv1.Coupon{percent("HALF", 50), amount("MUCH", 2000)}, "HALF,MUCH", "HALF 1500, MUCH 1499", "HALF,MUCH",
		},
		"nothing is taken off nothing": {
			[]*pricingv1.Coupon{percent("ALL", 100), percent("BUT", 10), amount("FIVE", 500)}, "FIVE,BUT,ALL", "ALL 2999, BUT 0, FIVE 0", "ALL,BUT,FIVE",
		},
		"a code typed twice counts once": {
			[]*pricingv1.Coupon{percent("HALF", 50)}, " half , HALF,,", "HALF 1500", "HALF",
		},
		"only commas are none": {nil, " , ,", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			first := map[string]int64{}
			for _, coupon := range c.coupons {
				first[coupon.Code] = b.coupon(t, coupon).CouponId
			}
			q := b.quote(t, using(c.typed))
			if parts(q) != c.want || q.Coupon != c.joined {
				t.Fatalf("%s (%q), want %s", parts(q), q.Coupon, c.want)
			}
			if code, _, _ := strings.Cut(c.joined, ","); q.CouponId != first[code] {
				t.Fatalf("coupon_id %d is not %s's", q.CouponId, code)
			}
		})
	}
}

func TestTheOrderInWhichCouponsAreTypedChangesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	codes := []string{"P10", "P33", "A100", "A250", "P07"}
	for i, c := range []*pricingv1.Coupon{percent("P10", 10), percent("P33", 33), amount("A100", 100), amount("A250", 250), percent("P07", 7)} {
		if b.coupon(t, c); c.Code != codes[i] {
			t.Fatal("the codes are listed twice here")
		}
	}
	want := b.quote(t, using(strings.Join(codes, ",")))
	random := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		random.Shuffle(len(codes), func(i, j int) { codes[i], codes[j] = codes[j], codes[i] })
		got := b.quote(t, using(strings.Join(codes, ",")))
		got.QuoteId = want.QuoteId
		wantSame(t, strings.Join(codes, ","), got, want)
	}
}

func TestCouponsThatDoNotStackAreNamed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.coupon(t, percent("GOOD", 5))
	for _, code := range []string{"LONER", "HERMIT"} {
		b.coupon(t, &pricingv1.Coupon{Code: code, Kind: "percent", Percent: 5})
		if q := b.quote(t, using(code)); parts(q) != code+" 150" {
			t.Fatalf("alone: %s", parts(q))
		}
	}
	req := request()
	req.Coupon = "GOOD,LONER,HERMIT"
	_, err := b.Quote(t.Context(), req)
	wantCode(t, err, errs.KindInvalid, "coupon_not_stackable")
	if got := errs.As(err).Meta["coupons"]; got != "LONER,HERMIT" || !strings.Contains(err.Error(), "LONER, HERMIT") {
		t.Fatalf("named %q in %q", got, err)
	}
}

func TestEveryMinimumIsJudgedAgainstTheUndiscountedSubtotal(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.coupon(t, percent("HALF", 50))
	exact, above := amount("EXACT", 100), amount("ABOVE", 100)
	exact.MinSubtotal, above.MinSubtotal = pricingtest.USD(2999), pricingtest.USD(3000)
	b.coupon(t, exact)
	b.coupon(t, above)
	if q := b.quote(t, using("HALF,EXACT")); parts(q) != "HALF 1500, EXACT 100" {
		t.Fatal(parts(q))
	}
	req := request()
	req.Coupon = "HALF,ABOVE"
	_, err := b.Quote(t.Context(), req)
	wantCode(t, err, errs.KindInvalid, "coupon_minimum")
}

func TestOneBadCodeAmongGoodOnesIsRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for i := range 6 {
		b.coupon(t, percent(fmt.Sprint("CODE", i), 1))
	}
	for typed, code := range map[string]string{
		"CODE0,NOBODY":                        "coupon_unknown",
		"CODE0,x'; --,":                       "coupon_unknown",
		"CODE0,CODE1,CODE2,CODE3,CODE4,CODE5": "validation",
		"CODE0" + strings.Repeat(" ", 200):    "validation",
		strings.Repeat("A", 33) + "," + strings.Repeat("CODE1", 1): "coupon_unknown",
	} {
		req := request()
		req.Coupon = typed
		_, err := b.Quote(t.Context(), req)
		wantCode(t, err, errs.KindInvalid, code)
	}
	if q := b.quote(t, using("CODE0,CODE1,CODE2,CODE3,CODE4")); len(q.Coupons) != 5 {
		t.Fatalf("five codes: %s", parts(q))
	}
}

func TestABuyerIsToldThatTheyUsedTheCoupon(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ask := percent("ONCE", 10)
	ask.MaxPerUser = 1
	c := b.coupon(t, ask)
	wantState(t, "held")(b.ReserveCoupon(t.Context(), redemption(c, "1")))
	_, err := b.ReserveCoupon(t.Context(), redemption(c, "2"))
	wantCode(t, err, errs.KindConflict, "coupon_used_by_you")

	req := request()
	req.Coupon = "ONCE"
	_, err = b.Quote(t.Context(), req)
	wantCode(t, err, errs.KindInvalid, "coupon_used_by_you")
	req.UserId++
	if _, err := b.Quote(t.Context(), req); err != nil {
		t.Fatalf("another buyer: %v", err)
	}
	wantState(t, "released")(b.ReleaseCoupon(t.Context(), redemption(c, "1")))
	b.quote(t, using("ONCE"))
}

func TestACouponIsGoodFromItsStartUntilJustBeforeItsEnd(t *testing.T) {
	t.Parallel()
	c := pricing.Standing{Coupon: pricing.Coupon{Kind: "percent", Percent: 5, StartsAt: 1000, ExpiresAt: 2000}}
	for at, good := range map[int64]bool{0: false, 999: false, 1000: true, 1999: true, 2000: false, 1 << 62: false} {
		if err := c.Allows(1, "USD", at); (err == nil) != good {
			t.Errorf("at %d: %v", at, err)
		}
	}
	c.ExpiresAt = 0
	if err := c.Allows(1, "USD", 1<<62); err != nil {
		t.Errorf("without an end: %v", err)
	}
}
