package shipping

import (
	"math"
	"testing"
)

func TestConfigRefusesWhatCannotWork(t *testing.T) {
	t.Parallel()
	if err := Defaults().Validate(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(c *Config){
		"an hour past midnight":     func(c *Config) { c.CutoffHour = 24 },
		"a negative distance":       func(c *Config) { c.OneDayKm = -1 },
		"no bands":                  func(c *Config) { c.Bands = nil },
		"bands out of order":        func(c *Config) { c.Bands[1].UpToKm = 1 },
		"a band without days":       func(c *Config) { c.Bands[0].Days = 0 },
		"bands that end too early":  func(c *Config) { c.Bands[4].UpToKm = 19_000 },
		"a price per band missing":  func(c *Config) { c.Tariffs["USD"] = Tariff{Standard: []int64{1}} },
		"a negative price":          func(c *Config) { c.Tariffs["USD"] = Tariff{Standard: []int64{1, 1, 1, 1, -1}} },
		"a negative free threshold": func(c *Config) { c.Tariffs["USD"] = Tariff{Standard: []int64{1, 1, 1, 1, 1}, FreeFrom: -1} },
		"a negative weight":         func(c *Config) { c.Weights.Load = -1 },
		"a weight that is none":     func(c *Config) { c.Weights.Cost = math.NaN() },
		"nobody ever busy":          func(c *Config) { c.BusyFrom = 0 },
		"no time for an answer":     func(c *Config) { c.SourcesWithin = 0 },
		"a currency of two letters": func(c *Config) { c.Tariffs["US"] = c.Tariffs["USD"] },
	} {
		c := Defaults()
		spoil(&c)
		if c.Validate() == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}
