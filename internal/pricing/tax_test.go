package pricing_test

import (
	"testing"

	commercev1 "rialto/gen/rialto/commerce/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
)

func TestTaxFollowsTheAddress(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		country, region string
		ppm, tax        int64 // of 20.00 and of 9.99, each rounded half up
	}{
		"a state's rate":                    {"US", "WA", 65_000, 195},
		"codes are not picky about case":    {"US", "wa", 65_000, 195},
		"a state without sales tax":         {"US", "OR", 0, 0},
		"a rate with three decimals":        {"US", "MN", 68_750, 138 + 69},
		"a state nobody knows is untaxed":   {"US", "ZZ", 0, 0},
		"a province adds to federal tax":    {"CA", "QC", 149_750, 300 + 150},
		"a province without its own":        {"CA", "AB", 50_000, 100 + 50},
		"a province nobody knows":           {"CA", "ZZ", 0, 0},
		"a country's rate for every region": {"DE", "BY", 190_000, 380 + 190},
		"a country that is not listed":      {"AF", "", 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := setup(t).quote(t, func(r *pricingv1.QuoteRequest) {
				r.Address = &commercev1.Address{Name: "A", Line1: "B", City: "C", Region: c.region, Country: c.country}
			})
			if q.TaxRatePpm != c.ppm || q.Tax != c.tax {
				t.Fatalf("rate %d, tax %d; want %d, %d", q.TaxRatePpm, q.Tax, c.ppm, c.tax)
			}
		})
	}
}

func TestTaxIsOnWhatIsLeftAfterTheDiscountAndNotOnShipping(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.coupon(t, &pricingv1.Coupon{Code: "ALL", Kind: "percent", Percent: 100})
	q := b.quote(t, using("all"))
	if q.Discount != 2999 || q.Tax != 0 || q.Total != q.Shipping {
		t.Fatalf("%v", q)
	}
}
