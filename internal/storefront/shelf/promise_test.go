package shelf

import (
	"errors"
	"net/http"
	"testing"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"

	browsev1 "rialto/gen/rialto/browse/v1"
	"rialto/internal/platform/errs"
)

func TestDeliveryIsPromisedToSomewhereWhereNobodySaidWhere(t *testing.T) {
	t.Parallel()
	b := setup(t)
	has(t, b.get("/p/7"), http.StatusOK, "Friday, 6 March 2026", "Standard delivery, $4.99, to Washington, United States",
		"Wednesday, 4 March 2026", "Two-day delivery, $12.99")
	q := b.rates[0]
	if q.GetAddress().GetCountry() != "US" || q.GetAddress().GetRegion() != "WA" || q.GetUnits() != 1 || q.GetSubtotal() != 8900 ||
		q.GetCurrency() != "USD" || q.GetHandlingDays() != 1 || !q.GetAllPrime() || q.GetMember() {
		t.Errorf("asked for %v", q)
	}
}

func TestDeliveryIsPromisedToTheFirstAddress(t *testing.T) {
	t.Parallel()
	b := setup(t, func(r *rooms) {
		r.addresses = []*commercev1.Address{
			{Name: "Ann Foscari", Line1: "Calle 5", City: "Venezia", PostalCode: "30125", Country: "IT"}, {City: "Roma", Country: "IT"},
		}
	})
	has(t, b.get("/p/7", signedIn), http.StatusOK, "to 30125 Venezia", "!Foscari", "!Calle 5", "!Roma")
	if q := b.rates[0]; q.GetAddress().GetCountry() != "IT" || !q.GetMember() {
		t.Errorf("asked for %v", q)
	}
	has(t, b.get("/p/7"), http.StatusOK, "to Washington", "!Venezia")
}

func TestWithoutAPromiseThereIsStillAPage(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{
		"nothing is delivered there": errs.Invalid("country_unknown", "Unknown."), "shipping is down": errors.New("no connection"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t, func(r *rooms) { r.broken = err })
			has(t, b.get("/p/7", signedIn), http.StatusOK, "Brass lamp", "Add to cart", "!Arrives by", "!Unknown.")
		})
	}
}

func TestNothingIsPromisedOfWhatCannotBeBought(t *testing.T) {
	t.Parallel()
	b := selling(t, func(p *catalogv1.Product, _ *browsev1.ProductPageResponse) { p.Featured.Prices = nil })
	has(t, b.get("/p/7"), http.StatusOK, "!Arrives by")
	if len(b.rates) > 0 {
		t.Errorf("asked for %v", b.rates)
	}
}

func TestTheCheapestWayIsSaidFirstAndAFasterOneBesideIt(t *testing.T) {
	t.Parallel()
	option := func(method string, cost, at int64) *shippingv1.DeliveryOption {
		return &shippingv1.DeliveryOption{Method: method, Cost: usd(cost), ArrivesBy: at}
	}
	for name, s := range map[string]struct {
		options []*shippingv1.DeliveryOption
		want    []string
	}{
		"none":                         {nil, nil},
		"one":                          {[]*shippingv1.DeliveryOption{option("standard", 5, 9)}, []string{"Standard delivery"}},
		"faster costs more":            {[]*shippingv1.DeliveryOption{option("two_day", 9, 2), option("standard", 5, 9)}, []string{"Standard delivery", "Two-day delivery"}},
		"free and fastest for members": {[]*shippingv1.DeliveryOption{option("standard", 0, 9), option("two_day", 9, 2), option("prime_one_day", 0, 1)}, []string{"Rialto Plus, one day"}},
		"a method of another day":      {[]*shippingv1.DeliveryOption{option("by boat", 1, 1)}, []string{"By boat"}},
	} {
		var got []string
		for _, d := range promises(s.options, "") {
			got = append(got, d.Method)
			if d.Free != (d.Cost.Amount == 0) {
				t.Errorf("%s: %+v", name, d)
			}
		}
		if len(got) != len(s.want) {
			t.Errorf("%s: %q, want %q", name, got, s.want)
			continue
		}
		for i := range got {
			if got[i] != s.want[i] {
				t.Errorf("%s: %q, want %q", name, got, s.want)
			}
		}
	}
}
