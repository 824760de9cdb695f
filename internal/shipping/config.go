package shipping

import (
	"fmt"
	"time"

	"rialto/internal/commerce"
)

// Config is shipping's own configuration.
type Config struct {
	// CutoffHour is the hour of the day (UTC, 0–23) from which an order counts as placed on the next business day; default 20.
	CutoffHour int `yaml:"cutoff_hour"`
	// ArriveHour is the hour (UTC) of the arrival day by which a parcel is promised; default 23.
	ArriveHour int `yaml:"arrive_hour"`
	// Bands are the distance bands of standard delivery, nearest first; the last one must reach round the globe.
	Bands []Band `yaml:"bands"`
	// TwoDayKm and OneDayKm are how far from the nearest warehouse two_day and prime_one_day are offered; defaults 4,500, 1,500.
	TwoDayKm int `yaml:"two_day_km"`
	OneDayKm int `yaml:"one_day_km"`
	// FreeWithinKm is how far standard delivery may be free at Tariff.FreeFrom; default 4,500.
	FreeWithinKm int `yaml:"free_within_km"`
	// Tariffs are the prices by currency; a currency without one has no delivery.
	Tariffs map[string]Tariff `yaml:"tariffs"`
	// Weights say what counts in the choice of a warehouse.
	Weights Weights `yaml:"weights"`
	// BusyFrom is how many waiting units make a warehouse as busy as can be, if none has more; default 500.
	BusyFrom int64 `yaml:"busy_from"`
	// SourcesWithin is how long a quote waits for inventory's word on who has the lines: up to 5 s, default 200 ms.
	SourcesWithin time.Duration `yaml:"sources_within"`
	// WarehousesFor is how long the list of warehouses is kept; default 5 s.
	WarehousesFor time.Duration `yaml:"warehouses_for"`
}

// Band is a range of distances.
type Band struct {
	UpToKm int `yaml:"up_to_km"`
	Days   int `yaml:"days"` // business days on the way
}

// Tariff is what delivery costs in one currency, in minor units.
type Tariff struct {
	Standard      []int64 `yaml:"standard"`       // of the first unit, one per band
	StandardExtra int64   `yaml:"standard_extra"` // of each further unit
	TwoDay        int64   `yaml:"two_day"`        // of the first unit; 0: not offered in this currency
	TwoDayExtra   int64   `yaml:"two_day_extra"`  // of each further unit
	FreeFrom      int64   `yaml:"free_from"`      // subtotal from which standard is free; 0: never
}

// halfWay is the longest great circle on earth, rounded up, in km.
const halfWay = 20_100

// Defaults returns the configuration of a shop that sets nothing.
func Defaults() Config {
	return Config{
		CutoffHour: 20, ArriveHour: 23,
		Bands:    []Band{{500, 3}, {1500, 4}, {4500, 5}, {9000, 8}, {halfWay, 12}},
		TwoDayKm: 4500, OneDayKm: 1500, FreeWithinKm: 4500,
		Tariffs: map[string]Tariff{
			"USD": {Standard: []int64{499, 599, 699, 1499, 2499}, StandardExtra: 50, TwoDay: 1299, TwoDayExtra: 150, FreeFrom: 3500},
			"EUR": {Standard: []int64{499, 599, 699, 1399, 2299}, StandardExtra: 50, TwoDay: 1199, TwoDayExtra: 150, FreeFrom: 3500},
			"GBP": {Standard: []int64{399, 499, 599, 1199, 1999}, StandardExtra: 40, TwoDay: 999, TwoDayExtra: 120, FreeFrom: 3000},
			"CAD": {Standard: []int64{699, 799, 999, 1999, 3299}, StandardExtra: 70, TwoDay: 1799, TwoDayExtra: 200, FreeFrom: 4900},
		},
		Weights: Weights{Cost: 1, Days: 1, Distance: 1, Lacking: 2, Load: .1}, BusyFrom: 500,
		SourcesWithin: 200 * time.Millisecond, WarehousesFor: 5 * time.Second,
	}
}

// Validate refuses what cannot work, in one sentence.
func (c Config) Validate() error {
	if c.CutoffHour < 0 || c.CutoffHour > 23 || c.ArriveHour < 0 || c.ArriveHour > 23 {
		return fmt.Errorf("shipping.cutoff_hour and shipping.arrive_hour must be hours from 0 to 23")
	}
	if c.TwoDayKm < 0 || c.OneDayKm < 0 || c.FreeWithinKm < 0 || c.WarehousesFor < 0 {
		return fmt.Errorf("distances and times in shipping must not be negative")
	}
	for name, w := range map[string]float64{
		"cost": c.Weights.Cost, "days": c.Weights.Days, "distance": c.Weights.Distance, "lacking": c.Weights.Lacking, "load": c.Weights.Load,
	} {
		if !(w >= 0 && w <= 1000) {
			return fmt.Errorf("shipping.weights.%s must be between 0 and 1000, not %g", name, w)
		}
	}
	if c.BusyFrom < 1 || c.SourcesWithin <= 0 || c.SourcesWithin > 5*time.Second {
		return fmt.Errorf("shipping.busy_from must be above 0, and shipping.sources_within above 0 and at most 5s")
	}
	for i, b := range c.Bands {
		if b.Days < 1 || b.Days > 90 || i > 0 && b.UpToKm <= c.Bands[i-1].UpToKm {
			return fmt.Errorf("shipping.bands[%d] must be farther than the band before it and take 1 to 90 days", i)
		}
	}
	if n := len(c.Bands); n == 0 || c.Bands[n-1].UpToKm < halfWay {
		return fmt.Errorf("the last of shipping.bands must reach %d km, half way round the globe", halfWay)
	}
	for currency, t := range c.Tariffs {
		if err := t.validate(len(c.Bands)); err != nil || !commerce.ValidCurrency(currency) {
			return fmt.Errorf("shipping.tariffs.%s must be of a three-letter currency, with one standard price per band (%d), from 0 to 1,000,000", currency, len(c.Bands))
		}
	}
	return nil
}

func (t Tariff) validate(bands int) error {
	if len(t.Standard) != bands {
		return fmt.Errorf("%d standard prices for %d bands", len(t.Standard), bands)
	}
	for _, amount := range append([]int64{t.StandardExtra, t.TwoDay, t.TwoDayExtra}, t.Standard...) {
		if amount < 0 || amount > 1_000_000 {
			return fmt.Errorf("price %d", amount)
		}
	}
	if t.FreeFrom < 0 {
		return fmt.Errorf("free_from %d", t.FreeFrom)
	}
	return nil
}
