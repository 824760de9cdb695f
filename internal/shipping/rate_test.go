package shipping

import (
	_ "embed" // the golden table
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	shippingv1 "rialto/gen/rialto/shipping/v1"
)

//go:embed testdata/rates.txt
var goldenRates string

func TestRatesAreThoseOfTheGoldenTable(t *testing.T) {
	t.Parallel()
	var got strings.Builder
	for _, place := range [][2]string{{"US", "WA"}, {"US", "IL"}, {"US", "NY"}, {"US", "TX"}, {"US", "HI"}, {"PR", ""}, {"CA", "ON"}, {"GB", ""}, {"DE", "BY"}, {"JP", ""}, {"AU", ""}} {
		for _, order := range []struct {
			name string
			set  func(r *shippingv1.RateRequest)
		}{
			{"one unit", func(*shippingv1.RateRequest) {}},
			{"four units", func(r *shippingv1.RateRequest) { r.Units = 4 }},
			{"a big basket", func(r *shippingv1.RateRequest) { r.Units, r.Subtotal = 2, 9900 }},
			{"a member", func(r *shippingv1.RateRequest) { r.Member, r.AllPrime = true, true }},
			{"in pounds", func(r *shippingv1.RateRequest) { r.Currency, r.HandlingDays = "GBP", 2 }},
		} {
			d := setup(t, nil)
			req := rate(place[0], place[1])
			order.set(req)
			resp, err := d.Rate(t.Context(), req)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&got, "%-6s %-13s from %v:", strings.Join(place[:], "-"), order.name, resp.GetWarehouseIds())
			for _, o := range resp.GetOptions() {
				fmt.Fprintf(&got, " %s %d %s %s;", o.GetMethod(), o.GetCost().GetAmount(), o.GetCost().GetCurrency(), time.UnixMicro(o.GetArrivesBy()).UTC().Format("Mon 01-02"))
			}
			got.WriteByte('\n')
		}
	}
	if got.String() != goldenRates {
		t.Errorf("rates have changed; if that is meant, testdata/rates.txt must be:\n%s", got.String())
	}
}

func TestRateNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	d := setup(t, nil)
	for field, req := range map[string]*shippingv1.RateRequest{
		"address.country": rate("XX", ""),
		"address.region":  rate("US", "ZZ"),
		"currency":        {Address: address("FR", ""), Currency: "euro", Units: 1},
		"units":           {Address: address("FR", ""), Currency: "USD", Units: -1},
		"handling_days":   {Address: address("FR", ""), Currency: "USD", Units: 1, HandlingDays: 1 << 30},
		"subtotal":        {Address: address("FR", ""), Currency: "USD", Units: 1, Subtotal: -1},
	} {
		_, err := d.Rate(t.Context(), req)
		if e := d.code(err, "validation"); len(e.Fields) != 1 || e.Fields[0].Name != field {
			t.Errorf("%s: named %v", field, e.Fields)
		}
	}
	for _, region := range []string{"", "wa", "Washington"} {
		_, err := d.Rate(t.Context(), rate("US", region))
		d.code(err, "validation")
	}
	_, err := d.Rate(t.Context(), nil)
	d.code(err, "validation")
	if d.buildings.asked > 0 {
		t.Error("nonsense reached a neighbour")
	}
}

func TestACurrencyWithoutTariffNamesTheSetting(t *testing.T) {
	t.Parallel()
	d := setup(t, nil)
	req := rate("FR", "")
	req.Currency = "SEK"
	_, err := d.Rate(t.Context(), req)
	if e := d.code(err, "currency_unavailable"); e.Meta["setting"] != "shipping.tariffs.SEK" {
		t.Errorf("meta %v", e.Meta)
	}
}

func TestATariffWithoutTwoDayPriceDoesNotOfferIt(t *testing.T) {
	t.Parallel()
	d := setup(t, nil)
	d.cfg.Tariffs = map[string]Tariff{"SEK": {Standard: []int64{1, 2, 3, 4, 5}}}
	req := rate("US", "WA")
	req.Currency = "SEK"
	got, err := d.Rate(t.Context(), req)
	if err != nil || len(got.GetOptions()) != 1 || got.GetOptions()[0].GetMethod() != Standard {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestPrimeOneDayNeedsMemberAndPrimeLines(t *testing.T) {
	t.Parallel()
	d := setup(t, nil)
	for _, c := range []struct{ member, prime, offered bool }{{false, true, false}, {true, false, false}, {true, true, true}} {
		req := rate("US", "WA")
		req.Member, req.AllPrime = c.member, c.prime
		got, err := d.Rate(t.Context(), req)
		if err != nil || (len(got.GetOptions()) == 3) != c.offered {
			t.Errorf("%+v: %v, %v", c, got, err)
		}
	}
}

func TestWarehousesAreAskedForOnceInAWhile(t *testing.T) {
	t.Parallel()
	d := setup(t, nil)
	ask := func() error { _, err := d.Rate(t.Context(), rate("US", "WA")); return err }
	for range 3 {
		if err := ask(); err != nil {
			t.Fatal(err)
		}
	}
	if d.buildings.asked != 1 {
		t.Fatalf("asked %d times", d.buildings.asked)
	}
	d.at = d.at.Add(6 * time.Second)
	d.buildings.fail = errors.New("inventory is away")
	if err := ask(); !errors.Is(err, d.buildings.fail) {
		t.Fatalf("got %v", err)
	}
	d.buildings.fail, d.buildings.list = nil, nil
	d.code(ask(), "no_warehouse")
	d.buildings.list = threeBuildings().list
	if err := ask(); err != nil || d.buildings.asked != 4 {
		t.Fatalf("got %v after %d", err, d.buildings.asked)
	}
	d.at = d.at.Add(-time.Hour)
	if err := ask(); err != nil || d.buildings.asked != 5 {
		t.Fatal("a clock that stepped back kept an old list alive")
	}
}
